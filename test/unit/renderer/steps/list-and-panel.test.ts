import { assert, constantFrom, property, record, subarray, tuple, type Arbitrary } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseView, stepOf } from '../../../../renderer/steps/choose-view.ts'
import { currentResult, isWatching } from '../../../../renderer/steps/current-result.ts'
import { findingsOf, journeySteps, type JourneyStep } from '../../../../renderer/steps/next-step.ts'
import { combineStatuses, groupSteps } from '../../../../renderer/steps/step-groups.ts'
import { listSteps } from '../../../../renderer/steps/step-status.ts'
import { unaskedReasons, type CheckResult } from '../../../../shared/checks/check-result.ts'
import { toStepResults, type AskedSteps } from '../../../../shared/checks/step-results.ts'
import { createFinding } from '../../../../shared/findings/finding.ts'
import { findingCodes, phases, stepIds } from '../../../../shared/findings/vocabulary.ts'
import { lastResult, type AppState } from '../../../../shared/window/state.ts'
import { scenes } from '../../../e2e/gallery/states.ts'

const states = scenes.map(({ state }) => state).filter(({ configuration }) => configuration.kind === 'ready')
const template = states.map(({ check }) => lastResult(check)).find((result) => result !== null)
const readAt = '2026-11-20T09:14:03Z'

function toResult(asked: AskedSteps, codes: readonly (typeof findingCodes)[number][], phase: string) {
  if (template === undefined) throw new Error('no scene has a result')
  const findings = codes.map((code) => createFinding(code, { source: 'registry', readAt }))
  return { ...template, phase, findings, steps: toStepResults(asked, findings) } as CheckResult
}

const asked = tuple(...stepIds.map(() => constantFrom('asked', ...unaskedReasons))).map(
  (each) => Object.fromEntries(stepIds.map((id, place) => [id, each[place]])) as AskedSteps,
)
const result = tuple(asked, subarray(findingCodes, { maxLength: 4 }), constantFrom(...phases)).map((given) =>
  toResult(...given),
)
const check: Arbitrary<AppState['check']> = result.chain((last) =>
  constantFrom<AppState['check']>(
    { kind: 'done', result: last },
    { kind: 'running', last },
    { kind: 'broken', last },
    { kind: 'broken', last: null },
    { kind: 'idle' },
  ),
)
/** Any part of any scene beside any result that the judges could make. */
const anyState: Arbitrary<AppState> = record({
  base: constantFrom(...states),
  check,
  session: constantFrom(...states.map(({ session }) => session)),
  scan: constantFrom<AppState['scan']>(
    { kind: 'idle' },
    { kind: 'stopped' },
    { kind: 'running', files: 1, foldersLeft: 1 },
  ),
  rescue: constantFrom(...states.map(({ rescue }) => rescue)),
  report: constantFrom(...states.map(({ report }) => report)),
  access: constantFrom<AppState['access']>('open', 'open', 'to-ask'),
  replay: constantFrom(null, null, { recordedAt: readAt }),
}).map(({ base, ...given }) => ({ ...base, ...given }))

const anyStep = constantFrom<JourneyStep | null>(null, ...journeySteps)
const isUnchecked = (status: string): boolean => status === 'not-checked' || status === 'left-out'

function listOf(state: AppState) {
  return listSteps(state, stepOf(chooseView(state, null)))
}

function expectNoContradiction(state: AppState, picked: JourneyStep | null): void {
  const list = listOf(state)
  const known = currentResult(state)
  for (const { id } of list.filter(({ status }) => isUnchecked(status))) {
    if (id === 'report') continue
    expect(known === null ? [] : findingsOf(known, id)).toEqual([])
    expect(known?.steps.find((step) => step.id === id)?.outcome ?? 'skipped').toBe('skipped')
  }
  const view = chooseView(state, picked)
  const shown = stepOf(view)
  const status = list.find(({ id }) => id === shown)?.status
  if (view.kind === 'quiet') {
    expect(view.status).toBe(status)
    expect(['done', 'not-checked', 'left-out']).toContain(view.status)
  } else if (shown !== null && shown !== 'report') expect(isUnchecked(status ?? '')).toBe(false)
}

describe('the list and the panel beside it', () => {
  it('never say that a step was not started beside a result of its own, and say the same of it', () => {
    assert(
      property(anyState, anyStep, (state, picked) => expectNoContradiction(state, picked)),
      { numRuns: 2000 },
    )
  })

  it.each(scenes)('do not contradict each other in $name, whichever step is picked', ({ state }) => {
    if (state.configuration.kind === 'refused') return
    for (const picked of [null, ...journeySteps]) expectNoContradiction(state, picked)
  })

  it('never show a group as done over a step that was not checked or could not be told', () => {
    assert(
      property(anyState, (state) => {
        const done = groupSteps(listOf(state)).filter(({ status }) => status === 'done')
        expect(done.every(({ steps }) => steps.every(({ status }) => status === 'done'))).toBe(true)
      }),
    )
    expect(combineStatuses(['done', 'left-out'])).not.toBe('done')
  })

  it('claim to watch only where the last check did not break', () => {
    assert(
      property(anyState, (state) => {
        if (state.check.kind === 'broken' || state.replay !== null) expect(isWatching(state)).toBe(false)
      }),
    )
  })
})
