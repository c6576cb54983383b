import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../../../admin/server/store.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { reportOf } from '../../../unit/admin/report.ts'
import { fifteen, makeAccount, makeOwnedDatabase, startEighteen, startFifteen } from './postgres-servers.ts'

/** `pg_dump` and `pg_restore` of 18 are in no package of Debian 12: where they are, this names their folder. */
const eighteen = process.env['LANDFALL_POSTGRES_18_CLIENTS'] ?? '/usr/lib/postgresql/18/bin'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-restore-'))
  await chmod(folder, 0o711)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const oidOf = (place: number) => `aaaaaaaa-0000-4000-8000-${String(place).padStart(12, '0')}`
const people = Array.from({ length: 20 }, (_unused, place) => ({
  tenantId: fabrikam,
  oid: oidOf(place),
  upn: `person${place}@fabrikam.com`,
}))

async function fill(url: string, ownerUrl: string) {
  const store = await openStore(url, fabrikam, { ownerUrl })
  await store.importMap(
    people.map(({ upn }, place) => ({
      sourceTenantId: contoso,
      sourceUpn: `person${place}@contoso.com`,
      targetUpn: upn,
    })),
  )
  // A server that has lived: its transactions are far ahead of those of a new one.
  for (let turn = 0; turn < 3_000; turn += 100)
    await Promise.all(
      Array.from({ length: 100 }, () => store.database.pool.query('select pg_current_xact_id()')),
    )
  const kept = people.map(() => reportOf({ deviceId: randomUUID() }))
  for (const [place, person] of people.entries()) {
    const report = kept[place] ?? reportOf()
    expect((await store.acceptReport(person, report)).kind).toBe('accepted')
  }
  await store.close()
  return kept
}

/** The two lines of docs/admin.md, with the programs of `bin`. */
async function backUpAndRestore(bin: string, from: string, to: string): Promise<void> {
  const said = await readFile(path.join(import.meta.dirname, '../../../../docs/admin.md'), 'utf8')
  expect(said).toContain('pg_dump --format=custom --no-owner --file=landfall.dump "$OWNER_URL"')
  expect(said).toContain(
    'pg_restore --exit-on-error --no-owner --no-privileges --no-comments --dbname="$EMPTY_OWNER_URL" landfall.dump',
  )
  const dump = path.join(folder, `${randomUUID()}.dump`)
  // By what goes in and out, so that a program in a Debian of its own can do it.
  const written = await open(dump, 'w')
  await through(`${bin}/pg_dump`, ['--format=custom', '--no-owner', from], ['ignore', written.fd])
  await written.close()
  const read = await open(dump, 'r')
  const flags = ['--exit-on-error', '--no-owner', '--no-privileges', '--no-comments', `--dbname=${to}`]
  await through(`${bin}/pg_restore`, flags, [read.fd, 'ignore'])
  await read.close()
}

async function through(
  program: string,
  args: readonly string[],
  stdio: readonly ['ignore' | number, 'ignore' | number],
) {
  const child = spawn(program, args, { stdio: [...stdio, 'pipe'] })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number]
  expect([code, said]).toEqual([0, ''])
}

describe.each([
  ['15', '15', fifteen, startFifteen, startFifteen],
  ['15', '18', fifteen, startFifteen, startEighteen],
  ['15', '18, with the programs of 18', eighteen, startFifteen, startEighteen],
  ['18', '18', eighteen, startEighteen, startEighteen],
] as const)('a backup of PostgreSQL %s that is restored to %s', (_from, _to, bin, startFrom, startTo) => {
  const isThere = [fifteen, bin].every((each) => existsSync(each) && existsSync(`${bin}/pg_dump`))

  it.skipIf(!isThere)(
    'has every report, and the next 1,000 are accepted',
    async () => {
      const [from, to] = await Promise.all([startFrom(folder), startTo(folder)])
      try {
        const source = await makeOwnedDatabase(from.superUrl)
        const kept = await fill(await makeAccount(from.superUrl, source, 'runtime_before'), source)
        const target = await makeOwnedDatabase(to.superUrl)
        await backUpAndRestore(bin, source, target)

        // The account of the other server is not there, and need not be.
        const url = await makeAccount(to.superUrl, target, 'runtime_after')
        const store = await openStore(url, fabrikam, { ownerUrl: target })
        expect(store.database.isAccountTooStrong).toBe(false)
        expect(await store.countReports()).toBe(kept.length)
        // What the backup has gets the same receipt again.
        for (const [place, person] of people.entries())
          expect(await store.acceptReport(person, kept[place] ?? reportOf())).toMatchObject({
            kind: 'accepted',
          })
        expect(await store.countReports()).toBe(kept.length)
        const answers = await Promise.all(
          Array.from({ length: 1_000 }, (_unused, turn) => {
            const person = people[turn % people.length]
            if (person === undefined) throw new Error('nobody')
            return store.acceptReport(person, reportOf({ deviceId: randomUUID(), sequence: turn + 2 }))
          }),
        )
        expect(answers.filter(({ kind }) => kind !== 'accepted')).toEqual([])
        expect(await store.countReports()).toBe(kept.length + 1_000)
        await store.close()
      } finally {
        await Promise.all([from.stop(), to.stop()])
      }
    },
    240_000,
  )
})
