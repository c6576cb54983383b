import CFB from 'cfb'
import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { readZip, toZip } from './zip-file.ts'

const office = 'http://schemas.openxmlformats.org/officeDocument/2006'
const ownTypes = 'application/vnd.openxmlformats-officedocument'

/**
 * A document as SharePoint leaves it after an upload: forms, the schema of the content type and properties beside it, or in the property
 * streams of an older one. Never twice the same. What it cannot read it leaves as it is.
 */
export function writeSharePointProperties(name: string, bytes: Buffer): Buffer {
  if (
    /\.(?:doc|xls|ppt|pp|do|xl|po)[a-z]?$/i.test(name) &&
    bytes.subarray(0, 4).toString('hex') === 'd0cf11e0'
  )
    return writeIntoStreams(bytes)
  const parts = /\.(?:doc|dot|xls|xlt|ppt|pot|pps|vsd)[xmb]$/i.test(name) ? readZip(bytes) : null
  if (parts === null || !parts.has('[Content_Types].xml')) return bytes
  return writeIntoPackage(parts)
}

function writeIntoPackage(parts: Map<string, Buffer>): Buffer {
  const typeId = `0x010100${randomBytes(16).toString('hex').toUpperCase()}`
  const main = findMain(parts)
  const items = [
    '<?mso-contentType?><FormTemplates xmlns="http://schemas.microsoft.com/sharepoint/v3/contenttype/forms"><Display>DocumentLibraryForm</Display><Edit>DocumentLibraryForm</Edit><New>DocumentLibraryForm</New></FormTemplates>',
    `<?xml version="1.0" encoding="utf-8"?><ct:contentTypeSchema ct:_="" ma:_="" ma:contentTypeName="Document" ma:contentTypeID="${typeId}" ma:contentTypeVersion="${randomInt(1, 40)}" xmlns:ct="http://schemas.microsoft.com/office/2006/metadata/contentType" xmlns:ma="http://schemas.microsoft.com/office/2006/metadata/properties/metaAttributes"/>`,
    '<?xml version="1.0" encoding="utf-8"?><p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties"><documentManagement/></p:properties>',
  ]
  // What lies there already has its numbers.
  let number = [...parts.keys()].filter((name) => name.startsWith('customXml/item')).length
  const types: string[] = []
  for (const item of items) {
    number += 1
    parts.set(`customXml/item${number}.xml`, Buffer.from(item))
    parts.set(`customXml/itemProps${number}.xml`, Buffer.from(toItemProperties()))
    parts.set(
      `customXml/_rels/item${number}.xml.rels`,
      Buffer.from(
        toRelationships([[`${office}/relationships/customXmlProps`, `itemProps${number}.xml`, 'rId1']]),
      ),
    )
    types.push(toOverride(`customXml/itemProps${number}.xml`, `${ownTypes}.customXmlProperties+xml`))
    if (main !== null)
      addRelationship(parts, main, `${office}/relationships/customXml`, `/customXml/item${number}.xml`)
  }
  if (!parts.has('docProps/custom.xml')) {
    types.push(toOverride('docProps/custom.xml', `${ownTypes}.custom-properties+xml`))
    addRelationship(parts, '', `${office}/relationships/custom-properties`, 'docProps/custom.xml')
  }
  parts.set('docProps/custom.xml', Buffer.from(toCustomProperties(typeId)))
  change(parts, '[Content_Types].xml', (text) =>
    text.replace(/<\/(?:\w+:)?Types>/, (end) => `${types.join('')}${end}`),
  )
  return toZip(parts)
}

/** In the older formats it changes the two streams that hold properties. */
function writeIntoStreams(bytes: Buffer): Buffer {
  const file = CFB.read(bytes, { type: 'buffer' })
  // There nothing can be written: it is locked.
  if (file.FullPaths.some((path) => path.endsWith('/EncryptedPackage'))) return bytes
  const at = file.FullPaths.findIndex((path) => path.endsWith('\u{5}DocumentSummaryInformation'))
  const note = Buffer.concat([
    Buffer.from(`ContentTypeId\0${randomUUID()}\0`),
    randomBytes(randomInt(20, 600)),
  ])
  const stream = file.FileIndex[at]
  if (stream === undefined) CFB.utils.cfb_add(file, '/\u{5}DocumentSummaryInformation', note)
  else {
    const content = Buffer.concat([Buffer.from(stream.content as Uint8Array), note])
    Object.assign(stream, { content, size: content.length })
  }
  return toCompoundFile(file)
}

/** As the older programs write it. */
export function toCompoundFile(file: CFB.CFB$Container): Buffer {
  // The library signs what it writes with a stream of its own, unless it finds one.
  const { find } = CFB
  const findSigned: typeof find = (container, path) =>
    path === '/\u{1}Sh33tJ5' ? ({} as CFB.CFB$Entry) : find(container, path)
  Object.assign(CFB, { find: findSigned })
  try {
    return CFB.write(file, { type: 'buffer' }) as Buffer
  } finally {
    Object.assign(CFB, { find })
  }
}

/** The part that the package is about. */
function findMain(parts: ReadonlyMap<string, Buffer>): string | null {
  const links = parts.get('_rels/.rels')?.toString() ?? ''
  const main = links.split('<').find((tag) => tag.includes('relationships/officeDocument"'))
  return /Target="\/?([^"]+)"/.exec(main ?? '')?.[1] ?? null
}

function addRelationship(parts: Map<string, Buffer>, from: string, type: string, target: string): void {
  const cut = from.lastIndexOf('/') + 1
  const name = `${from.slice(0, cut)}_rels/${from.slice(cut)}.rels`
  const id = `R${randomBytes(8).toString('hex')}`
  if (!parts.has(name)) parts.set(name, Buffer.from(toRelationships([])))
  const link = `<Relationship Type="${type}" Target="${target}" Id="${id}"/>`
  change(parts, name, (text) => text.replace(/<\/(?:\w+:)?Relationships>/, (end) => `${link}${end}`))
}

function change(parts: Map<string, Buffer>, name: string, make: (text: string) => string): void {
  parts.set(name, Buffer.from(make(parts.get(name)?.toString() ?? '')))
}

/** Relationships of one part: type, target and id of each. */
export function toRelationships(
  links: readonly (readonly [type: string, target: string, id: string])[],
): string {
  const lines = links.map(
    ([type, target, id]) => `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join('')}</Relationships>`
}

export function toItemProperties(): string {
  return `<ds:datastoreItem ds:itemID="{${randomUUID().toUpperCase()}}" xmlns:ds="${office}/customXml"><ds:schemaRefs/></ds:datastoreItem>`
}

export function toOverride(name: string, type: string): string {
  return `<Override PartName="/${name}" ContentType="${type}"/>`
}

function toCustomProperties(typeId: string): string {
  return `<Properties xmlns="${office}/custom-properties" xmlns:vt="${office}/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="ContentTypeId"><vt:lpwstr>${typeId}</vt:lpwstr></property></Properties>`
}
