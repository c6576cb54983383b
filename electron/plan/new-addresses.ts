import type { NewAddresses } from '../../shared/facts/old-library.ts'

export type NewAddressPorts = {
  /** Whose sign-in the endpoint would answer; empty where it is not to be asked: before the move, or as somebody else. */
  readonly askedFor: () => Promise<string>
  /** Null where the endpoint has not answered. */
  readonly ask: (keys: readonly string[]) => Promise<NewAddresses>
  /** Called when there is something new to judge. */
  readonly onChange: () => void
  readonly now: () => Date
}

/** Where sites are now, as far as the endpoint has said: asked beside the journey, which does not wait for it. */
export type NewAddressBook = {
  /** What is known of these keys, all of them together; begins to ask where that is old. Null where nothing is known. */
  readonly of: (keys: readonly string[]) => Promise<NewAddresses>
  readonly stop: () => void
}

/** An answer counts for so long; where there was none, the endpoint is asked again sooner. */
const lifeMilliseconds = 10 * 60_000
const retryMilliseconds = 60_000

type Answered = { readonly question: string; readonly addresses: NewAddresses; readonly dueAt: number }

export function createNewAddressBook({ askedFor, ask, onChange, now }: NewAddressPorts): NewAddressBook {
  let answered: Answered = { question: '', addresses: null, dueAt: 0 }
  let asking = ''
  let isStopped = false

  async function look(question: string, keys: readonly string[]): Promise<void> {
    asking = question
    const addresses = await ask(keys).catch(() => null)
    if (asking === question) asking = ''
    if (isStopped) return
    const before = answered.question === question ? answered.addresses : null
    const life = addresses === null ? retryMilliseconds : lifeMilliseconds
    // What was known stays known while the endpoint is away.
    answered = { question, addresses: addresses ?? before, dueAt: now().getTime() + life }
    if (toText(answered.addresses) !== toText(before)) onChange()
  }

  return {
    async of(keys) {
      const who = keys.length === 0 ? '' : await askedFor()
      if (who === '') return null
      const question = [who, ...keys].join('\n')
      const isDue = answered.question !== question || now().getTime() > answered.dueAt
      if (isDue && asking !== question) void look(question, keys)
      return answered.question === question ? answered.addresses : null
    },
    stop: () => {
      isStopped = true
    },
  }
}

function toText(addresses: NewAddresses): string {
  return addresses === null ? '' : JSON.stringify([...addresses])
}
