import { BlockList, isIP } from 'node:net'
import { toGroups, unwrapIpv4 } from './ipv4-in-ipv6.ts'

/**
 * What is not the world outside: this computer, private networks, the link, metadata services, examples, multicast (IANA’s
 * special-purpose registries). 168.63.129.16 is Azure’s own host behind each machine.
 */
const closed = new BlockList()
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  closed.addSubnet(net, prefix, 'ipv4')
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  closed.addSubnet(net, prefix, 'ipv6')

/** The only IPv6 addresses that are given out for the world; everything else is closed. */
const global = new BlockList()
global.addSubnet('2000::', 3, 'ipv6')

/** True for an address that anybody in the world could have. An address that holds an IPv4 one is as that one is. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !closed.check(address, 'ipv4')
  if (family !== 6) return false
  if (toGroups(address) === null) return false
  const inside = unwrapIpv4(address, ['mapped', 'nat64'])
  if (inside !== null) return isPublicAddress(inside)
  return global.check(address, 'ipv6') && !closed.check(address, 'ipv6')
}
