import { toUnreadableFacts } from '../../../shared/computer/unreadable-facts.ts'
import type { MachineFacts } from '../../../shared/facts/machine.ts'
import type { ManagedLayer } from '../../../shared/config/managed-settings.ts'
import { readerEnded, readerNotStarted, RecordingRefused, tookTooLong, type Platform } from '../platform.ts'
import type { ScanOptions } from '../scan/scan-folders.ts'
import { parseAnswer, parseFromReplay } from './replay-answers.ts'
import type {
  FromReplay,
  ReplayAnswers,
  ReplayProcess,
  ReplayQuestion,
  StartReplay,
  ToReplay,
} from './replay-messages.ts'
import { watchRecording } from './watch-recording.ts'

/** How long a recording may take, in milliseconds: to be opened, for an answer, and for a scan between two of its words. */
export type ReplayLimits = { readonly open: number; readonly answer: number; readonly silence: number }
const usualLimits: ReplayLimits = { open: 60_000, answer: 60_000, silence: 60_000 }

/** No one will answer: the process took too long, or has ended. The message is the reason, for people. */
class ReaderLost extends Error {}

/**
 * A stranger's recording, read in a process of its own: whatever it holds, the window stays at hand. What takes longer than `limits`, or
 * ends its process, is said to be unreadable. Throws `RecordingRefused` as `createRecordingPlatform` does.
 */
export async function createReplayPlatform(
  folder: string,
  start: StartReplay,
  limits: ReplayLimits = usualLimits,
): Promise<Platform> {
  const reader = createReader(folder, start)
  let last: MachineFacts | null = null
  const refuse = (error: unknown): never => {
    throw error instanceof ReaderLost ? new RecordingRefused(folder, error.message) : error
  }
  await reader.ask({ kind: 'open' }, limits.open).catch((error: unknown) => {
    // No one will ask it again.
    reader.end()
    return refuse(error)
  })
  return {
    readFacts: async () => {
      try {
        last = await reader.ask({ kind: 'facts' }, limits.answer)
        return last
      } catch (error) {
        if (!(error instanceof ReaderLost)) throw error
        return toLostFacts(last, error.message)
      }
    },
    scan: async (request, options = {}) => {
      const { onFound, onLeft, onProgress, signal } = options
      signal?.throwIfAborted()
      const hears = { found: onFound !== undefined, left: onLeft !== undefined, progress: true }
      try {
        const reading = await reader.ask({ kind: 'scan', request, hears }, limits.silence, {
          ...options,
          onProgress: (progress) => onProgress?.(progress),
        })
        signal?.throwIfAborted()
        return reading
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof ReaderLost)) throw error
        const readAt = new Date().toISOString()
        return { kind: 'unreadable', reason: error.message, source: 'file-list', readAt }
      }
    },
    record: () => reader.ask({ kind: 'record' }, limits.answer).catch(refuse),
    watch: (onChange) => watchRecording(folder, onChange),
    // There is no one to open anything on somebody else's computer.
    open: async () => ({ kind: 'unavailable', reason: 'unsupported' }),
  }
}

/** The policy for Landfall in a stranger's recording, as `readRecordedPolicy`. Throws where its process takes too long, or ends. */
export async function readReplayPolicy(
  folder: string,
  start: StartReplay,
  limit: number = usualLimits.answer,
): Promise<readonly ManagedLayer[]> {
  const reader = createReader(folder, start)
  try {
    return await reader.ask({ kind: 'policy' }, limit)
  } finally {
    reader.end()
  }
}

/** Facts of a recording that no one could read. */
function toLostFacts(last: MachineFacts | null, reason: string): MachineFacts {
  const readAt = last?.context.readAt ?? new Date().toISOString()
  const context = { kind: 'unreadable', reason, source: 'recording', readAt } as const
  const header = { platform: last?.platform ?? 'windows', osVersion: last?.osVersion ?? 'unknown' } as const
  return toUnreadableFacts({ ...header, recorded: true, context }, reason)
}

type Asked = {
  readonly of: Reader
  /** False where that is no answer to what was asked. */
  readonly answer: (value: unknown) => boolean
  readonly reject: (error: unknown) => void
  /** Counts the time anew. */
  readonly heard: () => void
  readonly options: ScanOptions
}

/** `isEnded`: no one wants it any more, also where it is not started yet. */
type Reader = { process: ReplayProcess | null; isEnded: boolean }

/** One process for a recording; one that took too long is ended, and the next question begins a new one. */
function createReader(folder: string, start: StartReplay) {
  let current: Reader | null = null
  let begun: Promise<Reader> | null = null
  let next = 0
  const asked = new Map<number, Asked>()

  function tell(message: ToReplay): void {
    current?.process?.tell(message)
  }

  function forget(reader: Reader): void {
    if (current !== reader) return
    current = null
    begun = null
  }

  function end(reader: Reader): void {
    forget(reader)
    reader.isEnded = true
    reader.process?.end()
  }

  async function begin(): Promise<Reader> {
    const reader: Reader = { process: null, isEnded: false }
    current = reader
    const hearOwn = (said: unknown): void => {
      if (current !== reader) return
      const message = parseFromReplay(said)
      if (message === null || !hear(message)) end(reader)
    }
    const over = (): void => {
      forget(reader)
      // One that was ended may go while the next is asked already.
      for (const { of, reject } of asked.values()) if (of === reader) reject(new ReaderLost(readerEnded))
    }
    // Not before `begun` is kept: a start that fails at once has to be forgotten after that.
    const starting = Promise.resolve().then(() => start(folder, hearOwn, over))
    const started = await starting.catch(() => {
      forget(reader)
      throw new ReaderLost(readerNotStarted)
    })
    reader.process = started
    started.hold(false)
    if (reader.isEnded) started.end()
    return reader
  }

  /** False for an answer that is none. */
  function hear(message: FromReplay): boolean {
    if ('id' in message) {
      const waiting = asked.get(message.id)
      if (message.kind === 'answer') return waiting?.answer(message.value) ?? true
      if (message.kind === 'refused') waiting?.reject(new RecordingRefused(message.file, message.reason))
      else waiting?.reject(new Error(message.message))
      return true
    }
    // Only one scan runs at a time.
    for (const { heard, options, reject } of asked.values()) {
      heard()
      const pass = async (): Promise<void> => {
        if (message.kind === 'progress') return options.onProgress?.(message.progress)
        await (message.kind === 'found' ? options.onFound?.(message.found) : options.onLeft?.(message.left))
        tell({ kind: 'heard' })
      }
      pass().catch(reject)
    }
    return true
  }

  async function ask<Question extends ReplayQuestion>(
    question: Question,
    limit: number,
    options: ScanOptions = {},
  ): Promise<ReplayAnswers[Question['kind']]> {
    begun ??= begin()
    const used = await begun
    options.signal?.throwIfAborted()
    const id = (next += 1)
    const stop = (): void => tell({ kind: 'stop' })
    options.signal?.addEventListener('abort', stop)
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<ReplayAnswers[Question['kind']]>((resolve, reject) => {
        const heard = (): void => {
          clearTimeout(timer)
          timer = setTimeout(() => {
            end(used)
            reject(new ReaderLost(tookTooLong))
          }, limit)
        }
        const answer = (value: unknown): boolean => {
          const proven = parseAnswer<Question['kind']>(question.kind, value)
          if (proven === undefined) return false
          resolve(proven)
          return true
        }
        asked.set(id, { of: used, answer, reject, heard, options })
        // It may have ended between its start and now.
        if (current !== used) return reject(new ReaderLost(readerEnded))
        heard()
        used.process?.hold(true)
        tell({ kind: 'ask', id, question })
      })
    } finally {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', stop)
      asked.delete(id)
      if (asked.size === 0) used.process?.hold(false)
    }
  }

  return {
    ask,
    end: (): void => {
      if (current !== null) end(current)
    },
  }
}
