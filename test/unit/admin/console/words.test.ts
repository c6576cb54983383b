import { describe, expect, it } from 'vitest'
import { createWordsOf, unnamed, type Names } from '../../../../admin/console/use-words.ts'
import { chooseConsoleLanguage, createConsoleWords } from '../../../../admin/console/words.ts'
import ownEnglish from '../../../../admin/console/words/en.json' with { type: 'json' }
import ownGerman from '../../../../admin/console/words/de.json' with { type: 'json' }
import recordingEnglish from '../../../../admin/console/words/recording.en.json' with { type: 'json' }
import recordingGerman from '../../../../admin/console/words/recording.de.json' with { type: 'json' }
import { findingCodes, meaningOf } from '../../../../shared/findings/vocabulary.ts'

const english = { ...ownEnglish, ...recordingEnglish }
const german = { ...ownGerman, ...recordingGerman }

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

  it('have an admin title for every finding, and for nothing else', () => {
    expect(Object.keys(english.title).toSorted()).toEqual([...findingCodes].toSorted())
  })

  it('tell the admin what to do about every finding that only an admin can put right, and about no other', () => {
    const wanted = findingCodes.filter((code) => meaningOf(code).owner === 'admin')
    expect(Object.keys(english.fix).toSorted()).toEqual(wanted.toSorted())
  })
})

describe('the organisations', () => {
  const inWords = async (language: 'en' | 'de', names: Names) =>
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

  it('are Source and Target where nobody has said their names', async () => {
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

  it('are never called the source or the target where the sentence means a tenant', () => {
    const sides =
      /the (source|target)(’s| tenant)|(quell|ziel)(mandant|s\b)|\b(der|auf der|die) quelle\b(?!\.)/i
    const unnaming = [...flatten(english), ...flatten(german)].filter(
      // The command line says it too, and has no names.
      ([key, sentence]) => !key.startsWith('reason/') && sides.test(sentence),
    )
    expect(unnaming).toEqual([])
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
