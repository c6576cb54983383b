import type { KnownPerson } from '../../../../electron/plan/known-person.ts'

/** A computer on which no one was accepted yet, and nothing is kept. */
export const nobodyKnown: KnownPerson = { compare: async () => null, keep: async () => {} }
