import { describe, expect, it } from 'vitest'
import { describeSettings } from '../../../../build/policies/describe-settings.ts'
import { listPolicyWords, type PolicyWords } from '../../../../build/policies/policy-words.ts'
import { renderPolicyFiles } from '../../../../build/policies/policy-files.ts'
import { languages, primaryOf } from '../../../../shared/words/languages.ts'

const settings = describeSettings()
const all = listPolicyWords(settings)
const english = all.find(([folder]) => folder === 'en-US')?.[1]
const others = all.filter(([folder]) => folder !== 'en-US')

const places = (sentence: string): string[] => [...sentence.matchAll(/\{\{\w+\}\}/g)].map(String).toSorted()

/** Every sentence by its place, without what is the same in any language. */
function flatten({ limits, groups, settings: each, name, description, supported }: PolicyWords) {
  return new Map([
    ...Object.entries({ name, description, supported, ...limits }),
    ...Object.entries(groups).map(([key, group]) => [`group ${key}`, group] as const),
    ...Object.entries(each).map(([key, words]) => [`title ${key}`, words.title] as const),
    ...Object.entries(each).map(([key, words]) => [`text ${key}`, words.description] as const),
  ])
}

describe('the templates', () => {
  it('are there in every language of the window', () => {
    expect(all.map(([folder]) => primaryOf(folder)).toSorted()).toEqual(languages.map(primaryOf).toSorted())
  })
})

describe.each(others)('the words of the templates in %s', (folder, words) => {
  it('are those of every setting and every group, and of nothing else', () => {
    expect(Object.keys(words.settings)).toEqual(settings.map(({ name }) => name))
    expect(Object.keys(words.groups)).toEqual(Object.keys(english?.groups ?? {}))
  })

  it('put in what English puts in', () => {
    const own = flatten(words)
    if (english === undefined) throw new Error('No English')
    for (const [key, sentence] of flatten(english))
      expect([key, places(own.get(key) ?? '')]).toEqual([key, places(sentence)])
  })

  it('say the same names, values and formats as the English, and leave no sentence in English', () => {
    const own = flatten(words)
    if (english === undefined) throw new Error('No English')
    for (const [key, sentence] of flatten(english)) {
      const said = own.get(key) ?? ''
      expect([key, said.trim() === '' && key !== 'between']).toEqual([key, false])
      if (sentence.split(' ').length > 3) expect([key, said]).not.toEqual([key, sentence])
      // What is typed into a field is the same in every language.
      const typed = sentence.match(
        /\b(?:forward|return|ready|watch|inform|require)\b(?=,|:| where)|fabrikam-my\.sharepoint\.com|#\w{6}|\d{4}-\d\d-\d\d|WAM|\/v1\//g,
      )
      for (const value of typed ?? []) expect([key, said]).toEqual([key, expect.stringContaining(value)])
    }
  })

  it('are in the template of its folder', async () => {
    const file = (await renderPolicyFiles()).get(`policies/${folder}/Landfall.adml`) ?? ''
    expect(settings.filter(({ name }) => !file.includes(`<string id="${name}_Explain">`))).toEqual([])
    expect(file).toContain(`${words.settings['SupportName']?.description}\n\n`)
  })
})
