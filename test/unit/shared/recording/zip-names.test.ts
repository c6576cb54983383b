import { describe, expect, it } from 'vitest'
import { toPartNames } from '../../../../shared/recording/zip-names.ts'

describe('toPartNames', () => {
  it.each<[what: string, names: readonly string[], parts: readonly (string | null)[]]>([
    ['a recording as it is', ['machine.json', 'plists/a'], ['machine.json', 'plists/a']],
    ['a folder around it', ['rec/', 'rec/machine.json'], [null, 'machine.json']],
    ['backslashes', ['rec\\machine.json', 'rec\\files\\a'], ['machine.json', 'files/a']],
    ['a dot for a folder', ['./machine.json'], ['machine.json']],
    [
      'what systems leave beside it',
      ['rec/machine.json', 'rec/.DS_Store', '__MACOSX/rec/._machine.json', 'Thumbs.db'],
      ['machine.json', null, null, null],
    ],
    ['two recordings', ['a/machine.json', 'b/machine.json'], ['a/machine.json', 'b/machine.json']],
    ['something beside the folder', ['a/machine.json', 'note.txt'], ['a/machine.json', 'note.txt']],
    ['a way out', ['../machine.json', '../a'], ['../machine.json', '../a']],
    ['the same with backslashes', ['..\\machine.json'], ['../machine.json']],
  ])('makes parts of %s', (_what, names, parts) => {
    expect(toPartNames(names)).toEqual(parts)
  })
})
