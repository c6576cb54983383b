import { lookup as lookupWithDns, type LookupAddress } from 'node:dns'
import { request as requestPlain } from 'node:http'
import { request as requestSecurely } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { setTimeout as waitFor } from 'node:timers/promises'
import { createEgress, type Egress } from './egress.ts'
import { isPublicAddress } from './public-address.ts'

/** Gives every address of a name; rejects where it has none. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>

export type OutsideOptions = {
  /** Hosts that an operator allows although they are not in the world outside, in lower case. */
  readonly allowHosts?: readonly string[]
  readonly resolve?: Resolve
  readonly egress?: Egress
}

export type Posting = {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

/** Posts, and gives the status. Follows no redirect and reads no body. Throws `AddressRefused`, or what went wrong on the way. */
export type SendOutside = (url: string, posting: Posting) => Promise<number>

/** Where a proxy finds the address: a name server that says nothing must not use up the time to send. */
const lookMilliseconds = 2_000

/** The address is not one of the world outside, or not one that a webhook may have. */
export class AddressRefused extends Error {}

/**
 * Sends to the world outside only. A name is resolved once, every address of it is looked at, and the connection goes to what
 * was looked at: a name server that answers otherwise the next time is not asked a next time.
 */
export function createSendOutside({
  allowHosts = [],
  resolve = resolveAll,
  egress = createEgress(),
}: OutsideOptions = {}): SendOutside {
  return async (text, { headers, body, signal }) => {
    const url = new URL(text)
    const host = hostOf(url)
    if (!mayBeWebhook(url, allowHosts)) throw new AddressRefused()
    const isProxied = egress.isProxied(url)
    // The proxy resolves the name itself, and often only the proxy can. Where this computer can resolve it too, the addresses are checked.
    const find = (): Promise<readonly LookupAddress[]> =>
      isProxied
        ? Promise.race([resolve(host).catch(() => []), waitFor(lookMilliseconds, [], { ref: false })])
        : resolve(host)
    const addresses =
      isIP(host) === 0
        ? await Promise.race([find(), whenAborted(signal)])
        : [{ address: host, family: isIP(host) }]
    const [first] = addresses
    if (first === undefined && !isProxied) throw new Error('the name has no address')
    if (!allowHosts.includes(host) && !addresses.every(({ address }) => isPublicAddress(address)))
      throw new AddressRefused()
    const lookup: LookupFunction = (_name, options, done) =>
      options.all === true ? done(null, [...addresses]) : done(null, first?.address ?? '', first?.family)
    const request = url.protocol === 'https:' ? requestSecurely : requestPlain
    return new Promise<number>((resolve, fail) => {
      const agent = egress.agentFor(url)
      // Of a proxy we know the name only.
      const way = isProxied ? { agent } : { agent, lookup }
      const asking = request(url, { method: 'POST', headers, signal, ...way }, (answer) => {
        resolve(answer.statusCode ?? 0)
        answer.on('error', () => {})
        answer.destroy()
      })
      asking.on('error', fail)
      asking.end(body)
    })
  }
}

/** True for `https`, without credentials, and for a host that is allowed, or not plainly of this computer or a network inside. */
export function mayBeWebhook(url: URL, allowHosts: readonly string[]): boolean {
  if (url.username !== '' || url.password !== '') return false
  const host = hostOf(url)
  if (allowHosts.includes(host)) return url.protocol === 'https:' || url.protocol === 'http:'
  if (url.protocol !== 'https:') return false
  return isIP(host) === 0 ? host.includes('.') && !/(?:^|\.)localhost$/.test(host) : isPublicAddress(host)
}

/** The host without the brackets of IPv6 and without the dot of a whole name. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
}

// A name server may take longer than a request may wait.
function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_settle, fail) => {
    const end = (): void => fail(new Error('given up'))
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}

function resolveAll(hostname: string): Promise<LookupAddress[]> {
  return new Promise((resolve, fail) =>
    lookupWithDns(hostname, { all: true }, (error, addresses) => (error ? fail(error) : resolve(addresses))),
  )
}
