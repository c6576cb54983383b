import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createWordsOf, unnamed, type Names } from '../../../../admin/console/use-words.ts'
import {
  chooseConsoleLanguage,
  consoleLanguages,
  createConsoleWords,
  type ConsoleLanguage,
  type ConsoleSentences,
} from '../../../../admin/console/words.ts'
import { findingCodes, meaningOf } from '../../../../shared/findings/vocabulary.ts'

type Tree = { readonly [key: string]: string | Tree }

function flatten(words: Tree, place = ''): (readonly [string, string])[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${place}${key}`, value] as const] : flatten(value, `${place}${key}/`),
  )
}

const placeholders = (sentence: string): string =>
  [...new Set(sentence.match(/\{\{\w+\}\}/g) ?? [])].toSorted().join()

/** All sentences of the console in one language, those about recordings too. */
async function readWords(language: ConsoleLanguage): Promise<ConsoleSentences> {
  const files = [`${language}.json`, `recording.${language}.json`]
  const [own, recording] = await Promise.all(
    files.map((name) =>
      readFile(new URL(`../../../../admin/console/words/${name}`, import.meta.url), 'utf8'),
    ),
  )
  return { ...JSON.parse(own ?? ''), ...JSON.parse(recording ?? '') } as ConsoleSentences
}

const english = await readWords('en')
const pluralEnding = /_(zero|one|two|few|many|other)$/
/** Where the sentence has forms for one and for many, the place of all of them. */
const placeOf = (key: string): string => key.replace(pluralEnding, '')

describe.each(consoleLanguages)('the words of the console in %s', (language) => {
  it('have the places and the placeholders of English, none missing and none left over', async () => {
    const inEnglish = flatten(english)
    const own = flatten(await readWords(language))
    const placesOf = (words: typeof own) => [...new Set(words.map(([key]) => placeOf(key)))].toSorted()
    expect(placesOf(own)).toEqual(placesOf(inEnglish))
    const wanted = new Map(inEnglish.map(([key, sentence]) => [key, placeholders(sentence)]))
    // A form that English does not have is said of many.
    const differing = own.filter(
      ([key, sentence]) =>
        placeholders(sentence) !== (wanted.get(key) ?? wanted.get(`${placeOf(key)}_other`)),
    )
    expect(differing).toEqual([])
  })

  it('have every plural form that the language has, and no other', async () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted()
    const keys = flatten(await readWords(language)).map(([key]) => key)
    const counted = [
      ...new Set(
        flatten(english)
          .map(([key]) => key)
          .filter((key) => pluralEnding.test(key))
          .map(placeOf),
      ),
    ]
    const found = counted.map((place) => [
      place,
      keys
        .filter((key) => placeOf(key) === place)
        .map((key) => key.slice(place.length + 1))
        .toSorted(),
    ])
    expect(found).toEqual(counted.map((place) => [place, forms]))
  })
})

describe('the words of the console', () => {
  it.each(consoleLanguages.filter((language) => language !== 'en'))(
    'leave no sentence of %s in English',
    async (language) => {
      const inEnglish = new Map(flatten(english))
      const left = flatten(await readWords(language)).filter(
        ([key, sentence]) => sentence === inEnglish.get(key) && sentence.split(' ').length > 2,
      )
      expect(left).toEqual([])
    },
  )

  it('have an admin title for every finding, and for nothing else', () => {
    expect(Object.keys(english.title).toSorted()).toEqual([...findingCodes].toSorted())
  })

  it('tell the admin what to do about every finding that only an admin can put right, and about no other', () => {
    const wanted = findingCodes.filter((code) => meaningOf(code).owner === 'admin')
    expect(Object.keys(english.fix).toSorted()).toEqual(wanted.toSorted())
  })
})

describe('the organisations', () => {
  const inWords = async (language: ConsoleLanguage, names: Names) =>
    createWordsOf(await createConsoleWords(language), names)
  const cast = { source: 'Contoso', target: 'Fabrikam' }

  it('are called by their names in sentences, findings and advice', async () => {
    const { say, sayFinding, sayFix, sayTitle } = await inWords('en', cast)
    expect(say('licences/days-left', { count: 1 })).toBe('1 day until the Contoso tenant’s licences expire.')
    expect(say('remind/mail')).toContain('now lives at Fabrikam,')
    expect(sayFinding('identity.guest', 'title')).toBe('You are signed in as a guest of Fabrikam')
    expect(sayTitle('policy.allow-list-excludes-target')).toBe('AllowTenantList lacks Fabrikam')
    expect(sayFix('policy.allow-list-excludes-target')).toContain('Add the Fabrikam tenant’s id')
  })

  it('are Source and Target where no one has said their names', async () => {
    const german = await inWords('de', { ...unnamed, target: 'Fabrikam' })
    expect(german.say('runbook/on-source')).toBe('Im Mandanten Quelle')
    expect(german.say('runbook/on-target')).toBe('Im Mandanten Fabrikam')
    const english = await inWords('en', unnamed)
    expect(english.say('runbook/removal-on-target')).toBe('Removal on the Target tenant')
    expect(english.say('remind/mail')).toContain('now lives at your new organisation,')
  })

  it('may be called anything', async () => {
    const { say } = await inWords('en', { source: '$t(names/target) {{support}} <b>&amp;', target: '$&' })
    expect(say('runbook/on-source')).toBe('On the $t(names/target) {{support}} <b>&amp; tenant')
    expect(say('direction/forward')).toBe('To $&')
  })

  it.each(consoleLanguages)(
    'are never called the source or the target where %s means a tenant',
    async (language) => {
      const sides =
        /the (source|target)(’s| tenant)|(locataire|client) (source|cible)|(inquilino|entorno) de (origen|destino)|(quell|ziel)(mandant|s\b)|\b(der|auf der|die) quelle\b(?!\.)/i
      const unnaming = flatten(await readWords(language)).filter(
        // The command line says it too, and has no names.
        ([key, sentence]) => !key.startsWith('reason/') && sides.test(sentence),
      )
      expect(unnaming).toEqual([])
    },
  )
})

describe('chooseConsoleLanguage', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['ar-EG', 'de'], 'de'],
    [['ar-EG'], 'en'],
    [['fr-CA'], 'fr'],
    [['es-MX'], 'es'],
  ])('takes of %s the first that it has words for: %s', (preferred, language) => {
    expect(chooseConsoleLanguage(preferred)).toBe(language)
  })
})
