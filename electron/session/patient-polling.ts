import type { INetworkModule, NetworkResponse } from '@azure/msal-node'

/** A service that is too busy for a while. */
const isTrouble = (status: number): boolean => status === 429 || status >= 500

/** By how much the service wants us to ask less often each time it says so (RFC 8628, 3.5). */
const slowDownMilliseconds = 5_000

/**
 * Keeps MSAL polling for a device code until the code has expired. On its own it gives up at the first lost
 * connection, as after a sleep, and takes "slow down" for the end (docs/facts/sign-in.md#the-device-code).
 */
export function withPatientPolling<Client extends INetworkModule>(
  client: Client,
  wait: (milliseconds: number) => Promise<void> = pause,
): Client {
  let slower = 0
  const patient: INetworkModule['sendPostRequestAsync'] = async <Body>(
    ...given: Parameters<INetworkModule['sendPostRequestAsync']>
  ) => {
    const [url, options] = given
    if (url.includes('/devicecode')) slower = 0
    if (!new URLSearchParams(options?.body).get('grant_type')?.endsWith('device_code'))
      return client.sendPostRequestAsync<Body>(...given)
    await wait(slower)
    try {
      const answer = await client.sendPostRequestAsync<Body>(...given)
      const error = (answer.body as { error?: unknown }).error
      if (error === 'slow_down') slower += slowDownMilliseconds
      return error === 'slow_down' || isTrouble(answer.status) ? stillPending<Body>() : answer
    } catch {
      // Whatever it was, the network client has kept it; the code is still good.
      return stillPending<Body>()
    }
  }
  return { ...client, sendPostRequestAsync: patient }
}

function stillPending<Body>(): NetworkResponse<Body> {
  return { status: 400, headers: {}, body: { error: 'authorization_pending' } as Body }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
