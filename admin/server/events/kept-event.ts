import type { LiveEvent } from '../contract/progress-routes.ts'

/** The plans of these people may have changed; null: anybody's. For the apps that wait, not for the console. */
export type PlansChanged = { readonly kind: 'plans'; readonly personIds: readonly string[] | null }

/** What is kept in the table of events, in the order in which it happened. */
export type KeptEvent = LiveEvent | PlansChanged
