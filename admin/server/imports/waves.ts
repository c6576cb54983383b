import { toAddressKey } from '../../../shared/text/address-key.ts'
import type { WaveEntry } from './stage-import.ts'
import { address } from './address.ts'
import { readTable, TableRefused, type ImportResult, type Row, type RowProblem } from './read-table.ts'
import { quoteCell, type RowReason } from './reason.ts'

const upnNames = [
  'upn',
  'userprincipalname',
  'sourceuserprincipalname',
  'sourceuserupn',
  'sourceupn',
  'user',
  'email',
]
const waveNames = ['wave', 'batch', 'group', 'wavename']
const dayNames = ['cutoverdate', 'cutover', 'cutoveron', 'cutoverday', 'date', 'day']

/**
 * Waves: user name, wave and the day of the cutover. A header may put the columns in another order; without one they
 * are in this order. A day is written as 2026-11-20 or 20.11.2026, which cannot be mistaken; 11/20/2026 can.
 * Refuses a header with a column of another name: it may be the date, and waves without a date are not what was meant.
 */
export function readWaves(bytes: Uint8Array): ImportResult<WaveEntry> {
  const rows = readTable(bytes).filter(({ cells }) => !cells[0]?.startsWith('#TYPE'))
  const columns = columnsOf(rows[0])
  const { upnAt, waveAt, dayAt } = columns ?? { upnAt: 0, waveAt: 1, dayAt: 2 }
  const entries: WaveEntry[] = []
  const problems: RowProblem[] = []
  const lines = new Map<string, number>()
  const days = new Map<string, { day: string; line: number }>()
  for (const { line, cells } of columns === null ? rows : rows.slice(1)) {
    const refuse = (reason: RowReason): number => problems.push({ line, ...reason })
    const upn = cells[upnAt] ?? ''
    const wave = cells[waveAt] ?? ''
    const written = cells[dayAt] ?? ''
    const cutoverOn = written === '' ? null : toDay(written)
    const otherLine = lines.get(toAddressKey(upn))
    const known = cutoverOn === null || cutoverOn === 'unreadable' ? undefined : days.get(wave)
    if (!address.safeParse(upn).success) refuse({ code: 'row.address-invalid', values: {} })
    else if (wave === '' || wave.length > 80 || /[\p{Cc}\p{Cs}]/u.test(wave))
      refuse({ code: 'row.wave-invalid', values: {} })
    else if (cutoverOn === 'unreadable') refuse({ code: 'row.day-invalid', values: {} })
    else if (otherLine !== undefined) refuse({ code: 'row.address-twice', values: { otherLine } })
    else if (known !== undefined && known.day !== cutoverOn)
      refuse({ code: 'row.wave-day-differs', values: { otherLine: known.line } })
    else {
      lines.set(toAddressKey(upn), line)
      if (cutoverOn !== null) days.set(wave, { day: cutoverOn, line })
      entries.push({ upn, wave, cutoverOn })
    }
  }
  return { entries, problems }
}

type Columns = { readonly upnAt: number; readonly waveAt: number; readonly dayAt: number }

/** Where the header says each column is; null where the first row is no header. Throws `TableRefused`. */
function columnsOf(first: Row | undefined): Columns | null {
  const cells = first?.cells ?? []
  const header = cells.map((cell) => cell.replace(/[\s_-]/g, '').toLowerCase())
  const known = [...upnNames, ...waveNames, ...dayNames]
  // A row about a person has an address in it.
  if (cells.some((cell) => cell.includes('@')) || !header.some((name) => known.includes(name))) return null
  const strange = header.findIndex((name) => name !== '' && !known.includes(name))
  if (strange !== -1)
    throw new TableRefused({
      code: 'file.column-unknown',
      values: { value: quoteCell(cells[strange] ?? '') },
    })
  const at = (names: readonly string[]): number => header.findIndex((name) => names.includes(name))
  const columns = { upnAt: at(upnNames), waveAt: at(waveNames), dayAt: at(dayNames) }
  if (columns.upnAt === -1 || columns.waveAt === -1)
    throw new TableRefused({ code: 'file.columns-missing-waves', values: {} })
  return columns
}

/** The day as 2026-11-20, or `unreadable`. */
function toDay(written: string): string {
  const [, isoYear, isoMonth, isoDay] = /^(\d{4})-(\d{2})-(\d{2})(?:$|[T ])/.exec(written) ?? []
  const [, germanDay, germanMonth, germanYear] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(written) ?? []
  const year = isoYear ?? germanYear
  const month = isoMonth ?? germanMonth?.padStart(2, '0')
  const day = isoDay ?? germanDay?.padStart(2, '0')
  if (year === undefined || month === undefined || day === undefined) return 'unreadable'
  const text = `${year}-${month}-${day}`
  const parsed = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(parsed.getTime()) || !parsed.toISOString().startsWith(text) ? 'unreadable' : text
}
