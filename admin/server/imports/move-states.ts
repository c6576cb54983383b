import { toAddressKey } from '../../../shared/address-key.ts'
import { parseJson } from '../../../shared/parse-json.ts'
import { moveStates, type MoveState } from '../../../shared/plan.ts'
import type { StateEntry } from '../store/stage-import.ts'
import { address } from './address.ts'
import { decodeText, readTable, TableRefused, type ImportResult, type RowProblem } from './read-table.ts'
import { quoteCell, type RowReason } from './reason.ts'

const upnColumns = ['sourceuserprincipalname', 'sourceuserupn', 'sourceupn', 'userprincipalname']

type Candidate = { readonly line: number; readonly upn: string; readonly state: string }

/**
 * Move states as Get-SPOCrossTenantUserContentMoveState gives them through Export-Csv or ConvertTo-Json. Other
 * columns are ignored; the spelling of a state is (onedrive-facts 6.2).
 */
export function readMoveStates(bytes: Uint8Array): ImportResult<StateEntry> {
  const text = decodeText(bytes).trimStart()
  const candidates = /^[[{]/.test(text) ? fromJson(text) : fromTable(bytes)
  const entries: StateEntry[] = []
  const problems: RowProblem[] = []
  const seen = new Map<string, { line: number; moveState: MoveState }>()
  for (const { line, upn, state } of candidates) {
    const refuse = (reason: RowReason): number => problems.push({ line, ...reason })
    const moveState = toMoveState(state)
    if (!address.safeParse(upn).success) refuse({ code: 'row.address-invalid', values: {} })
    else if (state === '') refuse({ code: 'row.move-state-missing', values: {} })
    else if (moveState === null)
      refuse({ code: 'row.move-state-unknown', values: { value: quoteCell(state) } })
    else {
      const key = toAddressKey(upn)
      const twin = seen.get(key)
      if (twin === undefined) {
        seen.set(key, { line, moveState })
        entries.push({ sourceUpn: upn, moveState })
      } else if (twin.moveState !== moveState) {
        refuse({ code: 'row.move-state-differs', values: { otherLine: twin.line } })
      }
    }
  }
  return { entries, problems }
}

function fromTable(bytes: Uint8Array): Candidate[] {
  // Export-Csv of Windows PowerShell writes the type into the first line.
  const rows = readTable(bytes).filter(({ cells }) => !cells[0]?.startsWith('#TYPE'))
  const header = rows[0]?.cells.map((cell) => cell.toLowerCase()) ?? []
  const upnColumn = header.findIndex((name) => upnColumns.includes(name))
  const stateColumn = header.indexOf('movestate')
  if (upnColumn === -1 || stateColumn === -1) {
    throw new TableRefused({ code: 'file.columns-missing', values: {} })
  }
  return rows
    .slice(1)
    .map(({ line, cells }) => ({ line, upn: cells[upnColumn] ?? '', state: cells[stateColumn] ?? '' }))
}

function fromJson(text: string): Candidate[] {
  const parsed = parseJson(text)
  const items = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]
  if (parsed === undefined) throw new TableRefused({ code: 'file.not-json', values: {} })
  return items.map((item, place) => {
    const fields = Object.entries(typeof item === 'object' && item !== null ? item : {})
    const named = (names: readonly string[]): string => {
      const value: unknown = fields.find(([name]) => names.includes(name.toLowerCase()))?.[1]
      return typeof value === 'string' ? value : ''
    }
    return { line: place + 1, upn: named(upnColumns), state: named(['movestate']) }
  })
}

function toMoveState(text: string): MoveState | null {
  const wanted = text.replace(/[\s_-]/g, '').toLowerCase()
  return moveStates.find((state) => state.toLowerCase() === wanted && state !== 'Unknown') ?? null
}
