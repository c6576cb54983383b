import { existsSync } from 'node:fs'
import { copyFile, cp, link, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder } from '../../build/bootstrap/set-up.mjs'
import { bundleCli } from '../../build/bundle-cli.ts'
import { findNsis } from '../../build/bootstrap/nsis.mjs'
import { buildInstaller } from '../../build/package/build-installer.ts'
import { buildMsi } from '../../build/package/build-msi.ts'
import { listFiles } from '../../build/package/stage-app.ts'
import type { InstalledWindows } from './installed-windows.ts'

/*
 * What the tests of the installers install: files of the app's shape, and under the program's name a small program of Wine, or Windows
 * Node where it has to run the command line or to be as large as a program is.
 */
export const nodeFolder = process.env['LANDFALL_WINDOWS_NODE']
export const canMakeSetup = findNsis() !== null

/** Where the installer writes what it does, where there is no Intune. */
export const setupLog = 'windows/logs/Landfall-Setup.log'

/** Where docs/deploy.md says that things are. */
export const programs = 'Program Files/Landfall'
export const folder = 'C:\\Program Files\\Landfall'
export const uninstaller = `${folder}\\Uninstall Landfall.exe`
/** What `addSetup` puts there for the versions 1.0.0 and 1.1.0. */
export const older = 'C:\\setup-1.0.0-x64.exe'
export const newer = 'C:\\setup-1.1.0-x64.exe'
export const marker = 'HKLM\\Software\\Landfall'
export const run = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run'
export const protocol = 'HKLM\\Software\\Classes\\landfall\\shell\\open\\command'
export const events = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Landfall'
export const uninstallKeys = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall'

/** What Intune's detection rule of docs/deploy.md asks. */
export async function isDetected(windows: InstalledWindows, version: string): Promise<boolean> {
  const files = await windows.list(programs)
  return (await windows.query(marker, 'Version')) === version && files.includes('Landfall.exe')
}

export type Wanted = {
  readonly version: string
  readonly arch: 'x64' | 'arm64'
  /** Whether the program is Windows Node. */
  readonly isNode?: boolean
}

async function makeApp(
  windows: InstalledWindows,
  home: string,
  { version, isNode = false }: Pick<Wanted, 'version' | 'isNode'>,
): Promise<string> {
  const unpacked = path.join(home, version)
  await mkdir(path.join(unpacked, 'resources'), { recursive: true })
  const program = path.join(home, isNode ? 'node.exe' : 'cmd.exe')
  const source = isNode
    ? path.join(nodeFolder ?? '', 'node.exe')
    : path.join(windows.drive, 'windows/system32/cmd.exe')
  if (!existsSync(program)) await copyFile(source, program)
  // One program, in many versions: the folders are of one disk.
  const place = path.join(unpacked, 'Landfall.exe')
  if (!existsSync(place)) await link(program, place)
  await writeFile(path.join(unpacked, 'resources/app.asar'), version)
  return unpacked
}

/** The command line that ships, for plain Node as in the Windows tests: nothing but Electron reads what is in the archive. */
async function addCommandLine(unpacked: string): Promise<void> {
  const resources = path.join(unpacked, 'resources')
  await cp(path.dirname(await bundleCli()), path.join(resources, 'cli'), { recursive: true })
  const modules = path.join(resources, 'cli/node_modules')
  await cp(path.join(repositoryFolder, 'node_modules/koffi'), path.join(modules, 'koffi'), {
    recursive: true,
    dereference: true,
  })
  const native = process.env['LANDFALL_WINDOWS_KOFFI'] ?? ''
  await cp(native, path.join(modules, '@koromix/koffi-win32-x64'), { recursive: true })
}

/** Makes `C:\setup-VERSION-ARCH.exe`; `claimedBytes` is what it believes that it needs. */
export async function addSetup(
  windows: InstalledWindows,
  home: string,
  {
    version,
    arch,
    claimedBytes,
    hasCommandLine = false,
    isNode = hasCommandLine,
    patienceSeconds = 2,
    more = [],
  }: Wanted & {
    readonly claimedBytes?: number
    readonly hasCommandLine?: boolean
    /** A minute in what ships. */
    readonly patienceSeconds?: number
    /** Files that this version has besides. */
    readonly more?: readonly string[]
  },
): Promise<void> {
  const unpacked = await makeApp(windows, home, { version, isNode })
  for (const name of more) {
    await mkdir(path.dirname(path.join(unpacked, name)), { recursive: true })
    await writeFile(path.join(unpacked, name), version)
  }
  if (hasCommandLine) await addCommandLine(unpacked)
  const files = claimedBytes === undefined ? await listFiles(unpacked) : [{ size: claimedBytes }]
  const output = path.join(windows.drive, `setup-${version}-${arch}.exe`)
  buildInstaller({ unpacked, files, version, arch, output, isCompressed: false, patienceSeconds })
}

/** Makes `C:\landfall-VERSION.msi`, and gives the file. */
export async function addMsi(
  windows: InstalledWindows,
  home: string,
  { version, arch, patienceSeconds = 2 }: Wanted & { readonly patienceSeconds?: number },
): Promise<string> {
  const unpacked = await makeApp(windows, home, { version })
  const output = path.join(windows.drive, `landfall-${version}.msi`)
  await buildMsi({ unpacked, files: await listFiles(unpacked), version, arch, output, patienceSeconds })
  return output
}
