// The thread of replay-in-thread.ts: it reads a stranger's recording, and may be ended while it does.
import { parentPort, workerData } from 'node:worker_threads'
import type { MachineFacts } from '../../../shared/machine.ts'
import type { ManagedLayer } from '../../../shared/managed-settings.ts'
import type { Reading } from '../../../shared/reading.ts'
import type { Found, LeftFile, ScanProgress, ScanRequest, ScanResult } from '../../../shared/scan.ts'
import { RecordingRefused, type Platform } from '../platform.ts'
import type { RecordingContent } from './recording-content.ts'
import { createRecordingPlatform, readRecordedPolicy } from './recording.ts'

export type ReplayQuestion =
  | { readonly kind: 'open' | 'facts' | 'record' | 'policy' }
  | {
      readonly kind: 'scan'
      readonly request: ScanRequest
      /** What somebody listens to; the rest is not sent. */
      readonly hears: { readonly found: boolean; readonly left: boolean; readonly progress: boolean }
    }

export type ReplayAnswers = {
  readonly open: null
  readonly facts: MachineFacts
  readonly record: RecordingContent
  readonly policy: readonly ManagedLayer[]
  readonly scan: Reading<ScanResult> | null
}

/** `heard` answers `found` and `left`; `stop` ends the scan. */
export type ToReplayThread =
  | { readonly kind: 'ask'; readonly id: number; readonly question: ReplayQuestion }
  | { readonly kind: 'heard' }
  | { readonly kind: 'stop' }

export type FromReplayThread =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly file: string; readonly reason: string }
  | { readonly kind: 'failed'; readonly id: number; readonly error: Error }
  | { readonly kind: 'found'; readonly found: readonly Found[] }
  | { readonly kind: 'left'; readonly left: readonly LeftFile[] }
  | { readonly kind: 'progress'; readonly progress: ScanProgress }

if (parentPort === null) throw new Error('this file is a thread')
const parent = parentPort
const { folder } = workerData as { readonly folder: string }
let platform: Platform | null = null
let ending = new AbortController()
const waiting: (() => void)[] = []

parent.on('message', (message: ToReplayThread) => {
  switch (message.kind) {
    case 'ask':
      return void answer(message.id, message.question)
    case 'heard':
      return waiting.shift()?.()
    case 'stop':
      ending.abort(new Error('ended'))
      for (const go of waiting.splice(0)) go()
  }
})

async function answer(id: number, question: ReplayQuestion): Promise<void> {
  try {
    tell({ kind: 'answer', id, value: await find(question) })
  } catch (error) {
    if (error instanceof RecordingRefused)
      tell({ kind: 'refused', id, file: error.file, reason: error.reason })
    else tell({ kind: 'failed', id, error: error instanceof Error ? error : new Error(String(error)) })
  }
}

async function find(question: ReplayQuestion): Promise<ReplayAnswers[ReplayQuestion['kind']]> {
  if (question.kind === 'policy') return await readRecordedPolicy(folder)
  platform ??= await createRecordingPlatform(folder)
  switch (question.kind) {
    case 'open':
      return null
    case 'facts':
      return await platform.readFacts()
    case 'record':
      return await platform.record()
    case 'scan': {
      ending = new AbortController()
      const { hears } = question
      return await platform.scan(question.request, {
        signal: ending.signal,
        ...(hears.found && { onFound: (found) => tellAndWait({ kind: 'found', found }) }),
        ...(hears.left && { onLeft: (left) => tellAndWait({ kind: 'left', left }) }),
        ...(hears.progress && { onProgress: (progress) => tell({ kind: 'progress', progress }) }),
      })
    }
  }
}

function tell(message: FromReplayThread): void {
  parent.postMessage(message)
}

function tellAndWait(message: FromReplayThread): Promise<void> {
  return new Promise((resolve) => {
    if (ending.signal.aborted) return resolve()
    waiting.push(resolve)
    tell(message)
  })
}
