import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPolicies } from '../../../../../shared/computer/windows/policies.ts'
import type { Registry, RegistryValue } from '../../../../../shared/computer/windows/registry.ts'

/*
 * Each policy of the official OneDrive.admx, of 25 November 2024: its key, its value and the value's type
 * (docs/facts/policies.md). A list has a key of its own, with `(each entry)` as its value.
 */
const table = path.resolve(import.meta.dirname, '../../../../fixtures/policies/onedrive-admx.tsv')
const official = readFileSync(table, 'utf8')
  .trimEnd()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => {
    const [, , key = '', value = '', type = ''] = line.split('\t')
    return { key: key.toLowerCase(), value, type }
  })

const policiesKey = 'software\\policies\\microsoft\\onedrive'

/** Documented since that file was written (docs/facts/policies.md). */
const newer = ['EnableODIgnoreFolderListFromGPO']

/** Every key and value that the reader asks for below the policies of OneDrive. */
function askedFor(): { readonly values: readonly string[]; readonly lists: readonly string[] } {
  const values = new Set<string>()
  const lists = new Set<string>()
  class Noting extends Map<string, RegistryValue> {
    override get(name: string): undefined {
      values.add(name)
      return undefined
    }
  }
  const registry: Registry = {
    readKey: (_hive, key) => {
      const [, list] = key.split(/\\OneDrive\\/i)
      if (key.toLowerCase() === policiesKey) return { values: new Noting(), subkeys: [] }
      if (key.toLowerCase().startsWith(policiesKey)) lists.add(list ?? '')
      return null
    },
  }
  readPolicies({ registry })
  return { values: [...values], lists: [...lists] }
}

describe('the policies of OneDrive that Landfall reads', () => {
  const { values, lists } = askedFor()

  it('are single values of the official file, by the same name', () => {
    const known = official.filter(({ key }) => key === policiesKey).map(({ value }) => value)
    expect(values.filter((name) => !known.includes(name))).toEqual([])
    expect(values).toContain('KFMSilentOptIn')
  })

  it('are lists of the official file, or named as newer than it', () => {
    const known = official
      .filter(({ value }) => value === '(each entry)')
      .map(({ key }) => key.slice(policiesKey.length + 1))
    const unknown = lists.filter((name) => !known.includes(name.toLowerCase()))
    expect(unknown.filter((name) => !newer.includes(name))).toEqual([])
    expect(lists).toContain('AllowTenantList')
  })
})
