/**
 * A fact with its origin. A failed read is an answer of its own: "no account" and "could not look" must
 * never be the same value.
 */
export type Reading<Value> =
  | { readonly kind: 'read'; readonly value: Value; readonly source: string; readonly readAt: string }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly source: string; readonly readAt: string }

/** Where and when something was read. */
export type Origin = { readonly source: string; readonly readAt: string }
