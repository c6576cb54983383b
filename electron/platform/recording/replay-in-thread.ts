import { Worker } from 'node:worker_threads'
import { toUnreadableFacts } from '../../../shared/computer/unreadable-facts.ts'
import type { MachineFacts } from '../../../shared/machine.ts'
import type { ManagedLayer } from '../../../shared/managed-settings.ts'
import { TookTooLong } from '../../time-limit.ts'
import { RecordingRefused, tookTooLong, type Platform } from '../platform.ts'
import type { ScanOptions } from '../scan/scan-folders.ts'
import type { FromReplayThread, ReplayAnswers, ReplayQuestion, ToReplayThread } from './replay-thread.ts'
import { watchRecording } from './watch-recording.ts'

/** How long a recording may take, in milliseconds: to be opened, for an answer, and for a scan between two of its words. */
export type ReplayLimits = { readonly open: number; readonly answer: number; readonly silence: number }
const usualLimits: ReplayLimits = { open: 60_000, answer: 60_000, silence: 60_000 }

/**
 * A stranger's recording, read in a thread of its own: whatever it holds, the window stays at hand, and what takes longer than
 * `limits` is ended and said to be unreadable. Throws `RecordingRefused` as `createRecordingPlatform` does.
 */
export async function createReplayPlatform(
  folder: string,
  limits: ReplayLimits = usualLimits,
  start: (folder: string) => Worker = startThread,
): Promise<Platform> {
  const thread = createThread(folder, start)
  let last: MachineFacts | null = null
  const refuse = (error: unknown): never => {
    throw error instanceof TookTooLong ? new RecordingRefused(folder, tookTooLong) : error
  }
  await thread.ask({ kind: 'open' }, limits.open).catch(refuse)
  return {
    readFacts: async () => {
      try {
        last = await thread.ask({ kind: 'facts' }, limits.answer)
        return last
      } catch (error) {
        if (!(error instanceof TookTooLong)) throw error
        return toSlowFacts(last)
      }
    },
    scan: async (request, options = {}) => {
      const { onFound, onLeft, onProgress, signal } = options
      signal?.throwIfAborted()
      const hears = { found: onFound !== undefined, left: onLeft !== undefined, progress: true }
      try {
        const reading = await thread.ask({ kind: 'scan', request, hears }, limits.silence, {
          ...options,
          onProgress: (progress) => onProgress?.(progress),
        })
        signal?.throwIfAborted()
        return reading
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof TookTooLong)) throw error
        const readAt = new Date().toISOString()
        return { kind: 'unreadable', reason: tookTooLong, source: 'file-list', readAt }
      }
    },
    record: () => thread.ask({ kind: 'record' }, limits.answer).catch(refuse),
    watch: (onChange) => watchRecording(folder, onChange),
    // There is nobody to open anything on somebody else's computer.
    open: async () => ({ kind: 'unavailable', reason: 'unsupported' }),
  }
}

/** The policy for Landfall in a stranger's recording, as `readRecordedPolicy`. Throws where that takes too long. */
export async function readReplayPolicy(
  folder: string,
  limit: number = usualLimits.answer,
  start: (folder: string) => Worker = startThread,
): Promise<readonly ManagedLayer[]> {
  const thread = createThread(folder, start)
  try {
    return await thread.ask({ kind: 'policy' }, limit)
  } catch (error) {
    throw error instanceof TookTooLong ? new Error(tookTooLong, { cause: error }) : error
  } finally {
    thread.end()
  }
}

/** The file is written out here, so that the build finds it. A recording that fills the memory ends its thread, not the window. */
function startThread(folder: string): Worker {
  return new Worker(new URL('./replay-thread.ts', import.meta.url), {
    workerData: { folder },
    resourceLimits: { maxOldGenerationSizeMb: 1_024 },
  })
}

/** Facts of a recording that nobody could read in time. */
function toSlowFacts(last: MachineFacts | null): MachineFacts {
  const readAt = last?.context.readAt ?? new Date().toISOString()
  const context = { kind: 'unreadable', reason: tookTooLong, source: 'recording', readAt } as const
  const header = { platform: last?.platform ?? 'windows', osVersion: last?.osVersion ?? 'unknown' } as const
  return toUnreadableFacts({ ...header, recorded: true, context }, tookTooLong)
}

type Asked = {
  readonly of: Worker
  readonly resolve: (value: never) => void
  readonly reject: (error: unknown) => void
  /** Counts the time anew. */
  readonly heard: () => void
  readonly options: ScanOptions
}

/** One thread for a recording; one that took too long is ended, and the next question begins a new one. */
function createThread(folder: string, start: (folder: string) => Worker) {
  let worker: Worker | null = null
  let next = 0
  const asked = new Map<number, Asked>()

  function tell(message: ToReplayThread): void {
    worker?.postMessage(message)
  }

  function begin(): Worker {
    const begun = start(folder)
    begun.unref()
    const lost = (error: unknown): void => {
      if (worker === begun) worker = null
      // One that was ended may go while the next is asked already.
      for (const { of, reject } of asked.values()) if (of === begun) reject(error)
    }
    begun.on('message', (message: FromReplayThread) => {
      if (worker === begun) hear(message)
    })
    begun.once('error', lost)
    begun.once('exit', () => lost(new Error('the thread that reads the recording has ended')))
    return begun
  }

  function hear(message: FromReplayThread): void {
    if ('id' in message) {
      const waiting = asked.get(message.id)
      if (message.kind === 'answer') waiting?.resolve(message.value as never)
      else if (message.kind === 'refused') waiting?.reject(new RecordingRefused(message.file, message.reason))
      else waiting?.reject(message.error)
      return
    }
    // Only one scan runs at a time.
    for (const { heard, options, reject } of asked.values()) {
      heard()
      if (message.kind === 'progress') options.onProgress?.(message.progress)
      else {
        const done =
          message.kind === 'found' ? options.onFound?.(message.found) : options.onLeft?.(message.left)
        void Promise.resolve(done).then(() => tell({ kind: 'heard' }), reject)
      }
    }
  }

  async function ask<Question extends ReplayQuestion>(
    question: Question,
    limit: number,
    options: ScanOptions = {},
  ): Promise<ReplayAnswers[Question['kind']]> {
    worker ??= begin()
    const used = worker
    const id = (next += 1)
    const stop = (): void => tell({ kind: 'stop' })
    options.signal?.addEventListener('abort', stop)
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<ReplayAnswers[Question['kind']]>((resolve, reject) => {
        const heard = (): void => {
          clearTimeout(timer)
          timer = setTimeout(() => {
            if (worker === used) worker = null
            void used.terminate()
            reject(new TookTooLong())
          }, limit)
        }
        asked.set(id, { of: used, resolve, reject, heard, options })
        heard()
        used.ref()
        tell({ kind: 'ask', id, question })
      })
    } finally {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', stop)
      asked.delete(id)
      if (asked.size === 0) used.unref()
    }
  }

  return { ask, end: () => void worker?.terminate() }
}
