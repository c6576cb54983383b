import { execFileSync } from 'node:child_process'
import { rename } from 'node:fs/promises'
import path from 'node:path'
import type { Runtime } from './electron-builder.ts'
import { packFolder } from './pack-folder.ts'
import {
  isOfficialHere,
  printMade,
  printWhetherRelease,
  readElectronVersion,
  releaseFolder,
} from './release-folder.ts'

/*
 * `npm run package:linux`: the unpacked folder and a tar.gz, for trials; this computer's processor. The same files give
 * the same archive.
 */
const target = { platform: 'linux', arch: process.arch === 'arm64' ? 'arm64' : 'x64' } as const
const runtime: Runtime = isOfficialHere(process.env)
  ? { kind: 'official', version: await readElectronVersion() }
  : {
      kind: 'stand-in',
      version: process.env['LANDFALL_ELECTRON_VERSION'] ?? '',
      folder: path.dirname(process.env['LANDFALL_ELECTRON'] ?? ''),
    }
const { name, folder } = await packFolder(target, runtime)
const archive = `${folder}.tar.gz`
const pack = ['--create', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner', name]
execFileSync('sh', ['-c', `tar ${pack.join(' ')} | gzip -n -6 > '${archive}.tmp'`], { cwd: releaseFolder })
await rename(`${archive}.tmp`, archive)
await printMade(archive)
printWhetherRelease(process.env)
