import { mostSitesAsked, siteAnswerSchema } from '../../shared/move/site-addresses.ts'
import { toHashedSite, toSiteKey } from '../../shared/text/site-key.ts'
import type { Session } from '../session/session.ts'
import { digestOf } from './hashed-record.ts'

/**
 * Asks the endpoint where sites are now, by the hashes of their addresses: no address leaves the computer. Gives new addresses by
 * `toSiteKey()` of the old ones, and null where the endpoint has not answered, or is of a version that cannot.
 */
export async function askSiteAddresses(
  session: Pick<Session, 'ask'>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string> | null> {
  const byHash = new Map(keys.slice(0, mostSitesAsked).map((key) => [digestOf(toHashedSite(key)), key]))
  if (byHash.size === 0) return new Map()
  const answer = await session.ask('admin', '/v1/me/site-addresses', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ sites: [...byHash.keys()] }),
  })
  if (answer.kind !== 'answered' || !answer.response.ok) return null
  const body = siteAnswerSchema.safeParse(await answer.response.json().catch(() => null))
  if (!body.success) return null
  return new Map(
    body.data.sites.flatMap(({ site, address }): [string, string][] => {
      const key = byHash.get(site)
      // The endpoint is believed for where a site is, and not for what a browser may open.
      return key === undefined || toSiteKey(address) === null ? [] : [[key, address]]
    }),
  )
}
