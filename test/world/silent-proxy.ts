import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A way to a server on which a network can go silent, as when a host or a firewall forgets a connection: no FIN, no RST. */
export type SilentProxy = {
  readonly port: number
  /** The connections of now say nothing more; new ones work. Gives how many they were. */
  readonly freeze: () => number
  /** The next connection that sends these words is frozen before the server has them. Gives true once that has happened. */
  readonly freezeAt: (words: string) => () => boolean
  /** Those of now and those to come say nothing, as when the host itself is gone; until `wake`. */
  readonly vanish: () => void
  readonly wake: () => void
  readonly stop: () => Promise<void>
}

/** A proxy before a server on this computer. */
export async function startSilentProxy(serverPort: number): Promise<SilentProxy> {
  const pairs = new Set<{ readonly client: Socket; readonly server: Socket; isFrozen: boolean }>()
  const unheard = new Set<Socket>()
  let hasVanished = false
  let stopWords: { readonly words: string; isMet: boolean } | null = null
  const proxy = createServer({ allowHalfOpen: true }, (client) => {
    if (hasVanished) {
      unheard.add(client)
      client.on('error', () => {}).on('close', () => unheard.delete(client))
      client.resume()
      return
    }
    const server = connect(serverPort, '127.0.0.1')
    const pair = { client, server, isFrozen: false }
    pairs.add(pair)
    client.on('data', (bytes: Buffer) => {
      if (stopWords?.isMet === false && bytes.includes(stopWords.words)) {
        stopWords.isMet = true
        freezePair(pair)
      }
      if (!pair.isFrozen) server.write(bytes)
    })
    server.on('data', (bytes) => pair.isFrozen || client.write(bytes))
    const end = (): void => {
      if (pair.isFrozen) return
      client.destroy()
      server.destroy()
      pairs.delete(pair)
    }
    for (const socket of [client, server])
      for (const event of ['error', 'close', 'end'] as const) socket.on(event, end)
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  function freezePair(pair: { readonly server: Socket; isFrozen: boolean }): void {
    pair.isFrozen = true
    // The server has forgotten it.
    pair.server.destroy()
  }
  function freeze(): number {
    const living = [...pairs].filter(({ isFrozen }) => !isFrozen)
    for (const pair of living) freezePair(pair)
    return living.length
  }
  return {
    port: (proxy.address() as AddressInfo).port,
    freeze,
    freezeAt(words) {
      const stop = { words, isMet: false }
      stopWords = stop
      return () => stop.isMet
    },
    vanish() {
      hasVanished = true
      freeze()
    },
    wake: () => void (hasVanished = false),
    async stop() {
      for (const client of unheard) client.destroy()
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
