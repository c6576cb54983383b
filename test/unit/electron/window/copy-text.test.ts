import { describe, expect, it } from 'vitest'
import { toCopyText } from '../../../../electron/window/copy-text.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

function sceneNamed(name: string) {
  const scene = scenes.find((each) => each.name === name)
  if (scene === undefined) throw new Error(`no scene ${name}`)
  return scene.state
}

describe('what is put on the clipboard', () => {
  it('is the phone and the support code, each on a line', () => {
    expect(toCopyText(sceneNamed('account-blocked-by-policy'), 'support')).toBe('+1 425 555 0100\n07W4K8PGR2')
  })

  it('is the code alone where no phone is set, and nothing where there is neither', () => {
    expect(toCopyText(sceneNamed('signed-out-address-unknown'), 'support')).toBe('07W4K8PGR2')
    expect(toCopyText(sceneNamed('configuration-refused'), 'support')).toBeNull()
  })

  it('for a ticket has codes, numbers and times, and no name', () => {
    const state = sceneNamed('account-not-linked')
    const text = toCopyText(state, 'ticket') ?? ''
    expect(text).toContain('Support code: 07W4K8PGR2')
    expect(text).toContain('account.target-not-linked (attention, user)')
    expect(text).toContain('folders.in-source (attention, user) folders=2')
    expect(text).not.toMatch(/amy|contoso|fabrikam|C:\\/i)
    expect(toCopyText(sceneNamed('configuration-refused'), 'ticket')).toBeNull()
  })

  it('for a ticket has the worst findings first', () => {
    const text = toCopyText(sceneNamed('account-blocked-by-policy'), 'ticket') ?? ''
    expect(text.indexOf('policy.allow-list')).toBeLessThan(text.indexOf('account.target-not-linked'))
  })

  it('is the receipt once there is one', () => {
    expect(toCopyText(sceneNamed('done'), 'receipt')).toBe('R-7K3QF2')
    expect(toCopyText(sceneNamed('report-ready'), 'receipt')).toBeNull()
  })

  it.each([
    ['a text of the computer', "EACCES: permission denied, open 'C:\\Users\\amy.lee\\x'", false],
    ['a code of ours', 'no-log', true],
  ])('for a ticket has a reason only where it is a code: %s', (_, reason, isTold) => {
    const state = sceneNamed('account-not-linked')
    if (state.check.kind !== 'done') throw new Error('the scene has no result')
    const [finding, ...findings] = state.check.result.findings
    if (finding === undefined) throw new Error('the scene has no finding')
    const result = { ...state.check.result, findings: [{ ...finding, evidence: { reason } }, ...findings] }
    const text = toCopyText({ ...state, check: { ...state.check, result } }, 'ticket') ?? ''
    expect(text.includes(`reason=${reason}`)).toBe(isTold)
    expect(text).not.toContain('amy')
  })
})
