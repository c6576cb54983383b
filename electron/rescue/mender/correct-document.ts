import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { fromFdPromise, type Entry } from 'yauzl'
import { ZipFile } from 'yazl'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { withPlainFile } from '../copy/plain-file.ts'
import { relationshipName } from '../documents/describe-package.ts'
import { documentLimits, DocumentRefused } from '../documents/document-limits.ts'
import { openDocument } from '../documents/open-document.ts'
import { readPackageParts } from '../documents/read-package-parts.ts'
import { moveBeside, withTemporary, type MadeBeside } from './make-beside.ts'
import { replaceTargets } from './replace-targets.ts'

/** New targets by the part that has the relationships, and the id of each. */
export type NewTargets = ReadonlyMap<string, ReadonlyMap<string, string>>

/**
 * Writes a copy of a document beside it, in which these relationships lead elsewhere and nothing else differs. The original is only read.
 * The copy is read back and compared part by part before it gets its name. Throws `DocumentRefused` where that cannot be done or proven.
 */
export async function correctDocument(
  disk: LocalDisk,
  file: string,
  targets: NewTargets,
  mark: string,
): Promise<MadeBeside> {
  // The list may be hours old: to open what is in the cloud alone by now would fetch it.
  const there = disk.stat(file)
  if (there?.kind !== 'file') throw new DocumentRefused('no plain file')
  if (there.isCloudOnly) throw new DocumentRefused('cloud only')
  if (there.size > documentLimits.bytes) throw new DocumentRefused('too large')
  return await withPlainFile(disk, file, (descriptor) =>
    withTemporary(disk, file, '.tmp', async (temporary) => {
      const changed = await readChanged(descriptor, targets)
      await writeCopy(descriptor, disk.place(temporary), changed)
      const before = await hashesOf(descriptor)
      const after = await withPlainFile(disk, temporary, hashesOf)
      if (!isOnlyChanged(before, after, changed)) throw new DocumentRefused('a copy that differs')
      // What Windows keeps beside the content: the mark that it came from the internet.
      disk.keepStreams(file, temporary)
      return await moveBeside(disk, temporary, file, mark)
    }),
  )
}

/** The relationships as they will be, by the name of their part. */
async function readChanged(descriptor: number, targets: NewTargets): Promise<ReadonlyMap<string, Buffer>> {
  const changed = new Map<string, Buffer>()
  const kind = (name: string): 'structure' | 'skipped' => {
    // A signature would no longer fit; a copy must not look like a forgery.
    if (/^_xmlsignatures\//i.test(name)) throw new DocumentRefused('signed')
    return targets.has(name) && relationshipName.test(name.toLowerCase()) ? 'structure' : 'skipped'
  }
  for await (const { name, begin } of readPackageParts(openDocument(descriptor), kind, () => undefined)) {
    const text = begin.toString('utf8')
    if (!Buffer.from(text).equals(begin)) throw new DocumentRefused('not UTF-8')
    changed.set(name, Buffer.from(replaceTargets(text, targets.get(name) ?? new Map<string, string>())))
  }
  if (changed.size !== targets.size) throw new DocumentRefused('a part that is gone')
  return changed
}

/** The same parts in the same order. What is not changed is unpacked and packed again. */
async function writeCopy(
  descriptor: number,
  to: string,
  changed: ReadonlyMap<string, Buffer>,
): Promise<void> {
  const zip = await fromFdPromise(descriptor, { lazyEntries: true, autoClose: false, strictFileNames: true })
  const copy = new ZipFile()
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  if (entries.length > documentLimits.parts) throw new DocumentRefused('too many parts')
  for (const entry of entries) {
    const { fileName } = entry
    if (fileName.endsWith('/')) continue
    const options = { mtime: entry.getLastModDate(), compress: entry.compressionMethod !== 0 }
    const content = changed.get(fileName)
    if (content !== undefined) copy.addBuffer(content, fileName, options)
    else
      copy.addReadStreamLazy(fileName, options, (take) => {
        zip.openReadStreamPromise(entry).then(
          (stream) => take(null, stream),
          (error: unknown) => take(error, null as never),
        )
      })
  }
  const written = createWriteStream(to, { flags: 'wx' })
  copy.on('error', (error: Error) => written.destroy(error))
  copy.end()
  await pipeline(copy.outputStream, written)
  const handle = await open(to, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

type PartHash = readonly [name: string, hash: string]

/** Every part is the same, in the same order, but for those that are as they were to be. */
function isOnlyChanged(
  before: readonly PartHash[],
  after: readonly PartHash[],
  changed: ReadonlyMap<string, Buffer>,
): boolean {
  return (
    after.length === before.length &&
    after.every(([name, hash], at) => {
      const [old, oldHash] = before[at] ?? []
      const wanted = changed.get(name)
      return name === old && hash === (wanted === undefined ? oldHash : hashOf(wanted))
    })
  )
}

/** The hash of each part, each read to its end. */
async function hashesOf(descriptor: number): Promise<readonly PartHash[]> {
  const hashes: PartHash[] = []
  const parts = readPackageParts(
    openDocument(descriptor),
    () => 'other',
    () => undefined,
  )
  for await (const { name, sha256 } of parts) {
    hashes.push([name, sha256])
    // Small parts are read without a wait, and main has a window to answer.
    await nextTurn()
  }
  return hashes
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('base64')
}
