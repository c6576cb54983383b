import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { ImportKind } from '../../../../admin/server/contract/import-routes.ts'
import { readImport } from '../../../../admin/server/imports/read-import.ts'
import { contoso } from '../../shared/cast.ts'

async function read(kind: ImportKind, name: string) {
  const bytes = await readFile(new URL(`../../../fixtures/imports/${name}`, import.meta.url))
  const result = readImport(kind, bytes, contoso)
  if (result.kind === 'refused') return { refused: result.reason.code }
  return { entries: result.content.entries, problems: result.problems, guests: result.guests }
}
const stateOf = async (name: string, who: string) => {
  const { entries = [] } = await read('move-states', name)
  return entries.find((entry) => 'sourceUpn' in entry && entry.sourceUpn === who)
}

describe('files as tools and people make them', () => {
  it('has every state that the module knows, and only Success opens the gate', async () => {
    const { entries = [], problems } = await read('move-states', 'states.csv')
    expect(problems).toEqual([])
    expect(entries.map((entry) => 'moveState' in entry && entry.moveState)).toEqual([
      'NotStarted',
      'InProgress',
      'Success',
      'Failed',
      'NotStarted',
      'Scheduled',
      'Failed',
      'Rescheduled',
    ])
  })

  it('guesses at no number of a state, and says how to get names', async () => {
    const { entries, problems } = await read('move-states', 'states.json')
    expect(entries).toEqual([])
    expect(problems?.map(({ code }) => code)).toEqual(['row.move-state-number', 'row.move-state-number'])
  })

  it('takes the site of a person where the export has no user name', async () => {
    const moved = { sourceSite: 'amy_lee_contoso_com', moveState: 'Success' }
    expect(await read('move-states', 'moves.csv')).toMatchObject({ entries: [moved], problems: [] })
    const exported = await read('move-states', 'export-csv.csv')
    expect(exported).toMatchObject({ problems: [] })
    // The address stays as it is: its hyphens, and the digits that OneDrive appended.
    const urlOf = (name: string): string => `https://contoso-my.sharepoint.com/personal/${name}/`
    expect(exported.entries).toEqual([
      { ...moved, sourceUrl: urlOf('amy_lee_contoso_com') },
      {
        sourceSite: 'anne-marie_doe_sub_con-toso_com',
        moveState: 'InProgress',
        sourceUrl: urlOf('anne-marie_doe_sub_con-toso_com'),
      },
      {
        sourceSite: 'bob_meyer_contoso_com1',
        moveState: 'Failed',
        sourceUrl: urlOf('bob_meyer_contoso_com1'),
      },
    ])
  })

  it('takes the newest of several jobs of a person, wherever it is in the file', async () => {
    const bob = 'bob.meyer@contoso.com'
    expect(await stateOf('windows-oldest-first.csv', bob)).toMatchObject({ moveState: 'InProgress' })
    expect(await stateOf('windows-newest-first.csv', bob)).toMatchObject({ moveState: 'InProgress' })
    expect(await stateOf('windows.csv', bob)).toMatchObject({ moveState: 'Success' })
    expect((await read('move-states', 'windows.csv')).entries).toHaveLength(3)
  })

  it.each(['ctim_mapping.csv', 'ctim_mapping-utf16.csv', 'blank-rows.csv', 'comma-at-the-end.csv'])(
    'reads two people of %s',
    async (name) => {
      const { entries, problems } = await read('identity-map', name)
      expect([entries?.length, problems]).toEqual([2, []])
    },
  )

  it('takes rows of empty cells for empty lines in states and waves too', async () => {
    expect(await read('move-states', 'blank-rows-states.csv')).toMatchObject({ entries: [{}], problems: [] })
    expect(await read('waves', 'blank-rows-waves.csv')).toMatchObject({ entries: [{}], problems: [] })
  })

  it('says what a list of migration tasks of Graph is', async () => {
    expect(await read('move-states', 'users.json')).toEqual({ refused: 'file.graph-tasks' })
  })
})
