/**
 * The address of a caller without its port, which gateways write into `X-Forwarded-For`: with it each connection would be somebody
 * else to the limits. IPv4 in IPv6 is IPv4.
 */
export function toCallerAddress(ip: string): string {
  const inBrackets = /^\[([^\]]+)\](?::\d+)?$/.exec(ip)?.[1]
  const withPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d+$/.exec(ip)?.[1]
  const address = inBrackets ?? withPort ?? ip
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
}
