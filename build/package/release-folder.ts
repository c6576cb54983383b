import { execFileSync } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import type { Runtime } from './electron-builder.ts'
import { listFiles } from './stage-app.ts'

export const releaseFolder = path.join(repositoryFolder, 'release')

/** What takes the place of Electron says so in every name, so that no one ships it by mistake. */
export function toArtifactName(version: string, target: string, runtime: Runtime): string {
  return `Landfall-${version}-${target}${runtime.kind === 'stand-in' ? '-stand-in' : ''}`
}

/** Which Electron is installed here, as the set-up found it. */
export function isOfficialHere(environment: NodeJS.ProcessEnv): boolean {
  return environment['LANDFALL_ELECTRON_KIND'] !== 'stand-in'
}

/** The version of Electron that the product is built for. */
export async function readElectronVersion(): Promise<string> {
  const file = path.join(repositoryFolder, 'node_modules/electron/package.json')
  return (JSON.parse(await readFile(file, 'utf8')) as { version: string }).version
}

/** Prints what an unpacked app is made of, and what of it is not Electron: at most 12 MB compressed. */
export async function printSizes(unpacked: string): Promise<void> {
  const files = await listFiles(unpacked)
  const parts = new Map<string, number>()
  for (const { name, size } of files) {
    const part = partOf(name)
    parts.set(part, (parts.get(part) ?? 0) + size)
  }
  for (const [part, size] of parts) console.log(`  ${megabytes(size).padStart(8)} MB  ${part}`)
  const own = files.filter(({ name }) => partOf(name) !== 'Electron').map(({ name }) => name)
  console.log(
    `  ${megabytes(packedSize(unpacked, own)).padStart(8)} MB  compressed, over bare Electron (limit 12)`,
  )
}

function partOf(name: string): string {
  if (name === 'resources/app.asar') return 'app.asar'
  if (name.startsWith('resources/app.asar.unpacked/')) return 'native libraries'
  return name.startsWith('resources/') ? 'bill of materials and licences' : 'Electron'
}

/** Bytes that gzip makes of these files: about what an installer adds for them. */
export function packedSize(folder: string, names: readonly string[]): number {
  const command = 'tar --create --sort=name --mtime=@0 --owner=0 --group=0 --files-from=- | gzip -6 | wc -c'
  return Number(execFileSync('sh', ['-c', command], { cwd: folder, input: names.join('\n') }))
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2)
}

/** The last words of a packaging task: with a stand-in for Electron nothing that was made may be handed out. */
export function printWhetherRelease(environment: NodeJS.ProcessEnv): void {
  if (!isOfficialHere(environment))
    console.log(
      '\nNOT A RELEASE: a stand-in is in the place of Electron. For trying here, never to be handed out.',
    )
}

/** Says what was made. */
export async function printMade(file: string): Promise<void> {
  console.log(`${path.relative(repositoryFolder, file)}: ${megabytes((await stat(file)).size)} MB`)
}
