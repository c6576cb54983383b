import { spawnSync } from 'node:child_process'
import { copyFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseRequirement, renderPrivacyProfile } from '../policies/privacy-profile.ts'
import { readAppleSigning } from './configure-macos.ts'
import { runElectronBuilder } from './electron-builder.ts'
import {
  isOfficialHere,
  printMade,
  readElectronVersion,
  releaseFolder,
  toArtifactName,
} from './release-folder.ts'
import { readPackageFile, stageApp } from './stage-app.ts'

/*
 * `npm run package:mac`: a PKG and a disk image for both processors, under `release/`. Only on macOS, whose own
 * tools make, sign and notarise them, and only with the official Electron.
 */
if (process.platform !== 'darwin' || !isOfficialHere(process.env)) {
  console.error(
    'package:mac runs only on macOS, with the official Electron: Apple’s own tools make, sign and notarise it.',
  )
  process.exit(2)
}
const { version } = await readPackageFile()
const target = { platform: 'darwin', arch: 'universal' } as const
const runtime = { kind: 'official', version: await readElectronVersion() } as const
const name = toArtifactName(version, `mac-${target.arch}`, runtime)
const work = path.join(releaseFolder, `.${name}`)
const stage = path.join(work, 'stage')
await stageApp(stage, target, runtime)
await runElectronBuilder({ stage, output: work, target, runtime, targetNames: ['pkg', 'dmg'] })
for (const file of await readdir(work)) {
  const extension = path.extname(file)
  if (extension !== '.pkg' && extension !== '.dmg') continue
  const made = path.join(releaseFolder, `${name}${extension}`)
  await rename(path.join(work, file), made)
  await printMade(made)
}
const program = path.join(work, 'mac-universal/Landfall.app')
await copyFile(
  path.join(program, 'Contents/Resources/sbom.cdx.json'),
  path.join(releaseFolder, `${name}-sbom.cdx.json`),
)
const signed = spawnSync('/usr/bin/codesign', ['--display', '--requirements', '-', program], {
  encoding: 'utf8',
})
const requirement = parseRequirement(signed.stdout)
if (requirement !== null && readAppleSigning(process.env).kind === 'apple') {
  const profile = path.join(releaseFolder, `${name}-privacy.mobileconfig`)
  await writeFile(profile, renderPrivacyProfile(requirement))
  await printMade(profile)
}
await rm(work, { recursive: true, force: true })
