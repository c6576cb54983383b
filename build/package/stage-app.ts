import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fetchKoffi } from '../bootstrap/koffi.mjs'
import { findNsis } from '../bootstrap/nsis.mjs'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { closeOver, findNamedPackages, type InstalledPackage } from './modules-that-run.ts'
import { renderBillOfMaterials, renderNotices, type BuildTool } from './papers.ts'

/** A Mac's package is for both of its processors. */
export type Target =
  | { readonly platform: 'win32' | 'linux'; readonly arch: 'x64' | 'arm64' }
  | { readonly platform: 'darwin'; readonly arch: 'universal' }

export type PackageFile = {
  readonly name: string
  readonly productName: string
  readonly version: string
  readonly description: string
  readonly author: string
  readonly license: string
  readonly dependencies: Readonly<Record<string, string>>
}

/** What is packed as Electron: a stand-in is for trying only. */
type PackedElectron = { readonly kind: 'official' | 'stand-in'; readonly version: string }

export async function readPackageFile(): Promise<PackageFile> {
  return JSON.parse(await readFile(path.join(repositoryFolder, 'package.json'), 'utf8')) as PackageFile
}

/**
 * Lays out what is packed: `app` with the built code, `modules` with the packages that it loads at run time, for this
 * system and processor alone, and `papers` with the bill of materials and the licences.
 */
export async function stageApp(folder: string, target: Target, electron: PackedElectron): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  const app = path.join(folder, 'app')
  await mkdir(app, { recursive: true })
  const { name, productName, version, description, author, license, dependencies } = await readPackageFile()
  const manifest = {
    ...{ name, productName, version, description, author, license },
    type: 'module',
    main: 'dist/main/main.js',
    // Read by the window, which then says that this is no release.
    ...(electron.kind === 'stand-in' && { standIn: true }),
  }
  await writeFile(path.join(app, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  for (const part of ['dist/main', 'dist/preload', 'dist/renderer'])
    await cp(path.join(repositoryFolder, part), path.join(app, part), { recursive: true })
  await cp(path.join(repositoryFolder, 'build/icons'), path.join(app, 'build/icons'), {
    recursive: true,
    filter: (source) => path.extname(source) === '' || source.endsWith('.png'),
  })

  const withoutKoffi = (await findNamedPackages(path.join(app, 'dist/main'))).filter((one) => one !== 'koffi')
  const named = [...withoutKoffi, 'koffi']
  const running = await closeOver(named)
  const modules = path.join(folder, 'modules')
  for (const one of running) await copyModule(one, modules, target)
  await copyKoffi(modules, target)

  const papers = path.join(folder, 'papers')
  await mkdir(papers)
  const shipped = await closeOver([...Object.keys(dependencies), ...named])
  await writeFile(
    path.join(papers, 'sbom.cdx.json'),
    await renderBillOfMaterials({ name, version }, shipped, electron.version, findTools(target)),
  )
  await writeFile(path.join(papers, 'licences.txt'), await renderNotices(shipped))
}

function findTools({ platform }: Target): readonly BuildTool[] {
  const nsis = platform === 'win32' ? findNsis() : null
  return nsis === null ? [] : [{ ...nsis, name: 'nsis' }]
}

async function copyModule({ folder }: InstalledPackage, modules: string, target: Target): Promise<void> {
  const place = path.join(modules, path.relative(path.join(repositoryFolder, 'node_modules'), folder))
  await cp(folder, place, {
    recursive: true,
    dereference: true,
    filter: async (source) => {
      const relative = path.relative(folder, source).split(path.sep).join('/')
      // What lies in a package's own node_modules is copied as a package, where it runs.
      if (relative === 'node_modules') return false
      return (await stat(source)).isDirectory()
        ? isFolderThatRuns(relative, target)
        : isFileThatRuns(relative)
    },
  })
}

const systems: Readonly<Record<string, Target['platform']>> = {
  windows: 'win32',
  macos: 'darwin',
  linux: 'linux',
}
const processors = new Set(['x64', 'arm64', 'x86', 'ia32', 'x86_64'])

/** Whether a folder of a package holds something that runs there. */
export function isFolderThatRuns(relative: string, target: Target): boolean {
  if (/^(?:types|src|doc|docs|test|tests|vendor|example|examples|\.github|lib\/native)$/.test(relative))
    return false
  const name = path.posix.basename(relative)
  const system = systems[name]
  if (system !== undefined) return system === target.platform
  // Binaries of this package are Windows' unless a folder above says otherwise.
  if (relative === 'bin') return target.platform === 'win32'
  return !processors.has(name) || target.arch === 'universal' || name === target.arch
}

function isFileThatRuns(relative: string): boolean {
  return (
    /\.(?:js|cjs|mjs|json|node|dll|so|dylib)$/.test(relative) && !/(?:^|\/)(?:tsconfig|cnoke)/.test(relative)
  )
}

/** koffi's binaries, each in a package of its own: a Mac's package has those of both processors. */
async function copyKoffi(modules: string, { platform, arch }: Target): Promise<void> {
  for (const processor of arch === 'universal' ? (['x64', 'arm64'] as const) : [arch]) {
    const name = `koffi-${platform}-${processor}`
    await cp(findKoffi(platform, processor), path.join(modules, '@koromix', name), {
      recursive: true,
      filter: (file) => path.extname(file) === '' || /\.(?:js|cjs|json|node)$/.test(file),
    })
  }
}

function findKoffi(platform: Target['platform'], processor: 'x64' | 'arm64'): string {
  if (platform === 'darwin' || (platform === 'win32' && process.platform !== 'win32'))
    return fetchKoffi(platform, processor)
  return path.join(repositoryFolder, 'node_modules/@koromix', `koffi-${platform}-${processor}`)
}

/** Every file below a folder with its bytes, sorted: the list that installers are made from. */
export async function listFiles(folder: string): Promise<{ name: string; size: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  const listed = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name)
      return { name: path.relative(folder, file).split(path.sep).join('/'), size: (await stat(file)).size }
    }),
  )
  return listed.toSorted((left, right) => (left.name < right.name ? -1 : 1))
}
