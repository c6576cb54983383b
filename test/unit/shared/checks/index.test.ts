import { describe, expect, it } from 'vitest'
import { findNextStep, journeyFindings } from '../../../../renderer/steps/next-step.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import { judgeMachine, type CheckInput } from '../../../../shared/checks/index.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import type { Phase } from '../../../../shared/findings/vocabulary.ts'
import type { IdentityFacts } from '../../../../shared/checks/identity.ts'
import type { MachineFacts, SyncAccount, SyncLog } from '../../../../shared/facts/machine.ts'
import type { PlanKnowledge } from '../../../../shared/move/plan.ts'
import { decodeSupportCode } from '../../../../shared/findings/support-code.ts'
import {
  configOf,
  finishedLog,
  foldersBelow,
  goodClient,
  machineOf,
  newAccount,
  noPolicies,
  oldAccount,
  read,
  readAt,
  signedInAs,
} from '../cast.ts'

const persons = { sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' }

function check(
  facts: Partial<MachineFacts>,
  plan: Record<string, unknown> = {},
  phase?: Phase,
  refused?: CheckInput['refused'],
  known: Partial<CheckInput> = {},
) {
  const config = configOf({ ...persons, ...plan })
  const input: CheckInput = {
    app: { name: 'Landfall', version: '0.1.0' },
    takenAt: readAt,
    config,
    direction: config.plan.direction,
    knowledge: knowledgeFromConfig(config, config.plan.direction, readAt),
    machine: machineOf({ syncLogs: read([finishedLog, { ...finishedLog, slot: 'Business1' }]), ...facts }),
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: { kind: 'not-asked' },
    report: { kind: 'none' },
    scope: 'local',
    look: { roots: [], missing: 'not-recorded' },
    scan: read(createScanTally(true).result()),
    rescue: null,
    ...(phase !== undefined && { phase }),
    ...(refused !== undefined && { refused }),
    ...known,
  }
  return judgeMachine(input)
}

/** As much wrong with a computer as there can be at once. */
const broken: Partial<MachineFacts> = {
  accounts: read([oldAccount]),
  client: read({ ...goodClient, running: false }),
  disks: read({ disks: [{ root: 'C:\\', freeBytes: 1, totalBytes: 500e9 }], unread: [] }),
  knownFolders: read(foldersBelow(`${oldAccount.folder}`)),
  policies: read({ ...noPolicies, disablesAutoConfig: true, deletesShortcutsOnLoss: true }),
}
const reasonsOf = ({ steps }: ReturnType<typeof check>) =>
  Object.fromEntries(steps.map((step) => [step.id, 'reason' in step ? step.reason : step.outcome]))

const codesOf = ({ findings }: ReturnType<typeof check>): string[] => findings.map(({ code }) => code)

describe('judgeMachine', () => {
  it('names a policy that is wrong behind everything else, and holds no one up for it', () => {
    const problems = [{ key: 'log.level', reason: 'is wrong', path: 'HKLM' }]
    const result = check({}, {}, undefined, { path: 'landfall.json', problems })
    expect(result).toMatchObject({
      verdict: 'done',
      exitCode: 20,
      findings: [{ code: 'config.invalid', evidence: { key: 'log.level', path: 'HKLM' } }],
    })
    expect(findNextStep(result)).toBe('report')
    expect(journeyFindings(result)).toEqual([])
  })

  it('is done when the target alone is linked', () => {
    expect(check({})).toMatchObject({ verdict: 'done', exitCode: 0, phase: 'switch', findings: [] })
  })

  it('lists findings in the order of the journey', () => {
    const result = check({ accounts: read([oldAccount]) })
    expect(codesOf(result)).toEqual(['account.target-not-linked', 'old-account.linked'])
    expect(result).toMatchObject({ verdict: 'action-needed', exitCode: 10 })
  })

  it('asks nothing of the machine before the move is done', () => {
    const result = check({ accounts: read([oldAccount]) }, { moveState: 'InProgress' })
    expect(codesOf(result)).toEqual(['plan.not-due'])
    expect(result).toMatchObject({ phase: 'not-due', verdict: 'not-due', exitCode: 0 })
  })

  it('asks nothing of a computer before its time, however much is wrong with it', () => {
    expect(codesOf(check(broken)).length).toBeGreaterThan(4)
    const result = check(broken, { moveState: 'InProgress' })
    expect(codesOf(result)).toEqual(['plan.not-due'])
    expect(reasonsOf(result)).toMatchObject({
      client: 'not-in-phase',
      account: 'not-in-phase',
      files: 'not-in-phase',
      sync: 'not-in-phase',
      web: 'not-in-phase',
      links: 'not-in-phase',
    })
  })

  it.each(['switch', 'watch', 'return'] as const)(
    'does not let %s be asked for while the move is known to be unfinished',
    (phase) => {
      const result = check({ accounts: read([oldAccount]) }, { moveState: 'InProgress' }, phase)
      expect(result.phase).toBe('not-due')
      expect(codesOf(result)).toEqual(['plan.not-due'])
    },
  )

  it('asks in the ready phase for nothing that belongs after the move', () => {
    const result = check({ accounts: read([oldAccount]) }, { moveState: 'Scheduled' }, 'ready')
    expect(result).toMatchObject({ phase: 'ready', verdict: 'done' })
    expect(codesOf(result)).toEqual(['preflight.overview'])
    expect(result.steps.filter(({ outcome }) => outcome === 'pass').map(({ id }) => id)).toEqual([
      'files',
      'client',
      'folders',
      'sync',
    ])
  })

  it('calls the old account added again when it is asked to watch', () => {
    expect(codesOf(check({ accounts: read([oldAccount, newAccount]) }, {}, 'watch'))).toEqual([
      'old-account.added-again',
    ])
  })

  it('swaps source and target on the way back', () => {
    const back = { direction: 'return' }
    expect(check({ accounts: read([oldAccount]) }, back)).toMatchObject({ phase: 'return', findings: [] })
    expect(codesOf(check({ accounts: read([newAccount]) }, back))).toEqual([
      'account.target-not-linked',
      'old-account.linked',
    ])
  })

  it('swaps the persons as well', () => {
    const bob = { ...oldAccount, email: 'bob.meyer@contoso.com' }
    const result = check({ accounts: read([bob]) }, { direction: 'return' })
    expect(result.findings).toMatchObject([
      { code: 'account.linked-as-other-person', evidence: { expected: 'amy.lee@contoso.com' } },
    ])
  })

  it('takes the way back from the plan alone, and from the direction alone', () => {
    const plan = {
      ...persons,
      formatVersion: 1,
      wave: null,
      moveState: 'Success',
      direction: 'return',
    } as const
    const back = { sourceUpn: persons.targetUpn, targetUpn: persons.sourceUpn }
    const knowledge = { kind: 'known', source: 'endpoint', readAt, plan: { ...plan, ...back } } as const
    expect(check({ accounts: read([oldAccount]) }, {}, undefined, undefined, { knowledge })).toMatchObject({
      phase: 'return',
      findings: [],
    })
    const asked = check({ accounts: read([oldAccount]) }, { direction: 'return' }, 'switch')
    expect(asked).toMatchObject({ phase: 'switch', findings: [] })
  })

  it('asks before the move for the sync of the expected old account alone', () => {
    const colleague = { ...oldAccount, slot: 'Business8', email: 'bob@contoso.com' }
    const busy = { ...finishedLog, filesToUpload: 4 }
    const logs = (own: SyncLog, other: SyncLog) =>
      read([
        { ...own, slot: oldAccount.slot },
        { ...other, slot: colleague.slot },
      ])
    const look = (accounts: SyncAccount[], syncLogs: MachineFacts['syncLogs'], plan = {}) =>
      codesOf(
        check({ accounts: read(accounts), syncLogs }, { moveState: 'Scheduled', ...plan }, 'ready'),
      ).filter((code) => code !== 'preflight.overview')
    expect(look([colleague, oldAccount], logs(finishedLog, busy))).toEqual([])
    expect(look([colleague, oldAccount], logs(busy, finishedLog))).toEqual(['sync.pending'])
    // Where no one has said whose it is, each must be finished.
    const nobody = { sourceUpn: undefined }
    expect(look([colleague, oldAccount], logs(finishedLog, busy), nobody)).toEqual(['sync.pending'])
    expect(look([{ ...colleague, email: null }], logs(finishedLog, busy))).toEqual(['sync.pending'])
  })

  it('has nothing to ask of a sync before the move where no old account is linked', () => {
    const result = check({ accounts: read([]) }, { moveState: 'Scheduled' }, 'ready')
    expect(reasonsOf(result)).toMatchObject({ sync: 'not-applicable' })
    expect(reasonsOf(check({ accounts: read([]) }))).toMatchObject({ sync: 'waits' })
  })

  it('misses no sign-in before the move, and judges one that is there', () => {
    const look = (identity: IdentityFacts) =>
      codesOf(
        check({ accounts: read([oldAccount]) }, { moveState: 'Scheduled' }, 'ready', undefined, { identity }),
      ).filter((code) => code !== 'preflight.overview')
    expect(look({ kind: 'signed-out' })).toEqual([])
    expect(look(signedInAs('bob@fabrikam.com'))).toEqual(['identity.wrong-account'])
  })

  it('tells somebody who is not waited for why the plan is not known, unless that is about them', () => {
    const look = (knowledge: PlanKnowledge) =>
      codesOf(check({}, {}, 'switch', undefined, { knowledge, identity: signedInAs('bob@fabrikam.com') }))
    expect(look({ kind: 'not-in-map', readAt })).toEqual(['identity.wrong-account'])
    expect(look({ kind: 'unreachable', readAt, reason: 'offline' })).toEqual([
      'plan.unreachable',
      'identity.wrong-account',
    ])
  })

  it('puts into the support code only the steps that are open', () => {
    const [open, done] = [check({ accounts: read([oldAccount]) }), check({})]
    expect(decodeSupportCode(open.supportCode)).toMatchObject({
      content: { openSteps: ['account', 'old-account'] },
    })
    expect(decodeSupportCode(done.supportCode)).toMatchObject({
      content: { openSteps: [], appVersion: { major: 0, minor: 1 } },
    })
  })

  it('judges nothing of a machine that is read as somebody else, however much is wrong with it', () => {
    const result = check({ ...broken, context: read({ runsAs: 'system', isRemote: null }) })
    expect(codesOf(result)).toEqual(['context.system'])
    expect(reasonsOf(result)).toMatchObject({
      client: 'waits',
      files: 'waits',
      sync: 'waits',
      account: 'waits',
    })
  })

  it('judges nothing of a machine that is read as somebody else', () => {
    const result = check({
      context: read({ runsAs: 'elevated', isRemote: null }),
      accounts: read([oldAccount]),
    })
    expect(codesOf(result)).toEqual(['context.elevated'])
    expect(result).toMatchObject({ verdict: 'blocked', exitCode: 21 })
  })
})
