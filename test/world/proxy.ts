import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

/** A company's proxy, on loopback. */
export type Proxy = {
  /** `127.0.0.1:<port>`, as a setting or a PAC file names it. */
  readonly address: string
  /** Where its PAC file is: everything goes through it. */
  readonly pacUrl: string
  /** The hosts that were asked for through it, with their ports. */
  tunnels(): readonly string[]
  stop(): Promise<void>
}

/** Starts a proxy that lets everybody through, or with `wantsPassword` nobody. Names under `.test` are this computer. */
export async function startProxy({ wantsPassword = false } = {}): Promise<Proxy> {
  const tunnels: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ns-proxy-autoconfig' })
    response.end(`function FindProxyForURL() { return 'PROXY 127.0.0.1:${port}' }`)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('connect', ({ url = '' }, client: Socket) => {
    tunnels.push(url)
    if (wantsPassword) {
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n',
      )
      return
    }
    const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    pacUrl: `http://127.0.0.1:${port}/proxy.pac`,
    tunnels: () => tunnels,
    stop: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
