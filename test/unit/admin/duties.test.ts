import { describe, expect, it } from 'vitest'
import { judgeDuties, locksOf, type Known } from '../../../admin/server/runbook/duties.ts'

const at = '2026-11-30T08:00:00.000Z'
/** Everything is finished, and no one has said anything yet. */
const finished: Known = {
  hasHosts: true,
  licences: { expireOn: '2027-01-31', daysLeft: 62, urgency: 'fine' },
  counts: { people: 9, 'not-due': 0, 'never-seen': 0, started: 0, stuck: 0 },
  failed: 0,
  returning: 0,
  live: null,
  statesImportedAt: at,
  ran: new Map(),
}
const ran = { changeId: 'c', at, by: { upn: 'ada@fabrikam.com', oid: 'o', role: 'admin' } }
const statesOf = (known: Partial<Known>) =>
  Object.fromEntries(judgeDuties({ ...finished, ...known }).map(({ id, state }) => [id, state]))
const dutyOf = (wanted: string, known: Partial<Known>) =>
  judgeDuties({ ...finished, ...known }).find(({ id }) => id === wanted)
const some = { people: 9, 'not-due': 2, 'never-seen': 1, started: 1, stuck: 3 }
const expired = { expireOn: '2026-11-01', daysLeft: -29, urgency: 'expired' as const }

describe('the duties', () => {
  it('check themselves where something tells, and have to be looked at where nothing does', () => {
    expect(statesOf({})).toEqual({
      addresses: 'done',
      licences: 'done',
      moves: 'done',
      people: 'done',
      permissions: 'look',
      links: 'look',
      'trust-source': 'look',
      'trust-target': 'look',
    })
  })

  it('wait with reasons and numbers while people are not done', () => {
    const known = { counts: some, failed: 1, returning: 4 }
    expect(dutyOf('trust-source', known)).toMatchObject({
      state: 'locked',
      blockers: [
        { kind: 'people-open', people: 4 },
        { kind: 'people-stuck', people: 2 },
        { kind: 'moves-failed', people: 1 },
        { kind: 'people-returning', people: 4 },
      ],
    })
    expect(dutyOf('people', known)?.blockers).toEqual([
      { kind: 'people-never-seen', people: 1 },
      { kind: 'people-started', people: 1 },
      { kind: 'people-stuck', people: 2 },
    ])
    expect(dutyOf('moves', known)?.blockers).toEqual([
      { kind: 'moves-open', people: 2 },
      { kind: 'moves-failed', people: 1 },
    ])
  })

  it('wait for the addresses and for a map', () => {
    expect(dutyOf('trust-target', { hasHosts: false })?.blockers).toEqual([
      { kind: 'addresses-missing', people: 0 },
    ])
    expect(statesOf({ counts: { ...some, people: 0 }, hasHosts: false })).toMatchObject({
      addresses: 'open',
      moves: 'open',
      people: 'open',
      'trust-source': 'locked',
    })
  })

  it.each<[string, Partial<Known>, object]>([
    [
      'a live source that reads',
      { live: { listedAt: at, isStale: false } },
      { state: 'open', knownFrom: 'graph' },
    ],
    ['one that is silent', { live: { listedAt: at, isStale: true } }, { state: 'look', knownFrom: 'graph' }],
    ['files alone', {}, { state: 'look', knownFrom: 'import', knownAt: at }],
    ['no file yet', { statesImportedAt: null }, { state: 'look', knownFrom: 'import', knownAt: null }],
  ])('say of moves that are not finished how that is known: %s', (_name, known, expected) => {
    expect(dutyOf('moves', { counts: some, ...known })).toMatchObject(expected)
  })

  it('call a finished move finished, however silent the live source is: a Success stays', () => {
    expect(dutyOf('moves', { live: { listedAt: null, isStale: true } })?.state).toBe('done')
  })

  it('are said to be done where somebody said so, also where they would have to wait by now', () => {
    const said = new Map([
      ['links', ran],
      ['trust-source', ran],
      ['moves', ran],
    ])
    expect(statesOf({ ran: said, counts: some, licences: expired })).toMatchObject({
      links: 'said',
      'trust-source': 'said',
      permissions: 'look',
      // What is checked is not done by a word.
      moves: 'look',
      licences: 'late',
    })
  })

  it('are too late on the source once its licences have ended, and on the target never', () => {
    expect(statesOf({ licences: expired })).toMatchObject({
      licences: 'late',
      'trust-source': 'late',
      'trust-target': 'look',
    })
  })

  it('lock no duty but the removal of the trust', () => {
    const known = { ...finished, counts: some }
    expect(locksOf(known, 'links')).toEqual([])
    expect(locksOf(known, 'trust-target').length).toBeGreaterThan(0)
  })
})
