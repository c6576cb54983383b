import { describe, expect, it } from 'vitest'
import { stepStage, type Stage, type StageEvent } from '../../../../electron/rescue/worker/rescue-stage.ts'

const early = { kind: 'stopped', reason: 'disk-full', progress: null } as const
// Only which one it is matters here.
const planned = { targets: {}, shown: {} } as Extract<Stage, { kind: 'planned' }>['planned']
const other = { ...planned }
const run = {} as Extract<Stage, { kind: 'copying' }>['run']
const done = Promise.resolve()

const listed: Stage = { kind: 'listed', early: null }
const brokenOff: Stage = { kind: 'listed', early }
const planning: Stage = { kind: 'planning', early: null }
const isPlanned: Stage = { kind: 'planned', planned }
const copying: Stage = { kind: 'copying', run, done }

describe('stepStage', () => {
  it.each<[sentence: string, stage: Stage, event: StageEvent, next: Stage]>([
    ['a list without a plan is planned', listed, { kind: 'planning-began' }, planning],
    ['a plan is made anew', isPlanned, { kind: 'planning-began' }, planning],
    [
      'what was broken off stays known while it is planned',
      brokenOff,
      { kind: 'planning-began' },
      { kind: 'planning', early },
    ],
    ['nothing is planned while files are copied', copying, { kind: 'planning-began' }, copying],
    [
      'a plan that is made is shown',
      { kind: 'planning', early },
      { kind: 'planning-ended', planned },
      isPlanned,
    ],
    [
      'where nothing can be planned, the early end is still known',
      { kind: 'planning', early },
      { kind: 'planning-ended', planned: null },
      brokenOff,
    ],
    ['a plan that comes too late is dropped', listed, { kind: 'planning-ended', planned }, listed],
    ['another choice drops the plan', isPlanned, { kind: 'rows-changed' }, listed],
    ['another choice leaves a run alone', copying, { kind: 'rows-changed' }, copying],
    ['another choice leaves an early end known', brokenOff, { kind: 'rows-changed' }, brokenOff],
    ['a plan is copied', isPlanned, { kind: 'copying-began', run, done }, copying],
    ['without a plan nothing is copied', listed, { kind: 'copying-began', run, done }, listed],
    ['a run ends', copying, { kind: 'copying-ended', run, early: null }, listed],
    [
      'the end of another run ends nothing',
      copying,
      { kind: 'copying-ended', run: { ...run }, early: null },
      copying,
    ],
    ['a run goes on where another list is opened', copying, { kind: 'opened', early: null }, copying],
    [
      'of two plans the last one holds',
      isPlanned,
      { kind: 'planning-ended', planned: other },
      { kind: 'planned', planned: other },
    ],
    ['a run ends early', copying, { kind: 'copying-ended', run, early }, brokenOff],
    ['another list forgets the plan', isPlanned, { kind: 'opened', early: null }, listed],
    [
      'the journal of another list tells of a run that was broken off',
      listed,
      { kind: 'opened', early },
      brokenOff,
    ],
  ])('%s', (_sentence, stage, event, next) => {
    const stepped = stepStage(stage, event)
    expect(stepped).toEqual(next)
    // Two plans look alike here.
    if (stepped.kind === 'planned' && next.kind === 'planned') expect(stepped.planned).toBe(next.planned)
  })
})
