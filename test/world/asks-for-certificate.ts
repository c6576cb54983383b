import { once } from 'node:events'
import { createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Certificates } from './certificates.ts'

/** A gateway before a server that asks each caller for a certificate, and takes those who have none. */
export type AskingGateway = {
  readonly url: string
  /** For each request so far: the name in the certificate that came with it, or null where none came. */
  readonly shown: () => readonly (string | null)[]
  readonly stop: () => Promise<void>
}

/** A proxy before a server on this computer. */
export async function startAskingGateway(
  serverUrl: string,
  { cert, key, ca }: Certificates,
): Promise<AskingGateway> {
  const shown: (string | null)[] = []
  const gateway = createServer(
    { cert, key, requestCert: true, rejectUnauthorized: false },
    (asked, answer) => {
      const { subject } = (asked.socket as TLSSocket).getPeerCertificate()
      shown.push(subject === undefined ? null : String(subject.CN))
      const { method, headers, url = '/' } = asked
      const onward = request(new URL(url, serverUrl), { method, headers, ca }, (told) => {
        answer.writeHead(told.statusCode ?? 502, told.headers)
        told.pipe(answer)
      })
      onward.once('error', () => answer.destroy())
      asked.pipe(onward)
    },
  ).listen(0, '127.0.0.1')
  await once(gateway, 'listening')
  return {
    url: `https://localhost:${(gateway.address() as AddressInfo).port}`,
    shown: () => shown,
    async stop() {
      gateway.closeAllConnections()
      gateway.close()
      await once(gateway, 'close')
    },
  }
}
