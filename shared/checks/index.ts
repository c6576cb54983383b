import type { Config, ConfigProblem } from '../config.ts'
import { toDirectedConfig } from '../direction.ts'
import { exitCodeOf } from '../exit-code.ts'
import { createFinding, type Finding } from '../finding.ts'
import type { MachineFacts } from '../machine.ts'
import { phaseOf, type Direction, type PlanKnowledge } from '../plan.ts'
import type { Reading } from '../reading.ts'
import type { Settlement } from '../rescue.ts'
import type { ScanResult } from '../scan.ts'
import { encodeSupportCode } from '../support-code.ts'
import { stepIds, type Outcome, type Phase, type StepId, type Verdict } from '../vocabulary.ts'
import { judgeAccount } from './account.ts'
import type { CheckResult, StepResult } from './check-result.ts'
import { judgeClient } from './client.ts'
import { judgeContext } from './context.ts'
import { judgeDisks } from './disks.ts'
import { toExpectedIdentity, toExpectedPerson, type ExpectedPerson } from './expected-person.ts'
import { judgeFiles } from './files.ts'
import { judgeFolders } from './folders.ts'
import { judgeIdentities } from './identities.ts'
import { isSameAddress, judgeIdentity, type IdentityFacts } from './identity.ts'
import { judgeLinks, type LinkFacts } from './links.ts'
import { judgeEarlyLink, judgeMovePolicies } from './move-policies.ts'
import { judgeOldAccount } from './old-account.ts'
import { judgePlan } from './plan.ts'
import { judgeReport, type ReportFacts } from './report.ts'
import { judgeSync } from './sync.ts'
import { judgeWeb, type WebFacts } from './web.ts'
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
  /** What became of the files that the scan found; null where nothing is known of it. */
  readonly rescue: Settlement | null
}

/** What every judge of one look starts from. */
export type Look = {
  readonly phase: Phase
  /** Directed. */
  readonly config: Config
  readonly person: ExpectedPerson
  /** The facts, with the one answer to whose each account is. */
  readonly machine: OwnedMachine
}

/** Decides once per look in which phase it is, who the person is, and whose each account is. */
export function toLook(
  input: Pick<CheckInput, 'config' | 'direction' | 'knowledge' | 'phase' | 'machine' | 'identity' | 'web'>,
): Look {
  const phase = phaseOf(input.knowledge, input.phase)
  const config = toDirectedConfig(input.config, input.direction === 'return' || phase === 'return')
  const person = toExpectedPerson(input, config)
  return { phase, config, person, machine: decideOwners(input.machine, config, person) }
}

/** Judges a machine: facts in, findings in the order of the journey out. Pure. */
export function judgeMachine(input: CheckInput): CheckResult {
  const { knowledge, takenAt } = input
  const { phase, config, person, machine } = toLook(input)
  const told = (source: string) => ({ source, readAt: takenAt })

  const context = judgeContext(machine)
  const plan = judgePlan(knowledge, input, phase)
  // Before the move nobody needs the new account yet, so its absence is nothing to put right.
  const isIdentityAsked = phase !== 'ready' || input.identity.kind === 'signed-in'
  const identityFacts: IdentityFacts = isIdentityAsked ? input.identity : { kind: 'not-asked' }
  const identity = judgeIdentity(identityFacts, toExpectedIdentity(input, config), told('token'))

  // Facts read as somebody else are not this person's, and before the move is done nothing is asked.
  const isMachineAsked = phase !== 'not-due' && !context.some(({ outcome }) => outcome === 'blocked')
  const asked = new Set<StepId>()
  if (identityFacts.kind !== 'not-asked') asked.add('identity')
  if (input.web.kind !== 'not-asked') asked.add('web')

  const local: Finding[] = []
  if (isMachineAsked) {
    local.push(
      ...judgeClient(machine.client, config.client.minimumVersion ?? null),
      ...judgeDisks(machine.disks, machine.accounts),
      ...judgeFolders(machine.knownFolders, machine.accounts, machine.policies, config),
    )
    for (const id of ['client', 'folders'] as const) asked.add(id)
    if (input.scan !== null) {
      const isLinked = linkedOf(machine, 'old').length > 0
      local.push(...judgeFiles(input.scan, isLinked, input.rescue))
      asked.add('files')
    }
    const { client, syncLogs } = machine
    const isRunning = client.kind === 'read' ? client.value.running : null
    for (const account of syncLogs === null ? [] : findSyncing(machine, phase, person)) {
      if (syncLogs !== null) local.push(...judgeSync(syncLogs, account, isRunning))
      asked.add('sync')
    }
  }
  // Before the move the old account belongs here, and asking for the new one would break the move (pitfall 1).
  if (isMachineAsked && phase !== 'ready') {
    local.push(
      ...judgeAccount(machine.accounts, machine.policies, config, person),
      ...judgeIdentities(input.identity, machine, config),
      ...judgeOldAccount(machine, phase),
    )
    for (const id of ['account', 'old-account'] as const) asked.add(id)
  }

  if (isMachineAsked) {
    local.push(...judgeMovePolicies(machine, phase))
    if (phase === 'ready') {
      local.push(...judgeEarlyLink(machine, config))
      // Before the move there is nothing to pass here, only something to find.
      if (local.some(({ step }) => step === 'account')) asked.add('account')
    }
    if (local.some(({ step }) => step === 'files')) asked.add('files')
  }

  if (input.links.kind !== 'not-asked') asked.add('links')
  const services = [
    ...judgeWeb(input.web, config.target, told('graph')),
    ...judgeLinks(input.links, config.target, told('old-address')),
  ]
  const report = judgeReport(input.report, told('outbox'))
  const findings = [...context, ...plan, ...identity, ...inStepOrder([...services, ...local]), ...report]
  // A setting that was left at its default holds nobody up; who set it hears of it.
  const settings = input.refused ? toConfigFindings({ kind: 'invalid', ...input.refused }, takenAt) : []
  return toResult(input, phase, verdictOf(findings, phase), [...findings, ...settings], asked)
}

function toResult(
  { app, takenAt, machine }: Pick<CheckInput, 'app' | 'takenAt' | 'machine'>,
  phase: Phase,
  verdict: Verdict,
  findings: readonly Finding[],
  asked: ReadonlySet<StepId>,
): CheckResult {
  const steps = stepIds.map((id): StepResult => ({ id, outcome: outcomeOf(id, asked, findings) }))
  const openSteps = steps.filter(({ outcome }) => outcome !== 'pass' && outcome !== 'skipped')
  return {
    formatVersion: 1,
    app,
    takenAt,
    machine: { platform: machine.platform, osVersion: machine.osVersion, recorded: machine.recorded },
    phase,
    verdict,
    steps,
    findings,
    supportCode: encodeSupportCode({
      platform: machine.platform,
      phase,
      verdict,
      openSteps: openSteps.map(({ id }) => id),
      findings: findings.slice(0, 2).map(({ code }) => code),
      appVersion: toVersionPair(app.version),
    }),
    exitCode: exitCodeOf(findings),
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
  input: Pick<CheckInput, 'app' | 'takenAt' | 'machine'>,
  result: Parameters<typeof toConfigFindings>[0],
): CheckResult {
  return toResult(input, 'not-due', 'blocked', toConfigFindings(result, input.takenAt), new Set())
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

function outcomeOf(id: StepId, asked: ReadonlySet<StepId>, findings: readonly Finding[]): Outcome {
  if (!asked.has(id)) return 'skipped'
  const found = findings.filter(({ step }) => step === id).map(({ outcome }) => outcome)
  return worstOf(found) ?? 'pass'
}

const severity: readonly Outcome[] = ['blocked', 'attention', 'unknown']

function worstOf(found: readonly Outcome[]): Outcome | undefined {
  return severity.find((outcome) => found.includes(outcome))
}

function verdictOf(findings: readonly Finding[], phase: Phase): Verdict {
  // An old link is information, and a report on its way is not the person's business any more.
  const counted = findings.filter(({ step, code }) => step !== 'links' && code !== 'report.queued')
  switch (worstOf(counted.map(({ outcome }) => outcome))) {
    case 'blocked':
      return 'blocked'
    case 'attention':
      return 'action-needed'
    case 'unknown':
      return 'unknown'
    default:
      return phase === 'not-due' ? 'not-due' : 'done'
  }
}

function toVersionPair(version: string): { major: number; minor: number } {
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10) || 0)
  return { major: major ?? 0, minor: minor ?? 0 }
}
