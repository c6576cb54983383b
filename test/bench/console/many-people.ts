import { countEverybody } from '../../../admin/server/progress/count-changes.ts'
import { openStore } from '../../../admin/server/store.ts'
import { transact } from '../../../admin/server/database/transact.ts'
import { reportOf } from '../../unit/admin/report.ts'
import { contoso, fabrikam } from '../../world/people.ts'

const firstNames =
  'amy anna ben carla chen dan diego elif emma eva finn grace hana ida igor ivan jana joerg kai lars lena li mara max mia nora olga omar otto paul petra ravi rosa sami sara tom uma vera yuki zoe'.split(
    ' ',
  )
const lastNames =
  'adams baker becker berg chan costa diaz eriksen fischer garcia haddad hansen ivanov jensen keller khan kim klein kumar lang lee lopez meyer mueller nguyen novak okafor olsen park patel perez petrov roth sato schmidt silva singh smith tanaka vogel wagner weber wolf wong yilmaz young zhang'.split(
    ' ',
  )
const blockers = [
  ['policy.allow-list-excludes-target', 'admin'],
  ['identity.access-blocked', 'admin'],
  ['sync.failing', 'helpdesk'],
  ['client.not-installed', 'helpdesk'],
] as const
const perWave = 1_000
const wavesAtMost = 250

/** Local parts of addresses as an organisation has them: `anna.meyer`, `anna.meyer2`, … */
export function localPartOf(place: number): string {
  const first = firstNames[place % firstNames.length] ?? ''
  const rest = Math.floor(place / firstNames.length)
  const last = lastNames[rest % lastNames.length] ?? ''
  const number = Math.floor(rest / lastNames.length)
  return `${first}.${last}${number === 0 ? '' : number + 1}`
}

/** Waves are drawn, so that a wave has people of the whole alphabet. */
export function waveOf(place: number, people: number): string {
  return `Wave ${(place % Math.min(wavesAtMost, Math.ceil(people / perWave))) + 1}`
}

/** The three files of an import, as the console takes them, for the people from `from` to before `to`. */
export function toFiles(
  from: number,
  to: number,
  people: number,
): Record<'identity-map' | 'move-states' | 'waves', string> {
  const places = Array.from({ length: to - from }, (_unused, at) => from + at)
  const oldOf = (place: number): string => `${localPartOf(place)}@${contoso.domain}`
  const newOf = (place: number): string => `${localPartOf(place)}@${fabrikam.domain}`
  const stateOf = (place: number): string =>
    place % 20 === 0 ? 'Failed' : place % 10 === 1 ? 'InProgress' : 'Success'
  const toFile = (lines: readonly string[]): string => lines.join('\r\n')
  return {
    'identity-map': toFile(
      places.map(
        (place) => `User,${contoso.tenantId},${oldOf(place)},${newOf(place)},${newOf(place)},RegularUser`,
      ),
    ),
    'move-states': toFile([
      'SourceUserPrincipalName,MoveState',
      ...places.map((place) => `${oldOf(place)},${stateOf(place)}`),
    ]),
    waves: toFile(['UPN,Wave', ...places.map((place) => `${oldOf(place)},${waveOf(place, people)}`)]),
  }
}

/** Leaves everybody as their reports would have: half are done, a tenth is stuck. The reports themselves are not there. */
export async function letPeopleReport(url: string): Promise<void> {
  const store = await openStore(url, fabrikam.tenantId)
  try {
    await transact(store.database, 'alone', async (client) => {
      await client.query(
        `update people p set reported = case when part < 50 then 'done' when part < 60 then 'started' when part < 70 then 'stuck'
            else 'none' end,
          reported_blocker = case when part between 60 and 69 then ($2::text[])[1 + part % 4] end,
          reported_owner = case when part between 60 and 69 then ($3::text[])[1 + part % 4] end,
          devices = 1, last_seen_at = now()
        from (select person_id as id, abs(hashtext(target_key)) % 100 as part from people where target_tenant_id = $1) as drawn
        where target_tenant_id = $1 and person_id = drawn.id`,
        [fabrikam.tenantId, blockers.map(([code]) => code), blockers.map(([, owner]) => owner)],
      )
      await countEverybody(client, fabrikam.tenantId)
    })
    // As the database does by itself within minutes.
    await store.database.pool.query('vacuum analyze people, people_search')
  } finally {
    await store.close()
  }
}

/** Lets the first people report for real; answers with the bytes on disk that a report adds, with its computer and all indexes. */
export async function measureReports(url: string, count: number): Promise<number> {
  const store = await openStore(url, fabrikam.tenantId)
  const sizeOf = async (): Promise<number> => {
    const { rows } = await store.database.pool.query<{ bytes: string }>(
      `select pg_total_relation_size('reports') + pg_total_relation_size('devices') as bytes`,
    )
    return Number(rows[0]?.bytes)
  }
  try {
    const before = await sizeOf()
    await Promise.all(
      Array.from({ length: count }, async (_unused, place) => {
        const id = `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`
        const upn = `${localPartOf(place)}@${fabrikam.domain}`
        const answer = await store.acceptReport(
          { tenantId: fabrikam.tenantId, oid: id, upn },
          reportOf({ id, deviceId: id }),
        )
        if (answer.kind === 'refused') throw new Error(answer.code)
      }),
    )
    return ((await sizeOf()) - before) / count
  } finally {
    await store.close()
  }
}
