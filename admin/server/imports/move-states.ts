import { toAddressKey } from '../../../shared/text/address-key.ts'
import { parseJson } from '../../../shared/text/parse-json.ts'
import { moveStates, type MoveState } from '../../../shared/move/plan.ts'
import type { StateEntry } from './stage-import.ts'
import { address } from './address.ts'
import { newestOf } from './newest-job.ts'
import { decodeText, readTable, TableRefused, type ImportResult, type RowProblem } from './read-table.ts'
import { quoteCell, type RowReason } from './reason.ts'

const upnColumns = ['sourceuserprincipalname', 'sourceuserupn', 'sourceupn', 'userprincipalname']
const siteColumns = ['sourcesiteurl']
const timeColumns = ['timestamp']

type Cells = {
  readonly line: number
  readonly upn: string
  readonly site: string
  readonly state: string
  readonly time: string
  /** The state is a number, whose meaning is documented nowhere. */
  readonly isNumber: boolean
}

/** One job of somebody; the state is null where it cannot be read. */
type Job = { readonly line: number; readonly time: string; readonly state: MoveState | null }
/** `sourceUrl`: the address of the old OneDrive as it is written, where the rows of a person agree on one. */
type Mover = { readonly sourceUpn: string } | { readonly sourceSite: string }

/**
 * Move states as Get-SPOCrossTenantUserContentMoveState gives them through Export-Csv or ConvertTo-Json: a row for each job, with
 * a user name or only the address of the old OneDrive. Other columns are ignored; the spelling of a state is (docs/facts/graph-and-migration.md#states-of-a-move).
 * Of several jobs of a person the newest counts; where their order cannot be told and they differ, none does.
 */
export function readMoveStates(bytes: Uint8Array): ImportResult<StateEntry> {
  const text = decodeText(bytes).trimStart()
  const rows = /^[[{]/.test(text) ? fromJson(text) : fromTable(bytes)
  const problems: RowProblem[] = []
  const movers = new Map<string, { mover: Mover; jobs: Job[]; urls: Set<string> }>()
  for (const row of rows) {
    const { line, time } = row
    const mover = toMover(row)
    if (mover === null) {
      problems.push({ line, code: 'row.address-invalid', values: {} })
      continue
    }
    const read = toState(row)
    if (typeof read !== 'string') problems.push({ line, ...read })
    const key = 'sourceUpn' in mover ? toAddressKey(mover.sourceUpn) : `/${mover.sourceSite}`
    const known = movers.get(key) ?? { mover, jobs: [], urls: new Set() }
    movers.set(key, known)
    if (isPersonalSite(row.site)) known.urls.add(row.site)
    known.jobs.push({ line, time, state: typeof read === 'string' ? read : null })
  }
  const entries: StateEntry[] = []
  const times = rows.map(({ time }) => time)
  for (const { mover, jobs, urls } of movers.values()) {
    const newest = newestOf(jobs, times)
    if (newest === 'unclear') {
      const [first, ...others] = jobs
      // Rows that cannot be read have been named already.
      for (const { line, state } of others)
        if (state !== null)
          problems.push({ line, code: 'row.move-state-differs', values: { otherLine: first?.line ?? 0 } })
    } else if (newest !== null) {
      const [sourceUrl] = urls
      entries.push({
        ...mover,
        moveState: newest,
        ...(sourceUrl !== undefined && urls.size === 1 && { sourceUrl }),
      })
    }
  }
  return { entries, problems: problems.sort((one, other) => one.line - other.line) }
}

/** The address of somebody's OneDrive, and nothing below it; without what a command could take for something else. */
function isPersonalSite(url: string): boolean {
  return url.length <= 600 && /^https:\/\/[a-z0-9.-]+\/personal\/[^/?#\s\p{Cc}\p{Cs}]+\/?$/iu.test(url)
}

function toMover({ upn, site }: Cells): Mover | null {
  if (address.safeParse(upn).success) return { sourceUpn: upn }
  const name = upn === '' ? /\/personal\/([^/?#\s]+)/i.exec(site)?.[1] : undefined
  if (name === undefined || name.length > 320) return null
  return { sourceSite: name.toLowerCase() }
}

function fromTable(bytes: Uint8Array): Cells[] {
  // Export-Csv of Windows PowerShell writes the type into the first line.
  const rows = readTable(bytes).filter(({ cells }) => !cells[0]?.startsWith('#TYPE'))
  const header = rows[0]?.cells.map((cell) => cell.toLowerCase()) ?? []
  // The name that says most counts, wherever its column is.
  const at = (names: readonly string[]): number =>
    names.map((name) => header.indexOf(name)).find((place) => place !== -1) ?? -1
  const [upnAt, siteAt, stateAt, timeAt] = [
    at(upnColumns),
    at(siteColumns),
    at(['movestate']),
    at(timeColumns),
  ]
  const hasMover = upnAt !== -1 || siteAt !== -1
  if (!hasMover && stateAt === -1) throw new TableRefused({ code: 'file.columns-missing', values: {} })
  if (stateAt === -1) throw new TableRefused({ code: 'file.columns-missing-state', values: {} })
  if (!hasMover) throw new TableRefused({ code: 'file.columns-missing-name', values: {} })
  return rows.slice(1).map(({ line, cells }) => {
    const state = cells[stateAt] ?? ''
    return {
      line,
      upn: cells[upnAt] ?? '',
      site: cells[siteAt] ?? '',
      state,
      time: cells[timeAt] ?? '',
      isNumber: /^-?\d+$/.test(state),
    }
  })
}

function fromJson(text: string): Cells[] {
  const parsed = parseJson(text)
  if (parsed === undefined) throw new TableRefused({ code: 'file.not-json', values: {} })
  return toItems(parsed).map((item, place) => {
    const fields = Object.entries(typeof item === 'object' && item !== null ? item : {})
    const valueOf = (names: readonly string[]): unknown =>
      names.flatMap((wanted) => fields.filter(([name]) => name.toLowerCase() === wanted))[0]?.[1]
    const textOf = (names: readonly string[]): string => {
      const value = valueOf(names)
      return typeof value === 'string' ? value.trim() : ''
    }
    // A task names a person by an id and has a state for each service.
    if (valueOf(['currentstatus']) !== undefined)
      throw new TableRefused({ code: 'file.graph-tasks', values: {} })
    const state = textOf(['movestate'])
    return {
      line: place + 1,
      upn: textOf(upnColumns),
      site: textOf(siteColumns),
      state,
      time: textOf(timeColumns),
      isNumber: typeof valueOf(['movestate']) === 'number' || /^-?\d+$/.test(state),
    }
  })
}

/** The rows of a list, of the one object of a short list, or of what Graph wraps a list in. */
function toItems(parsed: unknown): readonly unknown[] {
  if (Array.isArray(parsed)) return parsed as unknown[]
  const value: unknown =
    typeof parsed === 'object' && parsed !== null && 'value' in parsed ? parsed.value : null
  return Array.isArray(value) ? (value as unknown[]) : [parsed]
}

/** What the cmdlet's help and its callers know beside our own names, by what it means for the gate. */
const otherStates: Readonly<Record<string, MoveState>> = {
  queued: 'Scheduled',
  stopped: 'NotStarted',
  notsupported: 'Failed',
  reschedulemanualtrigger: 'Rescheduled',
}

function toState({ state, isNumber }: Cells): MoveState | RowReason {
  if (isNumber) return { code: 'row.move-state-number', values: {} }
  if (state === '') return { code: 'row.move-state-missing', values: {} }
  // The cmdlet adds the part of the move that runs: InProgress (Backup).
  const wanted = state
    .replace(/^(in\s?progress)\s*\(.*\)$/i, '$1')
    .replace(/[\s_-]/g, '')
    .toLowerCase()
  const ours = moveStates.find((known) => known.toLowerCase() === wanted && known !== 'Unknown')
  return (
    ours ??
    (Object.hasOwn(otherStates, wanted) ? otherStates[wanted] : undefined) ?? {
      code: 'row.move-state-unknown',
      values: { value: quoteCell(state) },
    }
  )
}
