import { describe, expect, it } from 'vitest'
import { chooseAction, isBlameless, needsAddress } from '../../../../renderer/steps/choose-action.ts'
import { findNextStep, findingsOf } from '../../../../renderer/steps/next-step.ts'
import { toGroups } from '../../../../renderer/steps/support-code-groups.ts'
import { createFinding } from '../../../../shared/findings/finding.ts'
import { lastResult, type AppState } from '../../../../shared/window/state.ts'
import type { FindingCode } from '../../../../shared/findings/vocabulary.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

const ready = scenes.find(({ name }) => name === 'account-not-linked')?.state as AppState
const withReport: AppState = { ...ready, report: { kind: 'ready', json: '{}' } }
const withoutHelpPage: AppState = {
  ...ready,
  configuration: { ...ready.configuration, support: { name: null, phone: null, url: null } } as never,
}

function actionFor(code: FindingCode, state: AppState = ready) {
  return chooseAction(createFinding(code, { source: 'registry', readAt: '2026-11-20T09:14:03Z' }), state)
}

describe('chooseAction', () => {
  it('offers the remedy that helps', () => {
    expect(actionFor('account.target-not-linked')).toEqual({ kind: 'remedy', remedy: 'add-account' })
    expect(actionFor('client.not-running')).toEqual({ kind: 'remedy', remedy: 'start-client' })
  })

  it('offers the sign-in for whatever went wrong with it', () => {
    expect(actionFor('identity.wrong-account')).toEqual({ kind: 'sign-in' })
  })

  it('offers the report where IT has to act and has not heard of it', () => {
    expect(actionFor('policy.allow-list-excludes-target', withReport)).toEqual({ kind: 'send-report' })
  })

  it('offers another look where there is no report to send', () => {
    expect(actionFor('policy.allow-list-excludes-target')).toEqual({ kind: 'check' })
  })

  it('offers no help page that no one has configured', () => {
    expect(actionFor('client.not-installed')).toEqual({ kind: 'remedy', remedy: 'open-support' })
    expect(actionFor('client.not-installed', withoutHelpPage)).toEqual({ kind: 'check' })
  })
})

describe('isBlameless', () => {
  const origin = { source: 'registry', readAt: '2026-11-20T09:14:03Z' }
  it.each<[FindingCode, boolean]>([
    ['policy.allow-list-excludes-target', true],
    ['identity.consent-required', true],
    // Nothing stops the person here.
    ['policy.both-lists-set', false],
    ['policy.device-joined-to-source', false],
    // The person may have connected it.
    ['account.linked-too-early', false],
    ['context.elevated', false],
    ['account.target-not-linked', false],
  ])('of %s is %s', (code, expected) => {
    expect(isBlameless(createFinding(code, origin))).toBe(expected)
  })
})

describe('needsAddress', () => {
  it('is true where an address has to be typed', () => {
    expect(needsAddress('account.target-not-linked')).toBe(true)
    expect(needsAddress('identity.signed-out')).toBe(true)
    expect(needsAddress('folders.in-source')).toBe(false)
  })
})

describe('findNextStep', () => {
  it('passes over what only an admin can settle while the person has something to do further on', () => {
    const result = lastResult(ready.check)
    if (result === null) throw new Error('no result')
    const origin = { source: 'registry', readAt: result.takenAt }
    const findings = [
      createFinding('policy.both-lists-set', origin),
      createFinding('old-account.linked', origin),
    ]
    expect(findNextStep({ ...result, findings })).toBe('old-account')
    expect(findNextStep({ ...result, findings: findings.slice(0, 1) })).toBe('account')
    expect(findNextStep({ ...result, findings: [] })).toBe('report')
  })
})

describe('findingsOf', () => {
  it('puts what is blocked first, then what the person can do, then the rest', () => {
    const result = lastResult(ready.check)
    if (result === null) throw new Error('no result')
    const origin = { source: 'registry', readAt: result.takenAt }
    const codes: FindingCode[] = [
      'policy.both-lists-set',
      'account.target-not-linked',
      'policy.allow-list-excludes-target',
    ]
    const findings = codes.map((code) => createFinding(code, origin))
    expect(findingsOf({ ...result, findings }, 'account').map(({ code }) => code)).toEqual([
      'policy.allow-list-excludes-target',
      'account.target-not-linked',
      'policy.both-lists-set',
    ])
  })
})

describe('toGroups', () => {
  it('reads as a telephone number does', () => {
    expect(toGroups('07W4K8PGR2')).toBe('07W 4K8 PGR2')
    expect(toGroups('')).toBe('')
  })
})
