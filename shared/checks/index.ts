import type { Config } from '../config/config.ts'
import type { ConfigProblem } from '../config/tell-problem.ts'
import { toDirectedConfig } from '../config/directed-config.ts'
import { exitCodeOf } from '../findings/exit-code.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import { holdsUp } from '../findings/holds-up.ts'
import type { MachineFacts } from '../facts/machine.ts'
import { phaseOf, type Direction, type PlanKnowledge } from '../move/plan.ts'
import type { PointerFacts } from '../facts/pointers.ts'
import type { Origin, Reading } from '../facts/reading.ts'
import type { FileOutcomes } from '../files/rescue.ts'
import type { ScanResult } from '../files/scan.ts'
import { encodeSupportCode } from '../findings/support-code.ts'
import { stepIds, type Phase, type Verdict } from '../findings/vocabulary.ts'
import { judgeAccount } from './account.ts'
import type { CheckResult, Scope, StepResult, UnaskedReason } from './check-result.ts'
import { judgeClient } from './client.ts'
import { judgeCloudRoom } from './cloud-room.ts'
import { judgeContext } from './context.ts'
import { judgeDisks } from './disks.ts'
import { toExpectedIdentity, toExpectedPerson, type ExpectedPerson } from './expected-person.ts'
import { judgeFolderGuard } from './folder-guard.ts'
import { judgeFolders } from './folders.ts'
import { judgeIdentities } from './identities.ts'
import { isSameAddress, judgeIdentity, type IdentityFacts } from './identity.ts'
import { judgeLinks, toTargetHosts, type LinkFacts } from './links.ts'
import { judgeEarlyLink, judgeMovePolicies } from './move-policies.ts'
import { judgeOldAccount } from './old-account.ts'
import { findOldLibraries, judgeLibraries, type LibraryFacts } from './old-libraries.ts'
import { judgeOldFolders, type ScannedFolders } from './old-folders.ts'
import { judgePointers } from './pointers.ts'
import { judgePlan } from './plan.ts'
import { judgePreflight, judgePreflightOverview } from './preflight.ts'
import { judgeReport, type ReportFacts } from './report.ts'
import { toStepResults, verdictOf, type AskedSteps } from './step-results.ts'
import { judgeSync, saysNothing } from './sync.ts'
import { judgeWeb, type WebFacts } from './web.ts'
import { judgeWorkplace } from './workplace.ts'
import { decideOwners, linkedOf, type OwnedAccount, type OwnedMachine } from './whose-account.ts'

/** Everything a check is judged from. Gathered in electron/, judged here. */
export type CheckInput = {
  readonly app: { readonly name: string; readonly version: string }
  /** ISO 8601, UTC. */
  readonly takenAt: string
  readonly config: Config
  /** What policy had wrong, and was left at its default; `path` is the configuration's file. */
  readonly refused?: { readonly path: string; readonly problems: readonly ConfigProblem[] }
  /** Which way the person moves: the configuration's word, until the endpoint has said otherwise. */
  readonly direction: Direction
  readonly scope: Scope
  readonly knowledge: PlanKnowledge
  /** Asked for by hand (`--phase`); otherwise the plan decides. */
  readonly phase?: Phase
  readonly machine: MachineFacts
  readonly identity: IdentityFacts
  readonly web: WebFacts
  readonly links: LinkFacts
  readonly report: ReportFacts
  /** The scan of the old account's folders; null where none was made. */
  readonly scan: Reading<ScanResult> | null
  /** Which folders were looked through; left out where no one looked. */
  readonly look?: ScannedFolders
  /** What became of the files that the scan found; null where nothing is known of it. */
  readonly rescue: FileOutcomes | null
  /** Libraries that were kept, and where they are now; left out where no one looked. */
  readonly libraries?: LibraryFacts
  /** What a look for old links found; null or left out where no one looked. */
  readonly pointers?: Reading<PointerFacts> | null
}

const nothingKept: LibraryFacts = { kept: null, addresses: null }
const nothingScanned: ScannedFolders = { roots: [], missing: 'not-recorded' }

/** What every judge of one look starts from. */
export type CheckContext = {
  readonly phase: Phase
  /** Directed. */
  readonly config: Config
  readonly person: ExpectedPerson
  /** The facts, with the one answer to whose each account is. */
  readonly machine: OwnedMachine
}

/** Decides once per look in which phase it is, who the person is, and whose each account is. */
export function toCheckContext(
  input: Pick<CheckInput, 'config' | 'direction' | 'knowledge' | 'phase' | 'machine' | 'identity' | 'web'>,
): CheckContext {
  const phase = phaseOf(input.knowledge, input.phase)
  const config = toDirectedConfig(input.config, input.direction === 'return' || phase === 'return')
  const person = toExpectedPerson(input, config)
  return { phase, config, person, machine: decideOwners(input.machine, config, person) }
}

/** Judges a machine: facts in, findings in the order of the journey out. Pure. */
export function judgeMachine(input: CheckInput): CheckResult {
  const { knowledge, takenAt } = input
  const { phase, config, person, machine } = toCheckContext(input)
  const told = (source: string) => ({ source, readAt: takenAt })

  const context = judgeContext(machine)
  // Who is not waited for here need not be in the map.
  const isContested = person.isContested && knowledge.kind === 'not-in-map'
  const plan = isContested ? [] : judgePlan(knowledge, input, phase)
  // Before the move no one needs the new account yet, so its absence is nothing to put right.
  const isIdentityAsked = phase !== 'ready' || input.identity.kind === 'signed-in'
  const identityFacts: IdentityFacts = isIdentityAsked ? input.identity : { kind: 'not-asked' }
  const identity = judgeIdentity(identityFacts, toExpectedIdentity(input, config), told('token'))

  // Facts read as somebody else are not this person's, and before the move is done nothing is asked.
  const isMachineAsked = phase !== 'not-due' && !context.some(({ outcome }) => outcome === 'blocked')
  const files = isMachineAsked
    ? judgeOldFolders({ ...input, look: input.look ?? nothingScanned, machine, config })
    : notAsked(phase)
  const sync = isMachineAsked ? judgeSyncOf(machine, phase, person) : notAsked(phase)
  const local: Finding[] = isMachineAsked
    ? [
        ...judgeClient(machine.client, config.client.minimumVersion ?? null),
        ...judgeDisks(machine.disks, machine.accounts),
        ...judgeFolders(machine.knownFolders, machine.accounts, machine.policies, config),
        ...files.findings,
        ...judgeCloudRoom(input.web, input.scan, input.rescue),
        ...(config.features.rescue ? judgeFolderGuard(machine.policies, input.scan, input.rescue) : []),
        ...sync.findings,
      ]
    : []
  // Before the move the old account belongs here, and asking for the new one would break the move (pitfall 1).
  if (isMachineAsked && phase !== 'ready') {
    local.push(
      ...judgeAccount(machine.accounts, machine.policies, config, person),
      ...judgeIdentities(input.identity, machine, config),
      ...judgeOldAccount(machine, phase),
      ...judgeLibraries(findOldLibraries(machine, config), input.libraries ?? nothingKept),
      ...judgePointers(input.pointers ?? null),
      ...judgeWorkplace(machine, { config, person, newObjectId: toNewObjectId(input, person) }),
    )
  }
  if (isMachineAsked) local.push(...judgeMovePolicies(machine, phase))
  const before = { machine, scan: input.scan, files: files.asked, findings: local, takenAt }
  const isBefore = isMachineAsked && phase === 'ready'
  if (isBefore) local.push(...judgeEarlyLink(machine, config), ...judgePreflight(before))
  const overview = isBefore ? [judgePreflightOverview(before)] : []
  const services = [
    ...judgeWeb(input.web, config.target, told('graph'), config.source),
    ...judgeLinks(input.links, toTargetHosts(machine, config.target, person.driveUrl), told('old-address')),
  ]
  const report = judgeReport(input.report, told('outbox'))
  const findings = [
    ...context,
    ...plan,
    ...identity,
    ...inStepOrder([...services, ...local]),
    ...report,
    ...overview,
  ]
  const machineAsked = isMachineAsked ? 'asked' : notAsked(phase).asked
  const accountAsked = phase === 'ready' ? 'not-in-phase' : machineAsked
  const steps = toStepResults(
    {
      ...toServicesAsked(input, config, phase, identityFacts),
      client: machineAsked,
      folders: machineAsked,
      files: files.asked,
      sync: sync.asked,
      account: accountAsked,
      'old-account': accountAsked,
      workplace: accountAsked === 'asked' ? toWorkplaceAsked(machine) : accountAsked,
    },
    findings,
    config.features.workplace === 'inform' ? ['workplace'] : [],
  )
  // A setting that was left at its default holds no one up; who set it hears of it.
  const settings = input.refused ? toConfigFindings({ kind: 'invalid', ...input.refused }, takenAt) : []
  return toResult(input, phase, verdictOf(findings, steps, phase), [...findings, ...settings], steps)
}

type JudgedStep = { readonly asked: 'asked' | UnaskedReason; readonly findings: readonly Finding[] }

/** As somebody else, or before its time: the context or the plan has said so. */
function notAsked(phase: Phase): JudgedStep {
  return { asked: phase === 'not-due' ? 'not-in-phase' : 'waits', findings: [] }
}

/** A Mac does not tell it, and a recording may be of a time when no one looked. */
function toWorkplaceAsked({ workplace, platform }: OwnedMachine): 'asked' | UnaskedReason {
  if (workplace !== null) return 'asked'
  return platform === 'windows' ? 'outside-this-look' : 'not-told'
}

/** The object id of the person's new account; null where no one is signed in, or somebody else. */
function toNewObjectId({ identity }: CheckInput, { isContested }: ExpectedPerson): string | null {
  if (identity.kind !== 'signed-in' || isContested) return null
  return identity.person.objectId?.toLowerCase() ?? null
}

/** The first sync of the new account; before the move that of the old one. */
function judgeSyncOf(machine: OwnedMachine, phase: Phase, person: ExpectedPerson): JudgedStep {
  const { accounts, client, syncLogs } = machine
  const unknown = (origin: Origin, reason: string): JudgedStep => ({
    asked: 'asked',
    findings: [createFinding('sync.unknown', origin, { reason })],
  })
  if (accounts.kind === 'unreadable') return unknown(accounts, accounts.reason)
  const syncing = findSyncing(machine, phase, person)
  // Later its absence is a finding of the step `account`.
  if (syncing.length === 0) return { asked: phase === 'ready' ? 'not-applicable' : 'waits', findings: [] }
  if (syncLogs === null) return unknown(accounts, 'not-recorded')
  const isRunning = client.kind === 'read' ? client.value.running : null
  const findings = syncing.flatMap((account) => judgeSync(syncLogs, account, isRunning))
  // No Mac is known to write this log. No one waits for one that may never come, and without it nothing is passed.
  const isUntold = findings.length > 0 && findings.every(saysNothing)
  if (machine.platform === 'macos' && isUntold) return { asked: 'not-told', findings: [] }
  return { asked: 'asked', findings }
}

/** Whether the steps that need a sign-in, or the network, were asked. */
function toServicesAsked(
  { scope, web, links }: CheckInput,
  { features }: Config,
  phase: Phase,
  identity: IdentityFacts,
): Pick<AskedSteps, 'identity' | 'web' | 'links'> {
  const isBefore = phase === 'ready' || phase === 'not-due'
  const toAsked = (kind: string, isInPhase: boolean, isOn: boolean): 'asked' | UnaskedReason => {
    if (kind !== 'not-asked') return 'asked'
    if (!isInPhase) return 'not-in-phase'
    if (scope === 'local') return 'outside-this-look'
    return isOn ? 'waits' : 'switched-off'
  }
  return {
    identity: toAsked(identity.kind, phase !== 'ready', true),
    web: toAsked(web.kind, !isBefore, features.graph),
    links: toAsked(links.kind, !isBefore, features.links),
  }
}

function toResult(
  { app, takenAt, machine, scope }: Pick<CheckInput, 'app' | 'takenAt' | 'machine' | 'scope'>,
  phase: Phase,
  verdict: Verdict,
  findings: readonly Finding[],
  steps: readonly StepResult[],
): CheckResult {
  const openSteps = steps.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skipped')
  const counted = findings.filter((finding) => holdsUp(finding, steps) || finding.step === 'links')
  // The two places of the support code are for what counts, where there is any.
  const told = [...counted, ...findings.filter((finding) => !counted.includes(finding))]
  return {
    formatVersion: 1,
    app,
    takenAt,
    machine: { platform: machine.platform, osVersion: machine.osVersion, recorded: machine.recorded },
    scope,
    phase,
    verdict,
    steps,
    findings,
    supportCode: encodeSupportCode({
      platform: machine.platform,
      phase,
      verdict,
      openSteps: openSteps.map(({ id }) => id),
      findings: told.slice(0, 2).map(({ code }) => code),
      appVersion: toVersionPair(app.version),
    }),
    exitCode: exitCodeOf(counted, verdict),
  }
}

/** A refused configuration is a finding too, one per key. */
export function toConfigFindings(
  result:
    { kind: 'missing'; path: string } | { kind: 'invalid'; path: string; problems: readonly ConfigProblem[] },
  readAt: string,
): Finding[] {
  const origin = { source: 'configuration', readAt }
  if (result.kind === 'missing') return [createFinding('config.missing', origin, { path: result.path })]
  return result.problems.map(({ key, reason, path = result.path }) =>
    createFinding('config.invalid', origin, { path, key, reason }),
  )
}

/** The result where a configuration was refused: nothing was judged, so every step is skipped. */
export function judgeRefusedConfig(
  input: Pick<CheckInput, 'app' | 'takenAt' | 'machine' | 'scope'>,
  result: Parameters<typeof toConfigFindings>[0],
): CheckResult {
  const steps = stepIds.map((id): StepResult => ({ id, outcome: 'skipped', reason: 'waits' }))
  return toResult(input, 'not-due', 'blocked', toConfigFindings(result, input.takenAt), steps)
}

/**
 * The accounts whose sync must be finished: the person's own, and before the move the old one. Never a colleague's, whose
 * finished log says nothing about this person's files.
 */
function findSyncing(machine: OwnedMachine, phase: Phase, { oldAddress }: ExpectedPerson) {
  if (phase !== 'ready') return linkedOf(machine, 'mine')
  const old = linkedOf(machine, 'old')
  const isExpected = ({ email }: OwnedAccount): boolean =>
    email !== null && oldAddress !== null && isSameAddress(email, oldAddress)
  return old.some(isExpected) ? old.filter(isExpected) : old
}

function inStepOrder(findings: readonly Finding[]): Finding[] {
  const order: readonly string[] = stepIds
  return findings.toSorted((left, right) => order.indexOf(left.step) - order.indexOf(right.step))
}

function toVersionPair(version: string): { major: number; minor: number } {
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  return { major: major ?? 0, minor: minor ?? 0 }
}
