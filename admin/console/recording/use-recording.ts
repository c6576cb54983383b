import { useCallback, useEffect, useRef, useState } from 'react'
import type { RecordingAnswer } from './opened-recording.ts'
import type { FromRecordingWorker } from './recording-worker.ts'

export type RecordingState =
  | { readonly kind: 'none' }
  /** `isLong` after a second: then it is worth saying how far it is. `share` is of 1. */
  | { readonly kind: 'reading'; readonly name: string; readonly share: number; readonly isLong: boolean }
  | { readonly kind: 'stopped'; readonly name: string }
  | { readonly kind: 'answered'; readonly name: string; readonly answer: RecordingAnswer }

export type RecordingReader = {
  readonly state: RecordingState
  /** Opens a file in a worker of its own; one that is being opened is given up. */
  readonly open: (file: File) => void
  readonly stop: () => void
  readonly close: () => void
}

const longMilliseconds = 1000

/** One recording at a time; with the page it goes. */
export function useRecording(): RecordingReader {
  const [state, setState] = useState<RecordingState>({ kind: 'none' })
  const giveUp = useRef<() => void>(() => undefined)
  useEffect(() => () => giveUp.current(), [])

  const open = useCallback((file: File): void => {
    giveUp.current()
    const { name } = file
    setState({ kind: 'reading', name, share: 0, isLong: false })
    const worker = new Worker(new URL('./recording-worker.ts', import.meta.url), { type: 'module' })
    const change = (part: { readonly share: number } | { readonly isLong: true }): void =>
      setState((before) => (before.kind === 'reading' ? { ...before, ...part } : before))
    const timer = setTimeout(() => change({ isLong: true }), longMilliseconds)
    giveUp.current = () => {
      clearTimeout(timer)
      worker.terminate()
    }
    const end = (answer: RecordingAnswer): void => {
      giveUp.current()
      setState({ kind: 'answered', name, answer })
    }
    worker.addEventListener('message', ({ data }: MessageEvent<FromRecordingWorker>) => {
      if (data.kind === 'progress') change({ share: data.share })
      else end(data.answer)
    })
    // It ran out of memory, or something unexpected was thrown in it.
    worker.addEventListener('error', (event) => {
      event.preventDefault()
      end({ kind: 'refused', code: 'unexpected', part: null })
    })
    worker.postMessage(file)
  }, [])

  const stop = useCallback((): void => {
    giveUp.current()
    setState((before) => (before.kind === 'reading' ? { kind: 'stopped', name: before.name } : before))
  }, [])
  const close = useCallback((): void => setState({ kind: 'none' }), [])
  return { state, open, stop, close }
}
