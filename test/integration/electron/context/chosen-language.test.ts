import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  chosenLanguageName,
  keepChosenLanguage,
  readChosenLanguage,
} from '../../../../electron/context/chosen-language.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

let folder: string
let file: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-language-'))
  file = path.join(folder, chosenLanguageName)
})

afterEach(() => rm(folder, { recursive: true }))

describe('the language that a person has chosen', () => {
  it('is known to the next start, until they take it back', async () => {
    await keepChosenLanguage(file, 'pt-BR', createQuietLog())
    expect(await readChosenLanguage(file)).toBe('pt-BR')
    await keepChosenLanguage(file, null, createQuietLog())
    expect(await readChosenLanguage(file)).toBeNull()
  })

  it.each([
    ['there is no file', null],
    ['the file is cut off', '{"formatVersion":1,"lang'],
    ['the words of that language are gone', '{"formatVersion":1,"language":"fi"}'],
  ])('is none where %s', async (_sentence, content) => {
    if (content !== null) await writeFile(file, content)
    expect(await readChosenLanguage(file)).toBeNull()
  })

  it('costs nothing but memory where the disk does not take it', async () => {
    await writeFile(file, '')
    const below = path.join(file, chosenLanguageName)
    await expect(keepChosenLanguage(below, 'de', createQuietLog())).resolves.toBeUndefined()
    expect(await readChosenLanguage(below)).toBeNull()
  })
})
