import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Certificates } from './certificates.ts'

/** Where both tenants' OneDrives would be on the web, for a person who is not signed in. */
export type OldAddress = {
  /** Chromium’s arguments, so that it looks for them here and nowhere else. */
  readonly switches: readonly string[]
  /** From now on every address answers like this; at first it asks for a sign-in, as SharePoint does. */
  answer(status: number, location?: string): void
  /** What was asked for, as `host path`. */
  asked(): readonly string[]
  stop(): Promise<void>
}

/** Starts it over TLS on loopback. */
export async function startOldAddress({
  cert,
  key,
}: Pick<Certificates, 'cert' | 'key'>): Promise<OldAddress> {
  const asked: string[] = []
  let answer: { status: number; location: string | undefined } = { status: 401, location: undefined }
  const server = createServer({ cert, key }, ({ headers, url }, response) => {
    asked.push(`${headers.host} ${url}${headers.cookie === undefined ? '' : ' with a cookie'}`)
    const { status, location } = answer
    response.writeHead(status, { 'set-cookie': 'seen=1', ...(location !== undefined && { location }) }).end()
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    switches: [`--host-resolver-rules=MAP *.sharepoint.com 127.0.0.1:${port}`],
    answer: (status, location) => {
      answer = { status, location }
    },
    asked: () => asked,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
