import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  shortenName,
  toClashKey,
  toNumbered,
  toTargetName,
} from '../../../../electron/rescue/plan/target-name.ts'
import { findBrokenRules } from '../../../../shared/files/name-rules.ts'

const devices = [
  'CON',
  'PRN',
  'AUX',
  'NUL',
  ...Array.from('0123456789', (digit) => [`COM${digit}`, `LPT${digit}`]).flat(),
]

describe('a name in the new OneDrive', () => {
  it.each([
    ['Plan.docx', 'Plan.docx', null],
    ['a"b*c:d<e>f?g/h\\i|j.txt', 'a_b_c_d_e_f_g_h_i_j.txt', 'invalid-name'],
    [' leading', '_leading', 'invalid-name'],
    ['trailing ', 'trailing_', 'invalid-name'],
    ['trailing...', 'trailing_', 'invalid-name'],
    ['dots. . .', 'dots_', 'invalid-name'],
    ['   ', '_', 'invalid-name'],
    ['tab\there\u0007', 'tab_here_', 'invalid-name'],
    ['half \ud83d.txt', 'half _.txt', 'invalid-name'],
    ['😀 שלום.txt', '😀 שלום.txt', null],
    ['.lock', '_.lock', 'reserved-name'],
    ['.LOCK', '_.LOCK', 'reserved-name'],
    ['.lock.txt', '.lock.txt', null],
    ['desktop.ini', '_desktop.ini_', 'reserved-name'],
    ['cache.TMP', 'cache.TMP_', 'reserved-name'],
    ['~$Plan.docx', '_~$Plan.docx', 'reserved-name'],
    ['a_vti_b.txt', 'a-vti-b.txt', 'reserved-name'],
    ['con.tar.gz', 'con_.tar.gz', 'reserved-name'],
    ['Com1 .txt', 'Com1_ .txt', 'reserved-name'],
    ['COM¹', 'COM¹_', 'reserved-name'],
    ['contact.txt', 'contact.txt', null],
    ['COM10', 'COM10', null],
    ['100% #1.txt', '100% #1.txt', null],
    ['.gitignore', '.gitignore', null],
  ] as const)('%j is %j', (name, wanted, renamed) => {
    expect(toTargetName(name, false)).toEqual({ name: wanted, renamed })
  })

  it.each(devices)('%s is no device, with an ending or without', (device) => {
    expect(toTargetName(device, false).name).toBe(`${device}_`)
    expect(toTargetName(device.toLowerCase(), true).name).toBe(`${device.toLowerCase()}_`)
    expect(toTargetName(`${device}.txt`, false).name).toBe(`${device}_.txt`)
  })

  it('of a folder does not begin with a tilde', () => {
    expect(toTargetName('~temp', true)).toEqual({ name: '_~temp', renamed: 'reserved-name' })
    expect(toTargetName('~temp', false).renamed).toBeNull()
  })

  it('is taken by OneDrive and stays as it is the second time, whatever the old one was', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.constantFrom('con ', '?vti_', ' ~$a', 'nul.. '),
    )
    fc.assert(
      fc.property(text, fc.boolean(), (name, isFolder) => {
        const { name: spelt } = toTargetName(name, isFolder)
        expect(spelt).not.toBe('')
        expect(findBrokenRules({ name: spelt, isFolder, depth: 2 })).toEqual([])
        expect(spelt).not.toMatch(/[.\s]$/)
        expect(toTargetName(spelt, isFolder)).toEqual({ name: spelt, renamed: null })
      }),
    )
  })
})

describe('two names', () => {
  it.each([
    ['Straße.txt', 'STRASSE.txt', false],
    ['Über.txt', 'ÜBER.TXT', true],
    ['Caf\u00e9', 'Cafe\u0301', true],
    ['CAFE\u0301', 'caf\u00e9', true],
    ['Σίσυφος', 'ΣΊΣΥΦΟΣ', true],
    ['a', 'b', false],
    ['K', '\u212a', true],
  ])('%s and %s clash: %s', (left, right, clash) => {
    expect(toClashKey(left) === toClashKey(right)).toBe(clash)
  })
})

describe('a shortened name', () => {
  it('keeps its ending, its mark, and no half of a character', () => {
    expect(shortenName(`${'😀'.repeat(100)}.docx`, 20, 'abc')).toBe('😀😀😀😀😀~abc.docx')
    expect(toNumbered('Report.docx', 2)).toBe('Report (2).docx')
    expect(toNumbered('.gitignore', 3)).toBe('.gitignore (3)')
    expect(toNumbered('a sentence. And another one that is longer', 2)).toBe(
      'a sentence. And another one that is longer (2)',
    )
  })

  it('is never longer than it may be', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 60, maxLength: 300 }),
        fc.integer({ min: 40, max: 255 }),
        (name, units) => {
          expect(shortenName(name, units, '123456').length).toBeLessThanOrEqual(units)
        },
      ),
    )
  })
})
