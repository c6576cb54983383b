import { isBelow } from '../../checks/folders.ts'
import { toReason } from '../to-reason.ts'
import type { MacSystem } from './mac-system.ts'

/** `path` is the folder's place in the OneDrive that claims it. */
export type Claim =
  | { readonly kind: 'claimed'; readonly path: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'not-told'; readonly reason: string }

/**
 * Which OneDrive claims a folder that stays in the home (Apple, `NSFileProviderKnownFolderLocations`, macOS 15). Two signs tell:
 * a link from the OneDrive to the folder, and the provider's domain on both. No Mac has shown either. Throws where signs contradict
 * each other, and where a OneDrive claims it that is none of `roots`.
 */
export async function readClaim(
  system: MacSystem,
  roots: readonly string[],
  place: string,
  name: string,
): Promise<Claim> {
  const links = await Promise.all(roots.map((root) => readsAs(system, `${root}/${name}`)))
  const linked = roots.filter((_, index) => {
    const target = links[index] ?? null
    return target !== null && isBelow(target, place) && isBelow(place, target)
  })
  if (linked.length > 1) throw new Error(`${place}: more than one OneDrive leads to it`)
  const [root] = linked
  const provider = await readProvider(system, place)
  if (provider.kind === 'not-told') {
    if (root !== undefined) return { kind: 'claimed', path: `${root}/${name}` }
    return (await isBeforeClaims(system)) ? { kind: 'none' } : provider
  }
  const owner = provider.domain === null ? null : await findByDomain(system, roots, provider.domain)
  if (root !== undefined && owner !== root) throw new Error(`${place}: link and provider disagree`)
  if (owner !== null) return { kind: 'claimed', path: `${owner}/${name}` }
  if (provider.domain !== null && isOneDrive(provider.domain)) {
    throw new Error(`${place}: claimed by a OneDrive that is not known`)
  }
  // No one, iCloud, or another cloud.
  return { kind: 'none' }
}

type Provider =
  | { readonly kind: 'told'; readonly domain: string | null }
  | { readonly kind: 'not-told'; readonly reason: string }

async function readProvider(system: MacSystem, place: string): Promise<Provider> {
  try {
    return { kind: 'told', domain: await system.providerOf(place) }
  } catch (error) {
    return { kind: 'not-told', reason: toReason(error) }
  }
}

// A link that cannot be read is no sign; the provider's domain decides then.
async function readsAs(system: MacSystem, link: string): Promise<string | null> {
  try {
    return await system.resolveLink(link)
  } catch {
    return null
  }
}

async function findByDomain(
  system: MacSystem,
  roots: readonly string[],
  domain: string,
): Promise<string | null> {
  const read = await Promise.all(roots.map((root) => readProvider(system, root)))
  const found = roots.filter((_, index) => {
    const provider = read[index]
    return provider?.kind === 'told' && provider.domain === domain
  })
  return found.length === 1 ? (found[0] ?? null) : null
}

function isOneDrive(domain: string): boolean {
  return /onedrive/i.test(domain)
}

async function isBeforeClaims(system: MacSystem): Promise<boolean> {
  try {
    const major = /^(\d+)\./.exec(await system.osVersion())?.[1]
    return major !== undefined && Number(major) < 15
  } catch {
    return false
  }
}
