import { Worker } from 'node:worker_threads'
import type { ImportKind } from '../contract/import-routes.ts'
import { createPlaces } from '../database/places.ts'
import { readImport, type ReadImport } from './read-import.ts'
import type { FromReader, ReadOrder } from './read-thread.ts'

/** Below this a file is read sooner than a thread begins. */
const threadFromBytes = 512 * 1024

/** Several large files at once would take the memory of the endpoint. */
const oneAtATime = createPlaces(1)

/**
 * Reads an uploaded file, a large one in a thread of its own: reports and probes are answered meanwhile. Large files wait for one
 * another, but for one that is being taken (`at-once`): everybody waits for that.
 */
export async function readApart(
  kind: ImportKind,
  bytes: Uint8Array,
  sourceTenantId: string,
  turn: 'in-turn' | 'at-once',
): Promise<ReadImport> {
  if (bytes.length < threadFromBytes) return readImport(kind, bytes, sourceTenantId)
  const read = (): Promise<ReadImport> => readInThread({ kind, bytes, sourceTenantId })
  return turn === 'at-once' ? read() : oneAtATime.during(read)
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
