import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { makeWindowsStandIn } from '../bootstrap/windows-runtime.mjs'
import { packIntunewin } from '../intunewin/pack-intunewin.ts'
import { findNsis, lowestNsis } from '../bootstrap/nsis.mjs'
import { buildInstaller, type InstallerRequest } from './build-installer.ts'
import { buildMsi, canBuildMsi } from './build-msi.ts'
import type { Runtime } from './electron-builder.ts'
import { packFolder } from './pack-folder.ts'
import { proveIntegrity } from './prove-integrity.ts'
import { signScripts } from './sign-scripts.ts'
import {
  isOfficialHere,
  printMade,
  printWhetherRelease,
  readElectronVersion,
  releaseFolder,
} from './release-folder.ts'

/*
 * `npm run package:win [x64|arm64 …]`: the unpacked folder, the installer, the MSI, and a package for Intune of each, under
 * `release/`. Where no safe NSIS can be had the release is the MSI alone; the installer is for trying, and its name says so. Where the official Electron cannot be had, a stand-in that is named as such: for trying, never to ship.
 */
const known = ['x64', 'arm64'] as const
const asked = process.argv.slice(2)
const version = await readElectronVersion()
// First: where scripts cannot be signed, that is known before minutes of work.
const scripts = await signScripts(path.join(releaseFolder, 'scripts'))
if (scripts.length > 0) console.log(`release/scripts: ${scripts.join(', ')}, signed`)
for (const arch of known.filter((one) => asked.length === 0 || asked.includes(one))) {
  const runtime: Runtime = isOfficialHere(process.env)
    ? { kind: 'official', version }
    : { kind: 'stand-in', version, folder: makeWindowsStandIn(arch) }
  const packed = await packFolder({ platform: 'win32', arch }, runtime)
  await proveIntegrity(packed.folder)
  const request = { unpacked: packed.folder, files: packed.files, version: packed.version, arch }
  const nsis = findNsis()
  if (nsis?.isForRelease)
    await packForIntune(`${packed.name}-setup.exe`, `${arch}-setup`, async (output) => {
      buildInstaller({ ...request, output, isCompressed: true })
    })
  else if (nsis !== null) await buildForTrying(request, `${packed.name}-setup-not-for-release.exe`)
  if (nsis?.isForRelease !== true)
    console.log(`the MSI alone is for release: NSIS ${lowestNsis} or later cannot be had here`)
  if (canBuildMsi())
    await packForIntune(`${packed.name}.msi`, `${arch}-msi`, (output) => buildMsi({ ...request, output }))
  else console.log('no MSI: wixl (msitools) is not installed here')
}

printWhetherRelease(process.env)

/** An installer of an older NSIS, which no one may get: no package for Intune is made of it. */
async function buildForTrying(
  request: Omit<InstallerRequest, 'output' | 'isCompressed'>,
  name: string,
): Promise<void> {
  const output = path.join(releaseFolder, name)
  buildInstaller({ ...request, output, isCompressed: true })
  await printMade(output)
}

/** Makes an installer in a folder of its own, since all that lies beside it is packed with it. */
async function packForIntune(
  setupFile: string,
  folderName: string,
  build: (output: string) => Promise<void>,
): Promise<void> {
  const folder = path.join(releaseFolder, 'intune', folderName)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const output = path.join(folder, setupFile)
  await build(output)
  await printMade(output)
  const packed = await packIntunewin({
    folder,
    setupFile,
    outputFolder: releaseFolder,
    isDeterministic: true,
  })
  await printMade(packed.file)
}
