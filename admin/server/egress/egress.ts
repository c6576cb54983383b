import { readFile } from 'node:fs/promises'
import { Agent as PlainAgent, request as requestPlain, type AgentOptions } from 'node:http'
import { Agent as SecureAgent, request as requestSecurely } from 'node:https'
import { BlockList, isIPv4 } from 'node:net'
import { getCACertificates } from 'node:tls'

/** How the endpoint gets to the world outside: straight, or through the company's proxy. */
export type Egress = {
  /** Of one connection each: what is resolved for one is not taken for the next. It goes the way that `isProxied` says. */
  readonly agentFor: (url: URL) => PlainAgent
  /** True where a proxy connects, and finds the name's address, for us. */
  readonly isProxied: (url: URL) => boolean
}

export type EgressSettings = {
  /** Of the proxy; with a name and password where it wants them. */
  readonly proxy?: string | undefined
  /**
   * Hosts that are reached straight: `host`, `.domain` (with itself), `*.domain` (without), an address, each with `:port` where it
   * matters; `from-to` of IPv4 addresses.
   */
  readonly noProxy?: readonly string[]
  /** Authorities that are believed beside the known ones, PEM: of a proxy that reads along. */
  readonly ca?: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** Without a proxy in the settings the environment's is taken, as Node does it, where NODE_USE_ENV_PROXY is 1. */
export function createEgress(settings: EgressSettings = {}, environment: Environment = {}): Egress {
  const { proxy, noProxy = [], ca } = settings
  const proxyEnv = toProxyEnv(proxy, noProxy, environment)
  // Node trusts these alone once there is a `ca`; the known ones stay.
  const trusted = ca === undefined ? undefined : [...getCACertificates('default'), ca]
  const isProxied = (url: URL): boolean => {
    const address = proxyEnv?.[url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY']
    // Node goes straight where the proxy is of another kind.
    return /^https?:\/\//.test(address ?? '') && !isExcepted(url, proxyEnv?.NO_PROXY ?? '')
  }
  return {
    isProxied,
    agentFor(url) {
      // Only this function decides about exceptions: Node reads them in another way, and would connect to addresses that were not checked.
      const options: AgentOptions = isProxied(url) ? { proxyEnv: { ...proxyEnv, NO_PROXY: '' } } : {}
      return url.protocol === 'https:'
        ? new SecureAgent({ ...options, ...(trusted && { ca: trusted }) })
        : new PlainAgent(options)
    },
  }
}

/** Reads the file of authorities. Throws what reading throws, and where no certificate is in it. */
export async function readAuthorities(file: string): Promise<string> {
  const text = await readFile(file, 'utf8')
  if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new Error('there is no certificate in it')
  return text
}

function toProxyEnv(proxy: string | undefined, noProxy: readonly string[], environment: Environment) {
  if (proxy !== undefined) return { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, NO_PROXY: noProxy.join(',') }
  if (environment['NODE_USE_ENV_PROXY'] !== '1') return undefined
  const read = (name: string): string | undefined =>
    environment[name.toLowerCase()] || environment[name] || undefined
  const https = read('HTTPS_PROXY')
  const http = read('HTTP_PROXY')
  return {
    ...(https !== undefined && { HTTPS_PROXY: https }),
    ...(http !== undefined && { HTTP_PROXY: http }),
    NO_PROXY: [read('NO_PROXY') ?? '', ...noProxy].filter((part) => part !== '').join(','),
  }
}

/** What Node takes for an exception (nodejs.org, http, built-in proxy support), and also spaces between, ports of domains, IPv6. */
function isExcepted({ hostname, port, protocol }: URL, noProxy: string): boolean {
  const host = hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  const ownPort = port || (protocol === 'https:' ? '443' : '80')
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((text) => {
      // More than one colon is an IPv6 address; in brackets it may have a port.
      const [, inBrackets, plain, onlyPort] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? []
      const name = inBrackets ?? plain ?? text
      if (name === '' || (onlyPort !== undefined && onlyPort !== ownPort)) return false
      if (name === '*' || name === host || isInRange(host, name)) return true
      if (name.startsWith('*.')) return host.endsWith(name.slice(1))
      return name.startsWith('.') && `.${host}`.endsWith(name)
    })
}

function isInRange(host: string, range: string): boolean {
  const [from = '', to = ''] = range.split('-')
  if (!isIPv4(host) || !isIPv4(from) || !isIPv4(to)) return false
  const list = new BlockList()
  try {
    list.addRange(from, to)
  } catch {
    // From the higher to the lower: nothing is in it.
    return false
  }
  return list.check(host)
}

const answerMilliseconds = 5_000
const bytesAtMost = 1024 * 1024

/** Fetches a value of JSON. Follows no redirect; rejects for any other status than 200, and after five seconds. */
export function fetchJson(url: URL, egress: Egress): Promise<unknown> {
  return new Promise((resolve, fail) => {
    const request = url.protocol === 'https:' ? requestSecurely : requestPlain
    const signal = AbortSignal.timeout(answerMilliseconds)
    const agent = egress.agentFor(url)
    const asking = request(url, { agent, signal, headers: { accept: 'application/json' } }, (answer) => {
      if (answer.statusCode !== 200) {
        answer.destroy()
        return fail(new Error(`answered ${answer.statusCode}`))
      }
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
        if (text.length > bytesAtMost) answer.destroy(new Error('the answer is too long'))
      })
      answer.once('error', fail)
      answer.once('end', () => {
        try {
          resolve(JSON.parse(text))
        } catch (error) {
          fail(error instanceof Error ? error : new Error('not JSON'))
        }
      })
    })
    asking.once('error', fail)
    asking.end()
  })
}
