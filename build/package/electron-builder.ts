import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import { Arch, build, Platform, type AfterPackContext, type Configuration } from 'electron-builder'
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { appId } from '../../shared/installation/app-id.ts'
import { languages, primaryOf } from '../../shared/words/languages.ts'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { configureMacos, readAppleSigning } from './configure-macos.ts'
import { publisher } from './publisher.ts'
import { signPrograms } from './sign-programs.ts'
import { sign } from './sign.ts'
import type { Target } from './stage-app.ts'

/** What the app is packed around: the official Electron, or its stand-in where that cannot be had. */
export type Runtime =
  | { readonly kind: 'official'; readonly version: string }
  | { readonly kind: 'stand-in'; readonly version: string; readonly folder: string }

export type PackRequest = {
  readonly stage: string
  readonly output: string
  readonly target: Target
  readonly runtime: Runtime
  readonly targetNames: readonly string[]
}

/** The one electron-builder configuration, for every system and either runtime. */
export function configureBuild({ stage, output, target, runtime }: PackRequest): Configuration {
  return {
    appId,
    productName: 'Landfall',
    copyright: `© ${publisher}`,
    directories: {
      app: path.join(stage, 'app'),
      output,
      buildResources: path.join(repositoryFolder, 'build'),
    },
    files: ['**/*', { from: path.join(stage, 'modules'), to: 'node_modules', filter: ['**/*'] }],
    extraResources: [{ from: path.join(stage, 'papers'), to: '.', filter: ['**/*'] }],
    asar: true,
    asarUnpack: ['**/*.{node,dll,so,dylib}'],
    // Chromium's own texts, in the languages that Landfall speaks and in all their regions.
    electronLanguages: languages.map(primaryOf),
    electronVersion: runtime.version,
    ...(runtime.kind === 'stand-in' && { electronDist: runtime.folder }),
    // The stage holds the modules that run; electron-builder would pack every dependency.
    beforeBuild: async () => false,
    publish: null,
    afterPack: (context) => finish(context, runtime),
    win: {
      icon: path.join(repositoryFolder, 'build/icons/icon.ico'),
      legalTrademarks: publisher,
      signtoolOptions: {
        sign: async ({ path: file }) => sign(file),
        signingHashAlgorithms: ['sha256'],
      },
    },
    linux: {
      icon: path.join(repositoryFolder, 'build/icons'),
      executableName: 'landfall',
      category: 'Utility',
      syncDesktopName: true,
    },
    ...(target.platform === 'darwin' && configureMacos(readAppleSigning(process.env))),
  }
}

/** Runs electron-builder for one system and processor. */
export async function runElectronBuilder(request: PackRequest): Promise<void> {
  const { target, targetNames } = request
  const platform = { win32: Platform.WINDOWS, darwin: Platform.MAC, linux: Platform.LINUX }[target.platform]
  await build({
    projectDir: repositoryFolder,
    targets: platform.createTarget([...targetNames], Arch[target.arch]),
    config: configureBuild(request),
  })
}

/** The fuses of the program: nothing but Landfall's own, unchanged archive can be run with it. */
export const fuses = {
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
} as const

/** Not in every Electron, and as Electron has it: bounds of WebAssembly's memory are kept by the processor. */
const newestFuses = { [FuseV1Options.WasmTrapHandlers]: true } as const

/** Electron's own libraries are signed here; its program is, by `signtoolOptions`, when it has its name and icon. */
async function finish(context: AfterPackContext, runtime: Runtime): Promise<void> {
  await setFuses(context, runtime)
  const { appOutDir, packager, electronPlatformName } = context
  if (electronPlatformName === 'win32')
    await signPrograms(appOutDir, [`${packager.appInfo.productFilename}.exe`])
}

async function setFuses(context: AfterPackContext, runtime: Runtime): Promise<void> {
  const { appOutDir, packager, electronPlatformName } = context
  const { productFilename } = packager.appInfo
  const program = {
    win32: `${productFilename}.exe`,
    darwin: `${productFilename}.app`,
    linux: 'landfall',
  }[electronPlatformName as Target['platform']]
  const file = path.join(appOutDir, program)
  // The launcher of the stand-in for development; a packed app has an archive.
  if (runtime.kind === 'stand-in')
    await rm(path.join(appOutDir, 'resources/app'), { recursive: true, force: true })
  if (runtime.kind === 'stand-in' && !readFileSync(file).includes(fuseMark)) return
  const wire = await getCurrentFuseWire(file)
  await flipFuses(file, {
    version: FuseVersion.V1,
    // A fuse that a newer Electron brings ends the build until it is decided on here.
    strictlyRequireAllFuses: true,
    resetAdHocDarwinSignature: electronPlatformName === 'darwin',
    ...fuses,
    ...(FuseV1Options.WasmTrapHandlers in wire && newestFuses),
  })
}

// What @electron/fuses looks for; Node, which takes its place on Windows, has no fuses.
const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
