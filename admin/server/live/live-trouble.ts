/** Why the live source cannot be read. An admin finds the code in the log and in the documentation. */
export const liveTroubles = [
  'live.file-not-trusted',
  'live.file-unreadable',
  'live.token-refused',
  'live.permission-missing',
  'live.refused',
  'live.not-found',
  'live.throttled',
  'live.unreachable',
  'live.answer-unreadable',
] as const
export type LiveTroubleCode = (typeof liveTroubles)[number]

/** The live source could not be read: what is known grows older, and nothing opens by it. */
export class LiveTrouble extends Error {
  readonly code: LiveTroubleCode
  /** Graph's own word for how long to wait. */
  readonly retryAfterMs: number
  constructor(code: LiveTroubleCode, detail: string, retryAfterMs = 0) {
    super(`${code}: ${detail}`)
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}
