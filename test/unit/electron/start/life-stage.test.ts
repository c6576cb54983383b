import { describe, expect, it } from 'vitest'
import { stepLife, type LifeEvent, type LifeStage } from '../../../../electron/start/life-stage.ts'

describe('stepLife', () => {
  it.each<[sentence: string, stage: LifeStage, event: LifeEvent, next: LifeStage]>([
    ['a person opens the window', 'resting', 'opened', 'open'],
    ['after the window the background has its turns again', 'open', 'closed', 'resting'],
    ['an installer asks the background to leave', 'resting', 'asked-to-leave', 'leaving'],
    ['an installer does not close a window', 'open', 'asked-to-leave', 'open'],
    ['no window opens for a person while an installer waits', 'leaving', 'opened', 'leaving'],
    ['no window opens once it is over', 'over', 'opened', 'over'],
    ['a turn that ends it under an open window ends it', 'open', 'finished', 'over'],
    ['the window that closes after that brings nothing back', 'over', 'closed', 'over'],
    ['leaving ends it', 'leaving', 'finished', 'over'],
  ])('%s', (_sentence, stage, event, next) => {
    expect(stepLife(stage, event)).toBe(next)
  })
})
