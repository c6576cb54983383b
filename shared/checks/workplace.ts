import type { Origin, Reading } from '../facts/reading.ts'
import {
  silentApps,
  workplaceSubjects,
  type SilentApp,
  type Trace,
  type WorkplaceSubject,
} from '../facts/workplace.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import type { FindingCode } from '../findings/vocabulary.ts'
import type { OwnedMachine } from './whose-account.ts'
import { createOwnerOfTrace, type KnownPerson, type OwnedTrace } from './whose-trace.ts'
import {
  toOverviewEvidence,
  type Certainty,
  type OverviewLine,
  type WorkplaceState,
} from './workplace-overview.ts'

/** What has a finding of its own: what is read, and the join of the computer, which the policies' reader knows. */
type FoundSubject = WorkplaceSubject | 'device'

type Judged = {
  readonly subject: FoundSubject
  readonly state: WorkplaceState
  /** What is of the old organisation and in use. */
  readonly left: readonly OwnedTrace[]
  readonly origin: Origin
  /** Why it could not be read; null where it was. */
  readonly reason: string | null
  readonly sure: Certainty
}

/** In the order of the subjects: what is at risk first, the account that all depends on last. */
const codes: Readonly<Record<FoundSubject, FindingCode>> = {
  notebooks: 'workplace.notebooks-in-source',
  edge: 'workplace.browser-uses-source',
  chrome: 'workplace.browser-uses-source',
  office: 'workplace.office-uses-source',
  apps: 'workplace.apps-use-source',
  outlook: 'workplace.outlook-uses-source',
  drives: 'workplace.drives-in-source',
  accounts: 'workplace.account-of-source',
  device: 'workplace.device-of-source',
}

/**
 * Judges what the rest of the computer still has of the old organisation: one finding for each subject, then what cannot be told, then
 * all of it in one overview. Empty where it was not read. Advice never deletes (docs/facts/workplace.md#the-order).
 */
export function judgeWorkplace(machine: OwnedMachine, known: KnownPerson): Finding[] {
  const { workplace } = machine
  if (workplace === null) return []
  const judged = [...judgeTraces(machine, workplace.traces, known), judgeDevice(machine, known)]
  const present = judged.filter(({ state }) => state !== 'absent')
  return [
    ...present.filter(({ left }) => left.length > 0).map(toFinding),
    ...toLookYourself(present, workplace.silentApps),
    ...toUnknown(present, workplace.silentApps),
    ...toOverview(present, workplace.silentApps),
  ]
}

function judgeTraces(
  machine: OwnedMachine,
  readings: Readonly<Record<WorkplaceSubject, Reading<readonly Trace[]>>>,
  known: KnownPerson,
): Judged[] {
  const all = workplaceSubjects.flatMap((subject) => valueOf(readings[subject]))
  const toOwned = createOwnerOfTrace(all, machine, known)
  const signedOut = new Set(
    valueOf(readings.apps).flatMap(({ address, isUsed }) =>
      isUsed === false && address !== null ? address : [],
    ),
  )
  return workplaceSubjects.map((subject): Judged => {
    const reading = readings[subject]
    if (reading.kind === 'unreadable') return toUnread(subject, reading, reading.reason)
    const owned = reading.value
      .map(toOwned)
      .filter(({ owner }) => owner !== 'partner' && owner !== 'personal')
    // An account of Chrome is one at Google: only a known address makes it somebody's at Microsoft.
    const traces = subject === 'chrome' ? owned.filter(({ owner }) => owner !== 'unknown') : owned
    const isUsed = ({ isUsed: told, address }: Trace): boolean =>
      told !== false && !(subject === 'office' && told === null && address !== null && signedOut.has(address))
    const left = traces.filter((trace) => trace.owner === 'old' && isUsed(trace))
    return { subject, state: toState(traces), left, origin: reading, reason: null, sure: toSure(traces) }
  })
}

/** The computer’s own join. Of a computer that is joined to both, the new one is enough. */
function judgeDevice({ policies }: OwnedMachine, { config }: KnownPerson): Judged {
  if (policies.kind === 'unreadable') return toUnread('device', policies, policies.reason)
  const unread = policies.value.unread.find(({ name }) => name === 'TenantInfo')
  if (unread !== undefined) return toUnread('device', policies, unread.reason)
  const joined = policies.value.deviceJoinedTo
  const traces = joined.flatMap((tenantId): OwnedTrace[] => {
    if (tenantId !== config.source.tenantId && tenantId !== config.target.tenantId) return []
    return [
      {
        ...{ tenantId, objectId: null, address: null, url: null, label: null, isUsed: true },
        ...{ owner: tenantId === config.source.tenantId ? 'old' : 'new', sure: 'certain' },
      },
    ]
  })
  const state = toState(traces)
  const left = state === 'old' ? traces : []
  return { subject: 'device', state, left, origin: policies, reason: null, sure: toSure(traces) }
}

function toUnread(subject: FoundSubject, origin: Origin, reason: string): Judged {
  return { subject, state: 'unknown', left: [], origin, reason, sure: 'unread' }
}

function toState(traces: readonly OwnedTrace[]): WorkplaceState {
  const has = (wanted: OwnedTrace['owner']): boolean => traces.some(({ owner }) => owner === wanted)
  if (has('old')) return has('new') ? 'both' : 'old'
  if (has('unknown')) return 'unknown'
  return has('new') ? 'new' : 'absent'
}

/** As sure as the least sure of them. */
function toSure(traces: readonly OwnedTrace[]): OwnedTrace['sure'] {
  return (
    (['unknown', 'likely'] as const).find((sure) => traces.some((trace) => trace.sure === sure)) ?? 'certain'
  )
}

function toFinding({ subject, left, origin, sure }: Judged): Finding {
  const what = left.map(({ label, address, url, tenantId }) =>
    [label, address ?? url ?? tenantId].filter((part) => part !== null).join(': '),
  )
  return createFinding(codes[subject], origin, { subject, found: left.length, what, sure })
}

/** What names no one whom Landfall knows, and programs that tell nothing: only the person can see it there. */
function toLookYourself(present: readonly Judged[], silent: Reading<readonly SilentApp[]>): Finding[] {
  const untold = present.filter(({ state, reason }) => state === 'unknown' && reason === null)
  const subjects = [...untold.map(({ subject }) => subject), ...valueOf(silent)]
  return subjects.length === 0 ? [] : [createFinding('workplace.look-yourself', silent, { subjects })]
}

function toUnknown(present: readonly Judged[], silent: Reading<readonly SilentApp[]>): Finding[] {
  const unread = present.flatMap(({ subject, reason, origin }) =>
    reason === null ? [] : { subject, reason, origin },
  )
  const more =
    silent.kind === 'unreadable' ? [{ subject: 'other-apps', reason: silent.reason, origin: silent }] : []
  const [first, ...others] = [...unread, ...more]
  if (first === undefined) return []
  const subjects = [first, ...others].map(({ subject, reason }) => `${subject}: ${reason}`)
  return [createFinding('workplace.unknown', first.origin, { reason: first.reason, subjects })]
}

/** Everything that names one of the two, and what cannot be told: also programs that tell nothing, where they are there. */
function toOverview(present: readonly Judged[], silent: Reading<readonly SilentApp[]>): Finding[] {
  const lines = present.flatMap(({ subject, state, origin, sure }) =>
    state === 'absent' ? [] : [{ subject, state, source: origin.source, sure }],
  )
  const untold = silent.kind === 'read' ? silent.value : silentApps
  const sure: Certainty = silent.kind === 'read' ? 'silent' : 'unread'
  const state: OverviewLine['state'] = 'unknown'
  const apps = untold.map((subject) => ({ subject, state, source: silent.source, sure }))
  if (lines.length + apps.length === 0) return []
  return [
    createFinding(
      'workplace.overview',
      present[0]?.origin ?? silent,
      toOverviewEvidence([...lines, ...apps]),
    ),
  ]
}

function valueOf<Value>(reading: Reading<readonly Value[]>): readonly Value[] {
  return reading.kind === 'read' ? reading.value : []
}
