import { Worker } from 'node:worker_threads'
import type { ImportKind } from '../contract/import-routes.ts'
import { readImport, type ReadImport } from './read-import.ts'
import type { FromReader, ReadOrder } from './read-thread.ts'

/** Below this a file is read sooner than a thread begins. */
const threadFromBytes = 512 * 1024

/** Reads an uploaded file, a large one in a thread of its own: reports and probes are answered meanwhile. */
export async function readApart(
  kind: ImportKind,
  bytes: Uint8Array,
  sourceTenantId: string,
): Promise<ReadImport> {
  if (bytes.length < threadFromBytes) return readImport(kind, bytes, sourceTenantId)
  return oneAtATime(() => readInThread({ kind, bytes, sourceTenantId }))
}

/** The same for a file that is being taken: what it holds up is not held up by other files too. */
export async function readBeforeOthers(
  kind: ImportKind,
  bytes: Uint8Array,
  sourceTenantId: string,
): Promise<ReadImport> {
  if (bytes.length < threadFromBytes) return readImport(kind, bytes, sourceTenantId)
  return readInThread({ kind, bytes, sourceTenantId })
}

/** Several large files at once would take the memory of the endpoint: the others wait. */
let last: Promise<unknown> = Promise.resolve()
function oneAtATime<Result>(work: () => Promise<Result>): Promise<Result> {
  const mine = last.then(work)
  last = mine.catch(() => {})
  return mine
}

async function readInThread(order: ReadOrder): Promise<ReadImport> {
  const { kind } = order
  const thread = new Worker(new URL('./read-thread.ts', import.meta.url), { workerData: order })
  const entries: unknown[] = []
  try {
    return await new Promise<ReadImport>((resolve, reject) => {
      thread.once('error', reject)
      thread.once('exit', () => reject(new Error('the thread that reads a file has ended')))
      thread.on('message', (message: FromReader) => {
        if (message.kind === 'part') for (const entry of message.entries) entries.push(entry)
        else resolve(message.kind === 'read' ? { ...message, content: { kind, entries } as never } : message)
      })
    })
  } finally {
    await thread.terminate()
  }
}
