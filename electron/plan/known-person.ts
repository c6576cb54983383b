import { createHash } from 'node:crypto'
import { z } from 'zod'
import { toAddressKey } from '../../shared/address-key.ts'
import type { Remembered, SignedInPerson } from '../../shared/checks/identity.ts'
import { parseJson } from '../../shared/parse-json.ts'
import { readIfPresent, writeDurably } from '../durable-file.ts'
import type { Log } from '../log.ts'

/** Beside the person's other data: which account was accepted for each address that was waited for. */
export const knownPersonName = 'known-person.json'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const knownSchema = z.record(hash, hash)

/** Remembers who was accepted on this computer. Neither address nor object id is written down, only hashes. */
export type KnownPerson = {
  /** Whether this account was accepted for the address; null where nobody was, or the account has no object id. */
  readonly compare: (person: SignedInPerson, upn: string) => Promise<Remembered | null>
  readonly keep: (person: SignedInPerson, upn: string) => Promise<void>
}

/** A file that cannot be read or written costs only memory: the address tells again. */
export function createKnownPerson(file: string, log: Log): KnownPerson {
  let loading: Promise<Record<string, string>> | null = null
  const load = (): Promise<Record<string, string>> => (loading ??= read(file))

  async function compare(person: SignedInPerson, upn: string): Promise<Remembered | null> {
    const known = (await load())[toKey(person, upn)]
    const own = toAccount(person, upn)
    if (known === undefined || own === null) return null
    return known === own ? 'same' : 'other'
  }

  async function keep(person: SignedInPerson, upn: string): Promise<void> {
    const own = toAccount(person, upn)
    if (own === null || (await compare(person, upn)) === 'same') return
    const known = { ...(await load()), [toKey(person, upn)]: own }
    loading = Promise.resolve(known)
    await writeDurably(file, JSON.stringify(known)).catch((error: unknown) =>
      log.warn('known-person-not-kept', { error }),
    )
  }

  return { compare, keep }
}

function toKey({ tenantId }: SignedInPerson, upn: string): string {
  return digest(`${tenantId.toLowerCase()} ${toAddressKey(upn)}`)
}

function toAccount(person: SignedInPerson, upn: string): string | null {
  const { objectId = '' } = person
  return objectId === '' ? null : digest(`${toKey(person, upn)} ${objectId.toLowerCase()}`)
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

async function read(file: string): Promise<Record<string, string>> {
  const bytes = await readIfPresent(file).catch(() => null)
  return knownSchema.safeParse(bytes === null ? null : parseJson(bytes.toString('utf8'))).data ?? {}
}
