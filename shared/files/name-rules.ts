import type { RenameReason } from './rescue.ts'

/** A name where it lies: `depth` is 1 for what lies at the top of its library. */
export type PlacedName = { readonly name: string; readonly isFolder: boolean; readonly depth: number }

/**
 * Whom a name does not suit. `service`: SharePoint refuses it. `client`: the service takes it, and the sync client never uploads it.
 * `windows`: the service takes it, and Windows cannot make it. `unsure`: one source says that the service refuses it.
 */
export type NameRefusal = 'service' | 'client' | 'windows' | 'unsure'

/** How well a rule is known (docs/facts/files-and-names.md#how-much-confidence-a-name-rule-has): documented, several sources, one source, inferred, from memory. */
export type Confidence = 'D' | 'S' | '1' | 'I' | 'M'

export type NameRule = {
  readonly id: string
  readonly refusal: NameRefusal
  readonly source: string
  readonly confidence: Confidence
  readonly concerns: (placed: PlacedName) => boolean
  /** The nearest name that the rule does not concern. */
  readonly repair: (name: string) => string
  readonly renamed: Extract<RenameReason, 'invalid-name' | 'reserved-name'>
}

const file = (pattern: RegExp) => (placed: PlacedName) => !placed.isFolder && pattern.test(placed.name)
const folder = (pattern: RegExp) => (placed: PlacedName) => placed.isFolder && pattern.test(placed.name)
const either = (pattern: RegExp) => (placed: PlacedName) => pattern.test(placed.name)

/** Microsoft's page on what OneDrive and SharePoint do not take, through copies of it. */
const limits = 'Restrictions and limitations in OneDrive and SharePoint'
const windowsNames = 'Naming files, paths and namespaces (Windows)'
const syncPolicies = 'Use Group Policy to control OneDrive sync settings'

const device = '(?:con|prn|aux|nul|com\\d|lpt\\d)'
const superscriptDevice = '(?:com|lpt)[¹²³]'

/**
 * Every kind of name that OneDrive or Windows does not take, in the order in which a name is repaired. The scan asks what the service
 * refuses, to say why a file was not uploaded: there a false alarm confuses. The rescue avoids all of it: there more care does no
 * harm (docs/facts/files-and-names.md#names-that-onedrive-refuses). One row is one rule; what is not listed is taken.
 */
export const nameRules: readonly NameRule[] = [
  {
    id: 'character',
    refusal: 'service',
    source: limits,
    confidence: 'S',
    concerns: either(/["*:<>?/\\|]/),
    repair: (name) => name.replace(/["*:<>?/\\|]/g, '_'),
    renamed: 'invalid-name',
  },
  {
    id: 'control-character',
    refusal: 'service',
    source: 'rclone and abraunegg/onedrive#35: a line break breaks the request',
    confidence: 'S',
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    concerns: either(/[\u0000-\u001f\u007f]/),
    // oxlint-disable-next-line no-control-regex -- as above
    repair: (name) => name.replace(/[\u0000-\u001f\u007f]/g, '_'),
    renamed: 'invalid-name',
  },
  {
    id: 'late-control-character',
    refusal: 'unsure',
    source: 'abraunegg/onedrive, check of names',
    confidence: '1',
    concerns: either(/[\u0080-\u009f]/),
    repair: (name) => name.replace(/[\u0080-\u009f]/g, '_'),
    renamed: 'invalid-name',
  },
  {
    id: 'lone-surrogate',
    refusal: 'service',
    source: 'half a pair is no character, so that no request can carry it',
    confidence: 'I',
    concerns: either(/\p{Surrogate}/u),
    repair: (name) => name.replace(/\p{Surrogate}/gu, '_'),
    renamed: 'invalid-name',
  },
  {
    id: 'blank-at-start',
    refusal: 'service',
    source: limits,
    confidence: 'S',
    concerns: either(/^\s/),
    repair: (name) => name.replace(/^\s+/, '_'),
    renamed: 'invalid-name',
  },
  {
    id: 'blank-at-end',
    refusal: 'service',
    source: `${limits}; the service answers 400`,
    confidence: 'S',
    concerns: either(/\s$/),
    repair: replaceEnd,
    renamed: 'invalid-name',
  },
  {
    id: 'dot-at-end',
    refusal: 'service',
    source: 'abraunegg/onedrive#2678, skilion/onedrive#315: the service answers 400',
    confidence: 'S',
    concerns: either(/\.$/),
    repair: replaceEnd,
    renamed: 'invalid-name',
  },
  {
    id: 'device',
    refusal: 'service',
    source: limits,
    confidence: 'S',
    concerns: either(new RegExp(`^${device}$`, 'i')),
    repair: (name) => `${name}_`,
    renamed: 'reserved-name',
  },
  {
    id: 'device-with-ending',
    refusal: 'windows',
    source: windowsNames,
    confidence: 'D',
    concerns: either(new RegExp(`^${device}[. ]`, 'i')),
    repair: (name) => name.replace(new RegExp(`^${device}`, 'i'), '$&_'),
    renamed: 'reserved-name',
  },
  {
    id: 'superscript-device',
    refusal: 'windows',
    source: windowsNames,
    confidence: 'M',
    concerns: either(new RegExp(`^${superscriptDevice}(?:$|[. ])`, 'i')),
    repair: (name) => name.replace(new RegExp(`^${superscriptDevice}`, 'i'), '$&_'),
    renamed: 'reserved-name',
  },
  {
    id: 'vti',
    refusal: 'service',
    source: `${limits}; OneDrive/onedrive-api-docs#1653`,
    confidence: 'S',
    concerns: either(/_vti_/i),
    repair: (name) => name.replace(/_vti_/gi, '-vti-'),
    renamed: 'reserved-name',
  },
  {
    id: 'lock',
    refusal: 'service',
    source: limits,
    confidence: 'S',
    concerns: either(/^\.lock$/i),
    repair: (name) => `_${name}`,
    renamed: 'reserved-name',
  },
  {
    id: 'desktop-ini',
    refusal: 'service',
    source: limits,
    confidence: 'S',
    concerns: either(/^desktop\.ini$/i),
    repair: (name) => `_${name}`,
    renamed: 'reserved-name',
  },
  {
    id: 'office-lock',
    refusal: 'service',
    source: limits,
    confidence: 'S',
    concerns: file(/^~\$/),
    repair: (name) => `_${name}`,
    renamed: 'reserved-name',
  },
  {
    id: 'tilde-folder',
    refusal: 'service',
    source: limits,
    confidence: 'S',
    concerns: folder(/^~/),
    repair: (name) => `_${name}`,
    renamed: 'reserved-name',
  },
  {
    id: 'forms-at-top',
    refusal: 'service',
    source: limits,
    confidence: 'S',
    concerns: ({ name, isFolder, depth }) => isFolder && depth === 1 && /^forms$/i.test(name),
    repair: (name) => `${name}_`,
    renamed: 'reserved-name',
  },
  {
    id: 'forms-file-at-top',
    refusal: 'unsure',
    source: 'abraunegg/onedrive, check of names',
    confidence: '1',
    concerns: ({ name, isFolder, depth }) => !isFolder && depth === 1 && /^forms$/i.test(name),
    repair: (name) => `${name}_`,
    renamed: 'reserved-name',
  },
  {
    id: 'odd-first-letter',
    refusal: 'unsure',
    source: 'one copy of Microsoft’s page',
    confidence: '1',
    concerns: folder(/^[\u309b\u1027]/),
    repair: (name) => `_${name}`,
    renamed: 'reserved-name',
  },
  {
    id: 'never-synced-ending',
    refusal: 'client',
    source: syncPolicies,
    confidence: 'D',
    concerns: file(/\.(?:tmp|ini)$/i),
    repair: (name) => `${name}_`,
    renamed: 'reserved-name',
  },
]

/** Blanks and dots at the end become one sign together: what is left of either would be refused again. */
function replaceEnd(name: string): string {
  let end = name.length
  while (end > 0 && /[\s.]/.test(name.charAt(end - 1))) end -= 1
  return `${name.slice(0, end)}_`
}

/** The rules that a name breaks, of these refusals. */
export function findBrokenRules(
  placed: PlacedName,
  refusals: readonly NameRefusal[] = ['service', 'client', 'windows', 'unsure'],
): NameRule[] {
  return nameRules.filter(({ refusal, concerns }) => refusals.includes(refusal) && concerns(placed))
}

/** True for a name that the service refuses, as more than one source says. */
export function isRefused(placed: PlacedName): boolean {
  return nameRules.some(({ refusal, concerns }) => refusal === 'service' && concerns(placed))
}

/** True where the service refuses a part of a path below its library, `\` or `/` between the names: one bad folder keeps back all below it. */
export function isRefusedPath(relativePath: string): boolean {
  const parts = relativePath.split(/[\\/]/)
  return parts.some((name, place) =>
    isRefused({ name, isFolder: place < parts.length - 1, depth: place + 1 }),
  )
}

/** True for a file that the sync client itself keeps on the computer, whatever any policy says. */
export function isNeverSynced(name: string): boolean {
  const placed = { name, isFolder: false, depth: 0 }
  return nameRules.some(({ refusal, concerns }) => refusal === 'client' && concerns(placed))
}

/** A name that OneDrive and Windows take, and why it is another one; null where it is the same. */
export type RepairedName = { readonly name: string; readonly renamed: NameRule['renamed'] | null }

/** Makes a name that can lie in a OneDrive and be uploaded, as near to the original as can be seen. */
export function repairName(placed: PlacedName): RepairedName {
  let { name } = placed
  let renamed: RepairedName['renamed'] = null
  for (const rule of nameRules) {
    if (!rule.concerns({ ...placed, name })) continue
    name = rule.repair(name)
    renamed = renamed === 'reserved-name' ? renamed : rule.renamed
  }
  return { name, renamed }
}
