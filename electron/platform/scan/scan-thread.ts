// The thread of scan-in-thread.ts: it looks through the folders and tells what it finds.
import { parentPort, workerData } from 'node:worker_threads'
import type { Found, LeftFile, ScanProgress, ScanRequest, ScanResult } from '../../../shared/files/scan.ts'
import { scanFolders, type ListFolder } from './scan-folders.ts'

export type ThreadOrder = {
  readonly request: ScanRequest
  /** What the caller listens to; the rest is not sent. */
  readonly hears: {
    readonly found: boolean
    readonly left: boolean
    readonly seen: boolean
    readonly progress: boolean
  }
  /** Marks of the paths that the look before it saw. */
  readonly seen: Float64Array | null
}

/** `found` and `left` are each answered with `heard`, in their order. */
export type FromThread =
  | { readonly kind: 'progress'; readonly progress: ScanProgress }
  | { readonly kind: 'found'; readonly found: readonly Found[] }
  | { readonly kind: 'left'; readonly left: readonly LeftFile[] }
  | { readonly kind: 'seen'; readonly marks: Float64Array<ArrayBuffer> }
  | { readonly kind: 'done'; readonly result: ScanResult }
  | { readonly kind: 'failed'; readonly error: Error }

export type ToThread = { readonly kind: 'heard' } | { readonly kind: 'stop' }

if (parentPort === null) throw new Error('this file is a thread')
const parent = parentPort
const { request, hears, seen } = workerData as ThreadOrder
const ending = new AbortController()
const waiting: (() => void)[] = []

parent.on('message', (message: ToThread) => {
  if (message.kind === 'heard') return waiting.shift()?.()
  ending.abort(new Error('ended'))
  for (const go of waiting.splice(0)) go()
  // No one is listening any more, and nothing holds the thread but the port.
  parent.close()
})

function send(message: FromThread): void {
  parent.postMessage(message)
}

/** Several folders are listed at a time; the answers come in the order of the requests. */
function tell(message: FromThread): Promise<void> {
  return new Promise((resolve) => {
    if (ending.signal.aborted) return resolve()
    waiting.push(resolve)
    send(message)
  })
}

/** How folders of this computer are listed. Throws where it cannot be told of a file whether reading it would download it. */
async function openLister(): Promise<{ readonly list: ListFolder; readonly separator: '\\' | '/' }> {
  if (process.platform !== 'darwin')
    return { list: (await import('../windows/list-folder.ts')).listFolder, separator: '\\' }
  const { bindMacCalls, refuseDownloads } = await import('../macos/mac-calls.ts')
  const calls = bindMacCalls()
  refuseDownloads(calls, 'thread')
  return { list: (await import('../macos/list-folder.ts')).createListFolder(calls), separator: '/' }
}

try {
  const { list, separator } = await openLister()
  const result = await scanFolders(request, list, {
    separator,
    signal: ending.signal,
    ...(hears.found && { onFound: (found) => tell({ kind: 'found', found }) }),
    ...(hears.left && { onLeft: (left) => tell({ kind: 'left', left }) }),
    ...(seen !== null && { seen }),
    ...(hears.seen && { onSeen: (marks) => parent.postMessage({ kind: 'seen', marks }, [marks.buffer]) }),
    ...(hears.progress && { onProgress: (progress) => send({ kind: 'progress', progress }) }),
  })
  send({ kind: 'done', result })
} catch (error) {
  send({ kind: 'failed', error: error instanceof Error ? error : new Error(String(error)) })
}
