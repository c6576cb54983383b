import { fstatSync } from 'node:fs'
import type { ChangedCopy, CopyContent } from './verification.ts'
import { compareContent, isNeverComparable } from '../documents/compare-content.ts'
import {
  describeDocument,
  toContentDigest,
  type ContentDigest,
  type DocumentDescription,
} from '../documents/describe-document.ts'
import { documentKindOf } from '../documents/document-kind.ts'
import { openDocument, type OnBytes } from '../documents/open-document.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { SourceFailure } from '../copy/copy-failures.ts'
import { createFileHasher } from '../copy/hash-file.ts'
import { expectPlainFile, withPlainFile } from '../copy/plain-file.ts'

/** A file on this computer that the cloud has too, as it is in both. */
export type SeenFile =
  | { readonly kind: 'seen'; readonly description: DocumentDescription }
  /** This computer has another version than the cloud, or none that can be read without a download. */
  | { readonly kind: 'elsewhere' }
  | { readonly kind: 'unreadable' }

export type CopyComparer = {
  /** What a file is whose content here is the cloud's. */
  readonly see: (place: string, item: ChangedCopy['item'], onBytes: OnBytes) => Promise<SeenFile>
  /** What is in a file as it is here; null where it is not here whole, or cannot be read. */
  readonly describe: (place: string) => Promise<DocumentDescription | null>
  /** What is in a file, where it is the version that is meant; null where it is not, or cannot be read. */
  readonly describeOriginal: (
    file: string,
    roots: readonly string[],
    isVersion: (file: { readonly size: number; readonly modifiedAt: number }) => boolean,
    onBytes: OnBytes,
  ) => Promise<ContentDigest | null>
}

/** Looks at documents on this computer. Nothing is downloaded, and nothing written. */
export function createCopyComparer(disk: LocalDisk): CopyComparer {
  let hasher: ReturnType<typeof createFileHasher> | null = null

  async function see(place: string, item: ChangedCopy['item'], onBytes: OnBytes): Promise<SeenFile> {
    const there = disk.stat(place)
    if (there?.kind !== 'file' || there.isCloudOnly) return { kind: 'elsewhere' }
    // Nothing is left of it, here and there; Graph has no hash of that.
    if (item.size === 0 && there.size === 0) return { kind: 'unreadable' }
    if (item.quickXorHash === null || there.size !== item.size) return { kind: 'elsewhere' }
    return await withPlainFile(disk, place, async (descriptor) => {
      hasher ??= createFileHasher(disk)
      const hash = await hasher.hashOpen(descriptor, onBytes)
      if (hash?.quickXorHash !== item.quickXorHash) return { kind: 'elsewhere' }
      const description = await describeDocument(openDocument(descriptor), documentKindOf(place), onBytes)
      const { size, mtimeMs } = fstatSync(descriptor)
      const isSame = size === hash.size && mtimeMs === hash.modifiedAt
      return isSame ? { kind: 'seen', description } : { kind: 'elsewhere' }
    })
  }

  return {
    see: async (place, item, onBytes) => {
      try {
        return await see(place, item, onBytes)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code === undefined) throw error
        return { kind: isPassing.has(code) ? 'elsewhere' : 'unreadable' }
      }
    },
    describe: async (place) => {
      try {
        const there = disk.stat(place)
        if (there?.kind !== 'file' || there.isCloudOnly) return null
        return await withPlainFile(disk, place, (descriptor) =>
          describeDocument(openDocument(descriptor), documentKindOf(place), () => undefined),
        )
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === undefined) throw error
        return null
      }
    },
    describeOriginal: async (file, roots, isVersion, onBytes) => {
      try {
        expectPlainFile(disk, file, roots)
        return await withPlainFile(disk, file, async (descriptor) => {
          const isMeant = (): boolean => {
            const { size, mtimeMs: modifiedAt } = fstatSync(descriptor)
            return isVersion({ size, modifiedAt })
          }
          if (!isMeant()) return null
          const description = await describeDocument(openDocument(descriptor), documentKindOf(file), onBytes)
          return isMeant() ? toContentDigest(description) : null
        })
      } catch (error) {
        if (error instanceof SourceFailure || (error as NodeJS.ErrnoException).code !== undefined) return null
        throw error
      }
    },
  }
}

/** Somebody has it open, or OneDrive is just replacing it. */
const isPassing: ReadonlySet<string> = new Set(['EBUSY', 'EAGAIN', 'ETXTBSY', 'ENOENT'])

/** What a copy is, given what was copied and what this computer has of it now. */
export function judgeCopy(original: ContentDigest | null, seen: SeenFile): CopyContent {
  // SharePoint writes into no file that is no document: only a person changes such a one.
  if (original?.kind === 'other') return 'different'
  if (seen.kind === 'elsewhere') return 'enriching'
  if (seen.kind === 'unreadable') return 'harmed'
  if (original === null) return 'untold'
  const same = compareContent(original, seen.description)
  if (same === 'content') return 'content'
  if (same === 'no') return 'different'
  if (isNeverComparable(original, seen.description)) return 'protected'
  return seen.description.kind === 'refused' && original.kind !== 'refused' ? 'harmed' : 'untold'
}
