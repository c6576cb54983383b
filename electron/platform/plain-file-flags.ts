import { constants } from 'node:fs'

/**
 * Beside the mode of `open`: not through a link, and a pipe must not block the caller. Windows has neither flag, and makes
 * links only for administrators.
 */
export const plainFileFlags =
  ((constants.O_NOFOLLOW as number | undefined) ?? 0) | ((constants.O_NONBLOCK as number | undefined) ?? 0)
