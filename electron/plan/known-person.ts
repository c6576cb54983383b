import { toAddressKey } from '../../shared/text/address-key.ts'
import type { Remembered, SignedInPerson } from '../../shared/checks/identity.ts'
import type { Log } from '../context/log.ts'
import { createHashedRecord, digestOf, digestSchema } from './hashed-record.ts'

/** Beside the person's other data: which account was accepted for each address that was waited for. */
export const knownPersonName = 'known-person.json'

/** Remembers who was accepted on this computer. Neither address nor object id is written down, only hashes. */
export type KnownPerson = {
  /** Whether this account was accepted for the address; null where no one was, or the account has no object id. */
  readonly compare: (person: SignedInPerson, upn: string) => Promise<Remembered | null>
  readonly keep: (person: SignedInPerson, upn: string) => Promise<void>
}

/** A file that cannot be read or written costs only memory: the address tells again. */
export function createKnownPerson(file: string, log: Log): KnownPerson {
  const accepted = createHashedRecord(file, digestSchema, (error) =>
    log.warn('known-person-not-kept', { error }),
  )

  async function compare(person: SignedInPerson, upn: string): Promise<Remembered | null> {
    const known = await accepted.get(toPlace(person, upn))
    const own = toAccount(person, upn)
    if (known === undefined || own === null) return null
    return known === own ? 'same' : 'other'
  }

  async function keep(person: SignedInPerson, upn: string): Promise<void> {
    const own = toAccount(person, upn)
    if (own === null || (await compare(person, upn)) === 'same') return
    await accepted.put(toPlace(person, upn), own)
  }

  return { compare, keep }
}

function toPlace({ tenantId }: SignedInPerson, upn: string): string {
  return `${tenantId.toLowerCase()} ${toAddressKey(upn)}`
}

function toAccount(person: SignedInPerson, upn: string): string | null {
  const { objectId = '' } = person
  return objectId === '' ? null : digestOf(`${digestOf(toPlace(person, upn))} ${objectId.toLowerCase()}`)
}
