import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { listTree, readText } from './read-tree.ts'

const names = (await listTree('docs/decisions')).filter((name) => /\/\d{4}-[\w-]+\.md$/.test(name)).toSorted()
const status =
  /^# (\d+)\. .+\n\nStatus: (?:accepted|superseded by \[(\d{4})\]\((.+)\)) \(\d{4}-\d\d-\d\d\)\.$/m

describe('docs/decisions', () => {
  it('numbers its pages without a gap', () => {
    const numbers = names.map((name) => Number(path.posix.basename(name).slice(0, 4)))
    expect(numbers).toEqual(names.map((_, index) => index + 1))
  })

  it.each(names)('%s begins with its number and a status with a date', async (name) => {
    const [, number, by, link] = status.exec(await readText(name)) ?? []
    expect(Number(number)).toBe(Number(path.posix.basename(name).slice(0, 4)))
    if (by === undefined) return
    expect(link).toMatch(new RegExp(`^${by}-`))
    expect(await readText(`docs/decisions/${link ?? ''}`)).toContain(
      `Supersedes [${path.posix.basename(name).slice(0, 4)}]`,
    )
  })

  it('lists each page with its status on its first page', async () => {
    const index = await readText('docs/decisions/README.md')
    for (const name of names) {
      const link = `](${path.posix.basename(name)})`
      const row = index.split('\n').find((line) => line.split('|')[2]?.includes(link))
      const said = /Status: (\w+)/.exec(await readText(name))?.[1]
      expect(row, name).toContain(`| ${said ?? ''}`)
    }
  })
})
