import { describe, expect, it } from 'vitest'
import { findNextStep, journeyFindings } from '../../../../renderer/steps/next-step.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import { judgeMachine, type CheckInput } from '../../../../shared/checks/index.ts'
import { knowledgeFromConfig } from '../../../../shared/knowledge-from-config.ts'
import type { MachineFacts } from '../../../../shared/machine.ts'
import type { Phase } from '../../../../shared/vocabulary.ts'
import { configOf, finishedLog, machineOf, newAccount, oldAccount, read, readAt } from '../cast.ts'

const persons = { sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' }

function check(
  facts: Partial<MachineFacts>,
  plan: Record<string, unknown> = {},
  phase?: Phase,
  refused?: CheckInput['refused'],
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
  }
  return judgeMachine(input)
}

const codesOf = ({ findings }: ReturnType<typeof check>): string[] => findings.map(({ code }) => code)

describe('judgeMachine', () => {
  it('names a policy that is wrong behind everything else, and holds nobody up for it', () => {
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
    expect(result).toMatchObject({ phase: 'ready', verdict: 'done', findings: [] })
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

  it('judges nothing of a machine that is read as somebody else', () => {
    const result = check({
      context: read({ runsAs: 'elevated', isRemote: null }),
      accounts: read([oldAccount]),
    })
    expect(codesOf(result)).toEqual(['context.elevated'])
    expect(result).toMatchObject({ verdict: 'blocked', exitCode: 21 })
  })
})
