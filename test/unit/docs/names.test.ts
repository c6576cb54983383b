import { expect, it } from 'vitest'
import { listTree, readText } from './read-tree.ts'

/** Words that stood for several things, or for something else. What to write instead follows each. */
const banned: Readonly<Record<string, string>> = {
  look: 'scan, check, poll, stat, find',
  looked: 'scanned, checked',
  looker: 'viewer',
  lookers: 'viewers',
  settle: 'finalize, resolve, debounce',
  settled: 'resolved',
  settlement: 'outcomes',
  told: 'known',
  untold: 'unknown',
  twin: 'candidate, duplicate',
  twins: 'candidates, duplicates',
  bell: 'change, event',
  bells: 'changes, events',
  ring: 'publish, notify',
  desk: 'service, machine',
  keeper: 'service, monitor',
  prover: 'verifier',
  fate: 'outcome',
  story: 'the noun',
}

const exported =
  /^export (?:async |declare |abstract )*(?:function\*?|const|let|class|type|interface) (\w+)/gm

/** `mayLookNow` and `may-look-now` have the same words. */
const wordsOf = (name: string): string[] =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/)

it('exports and files have the field’s names', async () => {
  const code = (await listTree()).filter((name) =>
    /^(?:shared|electron|renderer|admin|build)\/.+\.tsx?$/.test(name),
  )
  const texts = await Promise.all(code.map(async (name) => [name, await readText(name)] as const))
  const named = texts.flatMap(([name, text]) => [
    [name, name.replace(/^.*\//, '').replace(/\.\w+$/, '')] as const,
    ...[...text.matchAll(exported)].map(([, given = '']) => [name, given] as const),
  ])
  expect(named.length).toBeGreaterThan(2000)
  const found = named.flatMap(([name, given]) =>
    wordsOf(given)
      .filter((word) => Object.hasOwn(banned, word))
      .map((word) => `${given} in ${name} · better than "${word}": ${banned[word]}`),
  )
  expect(found).toEqual([])
})

it('no export is a bare verb without its object', async () => {
  const code = (await listTree()).filter((name) =>
    /^(?:shared|electron|renderer|admin|build)\/.+\.tsx?$/.test(name),
  )
  const texts = await Promise.all(code.map(async (name) => [name, await readText(name)] as const))
  const bare = new Set([
    'begin',
    'take',
    'become',
    'lose',
    'look',
    'settle',
    'tell',
    'drop',
    'accept',
    'keep',
  ])
  const found = texts.flatMap(([name, text]) =>
    [...text.matchAll(exported)]
      .filter(([, given = '']) => bare.has(given))
      .map(([, given]) => `${given} in ${name}`),
  )
  expect(found).toEqual([])
})
