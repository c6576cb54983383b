// The worker in which a recording is opened: the page stays at hand, and from here nothing leads to the network (docs/security.md).
import { openRecording } from './open-recording.ts'
import type { RecordingAnswer } from './opened-recording.ts'

export type FromRecordingWorker =
  /** Of 1, about ten times a second. */
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'answer'; readonly answer: RecordingAnswer }

const progressMilliseconds = 100

self.addEventListener('message', ({ data }: MessageEvent<Blob>) => void open(data))

async function open(file: Blob): Promise<void> {
  let toldAt = performance.now()
  const answer = await openRecording(file, (bytes, all) => {
    if (performance.now() - toldAt < progressMilliseconds) return
    toldAt = performance.now()
    tell({ kind: 'progress', share: bytes / all })
  })
  tell({ kind: 'answer', answer })
}

function tell(message: FromRecordingWorker): void {
  self.postMessage(message)
}
