// The thread of scan-in-thread.ts: it looks through the folders and tells what it finds.
import { workerData } from 'node:worker_threads'
import type { Found, LeftFile, ScanProgress, ScanRequest, ScanResult } from '../../../shared/files/scan.ts'
import { runAsThread } from '../thread-talk.ts'
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

/** What the thread has found; `found` and `left` are each answered. */
export type ScanNews =
  | { readonly kind: 'progress'; readonly progress: ScanProgress }
  | { readonly kind: 'found'; readonly found: readonly Found[] }
  | { readonly kind: 'left'; readonly left: readonly LeftFile[] }
  | { readonly kind: 'seen'; readonly marks: Float64Array<ArrayBuffer> }

const { request, hears, seen } = workerData as ThreadOrder

/** How folders of this computer are listed. Throws where it cannot be told of a file whether reading it would download it. */
async function openLister(): Promise<{ readonly list: ListFolder; readonly separator: '\\' | '/' }> {
  if (process.platform !== 'darwin')
    return { list: (await import('../windows/list-folder.ts')).listFolder, separator: '\\' }
  const { bindMacCalls, refuseDownloads } = await import('../macos/mac-calls.ts')
  const calls = bindMacCalls()
  refuseDownloads(calls, 'thread')
  return { list: (await import('../macos/list-folder.ts')).createListFolder(calls), separator: '/' }
}

// Several folders are listed at a time.
await runAsThread<ScanNews, ScanResult>(async ({ signal, tell, send }) => {
  const { list, separator } = await openLister()
  return await scanFolders(request, list, {
    separator,
    signal,
    ...(hears.found && { onFound: (found) => tell({ kind: 'found', found }) }),
    ...(hears.left && { onLeft: (left) => tell({ kind: 'left', left }) }),
    ...(seen !== null && { seen }),
    ...(hears.seen && { onSeen: (marks) => send({ kind: 'seen', marks }, [marks.buffer]) }),
    ...(hears.progress && { onProgress: (progress) => send({ kind: 'progress', progress }) }),
  })
})
