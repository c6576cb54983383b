import fc from 'fast-check'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { compareDocuments } from '../../../../../electron/rescue/documents/same-document.ts'
import {
  makeProtectedDocument,
  makeTextDocument,
  makeTextParts,
} from '../../../../world/office/make-document.ts'
import {
  toItemProperties,
  toOverride,
  toRelationships,
  writeSharePointProperties,
} from '../../../../world/office/sharepoint-properties.ts'
import { readZip, toZip, writeZip } from '../../../../world/office/zip-file.ts'
import { compareBytes, fixtures } from './compare-files.ts'

type Parts = Map<string, string | Buffer>
const office = 'http://schemas.openxmlformats.org/officeDocument/2006'
const customXml = `${office}/relationships/customXml`

describe('the samples', () => {
  it.each(['plan.docx', 'numbers.xlsx', 'talk.pptx', 'plan.doc', 'numbers.xls'])(
    'are told apart: %s',
    async (name) => {
      const of = (kind: string): string => path.join(fixtures, name.replace('.', kind))
      const sameAs = async (kind: string) => (await compareDocuments(of('.'), of(kind), () => undefined)).same
      expect(await sameAs('.')).toBe('bytes')
      expect(await sameAs('.enrich.')).toBe('content')
      expect(await sameAs('.edit.')).toBe('no')
    },
  )

  it.each(['plan.docx', 'numbers.xlsx', 'talk.pptx', 'plan.doc', 'numbers.xls'])(
    'are the same however often SharePoint has written into them: %s',
    async (name) => {
      const original = await readFile(path.join(fixtures, name))
      const once = writeSharePointProperties(name, original)
      const ending = name.split('.')[1]
      expect(once.equals(writeSharePointProperties(name, original))).toBe(false)
      expect((await compareBytes(original, once, ending)).same).toBe('content')
      expect((await compareBytes(original, writeSharePointProperties(name, once), ending)).same).toBe(
        'content',
      )
      // What has gone again was there.
      expect((await compareBytes(once, original, ending)).same).toBe(
        ending === 'doc' || ending === 'xls' ? 'content' : 'no',
      )
    },
  )

  it('names the parts that are new and those that differ', async () => {
    const told = await compareDocuments(
      path.join(fixtures, 'plan.docx'),
      path.join(fixtures, 'plan.edit.docx'),
      () => undefined,
    )
    expect(told.added).toContain('docProps/custom.xml')
    expect(told.differ).toContain('word/document.xml')
    expect(told.differ).not.toContain('word/styles.xml')
  })
})

/** A document with data of its own, bound to the text. */
function makeForm(data = '<invoice xmlns="urn:invoice"><number>1</number></invoice>', number = 1): Parts {
  const parts: Parts = makeTextParts('a form')
  parts.set(`customXml/item${number}.xml`, data)
  parts.set(`customXml/itemProps${number}.xml`, toItemProperties().replace(/\{[0-9A-F-]+\}/, '{1}'))
  parts.set(
    `customXml/_rels/item${number}.xml.rels`,
    toRelationships([[`${office}/relationships/customXmlProps`, `itemProps${number}.xml`, 'rId1']]),
  )
  link(parts, customXml, `../customXml/item${number}.xml`, 'rId9')
  edit(parts, '[Content_Types].xml', (text) =>
    text.replace(
      '</Types>',
      `${toOverride(`customXml/itemProps${number}.xml`, 'application/vnd.openxmlformats-officedocument.customXmlProperties+xml')}</Types>`,
    ),
  )
  return parts
}

function edit(parts: Parts, name: string, make: (text: string) => string): Parts {
  return parts.set(name, make(String(parts.get(name) ?? '')))
}

function link(parts: Parts, type: string, target: string, id: string, more = ''): Parts {
  return edit(parts, 'word/_rels/document.xml.rels', (text) =>
    text.replace(
      '</Relationships>',
      `<Relationship Id="${id}" Type="${type}" Target="${target}"${more}/></Relationships>`,
    ),
  )
}

async function compareParts(original: Parts, copy: Parts): Promise<string> {
  return (await compareBytes(toZip(original), toZip(copy))).same
}

const properties = '<p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties"/>'

describe('a package', () => {
  it('is the same in another order and with another compression', async () => {
    const parts = makeTextParts('one', 400)
    const turned = [...parts]
      .reverse()
      .map(([name, content]) => ({ name, content: Buffer.from(content), isStored: true }))
    expect((await compareBytes(toZip(parts), writeZip(turned))).same).toBe('content')
  })

  it('may gain and lose room that a writer left in it, and nothing else under such a name', async () => {
    const room = (name: string, text: string): Parts => makeTextParts('one').set(`[trash]/${name}`, text)
    expect(await compareParts(makeTextParts('one'), room('0000.dat', 'left'))).toBe('content')
    expect(await compareParts(room('0000.dat', 'left'), makeTextParts('one'))).toBe('content')
    expect(await compareParts(room('0000.dat', 'left'), room('00FF.dat', 'right'))).toBe('content')
    for (const name of ['macro.bin', '0000.dat/more.xml', '0000.bin'])
      expect(await compareParts(makeTextParts('one'), room(name, 'x'))).toBe('no')
  })

  it('may gain properties and the data of SharePoint, which its main part leads to', async () => {
    const copy = makeTextParts('one').set('customXml/item1.xml', properties)
    link(copy, customXml, '../customXml/item1.xml', 'rId7')
    expect(await compareParts(makeTextParts('one'), copy)).toBe('content')
  })

  it.each<readonly [string, (parts: Parts) => unknown]>([
    ['a part with another content', (parts) => edit(parts, 'word/styles.xml', (text) => `${text} `)],
    ['a part less', (parts) => parts.delete('word/media/image1.png')],
    ['a part more', (parts) => parts.set('word/vbaProject.bin', 'macro')],
    [
      'data that is not of SharePoint',
      (parts) => parts.set('customXml/item1.xml', '<mine xmlns="urn:mine"/>'),
    ],
    [
      'a relationship to another place',
      (parts) =>
        link(
          parts,
          `${office}/relationships/attachedTemplate`,
          'https://elsewhere.example/t.dotm',
          'rId8',
          ' TargetMode="External"',
        ),
    ],
    [
      'a second relationship to a part that was there',
      (parts) => link(parts, `${office}/relationships/styles`, 'styles.xml', 'rId8'),
    ],
    [
      'a relationship less',
      (parts) =>
        edit(parts, 'word/_rels/document.xml.rels', (text) =>
          text.replace(/<Relationship Id="rId2"[^>]*>/, ''),
        ),
    ],
    [
      'a relationship that leads elsewhere',
      (parts) =>
        edit(parts, 'word/_rels/document.xml.rels', (text) =>
          text.replace('media/image1.png', 'media/image2.png'),
        ),
    ],
    [
      'another type of a part',
      (parts) =>
        edit(parts, '[Content_Types].xml', (text) => text.replace('document.main+xml', 'template.main+xml')),
    ],
    [
      'another type by ending',
      (parts) => edit(parts, '[Content_Types].xml', (text) => text.replace('image/png', 'image/gif')),
    ],
    [
      'a type that nothing new needs',
      (parts) =>
        edit(parts, '[Content_Types].xml', (text) =>
          text.replace('<Default', '<Default Extension="exe" ContentType="application/x"/><Default'),
        ),
    ],
    [
      'a type of a part that is not there',
      (parts) =>
        edit(parts, '[Content_Types].xml', (text) =>
          text.replace(
            '<Override',
            '<Override PartName="/word/none.xml" ContentType="application/x"/><Override',
          ),
        ),
    ],
    [
      'properties that its package leads to no more',
      (parts) => edit(parts, '_rels/.rels', (text) => text.replace(/<Relationship Id="rId2"[^>]*>/, '')),
    ],
  ])('is another with %s', async (_, change) => {
    const copy = makeTextParts('one')
    change(copy)
    expect(await compareParts(makeTextParts('one'), copy)).toBe('no')
  })

  it('keeps its properties to itself: they may say anything', async () => {
    const copy = makeTextParts('one').set('docProps/core.xml', '<other/>')
    expect(await compareParts(makeTextParts('one'), copy)).toBe('content')
  })

  it('may gain a picture of itself among its properties, and no program', async () => {
    const make = (type: string): Parts => {
      const copy = makeTextParts('one').set('docProps/thumbnail.jpeg', 'picture')
      edit(copy, '[Content_Types].xml', (text) =>
        text.replace('<Default', '<Default Extension="jpeg" ContentType="image/jpeg"/><Default'),
      )
      return edit(copy, '_rels/.rels', (text) =>
        text.replace(
          '</Relationships>',
          `<Relationship Id="rId8" Type="${type}" Target="docProps/thumbnail.jpeg"/></Relationships>`,
        ),
      )
    }
    const picture = 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail'
    expect(await compareParts(makeTextParts('one'), make(picture))).toBe('content')
    const program = 'http://schemas.microsoft.com/office/2006/relationships/vbaProject'
    expect(await compareParts(makeTextParts('one'), make(program))).toBe('no')
  })

  it('is the same with relationships written in another way', async () => {
    const copy = edit(makeTextParts('one'), 'word/_rels/document.xml.rels', (text) =>
      text
        .replace('Target="styles.xml"', "Target='/word/./styles.xml'   TargetMode='Internal'")
        .replace('<Relationships', '<!-- by another program --><Relationships'),
    )
    expect(await compareParts(makeTextParts('one'), copy)).toBe('content')
  })
})

describe('data that a document brought along', () => {
  it('is content: changed or gone, the document is another', async () => {
    expect(
      await compareParts(makeForm(), makeForm('<invoice xmlns="urn:invoice"><number>2</number></invoice>')),
    ).toBe('no')
    expect(await compareParts(makeForm(), makeTextParts('a form'))).toBe('no')
  })

  it('may have another number, where what led to it follows', async () => {
    const copy = makeForm(undefined, 4).set('customXml/item1.xml', properties)
    link(copy, customXml, '../customXml/item1.xml', 'rId20')
    expect(await compareParts(makeForm(), copy)).toBe('content')
  })

  it('is another where what led to it leads to what SharePoint has put in its place', async () => {
    const copy = makeForm(undefined, 4).set('customXml/item1.xml', properties)
    edit(copy, 'word/_rels/document.xml.rels', (text) =>
      text.replace('../customXml/item4.xml', '../customXml/item1.xml'),
    )
    expect(await compareParts(makeForm(), copy)).toBe('no')
  })

  it('is another where two have changed places', async () => {
    const make = (first: string, second: string): Parts => {
      const parts = makeTextParts('two')
        .set('customXml/item1.xml', '<a xmlns="urn:a"/>')
        .set('customXml/item2.xml', '<b xmlns="urn:b"/>')
      link(parts, customXml, `../customXml/${first}.xml`, 'rId8')
      return link(parts, customXml, `../customXml/${second}.xml`, 'rId9')
    }
    expect(
      await compareParts(make('item1', 'item2'), make('item1', 'item2').set('docProps/app.xml', '<a/>')),
    ).toBe('content')
    expect(await compareParts(make('item1', 'item2'), make('item2', 'item1'))).toBe('no')
  })

  it('is another where what describes it has changed, by which text is bound to it', async () => {
    const copy = edit(makeForm(), 'customXml/itemProps1.xml', (text) => text.replace('{1}', '{2}'))
    expect(await compareParts(makeForm(), copy)).toBe('no')
  })
})

describe('by bytes alone', () => {
  it.each(['zip', 'pdf', 'odt', 'txt'])('is compared what has another ending: %s', async (ending) => {
    const original = makeTextDocument('one')
    expect((await compareBytes(original, writeSharePointProperties('a.docx', original), ending)).same).toBe(
      'no',
    )
    expect((await compareBytes(original, original, ending)).same).toBe('bytes')
  })

  it('is compared what is no archive', async () => {
    expect((await compareBytes(Buffer.from('text'), Buffer.from('other'))).same).toBe('no')
    expect((await compareBytes(Buffer.from('text'), Buffer.from('other'), 'doc')).same).toBe('no')
    expect((await compareBytes(makeTextDocument('one'), makeTextDocument('two'), 'docx', 'zip')).same).toBe(
      'no',
    )
  })
})

describe('a document that is locked', () => {
  it.each([
    ['both are', makeProtectedDocument(), makeProtectedDocument()],
    ['the copy was unlocked', makeProtectedDocument(), makeTextDocument('one')],
    ['the copy was locked', makeTextDocument('one'), makeProtectedDocument()],
  ])('is not told apart where %s', async (_, original, copy) => {
    expect((await compareBytes(original, copy)).same).toBe('untold')
    expect((await compareBytes(original, original)).same).toBe('bytes')
  })
})

describe('a document that is locked and was cut', () => {
  it('is harmed, whatever its directory says: no one decides for it what only its key could tell', async () => {
    const original = makeProtectedDocument(50_000)
    for (const length of [10_000, 30_000, 45_000])
      expect(await compareBytes(original, original.subarray(0, length))).toMatchObject({
        same: 'untold',
        why: 'cut',
      })
  })
})

describe('any package', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 8 })
  const content = fc.uint8Array({ maxLength: 400 })

  it('is the same when it is written into, packed anew and put in another order, and another with a byte changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.array(content, { minLength: 8, maxLength: 8 }),
        fc.nat(),
        async (parts, contents, seed) => {
          const original = makeTextParts('any') as Parts
          for (const [at, name] of parts.entries())
            original.set(`word/${name}.xml`, Buffer.from(contents[at] ?? []))
          const written =
            readZip(writeSharePointProperties('any.docx', toZip(original))) ?? new Map<string, Buffer>()
          const turned = [...written].sort(
            ([one], [other]) => ((one.length * seed) % 7) - ((other.length * seed) % 7),
          )
          expect(await compareParts(original, new Map(turned))).toBe('content')
          const hit = [...original.keys()][seed % original.size] ?? ''
          if (hit.startsWith('docProps/') || hit === '[Content_Types].xml' || hit.includes('_rels/')) return
          const changed = Buffer.concat([written.get(hit) ?? Buffer.alloc(0), Buffer.from([seed % 256])])
          expect(await compareParts(original, new Map(written).set(hit, changed))).toBe('no')
        },
      ),
      { numRuns: 60 },
    )
  })
})
