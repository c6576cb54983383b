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

  it('is the receipt once there is one', () => {
    expect(toCopyText(sceneNamed('done'), 'receipt')).toBe('R-7K3QF2')
    expect(toCopyText(sceneNamed('report-ready'), 'receipt')).toBeNull()
  })
})
