import { clouds } from '../../shared/move/clouds.ts'
import type { Config } from '../../shared/config/config.ts'
import { hostsOf } from '../../shared/move/plan.ts'
import { isSharePointHost } from '../../shared/text/site-key.ts'

/**
 * Whether an address may be given to the system: the client's two documented URIs, and pages of Microsoft's sign-in, of the two
 * OneDrives and of the organisation's help. Whatever else asks, a token or an answer of a service, opens nothing.
 */
export function mayOpen(address: string, config: Config): boolean {
  const url = parse(address)
  if (url === null) return false
  if (url.protocol === 'odopen:') return isOfClient(address)
  // Nothing before the host that could be taken for it.
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false
  const { support } = config
  if (support.url !== undefined && url.href === parse(support.url)?.href) return true
  return toHosts(config).has(url.host)
}

/** Whether an address may be opened as a site that an admin has named: https, on a host of SharePoint in the cloud of the new organisation. */
export function mayOpenSite(address: string, { source, target }: Config): boolean {
  const url = parse(address)
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') return false
  if (!isSharePointHost(url.host)) return false
  // On the way back the old organisation is the new one.
  const domains = [...hostsOf(source), ...hostsOf(target)].map(toDomain)
  return domains.includes(toDomain(url.host))
}

function toDomain(host: string): string {
  return host.slice(host.indexOf('.') + 1).toLowerCase()
}

/** As `toClientUri` of `shared/findings/remedy.ts` writes them, and nothing behind. */
function isOfClient(address: string): boolean {
  return address === 'odopen://launch' || /^odopen:\/\/sync\?useremail=[\w.!~*'()%-]+$/.test(address)
}

/** Where Microsoft shows the page on which a code is typed (`verification_uri` of the device authorisation response). */
const codePages = ['microsoft.com', 'www.microsoft.com', 'login.microsoft.com', 'aka.ms']

function toHosts({ signIn, source, target }: Config): ReadonlySet<string> {
  const own = [signIn.authority, ...Object.values(clouds).map(({ authority }) => authority)]
  return new Set([
    ...own.flatMap((authority) => parse(authority)?.host ?? []),
    // An address that was read has its host in lower case, and no port that is its scheme's own.
    ...signIn.knownAuthorities.flatMap((host) => parse(`https://${host}`)?.host ?? []),
    ...codePages,
    ...hostsOf(source),
    ...hostsOf(target),
  ])
}

function parse(address: string): URL | null {
  return URL.canParse(address) ? new URL(address) : null
}
