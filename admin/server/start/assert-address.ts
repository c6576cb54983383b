import { once } from 'node:events'
import { createServer } from 'node:net'

/** The endpoint cannot listen where its configuration says; the message says why in an admin's words. */
export class AddressRefused extends Error {}

export type ListenAddress = { readonly host: string; readonly port: number }

/** Throws `AddressRefused` where the address cannot be listened at: before a database is started, and not after. */
export async function assertAddress(address: ListenAddress): Promise<void> {
  const server = createServer()
  try {
    await once(server.listen(address), 'listening')
  } catch (error) {
    throw toAddressRefused(error, address)
  }
  server.close()
  await once(server, 'close')
}

/** What Node says when it cannot listen, as a sentence; another error as it is. */
export function toAddressRefused(error: unknown, { host, port }: ListenAddress): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new AddressRefused(
        `Port ${port} of ${host} is in use by another program. Stop that one, or choose another port with --port.`,
      )
    case 'EACCES':
      return new AddressRefused(
        `Port ${port} of ${host} is not for this account. Choose one from 1024 on, or run the endpoint as a service (docs/admin.md).`,
      )
    case 'EADDRNOTAVAIL':
      return new AddressRefused(`host: ${host} is not an address of this computer.`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new AddressRefused(`host: no address is known for ${host}.`)
    default:
      return error
  }
}
