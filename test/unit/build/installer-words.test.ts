import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const installer = new URL('../../../build/installer/', import.meta.url)

describe('the installer’s words', () => {
  it('are there in every language that the installer speaks, and each is used', async () => {
    const names = (await readdir(installer)).filter((name) => name !== 'words.nsh')
    const texts = await Promise.all(names.map((name) => readFile(new URL(name, installer), 'utf8')))
    const script = texts.join('')
    const words = await readFile(new URL('words.nsh', installer), 'utf8')
    const said = [...words.matchAll(/^LangString (\w+) (\d+) "(.+)"$/gm)]
    const used = new Set([...script.matchAll(/\$\((\w+)\)/g)].map(([, name]) => name))
    const ids = new Set(said.map(([, , id]) => id))
    expect(ids.size).toBe([...script.matchAll(/^LoadLanguageFile /gm)].length)
    const wanted = [...used].flatMap((name) => [...ids].map((id) => `${name} ${id}`))
    expect(said.map(([, name, id]) => `${name} ${id}`).toSorted()).toEqual(wanted.toSorted())
  })
})
