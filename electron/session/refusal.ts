import { z } from 'zod'

/** What the sign-in service said no with. The description is not kept: it quotes addresses. */
export type Refusal = {
  /** Entra's numbers; the first is the reason: `50076`. */
  readonly numbers: readonly string[]
  /** A claims challenge, to be passed on with the next sign-in. */
  readonly claims: string | null
}

const refusalSchema = z.looseObject({
  error: z.string(),
  error_codes: z.array(z.number()).catch([]),
  error_description: z.string().catch(''),
  claims: z.string().nullable().catch(null),
})

/** Reads an answer of the sign-in service; null where it is not a refusal. */
export function toRefusal(body: unknown): Refusal | null {
  const parsed = refusalSchema.safeParse(body)
  if (!parsed.success) return null
  const { error_codes, error_description, claims } = parsed.data
  const written = numberIn(error_description)
  const numbers = error_codes.length > 0 || written === '' ? error_codes.map(String) : [written]
  return { numbers, claims }
}

/** Entra's number in a sentence of its own: `50076` of "AADSTS50076: …"; empty where there is none. */
export function numberIn(sentence: string): string {
  return /AADSTS(\d+)/.exec(sentence)?.[1] ?? ''
}
