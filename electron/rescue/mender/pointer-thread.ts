// The thread of find-in-thread.ts: it looks for what leads to the old organisation.
import { workerData } from 'node:worker_threads'
import type { PointerFacts } from '../../../shared/facts/pointers.ts'
import { diskFor } from '../../platform/index.ts'
import type { DiskOwner } from '../../platform/local-disk.ts'
import { runAsThread } from '../../platform/thread-talk.ts'
import { findPointers } from './find-pointers.ts'
import type { FoundPointer, PointerRequest } from './pointer-request.ts'

export type PointerOrder = { readonly owner: DiskOwner; readonly request: PointerRequest }

const { owner, request } = workerData as PointerOrder

await runAsThread<readonly FoundPointer[], PointerFacts>(async ({ signal, tell }) =>
  findPointers(await diskFor(owner), request, { signal, onFound: tell }),
)
