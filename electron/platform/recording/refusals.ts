import { toReason } from '../../../shared/computer/to-reason.ts'
import type { Question, RecordedMachine } from '../../../shared/recording/recorded-machine.ts'

/** What a computer refuses while it is recorded, each once. */
export type Refusals = {
  readonly unreadable: RecordedMachine['unreadable']
  /** Asks, notes a refusal and passes it on. */
  readonly ask: <Answer>(what: Question, place: string, question: () => Answer) => Answer
  /** The same for an answer that takes its time. */
  readonly askLater: <Answer>(
    what: Question,
    place: string,
    question: () => Promise<Answer>,
  ) => Promise<Answer>
}

export function createRefusals(): Refusals {
  const unreadable: RecordedMachine['unreadable'] = []
  const note = (what: Question, place: string, error: unknown): void => {
    const isKnown = unreadable.some((other) => other.what === what && other.place === place)
    if (!isKnown) unreadable.push({ what, place, reason: toReason(error) })
  }
  return {
    unreadable,
    ask: (what, place, question) => {
      try {
        return question()
      } catch (error) {
        note(what, place, error)
        throw error
      }
    },
    askLater: async (what, place, question) => {
      try {
        return await question()
      } catch (error) {
        note(what, place, error)
        throw error
      }
    },
  }
}
