import createClient, { type Client } from 'openapi-fetch'
import { createContext, useContext } from 'react'
import type { components, paths } from './contract.ts'

/** The endpoint, as its own description has it. */
export type Api = Client<paths>

/** Asks the endpoint through `send`, which adds whose question it is. */
export function createApi(send: (request: Request) => Promise<Response>): Api {
  return createClient<paths>({ baseUrl: location.origin, fetch: send })
}

export const ApiContext = createContext<Api | null>(null)

export function useApi(): Api {
  const api = useContext(ApiContext)
  if (api === null) throw new Error('there is no endpoint here')
  return api
}

/** Why exactly, in a code and the values of its sentence. */
export type Reason = NonNullable<components['schemas']['Refusal']['error']['reason']>

/** The endpoint said no: its stable code, why exactly where it says so, and the number under which its log has the rest. */
export class ApiRefused extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly reason: Reason | null
  /** The answer has not the form of the endpoint's: something between has given it. */
  get isProxys(): boolean {
    return this.code === 'proxy'
  }
  constructor(status: number, code: string, requestId: string | null, reason: Reason | null) {
    super(code)
    this.status = status
    this.code = code
    this.requestId = requestId
    this.reason = reason
  }
}

type Outcome<Data> = { readonly data?: Data; readonly error?: unknown; readonly response: Response }

/** What was asked for. Throws `ApiRefused`, or what the network throws. */
export async function answerOf<Data>(outcome: Promise<Outcome<Data>>): Promise<Exclude<Data, undefined>> {
  const { data, error, response } = await outcome.catch((thrown: unknown) => {
    // An answer in no form of the endpoint's, such as a proxy's page with a 200: something did answer.
    throw thrown instanceof SyntaxError ? new ApiRefused(200, 'proxy', null, null) : thrown
  })
  if (response.ok && data !== undefined) return data as Exclude<Data, undefined>
  const refusal = (error as { error?: { code?: unknown; requestId?: unknown; reason?: Reason } } | undefined)
    ?.error
  throw new ApiRefused(
    response.status,
    typeof refusal?.code === 'string' ? refusal.code : 'proxy',
    typeof refusal?.requestId === 'string' ? refusal.requestId : null,
    refusal?.reason ?? null,
  )
}

/** An answer that is saved as a file instead of read. Throws `ApiRefused`. */
export async function fileOf(outcome: Promise<Outcome<Blob>>): Promise<Blob> {
  return answerOf(outcome)
}
