import { z } from 'zod'
import { parseJson } from '../../text/parse-json.ts'
import { decodeClientText } from '../client/client-settings.ts'

/** An account that Office's own sign-in library remembers (docs/facts/workplace.md#accounts-of-office-apps). */
export type AppAccount = {
  readonly address: string | null
  /** Ids of the apps that use it: `com.microsoft.Office`. Null where the file does not say. */
  readonly usedBy: readonly string[] | null
}

const mostApps = 50
const appName = /^[\w.-]{1,80}$/

const accountSchema = z.object({
  account_hints: z.string().max(320).nullable().catch(null).default(null),
  association_status: z.string().max(16_384).nullable().catch(null).default(null),
})
const associationSchema = z.record(z.string(), z.unknown())

/** Reads one file of OneAuth's accounts: two keys and none of the others. Throws a code where it is not understood: `not-json`, `not-understood`. */
export function parseAppAccount(bytes: Uint8Array): AppAccount {
  const json = parseJson(decodeClientText(bytes))
  if (json === undefined) throw new Error('not-json')
  const parsed = accountSchema.safeParse(json)
  if (!parsed.success) throw new Error('not-understood')
  const { account_hints: hint, association_status: status } = parsed.data
  const address = hint?.trim() ?? ''
  return { address: address === '' ? null : address, usedBy: status === null ? null : toApps(status) }
}

/** A text that is JSON itself: an app's id, and `associated` or `disassociated`. */
function toApps(status: string): string[] | null {
  const parsed = associationSchema.safeParse(parseJson(status))
  if (!parsed.success) return null
  return Object.entries(parsed.data)
    .slice(0, mostApps)
    .flatMap(([app, state]) => (state === 'associated' && appName.test(app) ? [app] : []))
    .toSorted()
}

/** The same account as a file of OneAuth again, for a recording: what is read of it, and nothing else. */
export function writeAppAccount({ address, usedBy }: AppAccount): string {
  return JSON.stringify({
    ...(address !== null && { account_hints: address }),
    ...(usedBy !== null && {
      association_status: JSON.stringify(Object.fromEntries(usedBy.map((app) => [app, 'associated']))),
    }),
  })
}
