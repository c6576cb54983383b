import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { runProgram } from './start-program.ts'
import { tool } from './tool.ts'

/** Makes the admin console's page. */
export const consoleBuild = tool('vite', 'build', '--config', 'console.vite.config.ts', '--logLevel', 'warn')

const sources = ['admin/console', 'shared', 'build/icons', 'console.vite.config.ts', 'package-lock.json']

/** Makes the console's page where it is older than what it is made of. Gives the exit code. */
export async function buildConsoleIfOld(): Promise<number> {
  const built = await changedAt(path.join(repositoryFolder, 'dist/console/index.html'))
  for (const source of sources) {
    if ((await newestIn(path.join(repositoryFolder, source))) > built) return runProgram(consoleBuild)
  }
  return 0
}

async function newestIn(place: string): Promise<number> {
  const entries = await readdir(place, { withFileTypes: true, recursive: true }).catch(() => null)
  if (entries === null) return changedAt(place)
  const files = entries.filter((entry) => entry.isFile())
  return Math.max(
    0,
    ...(await Promise.all(files.map((file) => changedAt(path.join(file.parentPath, file.name))))),
  )
}

/** In milliseconds; 0 for what is not there. */
async function changedAt(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}
