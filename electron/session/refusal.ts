import { z } from 'zod'

/** What the sign-in service said no with. The description is not kept: it quotes addresses. */
export type Refusal = {
  /** OAuth's own: `invalid_grant`. */
  readonly error: string
  /** Entra's numbers, the first of which is the reason: `50076`. */
  readonly numbers: readonly string[]
  readonly suberror: string
  /** A claims challenge, to be passed on with the next sign-in. */
  readonly claims: string | null
}

const refusalSchema = z.looseObject({
  error: z.string(),
  error_codes: z.array(z.number()).catch([]),
  error_description: z.string().catch(''),
  suberror: z.string().catch(''),
  claims: z.string().nullable().catch(null),
})

/** Reads an answer of the sign-in service; null where it is not a refusal. */
export function toRefusal(body: unknown): Refusal | null {
  const parsed = refusalSchema.safeParse(body)
  if (!parsed.success) return null
  const { error, error_codes, error_description, suberror, claims } = parsed.data
  const written = /AADSTS(\d+)/.exec(error_description)?.[1]
  const numbers = error_codes.length > 0 || written === undefined ? error_codes.map(String) : [written]
  return { error, numbers, suberror, claims }
}
