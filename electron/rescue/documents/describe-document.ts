import { createHash } from 'node:crypto'
import { z } from 'zod'
import { compoundMagic, readCompoundFile } from './compound-file.ts'
import type { DocumentKind } from './document-kind.ts'
import { DocumentRefused } from './document-limits.ts'
import { describePackage, type PackageDescription } from './describe-package.ts'
import type { OnBytes, OpenDocument } from './open-document.ts'

/** What is in a document, in hashes. */
export type DocumentDescription =
  | PackageDescription
  /** Storages and streams by name. */
  | {
      readonly kind: 'compound'
      readonly body: ReadonlyMap<string, string>
      readonly parts: ReadonlyMap<string, string>
    }
  /** Encrypted or labelled: no one without its key can tell what is in it. */
  | { readonly kind: 'protected' }
  /** No document of the kind that its name says: only its bytes tell. */
  | { readonly kind: 'other' }
  /** Cut, contradictory, or beyond the limits. */
  | { readonly kind: 'refused'; readonly why: string }

/** So much has to be known of a document to compare a later copy with it, without having it any more. Hashes are base64. */
export const contentDigestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('package'),
    body: z.string(),
    defaults: z.array(z.string()),
    links: z.array(z.string()),
    items: z.array(z.string()),
  }),
  z.object({ kind: z.literal('compound'), body: z.string() }),
  z.object({ kind: z.literal('protected') }),
  z.object({ kind: z.literal('other') }),
  z.object({ kind: z.literal('refused') }),
])
export type ContentDigest = z.infer<typeof contentDigestSchema>

const packageMagic = Buffer.from('PK\u{3}\u{4}', 'latin1')
/** An archive of nothing. */
const emptyPackageMagic = Buffer.from('PK\u{5}\u{6}', 'latin1')
/** Streams of what is encrypted since 2007, and of what is under rights management before. */
const protectedStreams: ReadonlySet<string> = new Set(['EncryptedPackage', '\u{9}DRMContent'])
/** What SharePoint writes into. */
const propertyStreams: ReadonlySet<string> = new Set([
  '\u{5}SummaryInformation',
  '\u{5}DocumentSummaryInformation',
])

/** Reads a document to its end. Throws what the disk refuses, and what `onBytes` throws. */
export async function describeDocument(
  document: OpenDocument,
  kind: DocumentKind,
  onBytes: OnBytes,
): Promise<DocumentDescription> {
  if (kind === 'other') return { kind: 'other' }
  try {
    const begin = Buffer.alloc(Math.min(8, document.size))
    document.read(begin, 0)
    if (isCutMagic(begin)) throw new DocumentRefused('cut')
    if (begin.equals(compoundMagic)) return describeCompound(document, kind, onBytes)
    const isArchive = [packageMagic, emptyPackageMagic].some((magic) => begin.subarray(0, 4).equals(magic))
    return kind === 'package' && isArchive ? await describePackage(document, onBytes) : { kind: 'other' }
  } catch (error) {
    if (error instanceof DocumentRefused) return { kind: 'refused', why: error.message }
    throw error
  }
}

/** True where a file ends before it could say what it is. One of no bytes says that it is nothing. */
function isCutMagic(begin: Buffer): boolean {
  const isBegin = (magic: Buffer): boolean =>
    begin.length < magic.length && magic.subarray(0, begin.length).equals(begin)
  return begin.length > 0 && [compoundMagic, packageMagic, emptyPackageMagic].some(isBegin)
}

/** One that is locked is read to its end too: cut, it is no document that only its key could tell of. */
function describeCompound(document: OpenDocument, kind: DocumentKind, onBytes: OnBytes): DocumentDescription {
  const parts = new Map<string, string>()
  const body = new Map<string, string>()
  const entries = readCompoundFile(document, onBytes)
  if (entries.some(({ path }) => path.length === 1 && protectedStreams.has(path[0] ?? '')))
    return { kind: 'protected' }
  if (kind !== 'compound') return { kind: 'other' }
  for (const { path, program, sha256 } of entries) {
    const [name, hash] = [`/${path.join('/')}`, `${program} ${sha256 ?? 'storage'}`]
    parts.set(name, hash)
    if (path.length !== 1 || !propertyStreams.has(path[0] ?? '')) body.set(name, hash)
  }
  return { kind: 'compound', body, parts }
}

/** The few lines that are kept of a document. */
export function toContentDigest(description: DocumentDescription): ContentDigest {
  switch (description.kind) {
    case 'package': {
      const { body, defaults, links, items } = description
      return {
        kind: 'package',
        body: hashOfBody(body),
        defaults: [...defaults],
        links: links.map(({ from, id, type, to }) => JSON.stringify([from, id, type, to])),
        items: items.map(({ identity }) => identity),
      }
    }
    case 'compound':
      return { kind: 'compound', body: hashOfBody(description.body) }
    default:
      return { kind: description.kind }
  }
}

/** One hash of names and hashes, in no order. */
export function hashOfBody(body: ReadonlyMap<string, string>): string {
  const sha = createHash('sha256')
  for (const key of [...body.keys()].sort()) sha.update(`${key.length} ${key} ${body.get(key)}\n`)
  return sha.digest('base64')
}
