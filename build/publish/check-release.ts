import { readNotes } from './read-notes.ts'

/** Why nothing is released. */
export type ReleaseRefusal =
  | { readonly code: 'tag-is-no-version'; readonly tag: string }
  | { readonly code: 'tag-of-another-version'; readonly tag: string; readonly version: string }
  | { readonly code: 'no-notes'; readonly version: string }
  | { readonly code: 'not-for-release'; readonly file: string }
  | { readonly code: 'missing'; readonly name: string }
  | { readonly code: 'of-another-version'; readonly file: string; readonly version: string }

/** What a release is made from: its tag, the version of `package.json`, the changelog, and the names of the packages. */
export type ReleaseParts = {
  readonly tag: string
  readonly version: string
  readonly changelog: string
  readonly files: readonly string[]
}

/** A release has each of these, with the bill of materials of each; `…` is the version. */
const packages = [
  'Landfall-…-win-x64.msi',
  'Landfall-…-win-x64.intunewin',
  'Landfall-…-win-x64-sbom.cdx.json',
  'Landfall-…-win-arm64.msi',
  'Landfall-…-win-arm64.intunewin',
  'Landfall-…-win-arm64-sbom.cdx.json',
  'Landfall-…-mac-universal.pkg',
  'Landfall-…-mac-universal-sbom.cdx.json',
  'landfall-admin-….tar.gz',
  'landfall-admin-…-sbom.cdx.json',
  'Landfall-…-policies.tar.gz',
]

/** The notes of a release, or every reason why there is none. The names of files are without folders. */
export function checkRelease({ tag, version, changelog, files }: ReleaseParts): string | ReleaseRefusal[] {
  const notes = readNotes(changelog, version)
  const wanted = packages.map((name) => name.replace('…', version))
  const refusals: ReleaseRefusal[] = [
    ...checkTag(tag, version),
    ...(notes === null ? [{ code: 'no-notes', version } as const] : []),
    ...files.flatMap((file) => checkFile(file, version)),
    ...wanted.filter((name) => !files.includes(name)).map((name) => ({ code: 'missing', name }) as const),
  ]
  return notes === null || refusals.length > 0 ? refusals : notes
}

function checkTag(tag: string, version: string): ReleaseRefusal[] {
  if (!/^v\d+\.\d+\.\d+$/.test(tag)) return [{ code: 'tag-is-no-version', tag }]
  return tag === `v${version}` ? [] : [{ code: 'tag-of-another-version', tag, version }]
}

function checkFile(file: string, version: string): ReleaseRefusal[] {
  if (/stand-in|not-for-release/.test(file)) return [{ code: 'not-for-release', file }]
  const isOfVersion = file.startsWith(`Landfall-${version}-`) || file.startsWith(`landfall-admin-${version}`)
  return isOfVersion ? [] : [{ code: 'of-another-version', file, version }]
}

/** A refusal in words. */
export function describeRefusal(refusal: ReleaseRefusal): string {
  switch (refusal.code) {
    case 'tag-is-no-version':
      return `the tag “${refusal.tag}” is no version: v1.2.3 is one`
    case 'tag-of-another-version':
      return `the tag is ${refusal.tag}, and package.json says ${refusal.version}`
    case 'no-notes':
      return `CHANGELOG.md has no section “## ${refusal.version} - DATE”, or nothing is in it`
    case 'not-for-release':
      return `${refusal.file} is for trying, never to be handed out`
    case 'missing':
      return `${refusal.name} is missing`
    case 'of-another-version':
      return `${refusal.file} is no package of ${refusal.version}`
  }
}
