import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

type Words = { readonly [key: string]: string | Words }

const root = fileURLToPath(new URL('../../../../', import.meta.url))

function keysOf(words: Words, place = ''): string[] {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${place}${key}`] : keysOf(value, `${place}${key}/`),
  )
}

async function readKeys(...files: readonly string[]): Promise<string[]> {
  const read = files.map(async (file) => JSON.parse(await readFile(path.join(root, file), 'utf8')) as Words)
  return (await Promise.all(read)).flatMap((words) => keysOf(words))
}

/** All code below these folders, as one text. */
async function readCode(...folders: readonly string[]): Promise<string> {
  const listed = folders.map((folder) =>
    readdir(path.join(root, folder), { recursive: true, withFileTypes: true }),
  )
  const files = (await Promise.all(listed)).flat().filter(({ name }) => /\.tsx?$/.test(name))
  const texts = files.map(({ parentPath, name }) => readFile(path.join(parentPath, name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}

const escape = (text: string): string => text.replace(/[.*+?^$()|[\]\\{}]/g, '\\$&')

/** What a template such as `step/${id}/name` can become. One without a fixed group reaches everything, so it does not count. */
function toPattern(template: string): RegExp | null {
  const parts = template.split(/\$\{[^}]*\}/)
  return /\w/.test(parts.join('')) ? new RegExp(`^${parts.map(escape).join('.+')}$`) : null
}

// Main takes these groups as objects.
const ofMain = /^(browser-page|menu|background)\/([^/]+)$/

function findUnreached(keys: readonly string[], code: string): string[] {
  const templates = [...code.matchAll(/`([^`\n]*\$\{[^`\n]*)`/g)]
    .map(([, template = '']) => template)
    .filter((template) => template.includes('/'))
    .flatMap((template) => toPattern(template) ?? [])
  const isReached = (key: string): boolean => {
    const place = key.replace(/_(one|other)$/, '')
    const [, , name] = ofMain.exec(key) ?? []
    if (name !== undefined && (code.includes(`.${name}`) || code.includes(`['${name}']`))) return true
    const isNamed = code.includes(`'${place}'`) || code.includes(`"${place}"`)
    return isNamed || templates.some((template) => template.test(place))
  }
  return keys.filter((key) => !isReached(key))
}

describe('no sentence is out of reach', () => {
  it('of those of the app', async () => {
    const code = await readCode('renderer', 'electron', 'shared', 'admin/console')
    expect(findUnreached(await readKeys('shared/words/en.json'), code)).toEqual([])
  })

  it('of those of the console', async () => {
    const words = 'admin/console/words'
    const keys = await readKeys(`${words}/en.json`, `${words}/recording.en.json`)
    expect(findUnreached(keys, await readCode('admin/console'))).toEqual([])
  })
})
