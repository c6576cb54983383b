import { CsvError, parse } from 'csv-parse/sync'
import type { FileReason, RowReason } from './reason.ts'

/** A row that could not be taken: where, and why. */
export type RowProblem = { readonly line: number } & RowReason

export type ImportResult<Entry> = {
  readonly entries: readonly Entry[]
  readonly problems: readonly RowProblem[]
}

/** A file that is no table at all. */
export class TableRefused extends Error {
  readonly reason: FileReason
  constructor(reason: FileReason) {
    super(reason.code)
    this.reason = reason
  }
}

export type Row = { readonly line: number; readonly cells: readonly string[] }

/** Text from a file as Excel, PowerShell and editors write it: UTF-8, UTF-16 with a mark, or Windows-1252. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Not UTF-8, so it is the code page of Western Windows.
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

/**
 * The rows of a CSV file, whatever separates its cells. A row of empty cells is an empty line, as spreadsheets leave them. Throws
 * `TableRefused`.
 */
export function readTable(bytes: Uint8Array): Row[] {
  const text = decodeText(bytes)
  try {
    const records = parse(text, {
      delimiter: separatorOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return records
      .map(({ record, info }) => ({ line: info.lines, cells: record }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''))
  } catch (error) {
    if (error instanceof CsvError) throw new TableRefused(toFileReason(error, text))
    throw error
  }
}

function toFileReason({ code, lines, bytes_records: before }: CsvError, text: string): FileReason {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return { code: 'file.quote-not-closed', values: { otherLine: lineAfter(text, Number(before)) } }
    case 'INVALID_OPENING_QUOTE':
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE':
      return { code: 'file.quote-misplaced', values: { otherLine: Number(lines) } }
    default:
      return { code: 'file.not-a-table', values: {} }
  }
}

/** The line of the first row behind so many bytes: an open quote is noticed only at the end of the file. */
function lineAfter(text: string, bytes: number): number {
  const whole = Buffer.from(text)
  const blank = /^\s*/.exec(whole.subarray(bytes).toString())?.[0] ?? ''
  return (whole.subarray(0, bytes).toString() + blank).split(/\r\n|\n|\r/).length
}

function separatorOf(text: string): string {
  // The type that Windows PowerShell writes into the first line has no cells.
  const firstLine = text.split('\n', 2).find((line) => !line.startsWith('#TYPE')) ?? ''
  const counted = [',', ';', '\t'].map((separator) => ({
    separator,
    count: firstLine.split(separator).length,
  }))
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).separator
}
