import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { findForeignLicences } from '../../../build/licences.ts'

const lockOf = (license: string | undefined, dev = false) => ({
  packages: {
    '': { license: 'UNLICENSED' },
    admin: { license: 'UNLICENSED' },
    'node_modules/@landfall/admin': { link: true },
    'node_modules/a/node_modules/@b/c': { version: '1.2.3', license, ...(dev && { dev }) },
  },
})

describe('findForeignLicences', () => {
  it.each([
    ['MIT', true, true],
    ['(MIT OR GPL-3.0)', true, true],
    ['(WTFPL OR MIT)', true, true],
    ['MPL-2.0', false, true],
    ['GPL-3.0-only', false, false],
    ['AGPL-3.0', false, false],
    ['MIT AND GPL-3.0', false, false],
    ['SEE LICENSE IN LICENSE', false, false],
    ['MITX', false, false],
    [undefined, false, false],
  ])('%s: in what ships %s, in tools %s', (licence, ships, builds) => {
    expect(findForeignLicences(lockOf(licence)).length === 0).toBe(ships)
    expect(findForeignLicences(lockOf(licence, true)).length === 0).toBe(builds)
  })

  it('names the package', () => {
    expect(findForeignLicences(lockOf('GPL-3.0-only'))).toEqual([
      { name: '@b/c@1.2.3', licence: 'GPL-3.0-only' },
    ])
  })

  it('finds none in what is installed here', async () => {
    const lock: unknown = JSON.parse(
      await readFile(new URL('../../../package-lock.json', import.meta.url), 'utf8'),
    )
    expect(findForeignLicences(lock)).toEqual([])
  })
})
