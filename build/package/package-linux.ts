import { execFileSync } from 'node:child_process'
import { rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runElectronBuilder, type Runtime } from './electron-builder.ts'
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
 * `npm run package:linux`: the unpacked folder and a tar.gz, for trials; this computer's processor. The same files give
 * the same archive.
 */
const target = { platform: 'linux', arch: process.arch === 'arm64' ? 'arm64' : 'x64' } as const
const { version } = await readPackageFile()
const runtime: Runtime = isOfficialHere(process.env)
  ? { kind: 'official', version: await readElectronVersion() }
  : {
      kind: 'stand-in',
      version: process.env['LANDFALL_ELECTRON_VERSION'] ?? '',
      folder: path.dirname(process.env['LANDFALL_ELECTRON'] ?? ''),
    }
const name = toArtifactName(version, `linux-${target.arch}`, runtime)
const work = path.join(releaseFolder, `.${name}`)
const stage = path.join(work, 'stage')
await stageApp(stage, target, runtime.version)
await runElectronBuilder({ stage, output: work, target, runtime, targetNames: ['dir'] })
const folder = path.join(releaseFolder, name)
await rm(folder, { recursive: true, force: true })
await rename(path.join(work, target.arch === 'arm64' ? 'linux-arm64-unpacked' : 'linux-unpacked'), folder)
await rm(work, { recursive: true, force: true })
const files = await listFiles(folder)
await writeFile(`${folder}-files.txt`, files.map(({ name, size }) => `${size}\t${name}\n`).join(''))
const archive = `${folder}.tar.gz`
const pack = ['--create', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', name]
execFileSync('sh', ['-c', `tar ${pack.join(' ')} | gzip -n -6 > '${archive}.tmp'`], { cwd: releaseFolder })
await rename(`${archive}.tmp`, archive)
await printSizes(folder)
await printMade(archive)
