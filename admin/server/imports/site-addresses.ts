import { createHash } from 'node:crypto'
import { toHashedSite, toSiteKey } from '../../../shared/text/site-key.ts'
import { readTable, TableRefused, type ImportResult, type Row, type RowProblem } from './read-table.ts'
import type { RowReason } from './reason.ts'

/** The old address of a site and its new one, each with the hash by which the other side asks for it. */
export type SiteEntry = {
  readonly sourceUrl: string
  readonly sourceHash: string
  readonly targetUrl: string
  readonly targetHash: string
}

const sourceNames = ['sourcesiteurl', 'sourceurl', 'source', 'oldsiteurl', 'oldurl', 'oldaddress']
const targetNames = ['targetsiteurl', 'targeturl', 'target', 'newsiteurl', 'newurl', 'newaddress']

/**
 * Sites and where they are now: old address, new address. A header may put the columns in another order, among others; without one they are in
 * this order. Only https addresses of SharePoint are taken: people’s browsers are sent there.
 */
export function readSiteAddresses(bytes: Uint8Array): ImportResult<SiteEntry> {
  const rows = readTable(bytes).filter(({ cells }) => !cells[0]?.startsWith('#TYPE'))
  const columns = columnsOf(rows[0])
  const { sourceAt, targetAt } = columns ?? { sourceAt: 0, targetAt: 1 }
  const entries: SiteEntry[] = []
  const problems: RowProblem[] = []
  const lines = new Map<string, number>()
  for (const { line, cells } of columns === null ? rows : rows.slice(1)) {
    const refuse = (reason: RowReason): number => problems.push({ line, ...reason })
    const source = toSite(cells[sourceAt] ?? '')
    const target = toSite(cells[targetAt] ?? '')
    const otherLine = source === null ? undefined : lines.get(source.hash)
    if (source === null) refuse({ code: 'row.old-site-invalid', values: {} })
    else if (target === null) refuse({ code: 'row.new-site-invalid', values: {} })
    else if (source.hash === target.hash) refuse({ code: 'row.site-same', values: {} })
    else if (otherLine !== undefined) refuse({ code: 'row.old-site-twice', values: { otherLine } })
    else {
      lines.set(source.hash, line)
      const { url: sourceUrl, hash: sourceHash } = source
      entries.push({ sourceUrl, sourceHash, targetUrl: target.url, targetHash: target.hash })
    }
  }
  return { entries, problems }
}

/** Where the header says each column is; null where the first row is no header. Throws `TableRefused`. */
function columnsOf(first: Row | undefined): { readonly sourceAt: number; readonly targetAt: number } | null {
  const cells = first?.cells ?? []
  // A row about a site has an address in it.
  if (cells.some((cell) => cell.includes('://'))) return null
  const header = cells.map((cell) => cell.replace(/[\s_-]/g, '').toLowerCase())
  const at = (names: readonly string[]): number => header.findIndex((name) => names.includes(name))
  const columns = { sourceAt: at(sourceNames), targetAt: at(targetNames) }
  if (columns.sourceAt === -1 && columns.targetAt === -1) return null
  if (columns.sourceAt === -1 || columns.targetAt === -1)
    throw new TableRefused({ code: 'file.columns-missing-sites', values: {} })
  return columns
}

/** An address as a browser writes it, without query and the slash at its end; null for what is no site of SharePoint. */
function toSite(written: string): { readonly url: string; readonly hash: string } | null {
  const key = toSiteKey(written)
  const parsed = URL.parse(written.trim())
  // The two readers have to mean one host: only the first is compared, and only the second is opened.
  if (key === null || parsed === null || parsed.host !== key.split('/')[0]) return null
  const path = parsed.pathname.split('/').filter((folder) => folder !== '')
  return {
    url: [parsed.origin, ...path].join('/'),
    hash: createHash('sha256').update(toHashedSite(key)).digest('hex'),
  }
}
