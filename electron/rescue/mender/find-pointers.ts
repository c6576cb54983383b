import { closeSync, constants, openSync, readSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { bookmarkLimits, parseBookmarks } from '../../../shared/computer/pointers/bookmarks.ts'
import { createDecodePlain, type DecodePlain } from '../../../shared/computer/pointers/code-page.ts'
import {
  internetShortcutBytes,
  parseInternetShortcut,
} from '../../../shared/computer/pointers/internet-shortcut.ts'
import type { LinkReading } from '../../../shared/computer/pointers/leads-to.ts'
import { createOldTarget } from '../../../shared/computer/pointers/old-target.ts'
import { parseShellLink, shellLinkBytes } from '../../../shared/computer/pointers/shell-link.ts'
import type { PointerCounts, PointerFacts, PointerPlace } from '../../../shared/facts/pointers.ts'
import type { DiskEntry, LocalDisk } from '../../platform/local-disk.ts'
import { plainFileFlags } from '../../platform/plain-file-flags.ts'
import { withPlainFile } from '../copy/plain-file.ts'
import { documentKindOf } from '../documents/document-kind.ts'
import { DocumentRefused } from '../documents/document-limits.ts'
import { readCompoundStreams } from '../documents/compound-file.ts'
import { openDocument, toOpenDocument } from '../documents/open-document.ts'
import { readDocumentPointers } from './document-pointers.ts'
import { pointerLimits, type FoundPointer, type PointerRequest } from './pointer-request.ts'

export type PointerListeners = {
  readonly signal?: AbortSignal
  /** Some of what was found, in the order in which it was. The look goes on when it resolves. */
  readonly onFound: (found: readonly FoundPointer[]) => Promise<void> | void
}

const foundAtOnce = 200
/** The look gives way so often, to be stopped. */
const turnMilliseconds = 20

type Look = {
  readonly disk: LocalDisk
  readonly request: PointerRequest
  readonly toOldTarget: ReturnType<typeof createOldTarget>
  readonly decodePlain: DecodePlain
  readonly count: (place: PointerPlace, what: keyof PointerCounts) => void
  readonly add: (found: FoundPointer) => void
  /** True where it is time for a turn: asked for each file, because waiting for nothing takes longer than reading a shortcut. */
  readonly isDue: () => boolean
  /** Hands over what was found, gives way, and throws where it was stopped. */
  readonly turn: () => Promise<void>
}

/**
 * Looks for what leads to the old organisation: shortcuts, bookmarks, documents. Reads only files with their content here, opens no link,
 * changes nothing. A file that cannot be read is counted. Throws the signal's reason.
 */
export async function findPointers(
  disk: LocalDisk,
  request: PointerRequest,
  { signal, onFound }: PointerListeners,
): Promise<PointerFacts> {
  const places = new Map<PointerPlace, { -readonly [Key in keyof PointerCounts]: number }>()
  let batch: FoundPointer[] = []
  let found = 0
  let at = performance.now()
  const look: Look = {
    disk,
    request,
    toOldTarget: createOldTarget(request.old),
    decodePlain: createDecodePlain(request.codePage),
    count: (place, what) => {
      const counts = places.get(place) ?? { read: 0, unread: 0, cloudOnly: 0, found: 0 }
      counts[what] += 1
      places.set(place, counts)
    },
    add: (pointer) => {
      found += 1
      if (found > pointerLimits.found) throw new Enough('too many')
      batch.push(pointer)
    },
    isDue: () => batch.length >= foundAtOnce || performance.now() - at > turnMilliseconds,
    turn,
  }

  async function turn(): Promise<void> {
    signal?.throwIfAborted()
    const full = batch
    batch = []
    if (full.length > 0) await onFound(full)
    await nextTurn()
    signal?.throwIfAborted()
    at = performance.now()
  }

  let stopped = false
  try {
    for (const place of request.unread) look.count(place, 'unread')
    readOfficeLists(look)
    for (const file of request.quickAccess) readQuickAccess(look, file)
    for (const { place, file } of request.bookmarks) await readBookmarkFile(look, place, file)
    for (const one of request.shortcuts) await readShortcuts(look, one)
    for (const folder of request.documents) await readDocuments(look, folder)
  } catch (error) {
    if (!(error instanceof Enough)) throw error
    stopped = true
  }
  await turn()
  return { places: Object.fromEntries(places), stopped }
}

class Enough extends Error {}

/** What Office's programs list: an address is known by the name at its end. */
function readOfficeLists({ request, toOldTarget, count, add }: Look): void {
  const place = 'office-list'
  for (const { app, entry } of request.officeLists) {
    count(place, 'read')
    const { leadsTo } = entry
    const target = toOldTarget(leadsTo)
    if (target === null || leadsTo.kind === 'unknown') continue
    count(place, 'found')
    const whole = leadsTo.kind === 'path' ? leadsTo.path : leadsTo.url
    const end =
      whole
        .split(/[?#]/)[0]
        ?.split(/[\\/]/)
        .findLast((part) => part !== '') ?? whole
    add({ place, file: app, name: toName(end), leadsTo, target, folders: [], inDocument: null })
  }
}

function toName(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

/** Folders that Explorer lists: pinned ones and those that the person opens often. What tells them apart changes with each version. */
function readQuickAccess(look: Look, file: string): void {
  const place = 'quick-access'
  const entry = look.disk.stat(file)
  if (entry === null) return
  const bytes = readWhole(look, place, file, entry, pointerLimits.listBytes)
  if (bytes === null) {
    if (!entry.isCloudOnly) look.count(place, 'unread')
    return
  }
  try {
    const links = readCompoundStreams(
      toOpenDocument(Buffer.from(bytes)),
      ([name = '', ...more]) => more.length === 0 && /^[0-9a-f]{1,8}$/i.test(name),
    )
    for (const link of links) addQuickAccess(look, file, parseShellLink(link.bytes, look.decodePlain))
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error
    look.count(place, 'unread')
  }
}

function addQuickAccess(look: Look, file: string, leadsTo: LinkReading): void {
  const place = 'quick-access'
  look.count(place, leadsTo.kind === 'refused' ? 'unread' : 'read')
  const target = leadsTo.kind === 'refused' ? null : look.toOldTarget(leadsTo)
  if (leadsTo.kind !== 'path' || target === null) return
  look.count(place, 'found')
  const name = leadsTo.path.split('\\').findLast((part) => part !== '') ?? leadsTo.path
  look.add({ place, file, name, leadsTo, target, folders: [], inDocument: null })
}

async function readBookmarkFile(look: Look, place: PointerPlace, file: string): Promise<void> {
  const entry = look.disk.stat(file)
  if (entry === null) return
  // The browser may be writing it: what is cut off now may be whole in the next moment.
  const read = (): ReturnType<typeof parseBookmarks> => {
    const bytes = readWhole(look, place, file, entry, bookmarkLimits.bytes)
    return bytes === null ? { kind: 'refused', reason: 'too-large' } : parseBookmarks(bytes)
  }
  let reading = read()
  if (reading.kind === 'refused' && reading.reason === 'cut') reading = read()
  if (reading.kind === 'refused') {
    if (!entry.isCloudOnly) look.count(place, 'unread')
    return
  }
  for (const { name, url, folders } of reading.bookmarks) {
    look.count(place, 'read')
    const leadsTo = { kind: 'address', url } as const
    const target = look.toOldTarget(leadsTo)
    if (target === null) continue
    look.count(place, 'found')
    look.add({ place, file, name, leadsTo, target, folders, inDocument: null })
    if (look.isDue()) await look.turn()
  }
}

async function readShortcuts(
  look: Look,
  { place, folder, depth, newest }: PointerRequest['shortcuts'][number],
): Promise<void> {
  const files: FileThere[] = []
  for (const file of walk(look, place, folder, depth, isShortcut)) {
    if (file !== null && newest === null) readShortcut(look, place, file)
    else if (file !== null) files.push(file)
    if (look.isDue()) await look.turn()
  }
  if (newest === null) return
  const inOrder = files.toSorted((left, right) => right.entry.modifiedAt - left.entry.modifiedAt)
  for (const file of inOrder.slice(0, newest)) {
    readShortcut(look, place, file)
    if (look.isDue()) await look.turn()
  }
}

function isShortcut(name: string): boolean {
  return /\.(?:lnk|url)$/i.test(name)
}

function readShortcut(look: Look, place: PointerPlace, { path, name, entry }: FileThere): void {
  const isLink = /\.lnk$/i.test(name)
  const bytes = readWhole(look, place, path, entry, isLink ? shellLinkBytes : internetShortcutBytes)
  if (bytes === null) {
    if (!entry.isCloudOnly) look.count(place, 'unread')
    return
  }
  const leadsTo = isLink ? parseShellLink(bytes, look.decodePlain) : parseInternetShortcut(bytes)
  look.count(place, leadsTo.kind === 'refused' ? 'unread' : 'read')
  if (leadsTo.kind === 'refused') return
  const target = look.toOldTarget(leadsTo)
  if (target === null) return
  look.count(place, 'found')
  const shown = name.slice(0, -'.lnk'.length)
  look.add({ place, file: path, name: shown, leadsTo, target, folders: [], inDocument: null })
}

async function readDocuments(look: Look, folder: string): Promise<void> {
  // What Office keeps beside an open document is none.
  const isWanted = (name: string): boolean => documentKindOf(name) === 'package' && !name.startsWith('~$')
  for (const file of walk(look, 'document', folder, Number.POSITIVE_INFINITY, isWanted)) {
    if (file?.entry.isCloudOnly === true) look.count('document', 'cloudOnly')
    else if (file !== null) await readDocument(look, file)
    if (look.isDue()) await look.turn()
  }
}

async function readDocument(look: Look, { path, name, entry }: FileThere): Promise<void> {
  const place = 'document'
  if (entry.kind !== 'file' || entry.size > pointerLimits.documentBytes) return look.count(place, 'unread')
  try {
    const isWorkbook = /\.xl\w+$/i.test(name)
    const pointers = await withPlainFile(look.disk, path, (descriptor) =>
      readDocumentPointers(openDocument(descriptor), isWorkbook),
    )
    look.count(place, 'read')
    const found = pointers.flatMap(({ leadsTo, ...inDocument }): FoundPointer[] => {
      const target = look.toOldTarget(leadsTo)
      return target === null ? [] : [{ place, file: path, name, leadsTo, target, folders: [], inDocument }]
    })
    if (found.length > 0) look.count(place, 'found')
    for (const one of found) look.add(one)
  } catch (error) {
    // Locked by its program, cut, or a package in its name alone.
    if (!(error instanceof DocumentRefused) && !isOfDisk(error)) throw error
    look.count(place, 'unread')
  }
}

type FileThere = { readonly path: string; readonly name: string; readonly entry: DiskEntry }

/**
 * Files with a wanted name, folder by folder, and null after each folder. No link is followed; a folder that cannot be listed is passed
 * over. A file is looked at again right before it is handed out: its content may have gone to the cloud since.
 */
function* walk(
  look: Look,
  place: PointerPlace,
  root: string,
  depth: number,
  isWanted: (name: string) => boolean,
): Generator<FileThere | null> {
  const { disk } = look
  const left = [{ folder: root, depth }]
  let folders = 0
  let files = 0
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    folders += 1
    if (folders > pointerLimits.folders) throw new Enough('too many')
    const { folder } = next
    const entries = tryTo(() => disk.list(folder) ?? [])
    // What is in a folder that does not open was not seen.
    if (entries === null) look.count(place, 'unread')
    for (const { name, kind } of entries ?? []) {
      files += 1
      if (files > pointerLimits.files) throw new Enough('too many')
      const path = `${folder}${disk.separator}${name}`
      if (kind === 'folder' && next.depth > 0) left.push({ folder: path, depth: next.depth - 1 })
      if (kind !== 'file' || !isWanted(name)) continue
      const entry = tryTo(() => disk.stat(path))
      if (entry !== null) yield { path, name, entry }
    }
    yield null
  }
}

/** Many small files are read into the same place, one after the other. */
const room = Buffer.allocUnsafeSlow(64 * 1024)

/** The whole of a small file; null where it is in the cloud alone (counted), too large, or locked. */
function readWhole(
  { disk, count }: Look,
  place: PointerPlace,
  path: string,
  entry: DiskEntry,
  mostBytes: number,
): Uint8Array | null {
  if (entry.isCloudOnly) {
    count(place, 'cloudOnly')
    return null
  }
  if (entry.kind !== 'file' || entry.size > mostBytes) return null
  let descriptor: number | null = null
  try {
    descriptor = openSync(disk.place(path), constants.O_RDONLY | plainFileFlags)
    // Of one that grows meanwhile only what was there: its end is missing then, and it says so.
    const { size } = entry
    const into = size <= room.length ? room : Buffer.allocUnsafe(size)
    let done = 0
    while (done < size) {
      const length = readSync(descriptor, into, done, size - done, done)
      if (length === 0) break
      done += length
    }
    return into.subarray(0, done)
  } catch (error) {
    if (!isOfDisk(error)) throw error
    return null
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}

function tryTo<Value>(ask: () => Value): Value | null {
  try {
    return ask()
  } catch (error) {
    if (!isOfDisk(error)) throw error
    return null
  }
}

function isOfDisk(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException | null)?.code === 'string'
}
