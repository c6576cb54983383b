import { describe, expect, it } from 'vitest'
import { changesOf, chooseStage } from '../../../../../renderer/steps/files/choose-stage.ts'
import { chooseView } from '../../../../../renderer/steps/choose-view.ts'
import { createFinding } from '../../../../../shared/findings/finding.ts'
import { noRescue } from '../../../../../shared/files/rescue.ts'
import { lastResult, type AppState } from '../../../../../shared/window/state.ts'
import type { FindingCode } from '../../../../../shared/findings/vocabulary.ts'
import { scenes } from '../../../../e2e/gallery/states.ts'

function sceneNamed(name: string): AppState {
  const scene = scenes.find((each) => each.name === name)
  if (scene === undefined) throw new Error(`no scene ${name}`)
  return scene.state
}

describe('chooseStage', () => {
  it.each([
    ['advice before the move', 'files-advice', { kind: 'advice' }],
    ['what keeps copying away', 'files-no-target', { kind: 'no-target', reason: 'target-missing' }],
    ['that the organisation wants no copies', 'files-switched-off', { kind: 'switched-off' }],
    ['files to choose', 'files-choose', { kind: 'choose' }],
    ['the plan with what can be chosen', 'files-planned', { kind: 'choose' }],
    ['copying', 'files-copying', { kind: 'copying', isPaused: false }],
    ['why copying has stopped', 'files-stopped', { kind: 'stopped', reason: 'disk-full' }],
    ['what could not be copied, before what waits for the upload', 'files-rest', { kind: 'rest' }],
    ['the wait for the upload, although some are excluded by rule', 'files-waiting', { kind: 'waiting' }],
    ['the comparison of files that nothing else knows', 'files-comparing', { kind: 'comparing' }],
    [
      'what came of the comparison, with what no one can tell beside it',
      'files-compared',
      { kind: 'choose' },
    ],
    [
      'that no one can tell of the rest',
      'files-lost-rest',
      { kind: 'lost', standing: { kind: 'done', at: '2026-11-20T09:14:03Z' } },
    ],
    ['that a notebook is not where its link says', 'files-notebook-missing', { kind: 'notebook-missing' }],
    ['that all is settled', 'files-settled', { kind: 'settled' }],
  ])('shows %s', (_what, name, stage) => {
    const { rescue, comparison, check } = sceneNamed(name)
    expect(chooseStage(rescue, comparison, lastResult(check)?.findings ?? [])).toEqual(stage)
  })

  it('shows no list where there is none', () => {
    expect(chooseStage(noRescue, { kind: 'none' }, [])).toBeNull()
  })

  it('says that something is left which OneDrive never takes, once the rest has arrived', () => {
    const { rescue } = sceneNamed('files-waiting')
    const { totals } = rescue
    if (totals === null) throw new Error('no totals')
    const all = { ...totals.all, proven: totals.all.copied, copied: { files: 0, bytes: 0 } }
    const arrived = { ...rescue, totals: { ...totals, all } }
    expect(chooseStage(arrived, { kind: 'none' }, [])).toEqual({ kind: 'excluded' })
  })
})

describe('changesOf', () => {
  it.each([
    ['files-choose', 'all'],
    ['files-advice', 'none'],
    ['files-copying', 'none'],
    ['files-comparing', 'none'],
    ['files-lost-rest', 'all'],
    // Nothing can be chosen that will not be copied.
    ['files-switched-off', 'waivers'],
  ])('lets the person change in %s: %s', (name, changes) => {
    const { rescue, comparison } = sceneNamed(name)
    const stage = chooseStage(rescue, comparison, [])
    expect(stage && changesOf(stage, rescue)).toBe(changes)
  })
})

describe('chooseView', () => {
  function finding(name: string, codes: readonly FindingCode[]): AppState {
    const state = sceneNamed(name)
    const result = lastResult(state.check)
    if (result === null) throw new Error('no result')
    const read = { source: 'registry', readAt: result.takenAt }
    const findings = codes.map((code) => createFinding(code, read))
    return { ...state, check: { kind: 'done', result: { ...result, findings } } }
  }

  it('leads to the new account first where files wait for it', () => {
    const state = finding('files-no-target', ['files.not-uploaded', 'account.target-not-linked'])
    expect(chooseView(state, null)).toMatchObject({ kind: 'findings', step: 'account' })
    expect(chooseView(state, 'files')).toMatchObject({ kind: 'files' })
  })

  it('does not offer to copy a whole folder while what was uploaded from it is unknown', () => {
    const state = sceneNamed('files-lost-signed-out')
    expect(chooseView(state, null)).toMatchObject({ kind: 'files', stage: { kind: 'lost' } })
    const { rescue } = state
    const before = { ...rescue, run: { kind: 'unavailable', reason: 'before-move' } } as const
    expect(chooseView({ ...state, rescue: before }, 'files')).toMatchObject({ kind: 'findings' })
  })
})
