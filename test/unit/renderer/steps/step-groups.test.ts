import { describe, expect, it } from 'vitest'
import { journeySteps } from '../../../../renderer/steps/next-step.ts'
import {
  combineStatuses,
  groupOf,
  groupSteps,
  leadOf,
  stepGroups,
  type GroupStatus,
} from '../../../../renderer/steps/step-groups.ts'
import { listSteps, type StepStatus } from '../../../../renderer/steps/step-status.ts'
import { stepIds } from '../../../../shared/findings/vocabulary.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

describe('the five groups', () => {
  it('hold every step and the report once, settle the files before the old account, and end with the report', () => {
    expect(journeySteps.toSorted()).toEqual([...stepIds, 'report'].toSorted())
    expect(stepGroups.map(({ id }) => id)).toEqual(['sign-in', 'onedrive', 'files', 'old-account', 'done'])
    expect(groupOf('sync')).toEqual({ id: 'files', place: 3 })
    expect(groupOf('report').place).toBe(5)
  })

  it.each<[string, StepStatus[], GroupStatus]>([
    ['done where all its steps are', ['done', 'done'], 'done'],
    ['what the person has to do before what waits', ['waiting', 'now'], 'now'],
    ['never done beside a step that could not be told', ['done', 'unknown'], 'unknown'],
    ['still to come where one of its steps is', ['done', 'not-checked'], 'not-checked'],
    ['never done beside a step that was not checked', ['done', 'left-out'], 'partly'],
    ['open before they are checked in part', ['done', 'left-out', 'waiting'], 'waiting'],
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
