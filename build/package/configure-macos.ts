import type { Configuration } from 'electron-builder'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { readUsageDescriptions, usageDescriptionFolders } from './usage-descriptions.ts'

/** How packages for macOS are signed: not at all, for trials, or with Apple's certificates, and then notarised as well. */
export type AppleSigning = { readonly kind: 'none' } | { readonly kind: 'apple' }

// What electron-builder reads to notarise with; one of these ways.
const notarisations = [
  ['APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER'],
  ['APPLE_ID', 'APPLE_APP_SPECIFIC_PASSWORD', 'APPLE_TEAM_ID'],
  ['APPLE_KEYCHAIN_PROFILE'],
] as const

/** Reads `LANDFALL_SIGN`. Throws where notarisation has no name and key: a release is not left without it by a slip. */
export function readAppleSigning(environment: NodeJS.ProcessEnv): AppleSigning {
  const kind = environment['LANDFALL_SIGN'] ?? 'none'
  if (kind === 'none') return { kind }
  if (kind !== 'apple') throw new Error(`LANDFALL_SIGN is "${kind}"; for macOS there are: none, apple`)
  if (!notarisations.some((names) => names.every((name) => environment[name])))
    throw new Error(`LANDFALL_SIGN is apple, so one of these must be set: ${notarisations.join(' or ')}`)
  return { kind }
}

/** Binaries below `node_modules`, as `@electron/universal` matches them: the same in both halves of the program. */
export const binariesOfPackages = '**/node_modules/**/*.{node,dylib}'

const macos = (name: string): string => path.join(repositoryFolder, 'build/macos', name)

/** electron-builder's part for macOS: a package that installs for everybody, and a disk image for trials. */
export function configureMacos(signing: AppleSigning): Configuration {
  const isSigned = signing.kind === 'apple'
  return {
    forceCodeSigning: isSigned,
    mac: {
      icon: path.join(repositoryFolder, 'build/icons/icon.png'),
      category: 'public.app-category.utilities',
      minimumSystemVersion: '13.0',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: macos('entitlements.plist'),
      entitlementsInherit: macos('entitlements.plist'),
      notarize: isSigned,
      // Packages that bring a binary for each processor bring both to either half: there is nothing to join.
      x64ArchFiles: binariesOfPackages,
      ...(!isSigned && { identity: null }),
      protocols: [{ name: 'Landfall', schemes: ['landfall'] }],
      extendInfo: { ...readUsageDescriptions('en') },
      extraResources: [
        { from: macos('com.landfall.app.background.plist'), to: '.' },
        ...usageDescriptionFolders,
      ],
    },
    pkg: {
      // Below `build`.
      scripts: 'macos/pkg-scripts',
      installLocation: '/Applications',
      allowAnywhere: false,
      allowCurrentUserHome: false,
      allowRootDirectory: false,
      isRelocatable: false,
      hasStrictIdentifier: true,
      overwriteAction: 'upgrade',
    },
    dmg: { title: 'Landfall ${version}', sign: false, writeUpdateInfo: false },
  }
}
