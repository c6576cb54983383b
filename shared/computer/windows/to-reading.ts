import type { Reading } from '../../facts/reading.ts'
import { toReason } from '../to-reason.ts'

/** The answer with its origin, or why there is none. */
export function toReading<Value>(source: string, readAt: string, ask: () => Value): Reading<Value> {
  try {
    return { kind: 'read', value: ask(), source, readAt }
  } catch (error) {
    return { kind: 'unreadable', reason: toReason(error), source, readAt }
  }
}
