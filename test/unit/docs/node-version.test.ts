import { describe, expect, it } from 'vitest'
import { listTree, readText } from './read-tree.ts'

const wanted = (await readText('.nvmrc')).trim()
const tree = await listTree()

describe('the Node of `.nvmrc`', () => {
  it('is the one that the set-up installs', async () => {
    const { optionalDependencies } = JSON.parse(await readText('package.json')) as {
      readonly optionalDependencies: Readonly<Record<string, string>>
    }
    const installed = Object.entries(optionalDependencies).filter(([name]) =>
      /^node-(?:linux|win|darwin)/.test(name),
    )
    expect(installed.length).toBeGreaterThan(0)
    expect(installed.filter(([, version]) => version.split('.')[0] !== wanted)).toEqual([])
  })

  it('is the one of every container', async () => {
    const files = tree.filter((name) => /^\.github\/workflows\/|Containerfile$/.test(name))
    const texts = await Promise.all(files.map(readText))
    const versions = texts.flatMap((text) =>
      [...text.matchAll(/\bnode:(\d+)/g)].map(([, version]) => version),
    )
    expect(versions.length).toBeGreaterThan(0)
    expect(versions.filter((version) => version !== wanted)).toEqual([])
  })

  it.each(['README.md', 'CONTRIBUTING.md', 'docs/contributing.md', 'docs/support-matrix.md'])(
    'is the first that %s names',
    async (page) => {
      expect(/Node (\d+)/.exec(await readText(page))?.[1]).toBe(wanted)
    },
  )
})
