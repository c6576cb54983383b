import { z } from 'zod'
import { toAddressKey } from '../../../shared/address-key.ts'
import { parseJson } from '../../../shared/parse-json.ts'
import { moveStates, type MoveState } from '../../../shared/plan.ts'
import type { StateEntry } from '../store/stage-import.ts'
import { decodeText, readTable, TableRefused, type ImportResult, type RowProblem } from './read-table.ts'

const address = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+$/)
  .max(320)
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
    const moveState = toMoveState(state)
    if (!address.safeParse(upn).success)
      problems.push({ line, reason: 'has no user name like name@example.com' })
    else if (moveState === null)
      problems.push({ line, reason: `has a move state nobody knows: "${state.slice(0, 30)}"` })
    else {
      const key = toAddressKey(upn)
      const twin = seen.get(key)
      if (twin === undefined) {
        seen.set(key, { line, moveState })
        entries.push({ sourceUpn: upn, moveState })
      } else if (twin.moveState !== moveState) {
        problems.push({ line, reason: `has another move state than line ${twin.line} for the same person` })
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
    throw new TableRefused('The file has no columns SourceUserPrincipalName and MoveState.')
  }
  return rows
    .slice(1)
    .map(({ line, cells }) => ({ line, upn: cells[upnColumn] ?? '', state: cells[stateColumn] ?? '' }))
}

function fromJson(text: string): Candidate[] {
  const parsed = parseJson(text)
  const items = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]
  if (parsed === undefined) throw new TableRefused('The file is not JSON.')
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
