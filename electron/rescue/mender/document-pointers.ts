import { toLeadsTo, type LeadsTo } from '../../../shared/computer/pointers/leads-to.ts'
import { localOf, relationshipName, toText } from '../documents/describe-package.ts'
import { documentLimits, DocumentRefused } from '../documents/document-limits.ts'
import { toOpenDocument, type OpenDocument } from '../documents/open-document.ts'
import { parseFlatXml } from '../documents/parse-flat-xml.ts'
import { readPackageParts, type KindOfPart } from '../documents/read-package-parts.ts'

/** Something in a document that leads out of it. */
export type DocumentPointer = {
  /**
   * `link`: an external relationship, which a corrected copy can have elsewhere. `source`: what a workbook takes its data from; Excel alone
   * can change that.
   */
  readonly kind: 'link' | 'source'
  /** The part that says so, as the package names it. */
  readonly part: string
  /** Of a relationship. */
  readonly id: string | null
  readonly leadsTo: LeadsTo
}

/** More than a person's workbook has; what goes beyond is not read. */
const most = { pointers: 20_000, mashups: 8, text: 4 * 1024 * 1024 } as const
const connectionsName = 'xl/connections.xml'
const customData = /^customxml\/item\d+\.xml$/
/** Attributes of a connection that name a file or an address. */
const placeAttributes = ['url', 'sourceFile', 'odcFile'] as const

/**
 * What in a package leads out of it: external relationships, and of a workbook its connections and the sources of its queries. Follows
 * nothing. Throws `DocumentRefused`.
 */
export async function readDocumentPointers(
  document: OpenDocument,
  isWorkbook: boolean,
): Promise<DocumentPointer[]> {
  const pointers: DocumentPointer[] = []
  const mashups: { readonly part: string; readonly text: string }[] = []
  let structure = 0
  const kind: KindOfPart = (name) => (isWanted(name.toLowerCase(), isWorkbook) ? 'structure' : 'skipped')
  for await (const { name, begin } of readPackageParts(document, kind, () => undefined)) {
    structure += begin.length
    if (structure > documentLimits.allStructureBytes) throw new DocumentRefused('too many relationships')
    const key = name.toLowerCase()
    if (relationshipName.test(key)) pointers.push(...readRelationships(name, toText(begin)))
    else if (key === connectionsName) pointers.push(...readConnections(name, toText(begin)))
    else if (begin.includes('DataMashup') || begin.includes(utf16Mashup))
      mashups.push({ part: name, text: toText(begin) })
    if (pointers.length > most.pointers || mashups.length > most.mashups)
      throw new DocumentRefused('too many links')
  }
  for (const { part, text } of mashups) pointers.push(...(await readQueries(part, text)))
  if (pointers.length > most.pointers) throw new DocumentRefused('too many links')
  return pointers
}

const utf16Mashup = Buffer.from('DataMashup', 'utf16le')

function isWanted(key: string, isWorkbook: boolean): boolean {
  if (relationshipName.test(key)) return true
  return isWorkbook && (key === connectionsName || customData.test(key))
}

function readRelationships(part: string, text: string): DocumentPointer[] {
  // Most parts lead nowhere else.
  if (!/external/i.test(text)) return []
  const pointers: DocumentPointer[] = []
  for (const { name, attributes } of parseFlatXml(text)) {
    if (localOf(name) !== 'Relationship' || attributes.get('TargetMode')?.toLowerCase() !== 'external')
      continue
    const leadsTo = toLeadsTo(attributes.get('Target') ?? '')
    if (leadsTo.kind !== 'unknown')
      pointers.push({ kind: 'link', part, id: attributes.get('Id') ?? '', leadsTo })
  }
  return pointers
}

function readConnections(part: string, text: string): DocumentPointer[] {
  const pointers: DocumentPointer[] = []
  for (const { attributes } of parseFlatXml(text)) {
    const named = placeAttributes.flatMap((name) => attributes.get(name) ?? [])
    const connection = attributes.get('connection') ?? ''
    const source = /(?:^|;)\s*(?:Data Source|Source|URL)\s*=\s*"?([^;"]+)/i.exec(connection)?.[1]
    const all = source === undefined ? named : [...named, source]
    pointers.push(...all.flatMap((one) => toSource(part, one)))
  }
  return pointers
}

function toSource(part: string, text: string): DocumentPointer[] {
  const leadsTo = toLeadsTo(text)
  return leadsTo.kind === 'unknown' ? [] : [{ kind: 'source', part, id: null, leadsTo }]
}

/**
 * Power Query keeps its own package in a part ([MS-QDEFF]): a version, a length, and an archive with the text of all queries. Each text in
 * quotes that is an address or a path is a source.
 */
async function readQueries(part: string, xml: string): Promise<DocumentPointer[]> {
  const content = /<(?:\w+:)?DataMashup\b[^<>]*>([\sA-Za-z0-9+/=]*)</.exec(xml)?.[1]
  if (content === undefined) return []
  const bytes = Buffer.from(content, 'base64')
  if (bytes.length < 8) throw new DocumentRefused('cut')
  const length = bytes.readUInt32LE(4)
  if (length > bytes.length - 8) throw new DocumentRefused('cut')
  const archive = toOpenDocument(bytes.subarray(8, 8 + length))
  const pointers: DocumentPointer[] = []
  const kind: KindOfPart = (name) => (/^formulas\/section1\.m$/i.test(name) ? 'structure' : 'skipped')
  for await (const { begin } of readPackageParts(archive, kind, () => undefined)) {
    if (begin.length > most.text) throw new DocumentRefused('too large')
    for (const text of textsOf(toText(begin))) pointers.push(...toSource(part, text))
  }
  return pointers
}

/** Texts of the query language: `"…"`, with `""` for a quote. */
function* textsOf(code: string): Generator<string> {
  for (const [, text = ''] of code.matchAll(/"((?:[^"\r\n]|"")*)"/g)) yield text.replaceAll('""', '"')
}
