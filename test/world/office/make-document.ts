import CFB from 'cfb'
import { randomBytes } from 'node:crypto'
import { toCompoundFile, toRelationships } from './sharepoint-properties.ts'
import { toZip } from './zip-file.ts'

const office = 'http://schemas.openxmlformats.org/officeDocument/2006'
const wordTypes = 'application/vnd.openxmlformats-officedocument.wordprocessingml'

/** The parts of a small text document. `bytes` of noise make it as large as a picture in it would. */
export function makeTextParts(text: string, bytes = 0): Map<string, string | Buffer> {
  const types = [
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
    '<Default Extension="xml" ContentType="application/xml"/>',
    '<Default Extension="png" ContentType="image/png"/>',
    `<Override PartName="/word/document.xml" ContentType="${wordTypes}.document.main+xml"/>`,
    `<Override PartName="/word/styles.xml" ContentType="${wordTypes}.styles+xml"/>`,
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>',
  ]
  return new Map<string, string | Buffer>([
    [
      '[Content_Types].xml',
      `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${types.join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      toRelationships([
        [`${office}/relationships/officeDocument`, 'word/document.xml', 'rId1'],
        [
          'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties',
          'docProps/core.xml',
          'rId2',
        ],
      ]),
    ],
    [
      'word/document.xml',
      `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:body></w:document>`,
    ],
    [
      'word/_rels/document.xml.rels',
      toRelationships([
        [`${office}/relationships/styles`, 'styles.xml', 'rId1'],
        [`${office}/relationships/image`, 'media/image1.png', 'rId2'],
      ]),
    ],
    ['word/styles.xml', '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'],
    ['word/media/image1.png', randomBytes(bytes)],
    [
      'docProps/core.xml',
      '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    ],
  ])
}

/** A small text document, as a program writes it. */
export function makeTextDocument(text: string, bytes = 0): Buffer {
  return toZip(makeTextParts(text, bytes))
}

/** A document of the older formats: its streams by path. */
export function makeCompoundDocument(streams: Readonly<Record<string, Uint8Array | string>>): Buffer {
  const file = CFB.utils.cfb_new()
  for (const [path, content] of Object.entries(streams)) CFB.utils.cfb_add(file, path, Buffer.from(content))
  return toCompoundFile(file)
}

/** A document that is locked: no one without its key can tell what is in it. */
export function makeProtectedDocument(bytes = 5_000): Buffer {
  return makeCompoundDocument({
    '/EncryptionInfo': randomBytes(200),
    '/EncryptedPackage': randomBytes(bytes),
  })
}
