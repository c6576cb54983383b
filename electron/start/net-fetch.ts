import { session } from 'electron'

/**
 * Chromium's own way to the network: the system's proxy and PAC, its sign-in to a proxy without a question, and
 * its root certificates (docs/facts/sign-in.md#the-network). The session is in memory and keeps neither cookies nor answers.
 */
export function createNetFetch(): {
  readonly fetch: typeof fetch
  readonly forgetConnections: () => Promise<void>
} {
  const network = session.fromPartition('network', { cache: false })
  return {
    fetch: (input, init) =>
      network.fetch(input instanceof URL ? input.href : input, { ...init, credentials: 'omit' }),
    // After a sleep a connection looks alive that no one holds at the other end.
    forgetConnections: () => network.closeAllConnections(),
  }
}
