import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { makeWindowsStandIn } from '../bootstrap/windows-runtime.mjs'
import { packIntunewin } from '../intunewin/pack-intunewin.ts'
import { runElectronBuilder, type Runtime } from './electron-builder.ts'
import { buildInstaller } from './build-installer.ts'
import { proveIntegrity } from './prove-integrity.ts'
import {
  isOfficialHere,
  printMade,
  printSizes,
  readElectronVersion,
  releaseFolder,
  toArtifactName,
} from './release-folder.ts'
import { listFiles, readPackageFile, stageApp } from './stage-app.ts'

/*
 * `npm run package:win [x64|arm64 …]`: the unpacked folder, the installer and its package for Intune, under `release/`.
 * Where the official Electron cannot be had, a stand-in that is named as such: for trying the installer, never to ship.
 */
const known = ['x64', 'arm64'] as const
const { version } = await readPackageFile()
const asked = process.argv.slice(2)
for (const arch of known.filter((one) => asked.length === 0 || asked.includes(one))) {
  const target = { platform: 'win32', arch } as const
  const runtime: Runtime = isOfficialHere(process.env)
    ? { kind: 'official', version: await readElectronVersion() }
    : { kind: 'stand-in', version: await readElectronVersion(), folder: makeWindowsStandIn(arch) }
  const name = toArtifactName(version, `win-${arch}`, runtime)
  const work = path.join(releaseFolder, `.${name}`)
  const stage = path.join(work, 'stage')
  await stageApp(stage, target, runtime.version)
  await runElectronBuilder({ stage, output: work, target, runtime, targetNames: ['dir'] })
  const folder = path.join(releaseFolder, name)
  await rm(folder, { recursive: true, force: true })
  await rename(path.join(work, arch === 'arm64' ? 'win-arm64-unpacked' : 'win-unpacked'), folder)
  await rm(work, { recursive: true, force: true })
  await proveIntegrity(folder)
  const files = await listFiles(folder)
  await writeFile(`${folder}-files.txt`, files.map((file) => `${file.size}\t${file.name}\n`).join(''))
  await printSizes(folder)
  const setup = path.join(releaseFolder, 'intune', arch, `${name}-setup.exe`)
  await rm(path.dirname(setup), { recursive: true, force: true })
  await mkdir(path.dirname(setup), { recursive: true })
  buildInstaller({ unpacked: folder, files, version, arch, output: setup, isCompressed: true })
  await printMade(setup)
  const packed = await packIntunewin({
    folder: path.dirname(setup),
    setupFile: path.basename(setup),
    outputFolder: releaseFolder,
    isDeterministic: true,
  })
  await printMade(packed.file)
}
