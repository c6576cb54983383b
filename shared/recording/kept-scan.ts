import { z } from 'zod'
import { parseJson } from '../text/parse-json.ts'
import { isBelow } from '../checks/folders.ts'
import type { Exclusions } from '../files/exclusions.ts'
import type { Reading } from '../facts/reading.ts'
import type { FileOutcomes } from '../files/rescue.ts'
import { notUploadedReasons, type ScanRequest, type ScanResult, type ScanRoot } from '../files/scan.ts'

/** The last look through the old folders of a tenant, as it is kept on disk. */
export type KeptScan = {
  readonly tenantId: string
  readonly reading: Reading<ScanResult>
  /** Where it looked: there something new may be saved after the account is gone. */
  readonly roots: readonly ScanRoot[]
  /** What became of the files, in a recording: which files they are it does not tell. */
  readonly settlement?: FileOutcomes
}

/** Where the last look through the old folders is kept: with this person's data, and in a recording. */
export const keptScanName = 'files-scan.json'

const count = z.number().min(0)
const amount = z.object({ files: count, bytes: count })
/** Kept before notebooks had a reason of their own. */
const byReason = z.preprocess(
  (told) =>
    typeof told === 'object' && told !== null ? { notebook: { files: 0, bytes: 0 }, ...told } : told,
  z.record(z.enum(notUploadedReasons), amount),
)
const keptSchema = z.object({
  tenantId: z.guid(),
  roots: z
    .array(
      z.object({
        folder: z.string().min(1),
        urlLength: count,
        isFormer: z.literal(true).exactOptional(),
        isLinked: z.literal(true).exactOptional(),
      }),
    )
    .default([]),
  reading: z.object({
    kind: z.literal('read'),
    source: z.string(),
    readAt: z.iso.datetime(),
    value: z.object({
      files: count,
      folders: count,
      bytes: count,
      reasons: byReason,
      unreadable: z.object({ folders: count, paths: z.array(z.string()) }),
      links: count,
      hasCloudState: z.boolean(),
      mailArchives: amount.exactOptional(),
      pinned: amount.exactOptional(),
    }),
  }),
  settlement: z
    .object({
      left: byReason,
      copied: amount,
      proven: amount,
      present: amount,
      waived: amount,
      withAdditions: amount.exactOptional(),
      notebookLinks: amount.exactOptional(),
      notebooks: z.object({ found: count, missing: count }).exactOptional(),
    })
    .exactOptional(),
})

/** What the text of `files-scan.json` holds; null where it is harmed: then the folders are looked through again. */
export function parseKeptScan(text: string): KeptScan | null {
  return keptSchema.safeParse(parseJson(text)).data ?? null
}

/** The folders to scan, given what is known of the tenant's folders; null where a scan would find nothing new. */
export function chooseRequest(
  request: ScanRequest | null,
  known: KeptScan | null,
  isWatch: boolean,
  newFolder: string | null = null,
  exclusions: Exclusions = { ignoredNames: [] },
): ScanRequest | null {
  // A look while the account was there, which could see, knew more than its folders tell now: of those it went through.
  if (known === null || (request !== null && request.isFormer !== true)) return request
  const isKnown = request === null || (isTold(known) && isOfAll(known, request))
  const former = isKnown ? null : isWatch ? outside(request, newFolder) : request
  if (former !== null) return former
  return isWatch ? toLaterRequest(known, newFolder, exclusions) : null
}

/** Whether that look went through each of these folders. One whose folders were not kept is believed. */
function isOfAll({ roots }: KeptScan, request: ScanRequest): boolean {
  if (roots.length === 0) return true
  return request.roots.every(({ folder }) => roots.some((root) => isBelow(folder, root.folder)))
}

/**
 * False where that look could not tell of its files whether they were uploaded. Where one account was linked, what it told of that
 * account's files is worth more than a look now, also beside files of an account that was gone.
 */
function isTold({ reading, roots }: KeptScan): boolean {
  if (reading.kind !== 'read') return false
  const { files, hasCloudState, reasons } = reading.value
  const isMixed = roots.some(({ isFormer }) => isFormer === true) && roots.some(({ isFormer }) => !isFormer)
  return files === 0 || (hasCloudState && (reasons.untold.files === 0 || isMixed))
}

/**
 * A look for what was saved in the old folders since: for the time after the account is gone. What the organisation keeps from being
 * uploaded is decided as in every scan. Null where unknown, or they are the
 * new OneDrive by now: what is saved there is where it should be.
 */
function toLaterRequest(
  { reading, roots }: KeptScan,
  newFolder: string | null,
  exclusions: Exclusions,
): ScanRequest | null {
  if (reading.kind !== 'read') return null
  // What is new is no one's by then, whichever account the folder was of.
  const places = roots.map(({ folder, urlLength }) => ({ folder, urlLength }))
  return outside({ roots: places, ...exclusions, since: Date.parse(reading.readAt) }, newFolder)
}

/** The same without the new OneDrive; null where nothing else is left to look through. */
function outside(request: ScanRequest, newFolder: string | null): ScanRequest | null {
  const roots = request.roots.filter(({ folder }) => newFolder === null || !isBelow(folder, newFolder))
  if (roots.length === 0) return null
  const isAround = newFolder !== null && roots.some(({ folder }) => isBelow(newFolder, folder))
  return { ...request, roots, ...(isAround && { except: [newFolder] }) }
}

/** What is new outweighs what was known; nothing new says nothing. */
export function chooseReading(
  kept: KeptScan | null,
  later: Reading<ScanResult> | null,
): Reading<ScanResult> | null {
  const hasNews = later?.kind === 'read' && later.value.files > 0
  return hasNews ? later : (kept?.reading ?? null)
}
