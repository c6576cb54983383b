/** How an IPv4 address is written inside an IPv6 one: `::ffff:0:0/96`, or NAT64's `64:ff9b::/96`. */
export type Ipv4Wrapping = 'mapped' | 'nat64'

const heads: Readonly<Record<string, Ipv4Wrapping>> = {
  '0,0,0,0,0,65535': 'mapped',
  '100,65435,0,0,0,0': 'nat64',
}

/** The IPv4 address inside an IPv6 one; null where there is none, or where it is wrapped in another way than asked for. */
export function unwrapIpv4(address: string, wrappings: readonly Ipv4Wrapping[]): string | null {
  const groups = toGroups(address)
  const wrapping = heads[groups?.slice(0, 6).join(',') ?? '']
  if (groups === null || wrapping === undefined || !wrappings.includes(wrapping)) return null
  return groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 255])
    .join('.')
}

/** The eight numbers of an IPv6 address, however it is written; null with a zone, which names a link. */
export function toGroups(address: string): number[] | null {
  if (!URL.canParse(`http://[${address}]`)) return null
  const [left = '', right] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16))
  if (right === undefined) return read(left)
  const [head, tail] = [read(left), read(right)]
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail]
}
