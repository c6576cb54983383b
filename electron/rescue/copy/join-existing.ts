import { compareContent } from '../documents/compare-content.ts'
import type { ContentDigest, DocumentDescription } from '../documents/describe-document.ts'
import { isDocument } from '../documents/document-kind.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { createCopyComparer } from '../verify-upload/compare-copies.ts'
import { atSource } from './copy-failures.ts'
import type { Content } from './copy-content.ts'
import { createFileHasher, type FileHash } from './hash-file.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { expectPlainFile } from './plain-file.ts'
import type { TargetPlan } from '../plan/plan-targets.ts'
import type { Candidate } from '../plan/target-place.ts'
import { toClashKey, toHost } from '../plan/target-name.ts'

export type JoinJob = {
  readonly table: FileTable
  readonly roots: readonly string[]
  readonly targetRoot: string
  readonly disk: LocalDisk
  readonly pass: () => Promise<void>
}

/** A file of the list whose content lies in the new OneDrive already, under `target`. */
export type Joined = {
  readonly row: number
  readonly target: string
  readonly content: Content
  /** Of a document: what is in it. */
  readonly digest: ContentDigest | null
  /** Read here; otherwise Graph has told its hash. */
  readonly isHere: boolean
}

/**
 * Finds out which files of the list lie in the new OneDrive already: from a run whose journal is lost, or from another computer of this
 * person. What may be one has a name as a copy of it would have; what is one has the content, a document also with Microsoft's additions.
 * Nothing is written, and a file that stands for one row stands for no other.
 */
export type Joiner = {
  /** Null where nothing there is the file, or the original cannot be read now: copying says why. */
  readonly join: (row: number) => Promise<Joined | null>
  /** Whether the file under a target has this content. One whose content is in the cloud only is not read. */
  readonly isSame: (
    target: string,
    content: Pick<Content, 'size' | 'sha256'>,
    digest?: ContentDigest,
  ) => Promise<boolean>
}

export function createJoiner(job: JoinJob, candidates: TargetPlan['candidates']): Joiner {
  const { table, roots, disk, pass } = job
  // What is joined is read while the wave before it gets its names: each has a buffer of its own.
  const joining = lazily(() => createFileHasher(disk))
  const naming = lazily(() => createFileHasher(disk))
  const copies = createCopyComparer(disk)
  const mayBeOne = [...candidates.values()].flat().map(({ target }) => toClashKey(target))
  const claimed = findClaimed(table, new Set(mayBeOne))

  async function hashThere(
    target: string,
    size: number,
    hash: (place: string) => Promise<FileHash | null>,
  ): Promise<FileHash | null> {
    const place = toHost(job, target)
    const there = disk.stat(place)
    if (there?.kind !== 'file' || there.isCloudOnly || there.size !== size) return null
    // Whatever keeps it shut: the copy then lies beside it.
    return await hash(place).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error
      return null
    })
  }

  return {
    // Names are given without a stop.
    isSame: async (target, { size, sha256 }, digest) => {
      const there = await hashThere(target, size, (place) => naming().hash(place, () => undefined))
      return there?.sha256 === sha256 || (digest !== undefined && (await hasContent(target, digest)))
    },
    join: async (row) => {
      const free = (candidates.get(row) ?? []).filter(({ target }) => !claimed.has(toClashKey(target)))
      if (free.length === 0) return null
      const content = await hashOriginal(table.path(row))
      if (content === null) return null
      const digest = await describe(row, content)
      for (const { target, inDrive } of free) {
        const isInDrive = inDrive !== null && isContent(inDrive, content)
        const isHere =
          !isInDrive &&
          ((await isSameHere(target, content)) || (digest !== null && (await hasContent(target, digest))))
        if (!isInDrive && !isHere) continue
        claimed.add(toClashKey(target))
        return { row, target, content, digest, isHere }
      }
      return null
    },
  }

  /** What is in the version of a document that was hashed; null for all else. */
  async function describe(row: number, { size, modifiedAt }: Content): Promise<ContentDigest | null> {
    if (!isDocument(table.name(row))) return null
    const isVersion = (there: { readonly size: number; readonly modifiedAt: number }): boolean =>
      there.size === size && there.modifiedAt === modifiedAt
    return await copies.describeOriginal(table.path(row), roots, isVersion, () => undefined)
  }

  /** SharePoint has written into it since, and the client has brought that down. */
  async function hasContent(target: string, digest: ContentDigest): Promise<boolean> {
    const there: DocumentDescription | null = await copies.describe(toHost(job, target))
    return there !== null && compareContent(digest, there) === 'content'
  }

  async function isSameHere(target: string, { size, sha256 }: Content): Promise<boolean> {
    const there = await hashThere(target, size, (place) => joining().hash(place, pass))
    return there?.sha256 === sha256
  }

  async function hashOriginal(path: string): Promise<FileHash | null> {
    try {
      return await atSource(() => {
        expectPlainFile(disk, path, roots)
        return joining().hash(path, pass)
      })
    } catch (error) {
      if (error instanceof Error && error.name === 'SourceFailure') return null
      throw error
    }
  }
}

/** There is but one file of no bytes. */
function isContent({ size, quickXorHash }: NonNullable<Candidate['inDrive']>, content: Content): boolean {
  return size === content.size && (size === 0 || quickXorHash === content.quickXorHash)
}

function lazily<Value>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => (made ??= make())
}

/** Of targets by `toClashKey`: those where the copy of a row is already. */
export function findClaimed(table: FileTable, wanted: ReadonlySet<string>): Set<string> {
  const claimed = new Set<string>()
  if (wanted.size === 0) return claimed
  for (let row = 0; row < table.count(); row += 1) {
    const status = table.status(row)
    if (status !== 'copied' && status !== 'proven') continue
    const key = toClashKey(table.target(row) ?? '')
    if (wanted.has(key)) claimed.add(key)
  }
  return claimed
}
