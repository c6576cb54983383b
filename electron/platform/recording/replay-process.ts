import { findParent } from '../find-parent.ts'
import { RecordingRefused, type Platform } from '../platform.ts'
import { endWithParent } from './end-with-parent.ts'
import { createRecordingPlatform, readRecordedPolicy } from './recording.ts'
import type { FromReplay, ReplayAnswers, ReplayQuestion, ToReplay } from './replay-messages.ts'

/*
 * The process that reads a stranger's recording, and may be ended while it does: Electron's utility process, or plain Node with a channel
 * to its parent. Its one argument is the recording's folder.
 */

const parent = findParent<FromReplay, ToReplay>()
// A main thread that is busy does not hear that the channel has closed.
if (!parent.isElectrons) endWithParent()
const folder = process.argv[2] ?? ''
let platform: Platform | null = null
let ending = new AbortController()
const waiting: (() => void)[] = []

parent.hear((message) => {
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
    else tell({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) })
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

function tell(message: FromReplay): void {
  parent.tell(message)
}

function tellAndWait(message: FromReplay): Promise<void> {
  return new Promise((resolve) => {
    if (ending.signal.aborted) return resolve()
    waiting.push(resolve)
    tell(message)
  })
}
