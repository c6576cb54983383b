import { parentPort, type Transferable, type Worker } from 'node:worker_threads'

/** What a thread says: what it has found meanwhile, and its last word. */
type FromThread<News, Result> =
  | { readonly kind: 'news'; readonly news: News }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'failed'; readonly error: Error }

/** What a thread hears: the listener has done with what it got, or no one listens any more. */
type ToThread = { readonly kind: 'heard' } | { readonly kind: 'stop' }

export type ThreadListener<News> = {
  readonly signal: AbortSignal | undefined
  /** Named where the thread ends without a last word: `the thread that reads shortcuts`. */
  readonly name: string
  /** `heard` lets the thread go on, once the listener has done with what it got. */
  readonly onNews: (news: News, heard: (listener: Promise<void> | void) => void) => void
}

/** Hears a thread to its end, and stops it then, or when the signal says so. Throws the signal's reason when that ended it. */
export async function hearThread<News, Result>(
  thread: Worker,
  { signal, name, onNews }: ThreadListener<News>,
): Promise<Result> {
  const tell = (message: ToThread): void => thread.postMessage(message)
  const stop = (): void => tell({ kind: 'stop' })
  signal?.addEventListener('abort', stop)
  try {
    return await new Promise<Result>((resolve, reject) => {
      thread.once('error', reject)
      thread.once('exit', () => reject(new Error(`${name} has ended`)))
      thread.on('message', (message: FromThread<News, Result>) => {
        switch (message.kind) {
          case 'news':
            return onNews(message.news, (listener) => void heard(listener))
          case 'done':
            return resolve(message.result)
          case 'failed':
            return reject(message.error)
        }
      })
      async function heard(listener: Promise<void> | void): Promise<void> {
        try {
          await listener
          tell({ kind: 'heard' })
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
    })
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
}

/** What the work of a thread has of the one that started it. */
export type ThreadPorts<News> = {
  /** Aborted when no one listens any more. */
  readonly signal: AbortSignal
  /** Settles when the listener has done with it. Several may wait; the answers come in their order. */
  readonly tell: (news: News) => Promise<void>
  /** Waits for no answer. */
  readonly send: (news: News, transfer?: readonly Transferable[]) => void
}

/** Does the work of a thread that `hearThread` hears. Throws where it is no thread. */
export async function runAsThread<News, Result>(
  work: (ports: ThreadPorts<News>) => Promise<Result>,
): Promise<void> {
  if (parentPort === null) throw new Error('this file is a thread')
  const parent = parentPort
  const ending = new AbortController()
  const waiting: (() => void)[] = []
  parent.on('message', (message: ToThread) => {
    if (message.kind === 'heard') return waiting.shift()?.()
    ending.abort(new Error('ended'))
    for (const go of waiting.splice(0)) go()
    // No one is listening any more, and nothing holds the thread but the port.
    parent.close()
  })
  const say = (message: FromThread<News, Result>, transfer?: readonly Transferable[]): void =>
    parent.postMessage(message, transfer)
  const send: ThreadPorts<News>['send'] = (news, transfer) => say({ kind: 'news', news }, transfer)
  const tell = (news: News): Promise<void> =>
    new Promise((resolve) => {
      if (ending.signal.aborted) return resolve()
      waiting.push(resolve)
      send(news)
    })
  try {
    say({ kind: 'done', result: await work({ signal: ending.signal, tell, send }) })
  } catch (error) {
    say({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
  }
}
