import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DocumentRefused } from '../../../../../electron/rescue/documents/document-limits.ts'
import { readDocumentPointers } from '../../../../../electron/rescue/mender/document-pointers.ts'
import { makeTextParts } from '../../../../world/office/make-document.ts'
import { readZip, toZip, writeZip } from '../../../../world/office/zip-file.ts'
import { makeWorkbook } from '../../../../world/pointers/make-workbook.ts'

const budget = 'https://contoso.sharepoint.com/sites/Finance/Shared%20Documents/Budget.xlsx'
const plan = 'C:\\Users\\amy\\OneDrive - Contoso\\Plan.xlsx'

async function read(bytes: Buffer): Promise<Awaited<ReturnType<typeof readDocumentPointers>>> {
  const document = {
    size: bytes.length,
    read: (target: Uint8Array, at: number) => {
      if (at + target.length > bytes.length) throw new DocumentRefused('cut')
      target.set(bytes.subarray(at, at + target.length))
    },
  }
  return await readDocumentPointers(document, true)
}

/** The workbook of a library with parts that it does not write itself. */
function withParts(parts: Readonly<Record<string, string | Buffer>>, links: readonly string[] = []): Buffer {
  const all = new Map<string, Uint8Array | string>(readZip(makeWorkbook(links)) ?? [])
  for (const [name, content] of Object.entries(parts)) all.set(name, content)
  return toZip(all)
}

/** Queries as Excel keeps them: a package within a text within a part ([MS-QDEFF]). */
function makeMashup(code: string): string {
  const archive = writeZip([
    { name: '[Content_Types].xml', content: Buffer.from('<Types/>') },
    { name: 'Formulas/Section1.m', content: Buffer.from(code) },
  ])
  const lengths = Buffer.alloc(8)
  lengths.writeUInt32LE(archive.length, 4)
  const content = Buffer.concat([lengths, archive, Buffer.alloc(4)]).toString('base64')
  return `<?xml version="1.0" encoding="utf-16"?><DataMashup xmlns="http://schemas.microsoft.com/DataMashup">${content}</DataMashup>`
}

describe('what leads out of a workbook', () => {
  it('is told of the links that a library of another maker has written', async () => {
    const pointers = await read(makeWorkbook([budget, 'https://example.com/', 'mailto:amy@contoso.com']))
    expect(pointers).toEqual(
      [budget, 'https://example.com/'].map((url) => ({
        kind: 'link',
        part: 'xl/worksheets/_rels/sheet1.xml.rels',
        id: expect.stringMatching(/^rId\d+$/) as string,
        leadsTo: { kind: 'address', url },
      })),
    )
  })

  it('is told of a file on the disk, as Excel writes it', async () => {
    const target = 'file:///C:\\Users\\amy\\OneDrive%20-%20Contoso\\Plan.xlsx'
    const relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="${target}" TargetMode="External"/></Relationships>`
    const pointers = await read(withParts({ 'xl/externalLinks/_rels/externalLink1.xml.rels': relationships }))
    expect(pointers).toMatchObject([{ kind: 'link', id: 'rId1', leadsTo: { kind: 'path', path: plan } }])
  })

  it('is told of connections', async () => {
    const connections = `<connections><connection id="1" odcFile="C:\\Users\\amy\\A.odc"><webPr url="${budget}"/></connection><connection id="2"><dbPr connection="Provider=Microsoft.ACE.OLEDB.12.0;Data Source=${plan};Mode=Share"/></connection></connections>`
    const pointers = await read(withParts({ 'xl/connections.xml': connections }))
    expect(pointers.map(({ kind, leadsTo }) => [kind, leadsTo])).toEqual([
      ['source', { kind: 'path', path: 'C:\\Users\\amy\\A.odc' }],
      ['source', { kind: 'address', url: budget }],
      ['source', { kind: 'path', path: plan }],
    ])
  })

  it.each(['utf8', 'utf16le'] as const)('is told of queries, in %s', async (encoding) => {
    const code = `section Section1;\nshared A = let S = Excel.Workbook(File.Contents("${plan}")), Q = "said ""no""" in SharePoint.Files("${budget}");`
    const pointers = await read(
      withParts({ 'customXml/item1.xml': Buffer.from(`\u{feff}${makeMashup(code)}`, encoding) }),
    )
    expect(pointers.map(({ kind, part, leadsTo }) => [kind, part, leadsTo])).toEqual([
      ['source', 'customXml/item1.xml', { kind: 'path', path: plan }],
      ['source', 'customXml/item1.xml', { kind: 'address', url: budget }],
    ])
  })

  it('is nothing where all lies within', async () => {
    expect(await read(makeWorkbook([]))).toEqual([])
    expect(await read(toZip(makeTextParts('whole')))).toEqual([])
  })
})

describe('a document that would do harm', () => {
  const part = 'xl/worksheets/_rels/sheet1.xml.rels'
  const megabyte = 1024 ** 2
  const entity = '<!DOCTYPE a [<!ENTITY b "bb">]><Relationships TargetMode="External">&b;</Relationships>'
  const links = `<Relationships>${'<Relationship TargetMode="External" Target="https://a/"/>'.repeat(20_001)}</Relationships>`

  it.each<readonly [string, () => Buffer]>([
    ['relationships that unpack to 64 MB', () => withParts({ [part]: Buffer.alloc(64 * megabyte, ' ') })],
    [
      'a size that is told too small',
      () => writeZip([{ name: part, content: Buffer.alloc(8 * megabyte), told: { size: 100 } }]),
    ],
    [
      'many relationships of nearly the most',
      () =>
        writeZip(
          Array.from({ length: 13 }, (_, at) => ({
            name: `xl/worksheets/_rels/sheet${at}.xml.rels`,
            content: Buffer.alloc(4 * megabyte - 1, ' '),
          })),
        ),
    ],
    [
      'parts that unpack to 3 GB',
      () => writeZip([{ name: 'xl/a', content: Buffer.alloc(1), told: { size: 3e9 } }]),
    ],
    ['an entity of its own', () => withParts({ [part]: entity })],
    ['more links than anybody writes', () => withParts({ [part]: links })],
    [
      'queries whose length leads out of them',
      () =>
        withParts({
          'customXml/item1.xml': `<DataMashup>${Buffer.from('0000000000ffffff', 'hex').toString('base64')}</DataMashup>`,
        }),
    ],
    [
      'queries that are a bomb',
      () => withParts({ 'customXml/item1.xml': makeMashup(' '.repeat(8 * megabyte)) }),
    ],
    ['half of itself', () => makeWorkbook([budget]).subarray(0, 2_000)],
  ])('is refused: %s', async (_, make) => {
    await expect(read(make())).rejects.toBeInstanceOf(DocumentRefused)
  })

  it('is refused, and nothing worse, whatever its bytes are', async () => {
    const whole = withParts({ 'customXml/item1.xml': makeMashup(`"${plan}"`) }, [budget])
    const changes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(changes, async (places) => {
        const bytes = Buffer.from(whole)
        for (const [at, value] of places) bytes[at] = value
        await read(bytes).catch((error: unknown) => expect(error).toBeInstanceOf(DocumentRefused))
      }),
      { numRuns: 400 },
    )
  })

  it('is refused, and nothing worse, whatever its relationships say', async () => {
    const piece = fc.constantFrom(
      ...[
        '<',
        '>',
        '/',
        '"',
        "'",
        '=',
        '&',
        ';',
        'Relationship',
        ' Target',
        'Mode',
        'External',
        '#x41',
        'file://',
      ],
      ...[':', ' ', '<!--', '-->', '<?', '?>', 'https://a', '\u{0}', 'é'],
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const text = `<a TargetMode="External"/>${pieces.join('')}`
        await read(withParts({ [part]: text })).catch((error: unknown) =>
          expect(error).toBeInstanceOf(DocumentRefused),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('is read or refused, and nothing worse, whatever its connections say', async () => {
    const piece = fc.constantFrom(
      ...['<connection ', '<webPr ', '/>', 'connection=', 'url=', 'odcFile=', '"', "'", ';', 'Data Source='],
      ...['Source = ', 'https://a/b', plan, '&quot;', '&#x0;', '\u{0}', 'é', '<!--', '-->', ' '],
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const text = `<connections>${pieces.join('')}</connections>`
        const pointers = await read(withParts({ 'xl/connections.xml': text })).catch((error: unknown) => {
          expect(error).toBeInstanceOf(DocumentRefused)
          return []
        })
        for (const { kind, id, leadsTo } of pointers)
          expect([kind, id, leadsTo.kind]).toEqual([
            'source',
            null,
            expect.stringMatching(/^(?:path|address)$/),
          ])
      }),
      { numRuns: 200 },
    )
  })

  it('names what queries have in quotes, and nothing else, whatever their text is', async () => {
    const piece = fc.constantFrom(
      ...['"', '""', '\n', '\r', '//', '/*', '*/', '#"', 'let ', 'Source = ', 'Web.Contents(', ')', '&'],
      ...['https://contoso.sharepoint.com/a', plan, 'é', '\u{0}', '\u{feff}', ' '],
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 60 }), async (pieces) => {
        const code = pieces.join('')
        for (const { kind, leadsTo } of await read(withParts({ 'customXml/item1.xml': makeMashup(code) }))) {
          expect(kind).toBe('source')
          const text = leadsTo.kind === 'path' ? leadsTo.path : leadsTo.kind === 'address' ? leadsTo.url : ''
          expect(code.replaceAll('""', '"')).toContain(text)
        }
      }),
      { numRuns: 200 },
    )
  })
})
