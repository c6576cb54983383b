import { readerEnded, readerNotStarted, RecordingRefused, tookTooLong } from '../platform.ts'
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

/** No one will answer: the process took too long, or has ended. The message is the reason, for people. */
export class ReaderLost extends Error {}

/** Reads a recording in another process. */
export type RecordingReader = {
  /** `limit` in milliseconds: for the answer, and for a scan between two of its words. Rejects with `ReaderLost` without an answer. */
  readonly ask: <Question extends ReplayQuestion>(
    question: Question,
    limit: number,
    options?: ScanOptions,
  ) => Promise<ReplayAnswers[Question['kind']]>
  readonly end: () => void
}

/** One process for a recording; one that took too long is ended, and the next question begins a new one. */
export function createRecordingReader(folder: string, start: StartReplay): RecordingReader {
  let current: RecordingReader | null = null

  function startReader(): RecordingReader {
    const reader: RecordingReader = createProcessReader(folder, start, () => {
      if (current === reader) current = null
    })
    return reader
  }

  return {
    ask: (question, limit, options) => {
      current ??= startReader()
      return current.ask(question, limit, options)
    },
    end: () => current?.end(),
  }
}

type Asked = {
  /** False where that is no answer to what was asked. */
  readonly answer: (value: unknown) => boolean
  readonly reject: (error: unknown) => void
  /** Counts the time anew. */
  readonly heard: () => void
  readonly options: ScanOptions
}

/** Reads in one process, which is started at once. `onOver`: it answers nothing any more; may be called more than once. */
function createProcessReader(folder: string, start: StartReplay, onOver: () => void): RecordingReader {
  let process: ReplayProcess | null = null
  let isOver = false
  /** No one wants it any more, also where it is not started yet. */
  let isEnded = false
  let next = 0
  const asked = new Map<number, Asked>()
  // Not at once: a start that fails at once has to be forgotten after this reader is kept.
  const started = Promise.resolve().then(startProcess)

  async function startProcess(): Promise<void> {
    try {
      process = await start(folder, hear, onProcessEnded)
    } catch {
      giveUp()
      throw new ReaderLost(readerNotStarted)
    }
    process.hold(false)
    if (isEnded) process.end()
  }

  function giveUp(): void {
    isOver = true
    onOver()
  }

  function end(): void {
    giveUp()
    isEnded = true
    process?.end()
  }

  function onProcessEnded(): void {
    giveUp()
    for (const { reject } of asked.values()) reject(new ReaderLost(readerEnded))
  }

  const tell = (message: ToReplay): void => (isOver ? undefined : process?.tell(message))

  function hear(said: unknown): void {
    if (isOver) return
    const message = parseFromReplay(said)
    if (message === null || !passOn(message, asked, () => tell({ kind: 'heard' }))) end()
  }

  async function ask<Question extends ReplayQuestion>(
    question: Question,
    limit: number,
    options: ScanOptions = {},
  ): Promise<ReplayAnswers[Question['kind']]> {
    await started
    options.signal?.throwIfAborted()
    const id = (next += 1)
    const stop = (): void => tell({ kind: 'stop' })
    options.signal?.addEventListener('abort', stop)
    let patience: Patience | undefined
    try {
      return await new Promise<ReplayAnswers[Question['kind']]>((resolve, reject) => {
        patience = createPatience(limit, () => {
          end()
          reject(new ReaderLost(tookTooLong))
        })
        const heard = patience.restart
        asked.set(id, { answer: toAnswer(question, resolve), reject, heard, options })
        // It may have ended between its start and now.
        if (isOver) return reject(new ReaderLost(readerEnded))
        heard()
        process?.hold(true)
        tell({ kind: 'ask', id, question })
      })
    } finally {
      patience?.stop()
      options.signal?.removeEventListener('abort', stop)
      asked.delete(id)
      if (asked.size === 0) process?.hold(false)
    }
  }

  return { ask, end }
}

type Patience = { readonly restart: () => void; readonly stop: () => void }

/** Calls `onLate` once no one has restarted it for `limit` milliseconds. */
function createPatience(limit: number, onLate: () => void): Patience {
  let timer: NodeJS.Timeout | undefined
  return {
    restart: () => {
      clearTimeout(timer)
      timer = setTimeout(onLate, limit)
    },
    stop: () => clearTimeout(timer),
  }
}

/** Takes what is proven to be an answer to this question. */
function toAnswer<Question extends ReplayQuestion>(
  { kind }: Question,
  resolve: (value: ReplayAnswers[Question['kind']]) => void,
): Asked['answer'] {
  return (value) => {
    const proven = parseAnswer<Question['kind']>(kind, value)
    if (proven === undefined) return false
    resolve(proven)
    return true
  }
}

/** Hands a message to the request that waits for it. False for an answer that is none. `onPassed`: what was found is dealt with. */
function passOn(message: FromReplay, asked: ReadonlyMap<number, Asked>, onPassed: () => void): boolean {
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
      onPassed()
    }
    pass().catch(reject)
  }
  return true
}
