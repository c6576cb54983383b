import { ApiRefused } from '../api/api.ts'
import type { WordKey } from '../use-words.ts'

type FailureWords = { readonly title: WordKey; readonly text: WordKey }

/** The endpoint refuses the token for how it is set up; another sign-in brings the same one. */
const tokenTexts: ReadonlyMap<string, WordKey> = new Map<string, WordKey>([
  ['auth.wrong-audience', 'failure/token-audience'],
  ['auth.version-1-token', 'failure/token-version'],
  ['auth.wrong-tenant', 'failure/token-tenant'],
  ['auth.missing-scope', 'failure/token-scope'],
  ['auth.guest', 'failure/token-guest'],
  ['auth.unknown-client', 'failure/token-client'],
])

/** What the endpoint itself waits for; it answered. */
const awayWords: ReadonlyMap<string, FailureWords> = new Map<string, FailureWords>([
  ['database.unavailable', { title: 'failure/database', text: 'failure/database-meaning' }],
  ['database.read-only', { title: 'failure/unwritable', text: 'failure/unwritable-meaning' }],
  ['database.full', { title: 'failure/unwritable', text: 'failure/unwritable-meaning' }],
  ['endpoint.closing', { title: 'failure/closing', text: 'failure/closing-meaning' }],
  ['auth.keys-unavailable', { title: 'failure/keys', text: 'failure/keys-meaning' }],
])

/** What a failure means, and what helps. */
export function toFailureWords(error: Error): FailureWords {
  if (!(error instanceof ApiRefused)) return { title: 'failure/away', text: 'failure/away-meaning' }
  if (error.isProxys)
    return error.status === 413
      ? { title: 'failure/too-large', text: 'failure/proxy-too-large-meaning' }
      : { title: 'failure/proxy', text: 'failure/proxy-meaning' }
  const token = tokenTexts.get(error.code)
  if (token !== undefined) return { title: 'failure/token', text: token }
  if (error.code === 'import.unreadable') return { title: 'imports/refused', text: 'failure/invalid-meaning' }
  if (error.code === 'import.not-foreseen')
    return { title: 'imports/not-looked', text: 'imports/not-looked-meaning' }
  if (error.status === 401) return { title: 'failure/sign-in', text: 'failure/sign-in-meaning' }
  if (error.status === 403) return { title: 'failure/forbidden', text: 'failure/forbidden-meaning' }
  if (error.status === 404) return { title: 'failure/gone', text: 'failure/gone-meaning' }
  if (error.status === 409) return { title: 'failure/conflict', text: 'failure/conflict-meaning' }
  if (error.status === 413) return { title: 'failure/too-large', text: 'failure/too-large-meaning' }
  if (error.status === 422) return { title: 'failure/invalid', text: 'failure/invalid-meaning' }
  if (error.status === 429) return { title: 'failure/busy', text: 'failure/busy-meaning' }
  const away = awayWords.get(error.code)
  if (away !== undefined) return away
  return { title: 'failure/unexpected', text: 'failure/unexpected-meaning' }
}
