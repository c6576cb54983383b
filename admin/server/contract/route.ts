import type { z } from 'zod'

/** Who asks: the migration admin, the helpdesk, or a person about themselves. */
export const roles = ['admin', 'helpdesk', 'person'] as const
export type Role = (typeof roles)[number]

type Shape = z.ZodType

/** What is sent piece by piece instead of as one value. */
export type Stream = 'text/csv' | 'application/json' | 'text/event-stream' | 'text/plain'

/** One address of the endpoint: what it takes, what it answers and who may ask. */
export type Route<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Answer extends Shape = Shape,
> = {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly url: string
  readonly summary: string
  /** Empty: anybody may ask, without a token. */
  readonly roles: readonly Role[]
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** The body is a file as it is. */
  readonly takesFile?: true
  readonly answer?: Answer
  /** Answered with 202 and how far it is where it takes longer than two seconds. */
  readonly mayTakeLong?: true
  readonly stream?: Stream
  /** The statuses of refusals beyond those that every route has. */
  readonly refusals?: readonly number[]
}

/** Gives back its argument; only so that the types of a route are inferred from its schemas. */
export function defineRoute<
  Params extends Shape,
  Query extends Shape,
  Body extends Shape,
  Answer extends Shape,
>(route: Route<Params, Query, Body, Answer>): Route<Params, Query, Body, Answer> {
  return route
}

/** Roles that may see every person in the console. */
export const viewers: readonly Role[] = ['admin', 'helpdesk']
export const adminOnly: readonly Role[] = ['admin']
