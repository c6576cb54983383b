import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Where a program of Debian lies, with the folder of its libraries where it is not this computer's own. */
export type DebianProgram = { readonly program: string; readonly libraries: string | null }

/** The one of this computer, or one from Debian's packages, unpacked into a folder of temporary files; null where none can be had. */
export async function findDebianProgram(
  file: string,
  packages: readonly string[],
): Promise<DebianProgram | null> {
  if (process.platform !== 'linux') return null
  if (existsSync(file)) return { program: file, libraries: null }
  const folder = path.join(tmpdir(), `landfall-${path.basename(file)}`)
  const program = path.join(folder, file)
  if (!existsSync(program) && !(await unpackFromDebian(folder, packages))) return null
  const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64'
  const found = { program, libraries: path.join(folder, 'usr/lib', `${architecture}-linux-gnu`) }
  const { status } = spawnSync(program, ['-V'], { env: environmentOf(found) })
  return status === 0 ? found : null
}

async function unpackFromDebian(folder: string, packages: readonly string[]): Promise<boolean> {
  const work = await mkdtemp(path.join(tmpdir(), 'landfall-debs-'))
  try {
    if (spawnSync('apt-get', ['download', ...packages], { cwd: work, timeout: 60_000 }).status !== 0)
      return false
    await mkdir(folder, { recursive: true })
    const debs = (await readdir(work)).filter((name) => name.endsWith('.deb'))
    return debs.every((deb) => spawnSync('dpkg-deb', ['-x', path.join(work, deb), folder]).status === 0)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** What such a program finds its libraries by. */
export function environmentOf({ libraries }: DebianProgram): NodeJS.ProcessEnv {
  return { ...process.env, ...(libraries !== null && { LD_LIBRARY_PATH: libraries }) }
}
