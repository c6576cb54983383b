// The thread of find-in-thread.ts: it looks for what leads to the old organisation.
import { parentPort, workerData } from 'node:worker_threads'
import type { PointerFacts } from '../../../shared/facts/pointers.ts'
import { diskFor } from '../../platform/index.ts'
import type { DiskOwner } from '../../platform/local-disk.ts'
import { findPointers } from './find-pointers.ts'
import type { FoundPointer, PointerRequest } from './pointer-request.ts'

export type PointerOrder = { readonly owner: DiskOwner; readonly request: PointerRequest }

/** `found` is answered with `heard`. */
export type FromPointerThread =
  | { readonly kind: 'found'; readonly found: readonly FoundPointer[] }
  | { readonly kind: 'done'; readonly result: PointerFacts }
  | { readonly kind: 'failed'; readonly error: Error }

export type ToPointerThread = { readonly kind: 'heard' } | { readonly kind: 'stop' }

if (parentPort === null) throw new Error('this file is a thread')
const parent = parentPort
const { owner, request } = workerData as PointerOrder
const ending = new AbortController()
let goOn = (): void => undefined

parent.on('message', (message: ToPointerThread) => {
  if (message.kind === 'stop') {
    ending.abort(new Error('ended'))
    parent.close()
  }
  goOn()
})

function send(message: FromPointerThread): void {
  parent.postMessage(message)
}

try {
  const onFound = (found: readonly FoundPointer[]): Promise<void> =>
    new Promise((resolve) => {
      goOn = resolve
      send({ kind: 'found', found })
    })
  const disk = await diskFor(owner)
  send({ kind: 'done', result: await findPointers(disk, request, { signal: ending.signal, onFound }) })
} catch (error) {
  send({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
}
