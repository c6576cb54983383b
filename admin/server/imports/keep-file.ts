import { randomUUID } from 'node:crypto'
import type { ImportKind, ImportView } from '../contract/import-routes.ts'
import type { ReadImport } from './read-import.ts'
import { sayReason } from './reason.ts'
import type { WaveEntry } from './stage-import.ts'
import type { Actor } from '../database/audit.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { runStatement, sql } from '../database/statement.ts'

/** As it was when there were no codes. */
type OldProblem = Pick<ImportView['problems'][number], 'line' | 'reason'>

/** What is kept of a file beside its bytes. */
export type Summary = Pick<ImportView, 'changes' | 'examples'> & {
  readonly rows: Omit<ImportView['rows'], 'guests'> & { readonly guests?: number }
  readonly unmatched?: readonly string[]
  readonly problems: readonly (ImportView['problems'][number] | OldProblem)[]
  /** False until its changes are worked out; older versions say nothing (`isLookedThrough`). */
  readonly isForeseen?: boolean
  /** The waves of a file of waves; older versions kept none. */
  readonly waves?: ImportView['waves']
  readonly waveDays?: Readonly<Record<string, string | null>>
}

const problemsKept = 200
const wavesKept = 100

export const nothing = { added: 0, changed: 0, unchanged: 0, removed: 0, unknown: 0 }

/** Which rows a file has, and which of them cannot be read. A file that cannot be read at all counts as one such row. */
export function rowsOf(read: ReadImport): Pick<Summary, 'rows' | 'problems' | 'waves'> {
  if (read.kind === 'refused') {
    const { code, values } = read.reason
    const line = 'otherLine' in values ? values.otherLine : 1
    return {
      rows: { readable: 0, unreadable: 1, groups: 0 },
      problems: [{ line, code, values, reason: sayReason(read.reason) }],
    }
  }
  const { content, problems, groups, guests } = read
  return {
    rows: { readable: content.entries.length, unreadable: problems.length, groups, guests },
    problems: problems.slice(0, problemsKept).map((row) => ({ ...row, reason: sayReason(row) })),
    ...(content.kind === 'waves' && { waves: wavesOf(content.entries) }),
  }
}

/** The waves of a file, each with its people and the date that the file gives it. */
export function wavesOf(entries: readonly WaveEntry[]): ImportView['waves'] {
  const waves = new Map<string, { people: number; cutoverOn: string | null }>()
  for (const { wave, cutoverOn } of entries) {
    const known = waves.get(wave)
    waves.set(wave, {
      people: (known?.people ?? 0) + 1,
      cutoverOn: cutoverOn ?? known?.cutoverOn ?? null,
    })
  }
  return [...waves]
    .map(([wave, rest]) => ({ wave, ...rest }))
    .toSorted((one, other) => (one.wave < other.wave ? -1 : 1))
    .slice(0, wavesKept)
}

/** Keeps a file until it is taken, and what could be read of it so far; changes nothing. Gives its id. */
export async function keepFile(
  { pool, tenantId }: TenantDatabase,
  actor: Actor,
  { kind, fileName, bytes }: { readonly kind: ImportKind; readonly fileName: string; readonly bytes: Buffer },
  read: ReadImport | null,
): Promise<string> {
  const unread = { rows: { readable: 0, unreadable: 0, groups: 0 }, problems: [] }
  const summary: Summary = {
    ...(read === null ? unread : rowsOf(read)),
    changes: nothing,
    examples: [],
    isForeseen: false,
  }
  const id = randomUUID()
  await runStatement(
    pool,
    sql`insert into imports (target_tenant_id, id, kind, file_name, state, actor, content, summary)
      values (${tenantId}, ${id}, ${kind}, ${fileName}, 'previewed', ${JSON.stringify(actor)}, ${bytes}, ${JSON.stringify(summary)})`,
  )
  return id
}
