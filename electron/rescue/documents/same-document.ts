import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { Sameness } from '../../../shared/findings/vocabulary.ts'
import { plainFileFlags } from '../../platform/plain-file-flags.ts'
import { compareContent, listDifferences, type Differences } from './compare-content.ts'
import { describeDocument, toContentDigest, type DocumentDescription } from './describe-document.ts'
import { documentKindOf } from './document-kind.ts'
import { openDocument, type OnBytes } from './open-document.ts'

/** What a copy is beside its original. `why` is there where nothing could be told. */
export type SameDocument = Differences & { readonly same: Sameness; readonly why?: string }

const partBytes = 256 * 1024
const noDifferences: Differences = { added: [], differ: [] }

/**
 * Compares two files, by their bytes and, where both are documents of one kind, by their content. Throws what the disk refuses; also what
 * is no plain file.
 */
export async function compareDocuments(
  original: string,
  copy: string,
  onBytes: OnBytes,
): Promise<SameDocument> {
  const descriptors: number[] = []
  try {
    for (const file of [original, copy]) descriptors.push(openSync(file, constants.O_RDONLY | plainFileFlags))
    const [one = -1, other = -1] = descriptors
    for (const descriptor of descriptors)
      if (!fstatSync(descriptor).isFile()) throw new Error('only plain files can be compared')
    if (haveSameBytes(one, other, onBytes)) return { same: 'bytes', ...noDifferences }
    const kind = documentKindOf(original)
    if (kind === 'other' || documentKindOf(copy) !== kind) return { same: 'no', ...noDifferences }
    const before = await describeDocument(openDocument(one), kind, onBytes)
    const now = await describeDocument(openDocument(other), kind, onBytes)
    const same = compareContent(toContentDigest(before), now)
    const told = { same, ...listDifferences(before, now) }
    return same === 'untold' ? { ...told, why: reasonOf([before, now]) } : told
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor)
  }
}

/** What is wrong with one of them says more than that the other is locked. */
function reasonOf(descriptions: readonly DocumentDescription[]): string {
  return descriptions.find((one) => one.kind === 'refused')?.why ?? 'protected'
}

function haveSameBytes(one: number, other: number, onBytes: OnBytes): boolean {
  const { size } = fstatSync(one)
  if (fstatSync(other).size !== size) return false
  const [left, right] = [Buffer.alloc(partBytes), Buffer.alloc(partBytes)]
  for (let at = 0; ;) {
    const length = readSync(one, left, 0, partBytes, at)
    let filled = 0
    while (filled < length) {
      const read = readSync(other, right, filled, length - filled, at + filled)
      if (read === 0) return false
      filled += read
    }
    if (length === 0) return at === size
    if (!left.subarray(0, length).equals(right.subarray(0, length))) return false
    onBytes(length)
    at += length
  }
}
