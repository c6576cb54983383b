import { parse } from 'csv-parse/sync'

/** A row that could not be taken: where, and why. */
export type RowProblem = { readonly line: number; readonly reason: string }

export type ImportResult<Entry> = {
  readonly entries: readonly Entry[]
  readonly problems: readonly RowProblem[]
}

/** A file that is no table at all. */
export class TableRefused extends Error {}

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

/** The rows of a CSV file, whatever separates its cells. Throws `TableRefused`. */
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
    return records.map(({ record, info }) => ({ line: info.lines, cells: record }))
  } catch (error) {
    throw new TableRefused(`The file is not a table: ${error instanceof Error ? error.message : 'unknown'}`)
  }
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
