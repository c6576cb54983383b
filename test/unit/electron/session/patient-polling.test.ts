import type { NetworkResponse } from '@azure/msal-node'
import { describe, expect, it } from 'vitest'
import { withPatientPolling } from '../../../../electron/session/patient-polling.ts'

const token = 'https://login.example/t/oauth2/v2.0/token'
const devicecode = 'https://login.example/t/oauth2/v2.0/devicecode'
const poll = { body: 'grant_type=device_code&device_code=secret' }

/** A client that gives these answers in turn, and the pauses that were made before each. */
function clientFor(...answers: (NetworkResponse<unknown> | Error)[]) {
  const waits: number[] = []
  const next = async () => {
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer left')
    return answer
  }
  const client = withPatientPolling(
    { sendGetRequestAsync: next, sendPostRequestAsync: next } as Parameters<typeof withPatientPolling>[0],
    async (milliseconds) => void waits.push(milliseconds),
  )
  return { client, waits }
}

const answer = (status: number, body: object): NetworkResponse<unknown> => ({ status, headers: {}, body })
const pending = { error: 'authorization_pending' }

describe('withPatientPolling', () => {
  it.each([
    ['a connection that is gone after a sleep', new Error('ECONNRESET')],
    ['a service that is busy', answer(429, { error: 'server_error' })],
    ['a service in trouble', answer(503, { error: 'server_error' })],
    ['the wish to ask less often', answer(400, { error: 'slow_down' })],
  ])('goes on polling after %s', async (_what, trouble) => {
    const { client } = clientFor(trouble)
    expect((await client.sendPostRequestAsync(token, poll)).body).toEqual(pending)
  })

  it.each(['authorization_declined', 'expired_token', 'invalid_grant'])('ends with %s', async (error) => {
    const { client } = clientFor(answer(400, { error }))
    expect((await client.sendPostRequestAsync(token, poll)).body).toEqual({ error })
  })

  it('asks five seconds less often each time the service wishes it, until there is a new code', async () => {
    const slowDown = answer(400, { error: 'slow_down' })
    const { client, waits } = clientFor(slowDown, slowDown, answer(400, pending), answer(200, {}), slowDown)
    await client.sendPostRequestAsync(token, poll)
    await client.sendPostRequestAsync(token, poll)
    await client.sendPostRequestAsync(token, poll)
    await client.sendPostRequestAsync(devicecode, { body: 'client_id=x' })
    await client.sendPostRequestAsync(token, poll)
    expect(waits).toEqual([0, 5_000, 10_000, 0])
  })

  it('leaves every other request as it is', async () => {
    const { client } = clientFor(new Error('ECONNRESET'))
    await expect(client.sendPostRequestAsync(token, { body: 'grant_type=refresh_token' })).rejects.toThrow(
      'ECONNRESET',
    )
  })
})
