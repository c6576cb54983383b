import type { Exclusion } from '../files/exclusions.ts'
import { isRefusedPath } from '../files/name-rules.ts'
import type { NotUploadedReason, ScanEntry } from '../files/scan.ts'

/** File attributes (docs/facts/files-and-names.md#file-attributes): bits, never whole values. */
export const attribute = {
  directory: 0x10,
  reparsePoint: 0x400,
  offline: 0x1000,
  recallOnOpen: 0x4_0000,
  pinned: 0x8_0000,
  recallOnDataAccess: 0x40_0000,
} as const
const recalled = attribute.offline | attribute.recallOnOpen | attribute.recallOnDataAccess

/** True where some of its content is in the cloud only, so that reading would download it (pitfall 20). */
export function isCloudOnly(attributes: number): boolean {
  return (attributes & recalled) !== 0
}

/** Bit of a reparse tag that leads elsewhere: junctions and symbolic links. */
const nameSurrogate = 0x2000_0000

/** True for what leads to another place. A cloud file is a reparse point too, and no link. */
export function isLink({ attributes, reparseTag }: ScanEntry): boolean {
  return (attributes & attribute.reparsePoint) !== 0 && reparseTag !== null && isLinkTag(reparseTag)
}

/** True for the reparse tags of junctions, symbolic links and whatever else stands for another name. */
export function isLinkTag(tag: number): boolean {
  return (tag & nameSurrogate) !== 0
}

/** What an entry is, by its attributes and reparse tag: a folder or file that OneDrive keeps stays what it is; only links lead elsewhere. */
export function kindByTag(attributes: number, tag: number): 'file' | 'folder' | 'link' {
  if ((attributes & attribute.reparsePoint) !== 0 && isLinkTag(tag)) return 'link'
  return (attributes & attribute.directory) !== 0 ? 'folder' : 'file'
}

const placeholder = { isPlaceholder: 0x1, inSync: 0x8, invalid: 0xffff_ffff } as const

/** What is known of one file. `untold`: it is the client's, and no one says whether it is up to date. */
export type UploadState =
  | { readonly kind: 'uploaded' | 'untold' | 'of-no-account' }
  | { readonly kind: 'not-uploaded'; readonly reason: NotUploadedReason }

/**
 * Whether a file is in the cloud, and if not, why (docs/facts/files-and-names.md#what-was-uploaded). Only right while the account is linked: after
 * that files lose their state (pitfall 21). `relativePath` is below the root, `\` or `/` between its names.
 */
export function judgeUpload(
  entry: ScanEntry,
  relativePath: string,
  urlLength: number,
  isExcluded: Exclusion,
): UploadState {
  if (isOfNoAccount(entry.name)) return { kind: 'of-no-account' }
  const provider = reasonOfProvider(entry.providerState)
  if (provider !== null) return { kind: 'not-uploaded', reason: provider }
  const cloud = judgeCloudState(entry)
  if (cloud !== 'not-in-cloud') {
    return cloud === 'changed' ? { kind: 'not-uploaded', reason: 'changed' } : { kind: cloud }
  }
  return { kind: 'not-uploaded', reason: explain(entry, relativePath, urlLength, isExcluded) }
}

/**
 * The same where the account is gone: what a file still says of the cloud is worth nothing any more. A content that never came
 * to this computer cannot be lost from it.
 */
export function judgeFormer(
  { name, attributes }: ScanEntry,
  relativePath: string,
  isExcluded: Exclusion,
): UploadState {
  if (isOfNoAccount(name)) return { kind: 'of-no-account' }
  if (isCloudOnly(attributes)) return { kind: 'uploaded' }
  const isKeptOut = isExcluded(relativePath.split(/[\\/]/))
  return { kind: 'not-uploaded', reason: isKeptOut ? 'excluded-by-policy' : 'untold' }
}

/**
 * True for a file that a look for what is new passes over: neither written nor made since; one whose times no one knows is not new. A
 * copied file keeps the time of its content and is made when it is copied.
 */
export function isOlder(
  { modifiedAt, createdAt = null }: Pick<ScanEntry, 'modifiedAt' | 'createdAt'>,
  since: number | undefined,
): boolean {
  const isBefore = (time: number | null): boolean => time === null || time <= (since ?? 0)
  return since !== undefined && isBefore(modifiedAt) && isBefore(createdAt)
}

/** True for the reparse tags of cloud files, `IO_REPARSE_TAG_CLOUD` to `_F`, and OneDrive's older one. */
export function isCloudTag(tag: number): boolean {
  return (tag & 0xffff_0fff) >>> 0 === 0x9000_001a || tag >>> 0 === 0x8000_0021
}

function judgeCloudState({
  attributes,
  reparseTag,
  placeholderState,
}: ScanEntry): 'uploaded' | 'changed' | 'untold' | 'not-in-cloud' {
  const isReparsePoint = (attributes & attribute.reparsePoint) !== 0
  // A recording of an older make may have the bit without the tag.
  const hasTag = reparseTag === null ? isReparsePoint : isCloudTag(reparseTag)
  if (placeholderState !== null && placeholderState >>> 0 !== placeholder.invalid) {
    const isPlaceholder = (placeholderState & placeholder.isPlaceholder) !== 0
    if (isPlaceholder || hasTag) return (placeholderState & placeholder.inSync) !== 0 ? 'uploaded' : 'changed'
    return 'not-in-cloud'
  }
  if (!hasTag) return 'not-in-cloud'
  // What has to be fetched before it can be read was in the cloud first.
  return isCloudOnly(attributes) ? 'uploaded' : 'untold'
}

function reasonOfProvider(state: number | null): NotUploadedReason | null {
  switch (state) {
    case 4:
    case 6:
    case 10:
      return 'pending'
    case 7:
    case 8:
      return 'error'
    case 9:
      return 'excluded-by-policy'
    default:
      return null
  }
}

/** Files of Windows, macOS, Office and the client itself: no one misses them. */
function isOfNoAccount(name: string): boolean {
  return /^(?:desktop\.ini|thumbs\.db|\.ds_store|\.localized|icon\r|~\$.*|\.849c9593-.*)$/i.test(name)
}

const longestPath = 400
const largestFile = 250 * 1024 ** 3

function explain(
  { size }: ScanEntry,
  relativePath: string,
  urlLength: number,
  isExcluded: Exclusion,
): NotUploadedReason {
  if (isExcluded(relativePath.split(/[\\/]/))) return 'excluded-by-policy'
  if (isRefusedPath(relativePath)) return 'invalid-name'
  if (relativePath.length + urlLength > longestPath) return 'too-long'
  return size > largestFile ? 'too-large' : 'never-uploaded'
}
