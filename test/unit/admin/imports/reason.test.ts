import fc from 'fast-check'
import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createConsoleWords } from '../../../../admin/console/words.ts'
import english from '../../../../admin/console/words/en.json' with { type: 'json' }
import {
  quoteCell,
  sayReason,
  type FileReason,
  type RowReason,
} from '../../../../admin/server/imports/reason.ts'

type Reason = RowReason | FileReason
const codes = Object.keys(english.reason) as Reason['code'][]
const valuesOf = (sentence: string): string[] =>
  [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)

describe('sayReason', () => {
  it('says what the console says, whatever is in the file', async () => {
    const words = await createConsoleWords('en')
    const cell = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('{{value}}', '$t(names/source)', '$&', '<b>', '&amp;'),
    )
    fc.assert(
      fc.property(fc.constantFrom(...codes), cell, fc.nat(), (code, text, number) => {
        const values = Object.fromEntries(
          valuesOf(english.reason[code]).map((name) => [name, name === 'value' ? quoteCell(text) : number]),
        )
        expect(sayReason({ code, values } as Reason)).toBe(words.t(`reason/${code}`, values))
      }),
    )
  })
})

describe('the codes', () => {
  it('are all in docs/admin.md', async () => {
    const text = await readFile(new URL('../../../../docs/admin.md', import.meta.url), 'utf8')
    expect(codes.filter((code) => !text.includes(`\`${code}\``))).toEqual([])
  })
})

describe('quoteCell', () => {
  it('keeps at most thirty characters, whole ones, and none that steers', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const quoted = quoteCell(text)
        expect([...quoted].length).toBeLessThanOrEqual(31)
        expect(quoted).not.toMatch(/\p{Cc}|\p{Cs}/u)
      }),
    )
    expect(quoteCell('Suc\0cess')).toBe('Suc\ufffdcess')
    expect(quoteCell('😀'.repeat(31))).toBe(`${'😀'.repeat(30)}…`)
  })
})
