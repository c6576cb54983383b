import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { assertWritable, repositoryFolder, SetUpStopped } from '../bootstrap/set-up.mjs'
import { runProgram, type Program } from './start-program.ts'
import { tool } from './tool.ts'

/** Makes the admin console's page. */
export const consoleBuild = tool('vite', 'build', '--config', 'console.vite.config.ts', '--logLevel', 'warn')

/** The admin endpoint's program, once it is built. */
export const endpointProgram = path.join(repositoryFolder, 'dist/endpoint/main.mjs')

/** Makes the admin endpoint's program. */
export const endpointBuild: Program = {
  program: process.execPath,
  args: [path.join(repositoryFolder, 'build/bundle-endpoint.ts')],
}

/** The program that reads a recording, once the command line is built. */
export const replayProgram = path.join(repositoryFolder, 'dist/cli/threads/replay-process.mjs')

/** Makes the command line, and the programs that it starts. */
const commandLineBuild: Program = {
  program: process.execPath,
  args: [path.join(repositoryFolder, 'build/bundle-cli.ts')],
}

const consoleSources = [
  'admin/console',
  'shared',
  'build/icons',
  'console.vite.config.ts',
  'package-lock.json',
]
const endpointSources = [
  'admin/server',
  'admin/console/words',
  'shared',
  'build/bundle-endpoint.ts',
  'build/bundle-cli.ts',
  'package-lock.json',
]

const commandLineSources = [
  'electron',
  'shared',
  'build/bundle-cli.ts',
  'build/thread-files.ts',
  'package-lock.json',
]

/** Makes the console's page where it is older than what it is made of. Gives the exit code. */
export function buildConsoleIfOld(): Promise<number> {
  return buildIfOld(path.join(repositoryFolder, 'dist/console/index.html'), consoleSources, consoleBuild)
}

/** Makes the endpoint's program where it is older than what it is made of. Gives the exit code. */
export function buildEndpointIfOld(): Promise<number> {
  return buildIfOld(endpointProgram, endpointSources, endpointBuild)
}

/** Makes the command line's programs where they are older than what they are made of. Gives the exit code. */
export function buildCommandLineIfOld(): Promise<number> {
  return buildIfOld(replayProgram, commandLineSources, commandLineBuild)
}

async function buildIfOld(result: string, sources: readonly string[], build: Program): Promise<number> {
  const built = await changedAt(result)
  for (const source of sources) {
    if ((await newestIn(path.join(repositoryFolder, source))) > built) return buildHere(build)
  }
  return 0
}

/** A build tool would say with a stack trace that it cannot write. */
async function buildHere(build: Program): Promise<number> {
  try {
    assertWritable()
  } catch (error) {
    if (!(error instanceof SetUpStopped)) throw error
    console.error(error.message)
    return 1
  }
  return runProgram(build)
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
