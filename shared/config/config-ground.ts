/**
 * Where a file was read: the machine's own place, where an administrator alone writes and the app signs in by it, or any place that
 * development or a recording names.
 */
export type ConfigGround = 'machine' | 'development'

/** What decides where a person signs in and where their tokens go: where the computer has policy, it comes from policy alone. */
export const policyOnly: ReadonlySet<string> = new Set([
  'cloud',
  'target.tenantId',
  'signIn.clientId',
  'signIn.authority',
  'signIn.knownAuthorities',
  'graph.endpoint',
  'admin.endpoint',
  'admin.scope',
])

/** Of an address that the schema has proven; what is before an `@` is no part of a host, and makes it another one here. */
function hostOf(address: string): string | undefined {
  return /^https:\/\/([^/?#\\]+)/i.exec(address)?.[1]?.toLowerCase()
}

/** Whether Graph is asked on the cloud's own host, which `resource` names. */
export function isOwnGraph({
  endpoint,
  resource,
}: {
  readonly endpoint: string
  readonly resource: string
}): boolean {
  return hostOf(endpoint) === hostOf(resource)
}
