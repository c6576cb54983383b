import { describe, expect, it } from 'vitest'
import { longFunctionsOf, readLongFunctions } from '../../../build/read-functions.ts'

describe('the lengths of functions', () => {
  it('are at most 80 lines each', async () => {
    expect(await readLongFunctions()).toEqual([])
  })

  const lines = (count: number): string => 'work()\n'.repeat(count)
  it.each([
    ['a function of 80 lines is not long', `function short() {\n${lines(78)}}`, []],
    ['a function of 81 lines is long', `function long() {\n${lines(79)}}`, ['long']],
    ['an arrow has the name of its variable', `const long = () => {\n${lines(79)}}`, ['long']],
    ['a method has its own name', `class It {\n long() {\n${lines(79)}}\n}`, ['long']],
    ['a function inside a long one is counted too', `f(() => {\ng(() => {\n${lines(79)}})})`, ['f', 'g']],
    ['a list of cases is no function', `describe('it', () => {\n${lines(200)}})`, []],
    ['a list of end-to-end cases is none', `test.describe('it', () => {\n${lines(200)}})`, []],
    ['one case is a function', `it('works', () => {\n${lines(79)}})`, ['it']],
    ['a type has no body', `type It = {\n${'readonly a: 1\n'.repeat(200)}}`, []],
  ])('%s', (_sentence, text, names) => {
    expect(longFunctionsOf('electron/it.ts', text).map(({ name }) => name)).toEqual(names)
  })
})
