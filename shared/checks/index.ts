import type { Config, ConfigProblem } from '../config.ts'
import { toDirectedConfig } from '../direction.ts'
import { exitCodeOf } from '../exit-code.ts'
import { createFinding, type Finding } from '../finding.ts'
import type { MachineFacts, SyncAccount } from '../machine.ts'
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
import { judgeFiles } from './files.ts'
import { judgeFolders } from './folders.ts'
import { judgeIdentities } from './identities.ts'
import { judgeIdentity, type IdentityFacts } from './identity.ts'
import { judgeLinks, type LinkFacts } from './links.ts'
import { judgeOldAccount } from './old-account.ts'
import { judgePlan } from './plan.ts'
import { judgeReport, type ReportFacts } from './report.ts'
import { judgeSync } from './sync.ts'
import { judgeWeb, type WebFacts } from './web.ts'

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

/** Judges a machine: facts in, findings in the order of the journey out. Pure. */
export function judgeMachine(input: CheckInput): CheckResult {
  const { direction, knowledge, machine, takenAt } = input
  const phase = phaseOf(knowledge, input.phase)
  const config = toDirectedConfig(input.config, direction === 'return' || phase === 'return')
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
      const isLinked = findLinked(machine.accounts, config.source.tenantId) !== null
      local.push(...judgeFiles(input.scan, isLinked, input.rescue))
      asked.add('files')
    }
    // Before the move it is the old account whose sync must be finished.
    const syncing = findLinked(machine.accounts, (phase === 'ready' ? config.source : config.target).tenantId)
    if (syncing !== null && machine.syncLogs !== null) {
      const { client } = machine
      const isRunning = client.kind === 'read' ? client.value.running : null
      local.push(...judgeSync(machine.syncLogs, syncing, isRunning))
      asked.add('sync')
    }
  }
  // Before the move the old account belongs here, and asking for the new one would break the move (pitfall 1).
  if (isMachineAsked && phase !== 'ready') {
    const expectedUpn = targetUpnOf(input, config)
    local.push(
      ...judgeAccount(machine.accounts, machine.policies, config, expectedUpn),
      ...judgeIdentities(input.identity, machine, config),
      ...judgeOldAccount(machine.accounts, config, phase),
    )
    for (const id of ['account', 'old-account'] as const) asked.add(id)
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

/** The source-tenant account that is linked on this machine, if there is one. */
export function findLinked(accounts: Reading<readonly SyncAccount[]>, tenantId: string): SyncAccount | null {
  if (accounts.kind === 'unreadable') return null
  return accounts.value.find((account) => account.configured && account.tenantId === tenantId) ?? null
}

function toExpectedIdentity({ knowledge, machine }: CheckInput, config: Config) {
  return {
    target: config.target,
    upn: config.plan.targetUpn ?? null,
    plan: knowledge.kind === 'known' && knowledge.source === 'endpoint' ? knowledge.plan : null,
    oldAccountEmail: findLinked(machine.accounts, config.source.tenantId)?.email ?? null,
  }
}

/** `config` is directed; the plan of the endpoint or of the configuration is already. */
function targetUpnOf({ knowledge, identity }: CheckInput, config: Config): string | null {
  if (knowledge.kind === 'known' && knowledge.source === 'endpoint') return knowledge.plan.targetUpn
  if (config.plan.targetUpn !== undefined) return config.plan.targetUpn
  return identity.kind === 'signed-in' ? identity.person.username : null
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
