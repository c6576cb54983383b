import type { UnreadValue } from '../facts/machine.ts'
import { toReason } from './to-reason.ts'

/** Reads values one by one, so that one that cannot be read hides none of the others. */
export type EachReader = {
  /** The answer; `otherwise` where there is none, which is noted under `name`. */
  readonly read: <Value>(name: string, ask: () => Value, otherwise: Value) => Value
  /** What could not be read. Throws the first reason where nothing could be read at all. */
  readonly unread: () => readonly UnreadValue[]
}

export function createEachReader(): EachReader {
  const unread: UnreadValue[] = []
  let isAnyRead = false
  return {
    read: (name, ask, otherwise) => {
      try {
        const value = ask()
        isAnyRead = true
        return value
      } catch (error) {
        unread.push({ name, reason: toReason(error) })
        return otherwise
      }
    },
    unread: () => {
      const [first] = unread
      if (first !== undefined && !isAnyRead) throw new Error(first.reason)
      return unread
    },
  }
}
