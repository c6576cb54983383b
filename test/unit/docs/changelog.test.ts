import { describe, expect, it } from 'vitest'
import packageFile from '../../../package.json' with { type: 'json' }
import { readText } from './read-tree.ts'

const text = await readText('CHANGELOG.md')
const versions = text.split(/^(?=## )/m).slice(1)
const released = versions.slice(1)
const sections = ['Before you update', 'Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']
const readers = ['People', 'Helpdesk', 'Admins', 'Developers']

const headingsOf = (part: string, level: string): string[] =>
  part.split('\n').flatMap((line) => (line.startsWith(`${level} `) ? [line.slice(level.length + 1)] : []))

/** The names that are in `order`, each once and in that order. */
const isInOrder = (names: readonly string[], order: readonly string[]): boolean =>
  names.join('\n') === order.filter((each) => names.includes(each)).join('\n')

describe('CHANGELOG.md', () => {
  it('begins with what is not released, and then has the version of package.json with its day', () => {
    expect(versions[0]).toMatch(/^## Unreleased$/m)
    expect(released[0]).toMatch(
      new RegExp(`^## ${packageFile.version.replaceAll('.', '\\.')} - \\d{4}-\\d\\d-\\d\\d$`, 'm'),
    )
  })

  it('names its sections as Keep a Changelog does, in one order, and the readers of each in another', () => {
    for (const version of versions) {
      expect(isInOrder(headingsOf(version, '###'), sections)).toBe(true)
      for (const section of version.split(/^(?=### )/m).slice(1))
        expect(isInOrder(headingsOf(section, '####'), readers), section.slice(0, 40)).toBe(true)
    }
  })

  it('has one fact a line, in sentences of at most 20 words, once it is released', () => {
    const lines = released.flatMap((version) => version.split('\n').filter((line) => line !== ''))
    const facts = lines.filter((line) => line.startsWith('- '))
    expect(facts.length).toBeGreaterThan(50)
    const long = facts
      .flatMap((line) => line.slice(2).split(/(?<=[.?])\s+/))
      .filter((sentence) => sentence.split(/\s+/).length > 20)
    expect(long).toEqual([])
    expect(lines.filter((line) => line.startsWith(' '))).toEqual([])
  })
})
