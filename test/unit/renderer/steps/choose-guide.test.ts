import { describe, expect, it } from 'vitest'
import { chooseAction } from '../../../../renderer/steps/choose-action.ts'
import { haveFilesPassed, chooseGuide, guideIds } from '../../../../renderer/steps/choose-guide.ts'
import { createFinding, type Evidence } from '../../../../shared/findings/finding.ts'
import type { FindingCode } from '../../../../shared/findings/vocabulary.ts'
import type { AppState } from '../../../../shared/window/state.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

function sceneNamed(name: string): AppState {
  const scene = scenes.find((each) => each.name === name)
  if (scene === undefined) throw new Error(`no scene ${name}`)
  return scene.state
}

function guideFor(code: FindingCode, evidence: Evidence = {}, state = sceneNamed('account-not-linked')) {
  const finding = createFinding(code, { source: 'registry', readAt: '2026-11-20T09:14:03Z' }, evidence)
  return chooseGuide(finding, chooseAction(finding, state))
}

describe('chooseGuide', () => {
  it.each<[FindingCode, string]>([
    ['client.not-running', 'start-client'],
    ['sync.paused', 'resume'],
    ['account.target-not-linked', 'add-account'],
    ['folders.in-source', 'backup'],
    ['old-account.linked', 'unlink'],
    ['old-account.added-again', 'unlink'],
  ])('draws the place to press for %s', (code, guide) => {
    expect(guideFor(code)).toBe(guide)
    expect(guideIds).toContain(guide)
  })

  it('draws nothing that a policy has made impossible, nor what IT has to do', () => {
    expect(guideFor('folders.in-source', { hold: 'locked' })).toBeNull()
    expect(guideFor('policy.allow-list-excludes-target')).toBeNull()
  })

  it('names no button that is not there: before the move, and in a replay', () => {
    expect(guideFor('client.not-running', {}, sceneNamed('ready-paused'))).toBeNull()
    expect(guideFor('client.not-running', {}, sceneNamed('replay'))).toBeNull()
  })
})

describe('haveFilesPassed', () => {
  it('is true only where the files step has passed', () => {
    expect(haveFilesPassed(sceneNamed('done-unclear-folder'))).toBe(true)
    expect(haveFilesPassed(sceneNamed('account-not-linked'))).toBe(false)
    expect(haveFilesPassed(sceneNamed('files-not-uploaded'))).toBe(false)
    expect(haveFilesPassed(sceneNamed('restoring'))).toBe(false)
  })

  it('is false while a check runs or did not end', () => {
    const state = sceneNamed('done-unclear-folder')
    if (state.check.kind !== 'done') throw new Error('not checked')
    const last = state.check.result
    expect(haveFilesPassed({ ...state, check: { kind: 'running', last } })).toBe(false)
    expect(haveFilesPassed({ ...state, check: { kind: 'broken', last } })).toBe(false)
  })
})
