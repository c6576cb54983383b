import { toUnreadableFacts } from '../../../shared/computer/unreadable-facts.ts'
import type { MachineFacts } from '../../../shared/facts/machine.ts'
import type { ManagedLayer } from '../../../shared/config/managed-settings.ts'
import { RecordingRefused, type Platform } from '../platform.ts'
import { createRecordingReader, ReaderLost } from './recording-reader.ts'
import type { StartReplay } from './replay-messages.ts'
import { watchRecording } from './watch-recording.ts'

/** How long a recording may take, in milliseconds: to be opened, for an answer, and for a scan between two of its words. */
export type ReplayLimits = { readonly open: number; readonly answer: number; readonly silence: number }
const usualLimits: ReplayLimits = { open: 60_000, answer: 60_000, silence: 60_000 }

/**
 * A stranger's recording, read in a process of its own: whatever it holds, the window stays at hand. What takes longer than `limits`, or
 * ends its process, is said to be unreadable. Throws `RecordingRefused` as `createRecordingPlatform` does.
 */
export async function createReplayPlatform(
  folder: string,
  start: StartReplay,
  limits: ReplayLimits = usualLimits,
): Promise<Platform> {
  const reader = createRecordingReader(folder, start)
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
  const reader = createRecordingReader(folder, start)
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
