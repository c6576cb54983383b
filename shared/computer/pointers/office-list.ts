import { toLeadsTo, type LeadsTo } from './leads-to.ts'

/** An entry of the files or places that an Office program lists. */
export type OfficeListEntry = {
  readonly leadsTo: LeadsTo
  readonly isPinned: boolean
  /** Milliseconds since 1970; null where the entry does not tell. */
  readonly usedAt: number | null
}

/** FILETIME counts 100 nanoseconds from 1601. */
const from1601To1970 = 11_644_473_600_000

/**
 * One value of `File MRU` or `Place MRU`: `[F00000001][T01DD78CF7C4D7F80][O00000000]*https://…` (docs/facts/workplace.md#what-leads-there). Null
 * where it is no entry.
 */
export function parseOfficeListEntry(value: string): OfficeListEntry | null {
  const [whole, marks = ''] = /^((?:\[[A-Z][0-9A-F]{1,16}\]){1,8})\*/i.exec(value) ?? []
  if (whole === undefined) return null
  const markOf = (letter: string): bigint | null => {
    const digits = new RegExp(`\\[${letter}([0-9A-F]+)\\]`, 'i').exec(marks)?.[1]
    return digits === undefined ? null : BigInt(`0x${digits}`)
  }
  const time = markOf('T')
  return {
    leadsTo: toLeadsTo(value.slice(whole.length)),
    isPinned: ((markOf('F') ?? 0n) & 1n) === 1n,
    usedAt: time === null || time === 0n ? null : Number(time / 10_000n) - from1601To1970,
  }
}
