import { parentPort, workerData } from 'node:worker_threads'
import type { ImportKind } from '../contract/import-routes.ts'
import { readImport, type ReadImport } from './read-import.ts'

export type ReadOrder = {
  readonly kind: ImportKind
  readonly bytes: Uint8Array
  readonly sourceTenantId: string
}
/** The entries come in parts: taking over a million of them at once would hold up the endpoint too. */
export type FromReader = { readonly kind: 'part'; readonly entries: readonly unknown[] } | ReadImport

const partSize = 5_000

const { kind, bytes, sourceTenantId } = workerData as ReadOrder
const tell = (message: FromReader): void => parentPort?.postMessage(message)
const read = readImport(kind, bytes, sourceTenantId)
if (read.kind === 'read') {
  const { entries } = read.content
  for (let start = 0; start < entries.length; start += partSize)
    tell({ kind: 'part', entries: entries.slice(start, start + partSize) })
  tell({ ...read, content: { ...read.content, entries: [] } })
} else tell(read)
