import { closeSync, openSync } from 'node:fs'
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { read as readWorkbook, type CellObject } from '@e965/xlsx'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDocument } from '../../../../../electron/rescue/documents/open-document.ts'
import { createPosixDisk } from '../../../../../electron/platform/posix-disk.ts'
import { correctDocument } from '../../../../../electron/rescue/mender/correct-document.ts'
import { readDocumentPointers } from '../../../../../electron/rescue/mender/document-pointers.ts'
import { replaceTargets } from '../../../../../electron/rescue/mender/replace-targets.ts'
import { readZip, toZip } from '../../../../world/office/zip-file.ts'
import { makeWorkbook } from '../../../../world/pointers/make-workbook.ts'

const old = 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com/Documents/Bud%20get.xlsx'
const now =
  'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents/Bud%20get.xlsx?a=1&b="2"'
const part = 'xl/worksheets/_rels/sheet1.xml.rels'
const disk = createPosixDisk()

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-correct-'))
  file = path.join(folder, 'Numbers.xlsx')
  await writeFile(file, makeWorkbook([old, 'https://example.com/'], 200))
})
afterEach(() => rm(folder, { recursive: true }))

async function idOf(link: string): Promise<string> {
  const descriptor = openSync(file, 'r')
  try {
    const pointers = await readDocumentPointers(openDocument(descriptor), true)
    return pointers.find(({ leadsTo }) => leadsTo.kind === 'address' && leadsTo.url === link)?.id ?? ''
  } finally {
    closeSync(descriptor)
  }
}

const correct = async (): ReturnType<typeof correctDocument> =>
  correctDocument(disk, file, new Map([[part, new Map([[await idOf(old), now]])]]), 'Fabrikam')

const linksOf = (bytes: Buffer): (string | undefined)[] => {
  const { Sheets } = readWorkbook(bytes)
  return ['A1', 'B1'].map((cell) => (Sheets['Numbers']?.[cell] as CellObject | undefined)?.l?.Target)
}

describe('a corrected copy of a workbook', () => {
  it('is not made of what is in the cloud alone by now, of a link, or of what is gone: nothing is opened', async () => {
    const targets = new Map([[part, new Map([[await idOf(old), now]])]])
    const entry = disk.stat(file)
    for (const [there, why] of [
      [entry === null ? null : { ...entry, isCloudOnly: true }, 'cloud only'],
      [entry === null ? null : { ...entry, kind: 'link' as const }, 'no plain file'],
      [null, 'no plain file'],
    ] as const) {
      const asked: string[] = []
      const changed = {
        ...disk,
        stat: () => there,
        place: (one: string) => {
          asked.push(one)
          return disk.place(one)
        },
      }
      await expect(correctDocument(changed, file, targets, 'Fabrikam')).rejects.toThrow(why)
      expect(asked).toEqual([])
    }
    expect(await readdir(folder)).toEqual(['Numbers.xlsx'])
  })

  it('lies beside the original, opens with its new link, and differs in that link alone', async () => {
    const before = await readFile(file)
    const made = await correct()
    expect(made).toEqual({ kind: 'made', file: path.join(folder, 'Numbers (Fabrikam).xlsx') })
    const copy = await readFile(made.file)
    expect(await readFile(file)).toEqual(before)
    // Another maker's library opens it.
    expect(linksOf(before)).toEqual([old, 'https://example.com/'])
    expect(linksOf(copy)).toEqual([now, 'https://example.com/'])
    const [parts, copied] = [readZip(before), readZip(copy)]
    expect([...(copied?.keys() ?? [])]).toEqual([...(parts?.keys() ?? [])])
    for (const [name, content] of parts ?? [])
      if (name !== part) expect(copied?.get(name), name).toEqual(content)
    const text = (bytes: Buffer | undefined): string => bytes?.toString() ?? ''
    const written = now.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
    expect(text(copied?.get(part))).toBe(text(parts?.get(part)).replace(old, written))
    expect(await readdir(folder)).toHaveLength(2)
  })

  it('gets a number where its name is taken, and replaces nothing', async () => {
    await writeFile(path.join(folder, 'Numbers (Fabrikam).xlsx'), 'of the person')
    expect((await correct()).file).toBe(path.join(folder, 'Numbers (Fabrikam) 2.xlsx'))
    expect(await readFile(path.join(folder, 'Numbers (Fabrikam).xlsx'), 'utf8')).toBe('of the person')
  })

  it('is not made of a document that is signed, and nothing stays behind', async () => {
    const parts = new Map<string, Uint8Array | string>(readZip(await readFile(file)) ?? [])
    parts.set('_xmlsignatures/sig1.xml', '<Signature/>')
    await writeFile(file, toZip(parts))
    await expect(correct()).rejects.toThrow('signed')
    expect(await readdir(folder)).toEqual(['Numbers.xlsx'])
  })

  it('is not made where the link is not there any more', async () => {
    const targets = new Map([[part, new Map([['rId99', now]])]])
    await expect(correctDocument(disk, file, targets, 'Fabrikam')).rejects.toThrow('no such link')
    const elsewhere = new Map([['xl/_rels/none.xml.rels', new Map([['rId1', now]])]])
    await expect(correctDocument(disk, file, elsewhere, 'Fabrikam')).rejects.toThrow('a part that is gone')
    expect(await readdir(folder)).toEqual(['Numbers.xlsx'])
  })

  it('is thrown away where what is read back is not what was written', async () => {
    const targets = new Map([[part, new Map([[await idOf(old), now]])]])
    for (const other of [makeWorkbook([old], 199), makeWorkbook([old, 'https://example.com/'], 200)]) {
      const elsewhere = await mkdtemp(path.join(os.tmpdir(), 'landfall-correct-'))
      try {
        await writeFile(path.join(elsewhere, 'other.xlsx'), other)
        let asked = 0
        // The disk hands out another file, when the copy is read.
        const place = (name: string): string => {
          if (name.endsWith('.tmp')) asked += 1
          return asked === 2 && name.endsWith('.tmp') ? path.join(elsewhere, 'other.xlsx') : disk.place(name)
        }
        await expect(correctDocument({ ...disk, place }, file, targets, 'Fabrikam')).rejects.toThrow(
          'a copy that differs',
        )
        expect(await readdir(folder)).toEqual(['Numbers.xlsx'])
      } finally {
        await rm(elsewhere, { recursive: true })
      }
    }
  })

  it('is thrown away where no name is free', async () => {
    const taken = { ...disk, moveInto: () => false }
    const targets = new Map([[part, new Map([[await idOf(old), now]])]])
    await expect(correctDocument(taken, file, targets, 'Fabrikam')).rejects.toThrow('no free name')
    expect(await readdir(folder)).toEqual(['Numbers.xlsx'])
  })

  it('leaves a file that is read-only as it is', async () => {
    await chmod(file, 0o444)
    const made = await correct()
    expect(linksOf(await readFile(made.file))[0]).toBe(now)
  })
})

describe('a new target in a text of relationships', () => {
  const relationship = (id: string, target: string, mode = 'External'): string =>
    `<Relationship Id="${id}" Type="t" Target="${target}" TargetMode="${mode}"/>`

  const escape = (url: string): string => url.replaceAll('&', '&amp;').replaceAll("'", '&apos;')

  it('changes that value alone, whatever is around it', () => {
    const noise = fc.constantFrom('', ' ', '\r\n', '<!-- Target="x" -->', '<a Target="y" Id="r1"/>')
    fc.assert(
      fc.property(noise, noise, fc.webUrl(), fc.webUrl({ withFragments: true }), (left, right, from, to) => {
        const text = (target: string): string =>
          `<R>${left}${relationship('r0', escape(from))}${relationship('r1', target)}${right}</R>`
        expect(replaceTargets(text('old'), new Map([['r1', to]]))).toBe(text(escape(to)))
      }),
    )
  })

  it('is refused for a part within the package, and for an id that is there twice', () => {
    const targets = new Map([['r1', 'https://a']])
    expect(() => replaceTargets(relationship('r1', 'a.xml', 'Internal'), targets)).toThrow('no such link')
    expect(() => replaceTargets(relationship('r1', 'a') + relationship('r1', 'b'), targets)).toThrow()
  })
})
