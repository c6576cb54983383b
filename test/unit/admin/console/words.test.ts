import { describe, expect, it } from 'vitest'
import { chooseConsoleLanguage } from '../../../../admin/console/words.ts'
import english from '../../../../admin/console/words/en.json' with { type: 'json' }
import german from '../../../../admin/console/words/de.json' with { type: 'json' }
import { findingCodes, meaningOf } from '../../../../shared/vocabulary.ts'

type Tree = { readonly [key: string]: string | Tree }

function flatten(words: Tree, place = ''): (readonly [string, string])[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${place}${key}`, value] as const] : flatten(value, `${place}${key}/`),
  )
}

const placeholders = (sentence: string): string =>
  [...new Set(sentence.match(/\{\{\w+\}\}/g) ?? [])].toSorted().join()

describe('the words of the console', () => {
  it('have in German the keys and the placeholders of English, none missing and none left over', () => {
    const inEnglish = new Map(flatten(english))
    const inGerman = new Map(flatten(german))
    expect([...inGerman.keys()].toSorted()).toEqual([...inEnglish.keys()].toSorted())
    const differing = [...inGerman].filter(
      ([key, sentence]) => placeholders(sentence) !== placeholders(inEnglish.get(key) ?? ''),
    )
    expect(differing).toEqual([])
  })

  it('leave no German sentence in English', () => {
    const inEnglish = new Map(flatten(english))
    const left = flatten(german).filter(
      ([key, sentence]) => sentence === inEnglish.get(key) && sentence.split(' ').length > 2,
    )
    expect(left).toEqual([])
  })

  it('say for one whatever they say for many', () => {
    const keys = flatten(english).map(([key]) => key)
    const lonely = keys.filter((key) => /_(one|other)$/.test(key))
    const pairs = lonely.map((key) => key.replace(/_(one|other)$/, ''))
    expect(pairs.filter((key) => !keys.includes(`${key}_one`) || !keys.includes(`${key}_other`))).toEqual([])
  })

  it('tell the admin what to do about every finding that only an admin can put right, and about no other', () => {
    const wanted = findingCodes.filter((code) => meaningOf(code).owner === 'admin')
    expect(Object.keys(english.fix).toSorted()).toEqual(wanted.toSorted())
  })
})

describe('chooseConsoleLanguage', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['ar-EG', 'de'], 'de'],
    [['ar-EG'], 'en'],
  ])('takes of %s the first that it has words for: %s', (preferred, language) => {
    expect(chooseConsoleLanguage(preferred)).toBe(language)
  })
})
