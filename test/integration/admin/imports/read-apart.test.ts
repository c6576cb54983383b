import { describe, expect, it } from 'vitest'
import { readApart } from '../../../../admin/server/imports/read-apart.ts'
import { readImport } from '../../../../admin/server/imports/read-import.ts'
import { contoso } from '../../../unit/shared/cast.ts'

const row = (place: number): string =>
  `User,${contoso},person${place}@contoso.com,person${place}@fabrikam.com,,RegularUser`
const bytesOf = (rows: readonly string[]) => Buffer.from(rows.join('\n'))
const rows = Array.from({ length: 12_345 }, (_unused, place) => row(place))

describe('readApart', { timeout: 60_000 }, () => {
  it('reads a large file as a small one is read, and holds up nothing meanwhile', async () => {
    const bytes = bytesOf([...rows, 'nonsense', `Group,${contoso},a@contoso.com,a@fabrikam.com,,RegularUser`])
    const turns = { count: 0 }
    const ticking = setInterval(() => (turns.count += 1), 1)
    const read = await readApart('identity-map', bytes, contoso, 'in-turn')
    clearInterval(ticking)
    expect(read).toEqual(readImport('identity-map', bytes, contoso))
    expect(turns.count).toBeGreaterThan(5)
  })

  it('refuses a large file with its reason', async () => {
    const bytes = bytesOf(['"', ...rows])
    const read = await readApart('identity-map', bytes, contoso, 'in-turn')
    expect(read).toEqual({
      kind: 'refused',
      reason: { code: 'file.quote-not-closed', values: { otherLine: 1 } },
    })
  })

  it('reads each kind of file', async () => {
    const states = bytesOf([
      'SourceUserPrincipalName,MoveState',
      ...rows.map((_row, n) => `person-of-a-long-name-${n}@contoso.com,Success`),
    ])
    const waves = bytesOf(
      rows.map((_row, n) => `person-of-a-long-name-${n}@contoso.com,Wave one of many,2026-11-20`),
    )
    for (const [kind, bytes] of [
      ['move-states', states],
      ['waves', waves],
    ] as const) {
      // A smaller one is read without a thread.
      expect(bytes.length).toBeGreaterThan(512 * 1024)
      expect(await readApart(kind, bytes, contoso, 'in-turn')).toEqual(readImport(kind, bytes, contoso))
    }
  })
})
