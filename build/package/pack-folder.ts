import { copyFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { runElectronBuilder, type Runtime } from './electron-builder.ts'
import { printSizes, releaseFolder, toArtifactName } from './release-folder.ts'
import { signPrograms } from './sign-programs.ts'
import { listFiles, readPackageFile, stageApp, type Target } from './stage-app.ts'

/** An app as it is installed, and the list that its installers are made from. */
export type PackedFolder = {
  /** What every file that is made from it begins with. */
  readonly name: string
  readonly version: string
  readonly folder: string
  readonly files: Awaited<ReturnType<typeof listFiles>>
}

// electron-builder's names for what it leaves.
const systems = { win32: 'win', linux: 'linux', darwin: 'mac' } as const

/** Packs the built app for Windows or Linux into `output/NAME`, puts the list of its files and its bill of materials beside it, and prints the sizes of its parts. */
export async function packFolder(
  target: Target,
  runtime: Runtime,
  output: string = releaseFolder,
): Promise<PackedFolder> {
  const { version } = await readPackageFile()
  const { platform, arch } = target
  const system = systems[platform]
  const name = toArtifactName(version, `${system}-${arch}`, runtime)
  const work = path.join(output, `.${name}`)
  const stage = path.join(work, 'stage')
  await stageApp(stage, target, runtime)
  // Before they are packed: the archive's own list has their sizes and digests.
  if (platform === 'win32') await signPrograms(stage)
  await runElectronBuilder({ stage, output: work, target, runtime, targetNames: ['dir'] })
  const folder = path.join(output, name)
  await rm(folder, { recursive: true, force: true })
  await rename(path.join(work, `${system}${arch === 'arm64' ? '-arm64' : ''}-unpacked`), folder)
  await rm(work, { recursive: true, force: true })
  await copyFile(path.join(folder, 'resources/sbom.cdx.json'), `${folder}-sbom.cdx.json`)
  const files = await listFiles(folder)
  await writeFile(`${folder}-files.txt`, files.map((file) => `${file.size}\t${file.name}\n`).join(''))
  await printSizes(folder)
  return { name, version, folder, files }
}
