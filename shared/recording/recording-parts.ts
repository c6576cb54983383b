const mebibyte = 1024 * 1024

/** The largest that each part of a recording may be, packed out; a name that is not here is no part of one. */
const parts: readonly { readonly name: RegExp; readonly maximumBytes: number }[] = [
  { name: /^machine\.json$/, maximumBytes: 4 * mebibyte },
  { name: /^registry\.reg$/, maximumBytes: 16 * mebibyte },
  { name: /^(?:landfall|check|files-scan|old-libraries|old-links)\.json$/, maximumBytes: mebibyte },
  { name: /^entries\.ndjson$/, maximumBytes: 1024 * mebibyte },
  { name: /^(?:files|plists)\/.+$/, maximumBytes: 4 * mebibyte },
]

/** Of a recording as a whole; `bytes` is packed out. */
export const mostOfRecording = { parts: 2_000, bytes: 1280 * mebibyte } as const
const maximumDepth = 40
const maximumNameLength = 1_000

/** Why something in a zip is no part of a recording. */
export const partRefusals = [
  'encrypted',
  'link',
  'long-name',
  'too-deep',
  'odd-name',
  'no-part',
  'twice',
  'file-and-folder',
  'too-large',
] as const
export type PartRefusal = (typeof partRefusals)[number]

/** What the directory of a zip says of one of its parts. */
export type ListedPart = {
  readonly name: string
  readonly isEncrypted: boolean
  /** As Unix keeps it, with the kind of file; 0 where the zip does not say. */
  readonly mode: number
}

export type JudgedPart =
  | { readonly kind: 'folder' }
  /** What it may unpack to, whatever the zip says of its size. */
  | { readonly kind: 'file'; readonly maximumBytes: number }
  | { readonly kind: 'refused'; readonly code: PartRefusal }

/** Judges the parts of one zip as they come: a stranger made it, and what is there twice is refused. */
export function createPartJudge(): (part: ListedPart) => JudgedPart {
  // Windows would write two names that differ in case to one file.
  const files = new Set<string>()
  const folders = new Set<string>()

  function isTakenBy(name: string): PartRefusal | null {
    const comparable = name.toLowerCase().replace(/\/$/, '')
    const isFolder = name.endsWith('/')
    if (isFolder ? folders.has(`${comparable}/`) : files.has(comparable)) return 'twice'
    const above = [...comparable.matchAll(/\//g)].map(({ index }) => comparable.slice(0, index))
    if ((isFolder ? files : folders).has(comparable) || above.some((folder) => files.has(folder)))
      return 'file-and-folder'
    for (const folder of above) folders.add(folder)
    if (isFolder) {
      folders.add(comparable)
      // A folder may be named after what lies in it, and once.
      folders.add(`${comparable}/`)
    } else files.add(comparable)
    return null
  }

  return (part) => {
    const code = reasonAgainst(part) ?? isTakenBy(part.name)
    if (code !== null) return { kind: 'refused', code }
    if (part.name.endsWith('/')) return { kind: 'folder' }
    const maximumBytes = parts.find(({ name }) => name.test(part.name))?.maximumBytes ?? 0
    return { kind: 'file', maximumBytes }
  }
}

const symbolicLink = 0xa000
const typeBits = 0xf000

function reasonAgainst({ name, isEncrypted, mode }: ListedPart): PartRefusal | null {
  if (isEncrypted) return 'encrypted'
  if ((mode & typeBits) === symbolicLink) return 'link'
  if (name.length > maximumNameLength) return 'long-name'
  const names = name.replace(/\/$/, '').split('/')
  if (names.length > maximumDepth) return 'too-deep'
  if (names.some((one) => !isPlainName(one))) return 'odd-name'
  const isFolder = name.endsWith('/') && /^(?:files|plists)\//.test(name)
  return isFolder || parts.some((part) => part.name.test(name)) ? null : 'no-part'
}

/** What every system takes as the name of one file, and as nothing else. */
function isPlainName(name: string): boolean {
  return (
    name !== '' &&
    name.length <= 255 &&
    // oxlint-disable-next-line no-control-regex -- a control character in a name is what is looked for
    !/[<>:"|?*\\\u0000-\u001f]/.test(name) &&
    !/[. ]$/.test(name) &&
    !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name)
  )
}

/** A stranger's name in a message: no control characters, not for ever. */
export function toShownName(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 120)
}
