import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { documentLimits, DocumentRefused } from './document-limits.ts'
import type { OnBytes, OpenDocument } from './open-document.ts'
import { parseFlatXml, rootNameOf } from './parse-flat-xml.ts'
import { readPackageParts, type KindOfPart } from './read-package-parts.ts'

/** Data beside the document: forms and properties, SharePoint's or the document's own (docs/facts/office-documents.md#what-sharepoint-writes-into-files). */
export type DataItem = {
  readonly name: string
  /** What it is, whatever number it has: of the document's own its whole content, of SharePoint's what it is for. */
  readonly identity: string
  readonly isSharePoint: boolean
}

/** A relationship that may be new in a copy, or has to follow what it leads to. */
export type LooseLink = {
  /** Of the part that it starts from. */
  readonly from: string
  readonly id: string
  readonly type: string
  /** `properties` of the document, or the identity of the data. */
  readonly to: string
  /** SharePoint makes such ones. */
  readonly mayBeNew: boolean
}

/** What is in a package, in hashes. Keys are in lower case, because names of parts are the same in any letter case. */
export type PackageDescription = {
  readonly kind: 'package'
  /** Parts, and the relationships that start from each, that have to be the same: by name, with a hash. */
  readonly body: ReadonlyMap<string, string>
  /** Content types by ending: `png image/png`. */
  readonly defaults: readonly string[]
  readonly links: readonly LooseLink[]
  readonly items: readonly DataItem[]
  /** Every part as it is, by its name in the archive. */
  readonly parts: ReadonlyMap<string, string>
}

const contentTypesName = '[content_types].xml'
/** Of a part with relationships, in lower case: the folder, and the part that they start from. */
export const relationshipName = /^(.*\/|)_rels\/([^/]*)\.rels$/
/**
 * Room that a writer left in the archive, SharePoint too. It is no part: nothing can lead to such a name (ECMA-376 part 2, trash items), and it
 * may come, go and change.
 */
const trashName = /^\[trash\]\/[0-9a-f]{4}\.dat$/
/** Kinds of relationship that SharePoint makes, and those of all properties that a package may have, by the end of their name. */
const sharePointLinks =
  /\/(?:customXml|customXmlProps|custom-properties|core-properties|extended-properties|metadata\/thumbnail)$/

/** Namespaces of the data that SharePoint keeps in documents. */
const sharePointData = [
  'http://schemas.microsoft.com/sharepoint/',
  'http://schemas.microsoft.com/office/2006/metadata/',
  'http://schemas.microsoft.com/office/server/policy',
  'office.server.policy',
  'microsoft.office.server.policy',
  'Microsoft.SharePoint.',
]

/** The element that describes an item, in both editions of the standard. */
const descriptionRoots: ReadonlySet<string> = new Set([
  '{http://schemas.openxmlformats.org/officeDocument/2006/customXml}datastoreItem',
  '{http://purl.oclc.org/ooxml/officeDocument/customXml}datastoreItem',
])

type Link = {
  readonly from: string
  readonly id: string
  readonly type: string
  readonly mode: string
  readonly to: string
}
type Part = { readonly name: string; readonly sha256: string; readonly root: string | null }

/** Reads a package to its end. Throws `DocumentRefused`. */
export async function describePackage(document: OpenDocument, onBytes: OnBytes): Promise<PackageDescription> {
  const parts = new Map<string, Part>()
  const all = new Map<string, string>()
  const links: Link[] = []
  let types: ContentTypes | null = null
  let structure = 0
  for await (const { name, sha256, begin } of readPackageParts(document, kindOfPart, onBytes)) {
    const key = name.toLowerCase()
    all.set(name, sha256)
    if (trashName.test(key)) continue
    if (isStructure(name)) {
      structure += begin.length
      if (structure > documentLimits.allStructureBytes) throw new DocumentRefused('too many relationships')
      if (key === contentTypesName) types = parseContentTypes(begin)
      else links.push(...parseRelationships(key, begin))
      if (links.length > documentLimits.relationships) throw new DocumentRefused('too many relationships')
    } else parts.set(key, { name, sha256, root: isData(key) ? rootNameOf(toText(begin)) : null })
  }
  if (types === null) throw new DocumentRefused('no package')
  return { ...toDescription(parts, links, types), parts: all }
}

function toDescription(
  parts: ReadonlyMap<string, Part>,
  links: readonly Link[],
  { defaults, overrides }: ContentTypes,
): Omit<PackageDescription, 'parts'> {
  const items = toItems(parts, links, overrides)
  const identities = new Map(items.map((item) => [item.name.toLowerCase(), item]))
  const body = new Map<string, string>()
  for (const [key, { sha256 }] of parts)
    if (!isData(key) && !isProperties(key)) body.set(key, hashOf([sha256, overrides.get(key) ?? '']))
  // What says a type of a part that is not there is kept too: nothing may be said that was not.
  for (const [key, type] of overrides)
    if (!parts.has(key) && !isData(key) && !isProperties(key) && !relationshipName.test(key))
      body.set(key, hashOf(['', type]))
  const loose: LooseLink[] = []
  const firm = new Map<string, string[]>()
  for (const link of links) {
    const item = identities.get(link.to)
    // Where data leads is part of what that data is.
    if (isData(link.from)) continue
    if (link.mode === 'internal' && (item !== undefined || isProperties(link.to)))
      loose.push(toLooseLink(link, item))
    else {
      const key = toRelationshipName(link.from)
      add(firm, key, hashOf([link.id, link.type, link.mode, link.to]))
    }
  }
  for (const [key, hashes] of firm) body.set(key, hashOf(hashes.toSorted()))
  return { kind: 'package', body, defaults, links: loose, items }
}

function toLooseLink({ from, id, type }: Link, item: DataItem | undefined): LooseLink {
  const mayBeNew = sharePointLinks.test(type) && (item === undefined || item.isSharePoint)
  return { from, id, type, to: item?.identity ?? 'properties', mayBeNew }
}

/** The data of a package; the properties that describe an item belong to it. */
function toItems(
  parts: ReadonlyMap<string, Part>,
  links: readonly Link[],
  overrides: ReadonlyMap<string, string>,
): DataItem[] {
  const ofData = new Map<string, Link[]>()
  for (const link of links) if (isData(link.from)) add(ofData, link.from, link)
  const described = findDescriptions(parts, ofData)
  const items: DataItem[] = []
  for (const [key, { name, sha256, root }] of parts) {
    if (!isData(key) || described.has(key)) continue
    const own = ofData.get(key) ?? []
    const isOfSharePoint =
      sharePointData.some((space) => root?.startsWith(`{${space}`)) &&
      own.every(({ type, mode }) => mode === 'internal' && sharePointLinks.test(type))
    const leads = own.map(({ id, type, mode, to }) => hashOf([id, type, mode, parts.get(to)?.sha256 ?? to]))
    const whole = hashOf([sha256, overrides.get(key) ?? '', ...leads.toSorted()])
    items.push({
      name,
      identity: isOfSharePoint ? `sharepoint ${root}` : whole,
      isSharePoint: isOfSharePoint,
    })
  }
  return items
}

/** Parts that describe an item. One that is itself described describes none, so that nothing is lost in a circle. */
function findDescriptions(
  parts: ReadonlyMap<string, Part>,
  ofData: ReadonlyMap<string, readonly Link[]>,
): Set<string> {
  const isDescription = ({ mode, type, to }: Link): boolean =>
    mode === 'internal' && type.endsWith('/customXmlProps') && descriptionRoots.has(parts.get(to)?.root ?? '')
  const targets = new Set(
    [...ofData.values()]
      .flat()
      .filter(isDescription)
      .map(({ to }) => to),
  )
  const isItem = (key: string): boolean => !targets.has(key)
  return new Set(
    [...ofData].flatMap(([key, own]) => (isItem(key) ? own.filter(isDescription).map(({ to }) => to) : [])),
  )
}

type ContentTypes = { readonly defaults: readonly string[]; readonly overrides: ReadonlyMap<string, string> }

function parseContentTypes(bytes: Buffer): ContentTypes {
  const defaults = new Map<string, string>()
  const overrides = new Map<string, string>()
  for (const { name, attributes } of parseFlatXml(toText(bytes))) {
    const type = attributes.get('ContentType') ?? ''
    const [into, key] =
      localOf(name) === 'Default'
        ? [defaults, attributes.get('Extension')?.toLowerCase()]
        : [overrides, attributes.get('PartName')?.replace(/^\//, '').toLowerCase()]
    if (localOf(name) !== 'Default' && localOf(name) !== 'Override') continue
    if (key === undefined || into.has(key)) throw new DocumentRefused('two types of one part')
    into.set(key, type)
  }
  return { defaults: [...defaults].map(([ending, type]) => `${ending} ${type}`), overrides }
}

function parseRelationships(key: string, bytes: Buffer): Link[] {
  const [, folder = '', name = ''] = relationshipName.exec(key) ?? []
  const from = `${folder}${name}`
  const ids = new Set<string>()
  const links: Link[] = []
  for (const { name: element, attributes } of parseFlatXml(toText(bytes))) {
    if (localOf(element) !== 'Relationship') continue
    const id = attributes.get('Id') ?? ''
    if (ids.has(id)) throw new DocumentRefused('two relationships of one name')
    ids.add(id)
    const mode = (attributes.get('TargetMode') ?? 'Internal').toLowerCase()
    const target = attributes.get('Target') ?? ''
    const to = mode === 'internal' ? resolveTarget(folder, target) : target
    links.push({ from, id, type: attributes.get('Type') ?? '', mode, to })
  }
  return links
}

/** The part that a target names, as parts are named here; what follows it (`#Sheet2!A1`) stays. */
function resolveTarget(folder: string, target: string): string {
  const cut = target.search(/[?#]/)
  const path = cut === -1 ? target : target.slice(0, cut)
  const rest = target.slice(path.length)
  if (path === '') return `${folder}${rest}`
  let name = path.replaceAll('\\', '/')
  try {
    name = decodeURIComponent(name)
  } catch {
    // As it is written, then.
  }
  const whole = posix.normalize(name.startsWith('/') ? name.slice(1) : `${folder}${name}`)
  return `${whole.toLowerCase()}${rest}`
}

function add<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

function toRelationshipName(from: string): string {
  const cut = from.lastIndexOf('/') + 1
  return `${from.slice(0, cut)}_rels/${from.slice(cut)}.rels`
}

function isStructure(name: string): boolean {
  const key = name.toLowerCase()
  return key === contentTypesName || relationshipName.test(key)
}

function kindOfPart(name: string): ReturnType<KindOfPart> {
  if (isStructure(name)) return 'structure'
  return isData(name.toLowerCase()) ? 'data' : 'other'
}

function isData(key: string): boolean {
  return key.startsWith('customxml/')
}

function isProperties(key: string): boolean {
  return key.startsWith('docprops/')
}

/** The name of an element without what stands for its namespace. */
export function localOf(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

/** UTF-8 or, with its mark, UTF-16. */
export function toText(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2)
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le')
  const text = bytes.toString('utf8')
  return text.startsWith('\u{feff}') ? text.slice(1) : text
}

function hashOf(texts: readonly string[]): string {
  const sha = createHash('sha256')
  for (const text of texts) sha.update(`${text.length} ${text}\n`)
  return sha.digest('base64')
}
