import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

/** What a proxy wants to see before it lets anybody through. */
export type ProxySignIn = {
  readonly scheme: 'Basic' | 'Negotiate'
  /** Whether this answer to the challenge is good enough. */
  readonly accepts: (answer: string) => Promise<boolean>
}

/** A company's proxy, on loopback. */
export type Proxy = {
  /** `localhost:<port>`, as a setting names it. */
  readonly address: string
  /** Where its PAC file is: everything goes through it. */
  readonly pacUrl: string
  /** The hosts that somebody was let through to, with their ports. */
  tunnels(): readonly string[]
  stop(): Promise<void>
}

/** Starts a proxy that lets everyone through, or those who can answer. Whatever the name, it leads to this computer. */
export async function startProxy(signIn: ProxySignIn | null = null): Promise<Proxy> {
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
  async function open(url: string, answer: string, client: Socket): Promise<void> {
    if (signIn !== null && !(await isLetIn(signIn, answer))) {
      const challenge = signIn.scheme === 'Basic' ? 'Basic realm="proxy"' : signIn.scheme
      const headers = [`Proxy-Authenticate: ${challenge}`, 'Content-Length: 0', 'Connection: close']
      client.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${headers.join('\r\n')}\r\n\r\n`)
      return
    }
    tunnels.push(url)
    const upstream = connect(Number(url.split(':')[1]), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      upstream.pipe(client).pipe(upstream)
    })
    upstream.on('error', () => client.destroy())
    client.on('close', () => upstream.destroy())
  }
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    void open(url, headers['proxy-authorization'] ?? '', client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `localhost:${port}`,
    pacUrl: `http://127.0.0.1:${port}/proxy.pac`,
    tunnels: () => tunnels,
    stop: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}

async function isLetIn({ scheme, accepts }: ProxySignIn, answer: string): Promise<boolean> {
  return answer.startsWith(`${scheme} `) && (await accepts(answer.slice(scheme.length + 1)))
}
