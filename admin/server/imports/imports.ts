import { assertNever } from '../../../shared/assert-never.ts'
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { ImportKind, ImportView } from '../contract/import-routes.ts'
import type { ImportContent, ReadImport } from './read-import.ts'
import { applyStaged, revertImport } from './apply-import.ts'
import { writeAudit, type Actor } from '../database/audit.ts'
import { publishChange } from '../progress/count-changes.ts'
import { endWork, workColumn } from './import-work.ts'
import { nothing, rowsOf, wavesOf, type Summary } from './keep-file.ts'
import { siteExamples, stageSites } from './site-import.ts'
import { readUnmatched, stagedAs, stageMap, stageValues, type ImportChange } from './stage-import.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { aloneMilliseconds, RolledBack, transact } from '../database/transact.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'

/** Reads an uploaded file again, as it was read for the preview. */
export type ReadFile = (kind: ImportKind, bytes: Uint8Array) => Promise<ReadImport>

export type ImportRefusal = {
  readonly kind: 'refused'
  readonly code:
    | 'import.not-found'
    | 'import.has-problems'
    | 'import.not-previewed'
    | 'import.not-foreseen'
    | 'import.not-last'
    | 'import.unreadable'
    | 'import.under-way'
}
export type ImportResult = { readonly kind: 'done'; readonly view: ImportView } | ImportRefusal

type Row = {
  readonly id: string
  readonly kind: ImportKind
  readonly file_name: string
  readonly state: ImportView['state']
  readonly at: Date
  readonly actor: Actor
  readonly summary: Summary
  readonly applied_at: Date | null
  readonly applied_place: string | null
  readonly undone_at: Date | null
  /** No later import is applied. */
  readonly is_last: boolean
  readonly work: ImportView['work']
}

const columns = sql`id, kind, file_name, state, at, actor, summary, applied_at, applied_place, undone_at,
  not exists (select from imports later where later.target_tenant_id = imports.target_tenant_id
    and later.state = 'applied' and later.applied_place > imports.applied_place) as is_last, ${workColumn}`
const examplesKept = 20

/** Says what a file that is kept would change, or why it cannot be read; changes nothing. */
export async function previewImport(
  database: TenantDatabase,
  id: string,
  read: ReadImport,
): Promise<ImportResult> {
  const { pool, tenantId } = database
  if (read.kind === 'refused') {
    await runStatement(
      pool,
      sql`update imports set summary = summary || ${JSON.stringify(rowsOf(read))}
        where target_tenant_id = ${tenantId} and id = ${id} and state = 'previewed'`,
    )
    return { kind: 'refused', code: 'import.unreadable' }
  }
  const found = await foresee(database, read.content)
  const summary = JSON.stringify({ ...rowsOf(read), ...found, isForeseen: true })
  const rows = await queryRows(
    pool,
    sql<Row>`with foreseen as (
        update imports set summary = summary || ${summary} where target_tenant_id = ${tenantId} and id = ${id}
          and state = 'previewed'
        returning ${columns}),
      ended as (
        delete from import_work where target_tenant_id = ${tenantId} and import_id = ${id} and exists (select
          from foreseen))
      select * from foreseen`,
  )
  return rows[0] === undefined
    ? { kind: 'refused', code: 'import.not-previewed' }
    : { kind: 'done', view: toView({ ...rows[0], work: null }) }
}

/** Says anew what a kept file would change, where that was not worked out to the end. */
export async function previewAgain(
  database: TenantDatabase,
  id: string,
  readFile: ReadFile,
): Promise<ImportResult> {
  const { pool, tenantId } = database
  const rows = await queryRows(
    pool,
    sql<
      Pick<Row, 'kind' | 'state'> & { content: Buffer | null }
    >`select kind, state, content from imports where target_tenant_id = ${tenantId} and id = ${id}`,
  )
  const row = rows[0]
  if (row === undefined) return { kind: 'refused', code: 'import.not-found' }
  if (row.state !== 'previewed' || row.content === null)
    return { kind: 'refused', code: 'import.not-previewed' }
  return previewImport(database, id, await readFile(row.kind, row.content))
}

async function foresee(
  database: TenantDatabase,
  content: ImportContent,
): Promise<Pick<Summary, 'changes' | 'examples' | 'unmatched'>> {
  try {
    return await transact(database, 'shared', async (client) => {
      // As long as applying it may take: only a previewed file is applied.
      await runStatement(client, sql`set local statement_timeout = ${sql.lit(aloneMilliseconds)}`)
      const changes = await stage(client, database.tenantId, content)
      throw new RolledBack({
        changes,
        examples: await readExamples(client, content),
        unmatched: await unmatchedOf(client, content),
      })
    })
  } catch (error) {
    if (error instanceof RolledBack) return error.value as Pick<Summary, 'changes' | 'examples' | 'unmatched'>
    throw error
  }
}

/** Takes a file that was previewed. What it changes is worked out anew: others may have changed something since. */
export function applyImport(
  database: TenantDatabase,
  actor: Actor,
  id: string,
  wanted: 'all' | 'readable',
  readFile: ReadFile,
): Promise<ImportResult> {
  const { tenantId } = database
  return transact(database, 'alone', async (client) => {
    const rows = await queryRows(
      client,
      sql<
        Row & { content: Buffer | null }
      >`select ${columns}, content from imports where target_tenant_id = ${tenantId} and id = ${id} for update`,
    )
    const row = rows[0]
    if (row === undefined) return { kind: 'refused', code: 'import.not-found' }
    if (row.state !== 'previewed' || row.content === null)
      return { kind: 'refused', code: 'import.not-previewed' }
    if (!isLookedThrough(row)) return { kind: 'refused', code: 'import.not-foreseen' }
    if (wanted === 'all' && row.summary.rows.unreadable > 0)
      return { kind: 'refused', code: 'import.has-problems' }
    const read = await readFile(row.kind, row.content)
    if (read.kind === 'refused') throw new Error('a file that could be read cannot be read')
    return { kind: 'done', view: await applyContent(client, tenantId, actor, row, read.content) }
  })
}

/** Takes the rows of a file at once, as the command line does. */
export async function importRows(
  database: TenantDatabase,
  actor: Actor,
  fileName: string,
  content: ImportContent,
  unreadable: number,
): Promise<ImportView> {
  const summary: Summary = {
    rows: { readable: content.entries.length, unreadable, groups: 0 },
    problems: [],
    changes: nothing,
    examples: [],
    ...(content.kind === 'waves' && { waves: wavesOf(content.entries) }),
  }
  return transact(database, 'alone', async (client) => {
    const rows = await queryRows(
      client,
      sql<Row>`insert into imports (target_tenant_id, id, kind, file_name, state, actor, summary)
        values (${database.tenantId}, ${randomUUID()}, ${content.kind}, ${fileName}, 'previewed', ${JSON.stringify(actor)}, ${JSON.stringify(summary)}) returning ${columns}`,
    )
    return applyContent(client, database.tenantId, actor, first(rows), content)
  })
}

async function applyContent(
  client: pg.PoolClient,
  tenantId: string,
  actor: Actor,
  row: Row,
  content: ImportContent,
): Promise<ImportView> {
  const changes = await stage(client, tenantId, content)
  const examples = await readExamples(client, content)
  const unmatched = await unmatchedOf(client, content)
  const waveDays = await applyStaged(client, tenantId, row.id, content)
  const summary: Summary = { ...row.summary, changes, examples, unmatched, ...(waveDays && { waveDays }) }
  // The file has served: how it was before is kept instead.
  const rows = await queryRows(
    client,
    sql<Row>`update imports set state = 'applied', applied_at = now(), applied_place = nextval('import_places'), content = null,
      summary = ${JSON.stringify(summary)} where target_tenant_id = ${tenantId} and id = ${row.id} returning ${columns}`,
  )
  await writeAudit(client, tenantId, actor, {
    action: 'import.apply',
    subject: row.id,
    after: { kind: row.kind, fileName: row.file_name, ...changes },
  })
  await endWork(client, tenantId, row.id)
  await publishChange(client, tenantId, { kind: 'import', importId: row.id })
  return toView(first(rows))
}

/** Puts all people back as they were. Only the last applied import: an older one would undo what came after it. */
export function undoImport(database: TenantDatabase, actor: Actor, id: string): Promise<ImportResult> {
  const { tenantId } = database
  return transact(database, 'alone', async (client) => {
    const rows = await queryRows(
      client,
      sql<Row>`select ${columns} from imports where target_tenant_id = ${tenantId} and id = ${id} for update`,
    )
    const row = rows[0]
    if (row === undefined) return { kind: 'refused', code: 'import.not-found' }
    const later = await queryRows(
      client,
      sql`select 1 from imports where target_tenant_id = ${tenantId} and state = 'applied'
        and applied_place > ${row.applied_place} limit 1`,
    )
    if (row.state !== 'applied' || later.length > 0) return { kind: 'refused', code: 'import.not-last' }
    await revertImport(client, tenantId, id, row.kind, row.summary.waveDays ?? {})
    const undone = await queryRows(
      client,
      sql<Row>`update imports set state = 'undone', undone_at = now()
        where target_tenant_id = ${tenantId} and id = ${id} returning ${columns}`,
    )
    await runStatement(
      client,
      sql`delete from import_rows where target_tenant_id = ${tenantId} and import_id = ${id}`,
    )
    await writeAudit(client, tenantId, actor, {
      action: 'import.undo',
      subject: id,
      before: { kind: row.kind, fileName: row.file_name, ...row.summary.changes },
    })
    await endWork(client, tenantId, id)
    await publishChange(client, tenantId, { kind: 'import', importId: id })
    return { kind: 'done', view: toView(first(undone)) }
  })
}

/** Deletes a file that was not applied. Refused while an endpoint works on it. */
export function discardImport(
  database: TenantDatabase,
  actor: Actor,
  id: string,
): Promise<{ readonly kind: 'done' } | ImportRefusal> {
  const { tenantId } = database
  return transact(database, 'shared', async (client) => {
    const rows = await queryRows(
      client,
      sql<Row>`select ${columns} from imports where target_tenant_id = ${tenantId} and id = ${id} for update`,
    )
    const row = rows[0]
    if (row === undefined) return { kind: 'refused', code: 'import.not-found' }
    if (row.state !== 'previewed') return { kind: 'refused', code: 'import.not-previewed' }
    if (row.work?.failure === null) return { kind: 'refused', code: 'import.under-way' }
    await runStatement(client, sql`delete from imports where target_tenant_id = ${tenantId} and id = ${id}`)
    await writeAudit(client, tenantId, actor, {
      action: 'import.discard',
      subject: id,
      before: { kind: row.kind, fileName: row.file_name },
    })
    await publishChange(client, tenantId, { kind: 'import', importId: id })
    return { kind: 'done' }
  })
}

/** Puts back what the last applied import has changed; null where none is applied. */
export async function undoLastImport(database: TenantDatabase, actor: Actor): Promise<ImportResult | null> {
  const { pool, tenantId } = database
  const rows = await queryRows(
    pool,
    sql<{
      id: string
    }>`select id from imports where target_tenant_id = ${tenantId} and state = 'applied'
      order by applied_place desc limit 1`,
  )
  return rows[0] === undefined ? null : undoImport(database, actor, rows[0].id)
}

export async function listImports({ pool, tenantId }: TenantDatabase): Promise<ImportView[]> {
  const rows = await queryRows(
    pool,
    sql<Row>`select ${columns} from imports where target_tenant_id = ${tenantId} order by place desc limit 100`,
  )
  return rows.map(toView)
}

export async function findImport({ pool, tenantId }: TenantDatabase, id: string): Promise<ImportView | null> {
  const rows = await queryRows(
    pool,
    sql<Row>`select ${columns} from imports where target_tenant_id = ${tenantId} and id = ${id}`,
  )
  return rows[0] === undefined ? null : toView(rows[0])
}

function stage(client: pg.PoolClient, tenantId: string, content: ImportContent): Promise<ImportChange> {
  switch (content.kind) {
    case 'identity-map':
      return stageMap(client, tenantId, content.entries)
    case 'waves': {
      const values = content.entries.map(({ upn, wave }) => ({ upn, value: wave }))
      return stageValues(client, tenantId, values, 'wave')
    }
    case 'site-addresses':
      return stageSites(client, tenantId, content.entries)
    case 'move-states': {
      const values = content.entries.map((entry) => ({
        ...('sourceUpn' in entry ? { upn: entry.sourceUpn } : { site: entry.sourceSite }),
        value: entry.moveState,
        sourceUrl: entry.sourceUrl,
      }))
      return stageValues(client, tenantId, values, 'move_state')
    }
    default:
      return assertNever(content)
  }
}

function unmatchedOf(client: pg.PoolClient, content: ImportContent): Promise<string[]> {
  return ['people', 'sites'].includes(stagedAs[content.kind]) ? Promise.resolve([]) : readUnmatched(client)
}

type Example = { readonly upn: string; readonly before: string | null; readonly after: string | null }

async function readExamples(client: pg.PoolClient, content: ImportContent): Promise<Example[]> {
  if (content.kind === 'site-addresses') return queryRows(client, siteExamples(examplesKept))
  return queryRows(
    client,
    stagedAs[content.kind] === 'people'
      ? sql<Example>`(select s.source_upn as upn, p.target_upn as before, s.target_upn as after from staged s
            left join people p on p.person_id = s.person_id where s.kind <> 'same' limit ${examplesKept})
          union all
          (select target_upn, target_upn, null from displaced limit ${examplesKept})`
      : sql<Example>`select address_key as upn, before, value as after from staged
          where person_id is not null and before is distinct from value limit ${examplesKept}`,
  )
}

function toView(row: Row): ImportView {
  const { rows, problems, changes, examples, unmatched = [], waves = [] } = row.summary
  return {
    id: row.id,
    kind: row.kind,
    fileName: row.file_name,
    state: row.state,
    at: row.at.toISOString(),
    by: row.actor,
    rows: { guests: 0, ...rows },
    problems: problems.map((row) => ({ code: null, values: {}, ...row })),
    changes,
    isForeseen: isLookedThrough(row),
    examples,
    unmatched: [...unmatched],
    waves: [...waves],
    canUndo: row.state === 'applied' && row.is_last,
    appliedAt: row.applied_at?.toISOString() ?? null,
    undoneAt: row.undone_at?.toISOString() ?? null,
    work: workOf(row.state, row.work),
  }
}

/** An older version says nothing of it, and may have been stopped before its look: a look counts each row somewhere. */
function isLookedThrough({ state, summary }: Pick<Row, 'state' | 'summary'>): boolean {
  const { isForeseen, rows, changes } = summary
  const counted = Object.values(changes).reduce((sum, count) => sum + count, 0)
  return isForeseen ?? (state !== 'previewed' || rows.readable === 0 || counted > 0)
}

/** The same import with this work begun. */
export function withWork(view: ImportView, work: ImportView['work']): ImportView {
  return { ...view, work: workOf(view.state, work) }
}

/** Taken or undone is done, whatever else was noted at that moment. */
function workOf(state: ImportView['state'], work: ImportView['work']): ImportView['work'] {
  return work !== null && state === (work.kind === 'undo' ? 'applied' : 'previewed') ? work : null
}

function first<Value>(values: readonly Value[]): Value {
  const [value] = values
  if (value === undefined) throw new Error('a row that was just written is not there')
  return value
}
