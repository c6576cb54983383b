import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  makeCompoundDocument,
  makeTextDocument,
  makeTextParts,
} from '../../../../world/office/make-document.ts'
import { toRelationships, writeSharePointProperties } from '../../../../world/office/sharepoint-properties.ts'
import { toZip, writeZip, type ZipPart } from '../../../../world/office/zip-file.ts'
import { compareBytes } from './compare-files.ts'

const original = makeTextDocument('whole', 2_000)
const megabyte = 1024 ** 2

function withParts(...more: readonly ZipPart[]): Buffer {
  return writeZip([
    ...[...makeTextParts('whole', 2_000)].map(([name, content]) => ({ name, content: Buffer.from(content) })),
    ...more,
  ])
}

const zeros = Buffer.alloc(8 * megabyte)

describe('a copy that contradicts itself', () => {
  it.each<readonly [string, () => Buffer]>([
    ['two parts of one name', () => withParts({ name: 'word/Styles.xml', content: Buffer.from('other') })],
    [
      'a check sum that lies',
      () => withParts({ name: 'word/a.xml', content: Buffer.from('a'), told: { crc: 7 } }),
    ],
    [
      'a size that is too small',
      () => withParts({ name: 'word/a.xml', content: zeros, told: { size: 100 } }),
    ],
    [
      'a size that is too large',
      () => withParts({ name: 'word/a.xml', content: Buffer.from('a'), told: { size: 100 } }),
    ],
    [
      'a large part with a size that is too small',
      () => withParts({ name: 'word/a.xml', content: zeros, told: { size: 4 * megabyte } }),
    ],
    [
      'more than two gigabytes',
      () => withParts({ name: 'word/a.xml', content: zeros, told: { size: 2_200_000_000 } }),
    ],
    [
      'more than 20,000 parts',
      () =>
        writeZip(
          Array.from({ length: 20_001 }, (_, at) => ({
            name: `word/${at}`,
            content: Buffer.alloc(0),
            isStored: true,
          })),
        ),
    ],
    [
      'more names in its directory than any document has',
      () =>
        withParts(
          ...Array.from({ length: 9_000 }, (_, at) => ({
            name: `word/${'a'.repeat(1_000)}${at}`,
            content: Buffer.alloc(0),
            isStored: true,
          })),
        ),
    ],
    [
      'a directory that tells of more than there is',
      () => writeZip([{ name: 'a', content: Buffer.from('a') }], { count: 900 }),
    ],
    [
      'a part that is locked',
      () => withParts({ name: 'word/a.xml', content: Buffer.from('a'), told: { flags: 1 } }),
    ],
    ['a name that leads out of it', () => withParts({ name: '../a.xml', content: Buffer.from('a') })],
    ['no types', () => writeZip([{ name: 'word/document.xml', content: Buffer.from('a') }])],
    [
      'types that declare entities',
      () =>
        toZip(makeTextParts('whole').set('[Content_Types].xml', '<!DOCTYPE t [<!ENTITY a "b">]><Types/>')),
    ],
    [
      'two relationships of one id',
      () =>
        toZip(
          makeTextParts('whole').set(
            '_rels/.rels',
            '<R><Relationship Id="a" Type="t" Target="x"/><Relationship Id="a" Type="t" Target="y"/></R>',
          ),
        ),
    ],
    [
      'relationships that do not end',
      () => toZip(makeTextParts('whole').set('_rels/.rels', '<R><Relationship Id="a')),
    ],
  ])('is not told: %s', async (_, make) => {
    expect((await compareBytes(original, make())).same).toBe('untold')
  })

  it('is not told where parts share their bytes', async () => {
    const whole = withParts({ name: 'word/a.xml', content: Buffer.from('a') })
    // The last part of the directory begins where the first does.
    whole.writeUInt32LE(0, whole.lastIndexOf(Buffer.from('PK\u{1}\u{2}', 'latin1')) + 42)
    expect((await compareBytes(original, whole)).same).toBe('untold')
  })

  it('is compared quickly where thousands of relationships have another name each', async () => {
    const customXml = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml'
    const make = (prefix: string): Buffer => {
      const parts = makeTextParts('whole')
      const links = ['a', 'b'].flatMap((item) => {
        const space = `http://schemas.microsoft.com/office/2006/metadata/${item}`
        parts.set(`customXml/${item}.xml`, `<p:properties xmlns:p="${space}"/>`)
        return Array.from(
          { length: 10_000 },
          (_, at) => [customXml, `/customXml/${item}.xml`, `${prefix}${item}${at}`] as const,
        )
      })
      return toZip(parts.set('word/_rels/styles.xml.rels', toRelationships(links)))
    }
    const [one, other] = [make('x'), make('y')]
    const began = performance.now()
    expect((await compareBytes(one, other)).same).toBe('content')
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('is refused quickly and without holding what it unpacks to', async () => {
    const bombs = [
      withParts({ name: 'word/a.xml', content: Buffer.alloc(300 * megabyte), told: { size: 2_000 } }),
      withParts(
        ...Array.from({ length: 40 }, (_, at) => ({
          name: `word/${at}`,
          content: zeros,
          told: { size: 60 * megabyte },
        })),
      ),
    ]
    globalThis.gc?.()
    const before = process.memoryUsage().rss
    const began = performance.now()
    for (const bomb of bombs) expect((await compareBytes(original, bomb)).same).toBe('untold')
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * megabyte)
  }, 240_000)
})

describe('a file that was cut or harmed', () => {
  it('is never taken for the same, wherever it was cut', async () => {
    const whole = writeSharePointProperties('a.docx', original)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: whole.length - 1 }), async (length) => {
        expect((await compareBytes(original, whole.subarray(0, length))).same).toBe('untold')
      }),
      { numRuns: 60 },
    )
  })

  it.each(['docx', 'doc'])(
    'is never taken for the same where any bytes of the content are others: .%s',
    async (ending) => {
      const whole =
        ending === 'docx'
          ? toZip(makeTextParts('whole', 3_000))
          : makeCompoundDocument({ '/WordDocument': Buffer.alloc(9_000, 7), '/1Table': Buffer.alloc(300, 3) })
      await fc.assert(
        fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
          const harmed = Buffer.from(whole)
          harmed[at] = (harmed[at] ?? 0) ^ change
          // A byte that means nothing may be another; nothing that is there may throw.
          expect(['content', 'no', 'untold']).toContain((await compareBytes(whole, harmed, ending)).same)
        }),
        { numRuns: 300 },
      )
    },
  )
})
