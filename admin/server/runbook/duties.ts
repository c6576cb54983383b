import type { Duty, Runbook } from '../contract/runbook-routes.ts'

type Reason = Duty['blockers'][number]

/** What the endpoint knows for the duties; nothing of it is a guess. */
export type Known = {
  readonly hasHosts: boolean
  readonly licences: Runbook['licences']
  readonly counts: {
    readonly people: number
    readonly 'not-due': number
    readonly 'never-seen': number
    readonly started: number
    readonly stuck: number
  }
  /** Of those who are stuck: their move has failed. */
  readonly failed: number
  readonly returning: number
  /** The live source; null where the endpoint follows none. */
  readonly live: { readonly listedAt: string | null; readonly isStale: boolean } | null
  /** When a file of move states was taken last. */
  readonly statesImportedAt: string | null
  /** What admins said they ran, by duty. */
  readonly ran: ReadonlyMap<string, NonNullable<Duty['ran']>>
}

/** The duties in their order. `look`: neither the endpoint nor Graph can tell, so somebody has to look. */
export function judgeDuties(known: Known): Duty[] {
  const ranOf = (id: Duty['id']): Duty['ran'] => known.ran.get(id) ?? null
  const bySettings: Omit<Duty, 'id' | 'state'> = {
    knownFrom: 'settings',
    knownAt: null,
    blockers: [],
    ran: null,
    owner: 'admin',
  }
  const byEye: Omit<Duty, 'id' | 'state' | 'ran'> = {
    knownFrom: 'nobody',
    knownAt: null,
    blockers: [],
    owner: 'admin',
  }
  const bySomebody = (id: Duty['id']): Duty => {
    const ran = ranOf(id)
    return { ...byEye, id, ran, state: ran === null ? 'look' : 'said' }
  }
  return [
    { ...bySettings, id: 'addresses', state: known.hasHosts ? 'done' : 'open' },
    { ...bySettings, id: 'licences', state: toLicenceState(known.licences) },
    { ...judgeMoves(known), ran: ranOf('moves') },
    judgePeople(known),
    bySomebody('permissions'),
    bySomebody('links'),
    { ...byEye, ...judgeTrust(known, 'trust-source'), id: 'trust-source', ran: ranOf('trust-source') },
    { ...byEye, ...judgeTrust(known, 'trust-target'), id: 'trust-target', ran: ranOf('trust-target') },
  ]
}

function toLicenceState({ urgency }: Runbook['licences']): Duty['state'] {
  return urgency === 'expired' ? 'late' : urgency === 'unknown' ? 'open' : 'done'
}

/** A `Success` stays, so that all of them are done whatever the age of what is known. One that is missing may be there by now. */
function judgeMoves({ counts, failed, live, statesImportedAt }: Known): Omit<Duty, 'ran'> {
  const from =
    live === null
      ? ({ knownFrom: 'import', knownAt: statesImportedAt } as const)
      : ({ knownFrom: 'graph', knownAt: live.listedAt } as const)
  const blockers: Reason[] = [
    { kind: 'moves-open' as const, people: counts['not-due'] },
    { kind: 'moves-failed' as const, people: failed },
  ].filter(({ people }) => people > 0)
  const owner = failed > 0 || live === null ? 'admin' : 'microsoft'
  const base = { id: 'moves', ...from, owner } as const
  if (counts.people === 0) return { ...base, state: 'open', blockers: [{ kind: 'nobody-in-map', people: 0 }] }
  if (blockers.length === 0) return { ...base, state: 'done', blockers }
  return { ...base, state: live === null || live.isStale ? 'look' : 'open', blockers }
}

function judgePeople({ counts, failed }: Known): Duty {
  const blockers: Reason[] = [
    { kind: 'people-never-seen' as const, people: counts['never-seen'] },
    { kind: 'people-started' as const, people: counts.started },
    { kind: 'people-stuck' as const, people: counts.stuck - failed },
  ].filter(({ people }) => people > 0)
  const isDone = counts.people > 0 && blockers.length === 0 && counts['not-due'] + failed === 0
  const state = isDone ? 'done' : 'open'
  return { id: 'people', state, owner: 'helpdesk', knownFrom: 'reports', knownAt: null, blockers, ran: null }
}

/** Why a duty has to wait; empty where it does not. */
export function locksOf(known: Known, id: Duty['id']): Reason[] {
  if (id !== 'trust-source' && id !== 'trust-target') return []
  const { counts, failed, returning, hasHosts } = known
  if (counts.people === 0) return [{ kind: 'nobody-in-map', people: 0 }]
  const reasons: Reason[] = [
    { kind: 'people-open', people: counts['not-due'] + counts['never-seen'] + counts.started },
    { kind: 'people-stuck', people: counts.stuck - failed },
    { kind: 'moves-failed', people: failed },
    { kind: 'people-returning', people: returning },
  ]
  const waiting = reasons.filter(({ people }) => people > 0)
  return hasHosts ? waiting : [{ kind: 'addresses-missing', people: 0 }, ...waiting]
}

/** What was done is done, whatever happened since. On the source the command ends with the licences. */
function judgeTrust(known: Known, id: 'trust-source' | 'trust-target'): Pick<Duty, 'state' | 'blockers'> {
  if (known.ran.has(id)) return { state: 'said', blockers: [] }
  const isLate = id === 'trust-source' && known.licences.urgency === 'expired'
  const blockers = locksOf(known, id)
  return { state: isLate ? 'late' : blockers.length > 0 ? 'locked' : 'look', blockers }
}
