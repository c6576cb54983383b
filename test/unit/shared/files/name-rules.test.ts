import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findBrokenRules,
  isNeverSynced,
  isRefused,
  isRefusedPath,
  nameRules,
  repairName,
  type PlacedName,
} from '../../../../shared/files/name-rules.ts'

const file = (name: string, depth = 2): PlacedName => ({ name, isFolder: false, depth })
const folder = (name: string, depth = 2): PlacedName => ({ name, isFolder: true, depth })

/** One row per rule: the smallest name that breaks it, and the next one that does not. */
const rows: Record<string, readonly [breaks: PlacedName, doesNot: PlacedName]> = {
  character: [file('a:b'), file('a;b')],
  'control-character': [file('a\u0001'), file('a\u0020b')],
  'late-control-character': [file('a\u0085b'), file('a\u00a1b')],
  'lone-surrogate': [file('\ud83d'), file('\ud83d\ude00')],
  'blank-at-start': [file(' a'), file('a b')],
  'blank-at-end': [file('a '), file('a b')],
  'dot-at-end': [folder('Bilder..'), folder('..Bilder')],
  device: [file('COM0'), file('COM10')],
  'device-with-ending': [file('Con.txt'), file('contact.txt')],
  'superscript-device': [file('com¹'), file('con¹')],
  vti: [folder('my_VTI_x'), folder('my_vti')],
  lock: [file('.LOCK'), file('a.lock')],
  'desktop-ini': [file('Desktop.ini'), file('desktop.init')],
  'office-lock': [file('~$a.docx'), file('~a.docx')],
  'tilde-folder': [folder('~temp'), file('~temp')],
  'forms-at-top': [folder('Forms', 1), folder('Forms', 2)],
  'forms-file-at-top': [file('forms', 1), file('forms', 2)],
  'odd-first-letter': [folder('゛x'), file('゛x')],
  'never-synced-ending': [file('a.tmp'), folder('a.tmp')],
}

describe('nameRules', () => {
  it('has a row here for each', () => {
    expect(nameRules.map(({ id }) => id)).toEqual(Object.keys(rows))
  })

  it.each(Object.entries(rows))('%s concerns a name, and not the next one', (id, [breaks, doesNot]) => {
    expect(findBrokenRules(breaks).map((rule) => rule.id)).toContain(id)
    expect(findBrokenRules(doesNot).map((rule) => rule.id)).not.toContain(id)
  })

  it('says where each comes from, and is sure only of what more than one source says', () => {
    for (const { source, confidence, refusal } of nameRules) {
      expect(source).not.toBe('')
      if (confidence === '1') expect(refusal).toBe('unsure')
    }
  })
})

describe('isRefused', () => {
  it.each(['a:b', ' a', 'a ', 'a.', 'a..', 'a\u0001', '\ud83d', '.lock', 'con', 'com7', 'LPT1', 'my_VTI_x'])(
    'is true of the file %j, which the service refuses',
    (name) => expect(isRefused(file(name))).toBe(true),
  )
  it.each([
    'a b',
    'Con.txt',
    'com¹',
    'com10',
    '.gitignore',
    'a#b%c',
    '100% #1',
    'a.lock',
    'a.tmp',
    'ü😀',
    "O'Brien",
    'Icon',
  ])('is not true of %j: Windows or the client may not like it, the service takes it', (name) =>
    expect(isRefused(file(name))).toBe(false),
  )
})

describe('isRefusedPath', () => {
  it.each([
    ['Papers\\Contoso INC.\\a.docx', true],
    ['~archive\\a.docx', true],
    ['forms\\x.aspx', true],
    ['sub\\forms\\y.aspx', false],
    ['sub/~temp', false],
    ['~temp/a', true],
  ])('of %s is %s: one bad folder keeps back all below it', (path, wanted) => {
    expect(isRefusedPath(path)).toBe(wanted)
  })
})

describe('isNeverSynced', () => {
  it('is true of what the client keeps on the computer by itself', () => {
    expect(['a.tmp', 'A.INI', 'a.tmp.docx', 'tmp'].map(isNeverSynced)).toEqual([true, true, false, false])
  })
})

describe('repairName', () => {
  it('gives a name that no rule concerns, and the same the second time', () => {
    const odd = fc.constantFrom(
      ...Object.values(rows).map(([{ name }]) => name),
      '.tmp',
      'nul.. ',
      '?vti_',
      ' ~$a',
    )
    const text = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1 }),
      odd,
      fc.tuple(odd, odd).map((two) => two.join('')),
    )
    fc.assert(
      fc.property(text, fc.boolean(), fc.constantFrom(1, 2), (name, isFolder, depth) => {
        const repaired = repairName({ name, isFolder, depth })
        const placed = { name: repaired.name, isFolder, depth }
        expect(findBrokenRules(placed)).toEqual([])
        expect(repairName(placed)).toEqual({ name: repaired.name, renamed: null })
        expect(repaired.renamed === null).toBe(repaired.name === name)
      }),
      { numRuns: 2_000 },
    )
  })

  it('takes no time for a long name of nothing but blanks and dots', () => {
    const began = performance.now()
    repairName(file(`${' .'.repeat(50_000)}x${' .'.repeat(50_000)}x`))
    expect(performance.now() - began).toBeLessThan(2_000)
  })
})
