import type { LiveTroubleCode } from '../../../shared/move/live-source.ts'

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
