import { describe, expect, it } from 'vitest'
import {
  firstStage,
  stepProcess,
  type ProcessEvent,
  type ProcessStage,
} from '../../../../electron/rescue/process-stage.ts'

const running: ProcessStage = { kind: 'running', losses: 1 }
const open: ProcessStage = { kind: 'open', losses: 1, key: 'one' }
const givenUp: ProcessStage = { kind: 'given-up', losses: 3 }
const stopped: ProcessStage = { kind: 'stopped', losses: 1 }
const lost: ProcessEvent = { kind: 'ended' }
const opened: ProcessEvent = { kind: 'opened', key: 'two' }

describe('stepProcess', () => {
  it.each<[sentence: string, stage: ProcessStage, event: ProcessEvent, next: ProcessStage]>([
    ['a process that starts has no list', firstStage, { kind: 'started' }, { kind: 'running', losses: 0 }],
    ['a list is opened before its process has started', open, { kind: 'started' }, open],
    ['a list is opened', running, opened, { kind: 'open', losses: 1, key: 'two' }],
    ['another list takes the place of the last', open, opened, { kind: 'open', losses: 1, key: 'two' }],
    ['after a verb that failed the list is opened again', open, { kind: 'list-lost' }, running],
    ['a process that is gone has no list to lose', firstStage, { kind: 'list-lost' }, firstStage],
    ['a lost process is counted, and another one may start', open, lost, { kind: 'none', losses: 2 }],
    [
      'the third lost process is the last',
      { kind: 'open', losses: 2, key: 'one' },
      lost,
      { kind: 'given-up', losses: 3 },
    ],
    ['nothing is opened after that', givenUp, opened, givenUp],
    ['stopping is no loss', open, { kind: 'stopped' }, stopped],
    ['a process that ends because it was stopped is not counted', stopped, lost, stopped],
    ['nothing is opened after stopping', stopped, opened, stopped],
  ])('%s', (_sentence, stage, event, next) => {
    expect(stepProcess(stage, event)).toEqual(next)
  })
})
