import { describe, expect, it } from 'vitest'
import { journeySteps } from '../../../../renderer/steps/next-step.ts'
import {
  combineStatuses,
  groupOf,
  groupSteps,
  leadOf,
  stepGroups,
} from '../../../../renderer/steps/step-groups.ts'
import { listSteps, type StepStatus } from '../../../../renderer/steps/step-status.ts'
import { chooseView, stepOf } from '../../../../renderer/steps/choose-view.ts'
import { findingsOf } from '../../../../renderer/steps/next-step.ts'
import { stepIds } from '../../../../shared/findings/vocabulary.ts'
import { lastResult } from '../../../../shared/window/state.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

describe('the five groups', () => {
  it('hold every step and the report once, settle the files before the old account, and end with the report', () => {
    expect(journeySteps.toSorted()).toEqual([...stepIds, 'report'].toSorted())
    expect(stepGroups.map(({ id }) => id)).toEqual(['sign-in', 'onedrive', 'files', 'old-account', 'done'])
    expect(groupOf('sync')).toEqual({ id: 'files', place: 3 })
    expect(groupOf('report').place).toBe(5)
  })

  it.each<[string, StepStatus[], StepStatus]>([
    ['done where all its steps are', ['done', 'done'], 'done'],
    ['what the person has to do before what waits', ['waiting', 'now'], 'now'],
    ['never done beside a step that could not be told', ['done', 'unknown'], 'unknown'],
    ['still to come where one of its steps is', ['done', 'not-checked'], 'not-checked'],
    ['done beside a step that nobody will look at', ['done', 'left-out'], 'done'],
    ['left out where all its steps are', ['left-out', 'left-out'], 'left-out'],
  ])('are %s', (_sentence, statuses, expected) => {
    expect(combineStatuses(statuses)).toBe(expected)
  })

  it('lead to the step that needs the person, and to their first where none does', () => {
    const state = scenes.find(({ name }) => name === 'account-not-linked')?.state
    if (state === undefined) throw new Error('no scene')
    const leads = groupSteps(listSteps(state, 'account')).map((group) => leadOf(group))
    expect(leads).toEqual(['identity', 'account', 'folders', 'old-account', 'report'])
  })
})

describe('every scene', () => {
  it.each(scenes)('says of no step that it was not started beside a result of its own, in $name', (scene) => {
    const { state } = scene
    const result = lastResult(state.check)
    const isNotStarted = listSteps(state, stepOf(chooseView(state, null)))
      .filter(({ status }) => status === 'not-checked' || status === 'left-out')
      .map(({ id }) => id)
    const contradicting = isNotStarted.filter((id) => {
      const outcome = result?.steps.find((step) => step.id === id)?.outcome ?? 'skipped'
      const hasFinding = id !== 'report' && result !== null && findingsOf(result, id).length > 0
      return outcome !== 'skipped' || hasFinding
    })
    expect(contradicting).toEqual([])
  })
})
