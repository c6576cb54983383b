import { describe, expect, it } from 'vitest'
import { listTree, readText } from './read-tree.ts'

/** Words that hide who acts, or ask a reader to guess. What to write instead follows each. */
const riddles: readonly (readonly [RegExp, string])[] = [
  [/\bwhoever\b/i, 'name the actor: "an admin who", "the side that"'],
  [/\bnobody\b/i, '"no one", or the state: "unknown", "not yet"'],
  [/\bof which\b/i, 'a sentence of its own'],
  [/\b(?:is|are|was|were) told\b/i, '"sees", "learns", "is shown", "is known"'],
  [/\bto the letter\b/i, '"exactly"'],
  [/\bgoes? on by (?:it|them)sel(?:f|ves)\b/i, '"continues"'],
  [/\b(?:comes? to|came to)\b/i, '"the result of"'],
  [/\bwhat there is\b/i, 'the noun'],
  [/\bstands\b(?! for\b)/i, '"is", "is in", "starts", "prevents"'],
  [/\bless than none\b/i, 'a number'],
]

const tree = await listTree()
const pages = tree.filter((name) => /^(?:docs\/.+|[A-Z_]+)\.md$/.test(name))
/** Made from schemas and from the app's own words, or kept as they were on their day. */
const exceptions = /^docs\/(?:configuration|support-table|decisions\/(?:00(?:0\d|1[0-5]).+|README))\.md$/

const prose = (text: string): string =>
  text
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`\n]*`/g, '')
    .replaceAll(/\]\([^)]*\)/g, ']')

describe('the words of the pages', () => {
  it.each(pages.filter((name) => !exceptions.test(name)))('%s is in plain English', async (name) => {
    // The changelog’s newest lines are held once they are released.
    const text = (await readText(name)).replace(/^## Unreleased$.*?^(?=## )/ms, '')
    const lines = prose(text).split('\n')
    const found = lines.flatMap((line) =>
      riddles.flatMap(([riddle, better]) => {
        const phrase = riddle.exec(line)?.[0]
        return phrase === undefined ? [] : [`"${phrase}" in: ${line.trim().slice(0, 80)} · better: ${better}`]
      }),
    )
    expect(found).toEqual([])
  })
})

/** Written since there is a limit. Tables are read cell by cell and have none. */
const short =
  /^(?:README|CONTRIBUTING|SECURITY|docs\/(?:README|admin|architecture|deploy|helpdesk|privacy|contributing|support-matrix|alternatives|roadmap|upgrade-and-removal|facts\/.+|decisions\/(?:README|001[67].+)))\.md$/

/** Sentences of paragraphs and list items, without the signs of Markdown. */
const sentencesOf = (text: string): string[] =>
  text
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/^ {4}.*$/gm, '')
    .replaceAll(/\]\([^)]*\)/g, ']')
    .split(/\n\s*\n|\n(?=[-|#]|\d+\. )/)
    .map((part) => part.trim())
    .filter((part) => !part.startsWith('|') && !part.startsWith('['))
    .flatMap((part) => part.replace(/^(?:-|#+|\d+\.) /, '').split(/(?<=[.?!:;])(?:\*\*)?\s+/))

describe('the sentences of new pages', () => {
  it.each(pages.filter((name) => short.test(name)))('%s: at most 20 words each', async (name) => {
    const sentences = sentencesOf(await readText(name))
    expect(sentences.filter((sentence) => sentence.split(/\s+/).length > 20)).toEqual([])
  })
})

describe('the pages', () => {
  it('do not repeat a sentence of another page', async () => {
    const places = new Map<string, Set<string>>()
    for (const name of pages.filter((each) => !exceptions.test(each))) {
      const sentences = (await readText(name)).replaceAll(/\s+/g, ' ').split(/(?<=[.?!])\s+|\|/)
      for (const sentence of sentences.map((each) =>
        each
          .replaceAll('*', '')
          .replace(/^[ -]+/, '')
          .trim(),
      ))
        if (sentence.split(' ').length >= 9)
          places.set(sentence, (places.get(sentence) ?? new Set()).add(name))
    }
    expect(places.size).toBeGreaterThan(500)
    expect([...places].filter(([, names]) => names.size > 1)).toEqual([])
  })
})

const ofComments = riddles.map(([riddle]) => riddle)
/** In the names of tests one stays: a part may learn something by being told. */
const ofTests = ofComments.filter((riddle) => !riddle.test('is told'))
const comment = /(?:^|\s)(?:\/\/|\/\*\*?|\*|;|#) (.*)$/

const findRiddle = (of: readonly RegExp[], words: string): string | undefined =>
  of.map((riddle) => riddle.exec(words)?.[0]).find((phrase) => phrase !== undefined)

/** The name of a test or of a list of tests, or the first words of a row of a table: these become a name. */
const title = /^\s*(?:(?:it|test|describe)[.\w]*\(|\]\)\(|\[)(?:'([^']+)'|`([^`]+)`),/

/** A name of one word is a value of its table. */
function titleOf(line: string): string {
  const [, plain, withValues] = title.exec(line) ?? []
  const words = plain ?? withValues ?? ''
  return words.includes(' ') ? words : ''
}

describe('the English words of the console', () => {
  it.each(['en.json', 'recording.en.json'])('%s names the actor and the noun', async (name) => {
    const lines = (await readText(`admin/console/words/${name}`)).split('\n')
    const said = lines.map((line) => /^\s*"[^"]+": (".*"),?$/.exec(line)?.[1] ?? '')
    expect(said.filter((text) => text !== '').length).toBeGreaterThan(20)
    expect(said.filter((text) => riddles.some(([riddle]) => riddle.test(text)))).toEqual([])
  })
})

describe('the words of comments', () => {
  it('name the actor and the noun', async () => {
    const code = tree.filter((name) =>
      /^(?:shared|electron|renderer|admin|build|test)\/.+\.(?:tsx?|mjs|nsh|nsi|ps1|sh|css)$/.test(name),
    )
    const texts = await Promise.all(code.map(async (name) => ({ name, text: await readText(name) })))
    const found = texts.flatMap(({ name, text }) =>
      text.split('\n').flatMap((line, index) => {
        const phrase = findRiddle(ofComments, comment.exec(line)?.[1] ?? '')
        return phrase === undefined ? [] : [`${name}:${index + 1}: "${phrase}"`]
      }),
    )
    expect(found).toEqual([])
  })
})

describe('the names of tests', () => {
  it('name the actor and the noun', async () => {
    const tests = tree.filter((name) => /^test\/.+\.(?:test|spec)\.tsx?$/.test(name))
    expect(tests.length).toBeGreaterThan(300)
    const texts = await Promise.all(tests.map(async (name) => ({ name, text: await readText(name) })))
    const found = texts.flatMap(({ name, text }) =>
      text.split('\n').flatMap((line, index) => {
        const phrase = findRiddle(ofTests, titleOf(line))
        return phrase === undefined ? [] : [`${name}:${index + 1}: "${phrase}"`]
      }),
    )
    expect(found).toEqual([])
  })
})
