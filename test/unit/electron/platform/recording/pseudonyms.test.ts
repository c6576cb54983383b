import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createPseudonyms } from '../../../../../electron/platform/recording/pseudonyms.ts'

describe('createPseudonyms', () => {
  it.each([
    'C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe',
    '%USERPROFILE%\\AppData\\Local',
    '26.168.0830.0006',
    '11111111-1111-4111-8111-111111111111',
    'con',
    'LPT1',
    '_vti_',
    'desktop.ini',
    'https://localhost:65535/',
    '~$.tmp',
    '',
  ])('leaves %s as it is', (text) => {
    expect(createPseudonyms().replace(text)).toBe(text)
  })

  it('keeps length, case and what is between the words', () => {
    const { replace } = createPseudonyms()
    const replaced = replace('C:\\Users\\amy\\OneDrive - Contoso GmbH\\Plan_2026 (neu).docx')
    expect(replaced).toMatch(
      /^C:\\Users\\[a-z]{3}\\OneDrive - [A-Z][a-z]{6} [A-Z][a-z]{2}[A-Z]\\[A-Z][a-z]{3}_\d{4} \([a-z]{3}\)\.[a-z]{4}$/,
    )
    expect(replaced).not.toMatch(/amy|contoso|gmbh|plan|2026|neu|docx/i)
  })

  it('gives a word the same pseudonym wherever it is, in any case and normal form', () => {
    const { replace } = createPseudonyms()
    const [host, folder] = [replace('https://contoso-my.sharepoint.com/'), replace('OneDrive - CONTOSO')]
    expect(folder.toLowerCase()).toBe(
      `onedrive - ${/^https:\/\/([a-z]+)-my\.sharepoint\.com\/$/.exec(host)?.[1]}`,
    )
    expect(replace('Zoë'.normalize('NFD'))).toBe(replace('Zoë'.normalize('NFC')))
  })

  it('leaves the ending of an Outlook data file, which decides what is found before the move', () => {
    expect(createPseudonyms().replace('C:\\Users\\amy\\Old mail.pst')).toMatch(/^C:\\Users\\.{3}\\.{8}\.pst$/)
  })

  it('gives no word itself', () => {
    const { replaceLoosely } = createPseudonyms()
    const letters = [...'abcdefghijklmnopqrstuvwxyz']
    // None that stays by intention has a q.
    const words = letters.flatMap((letter) => [`q${letter}`, `${letter}q`])
    expect(words.filter((word) => replaceLoosely(word) === word)).toEqual([])
  })

  it('gives two words two pseudonyms, however many there are', () => {
    const { replace } = createPseudonyms()
    const words = Array.from({ length: 2_000 }, (_, place) =>
      String.fromCodePoint(0x4e00 + Math.floor(place / 50), 0x4e00 + (place % 50)),
    )
    expect(new Set(words.map(replace)).size).toBe(words.length)
  })

  it('gives other pseudonyms in another recording', () => {
    expect(createPseudonyms().replace('Contoso Fabrikam')).not.toBe(
      createPseudonyms().replace('Contoso Fabrikam'),
    )
  })

  it('leaves no word of four letters and more that is not public, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('Müller', 'secret', '4711'),
        (text, word) => {
          const replaced = createPseudonyms().replace(`${text} ${word} ${text}`)
          expect(replaced.split(' ')).not.toContain(word)
        },
      ),
    )
  })
})
