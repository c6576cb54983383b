import { describe, expect, it } from 'vitest'
import {
  phaseOf,
  type ConfiguredPlan,
  type MoveState,
  type PlanKnowledge,
} from '../../../../shared/move/plan.ts'
import { phases, type Phase } from '../../../../shared/findings/vocabulary.ts'
import { readAt } from '../cast.ts'

function knowing(plan: Partial<ConfiguredPlan>): PlanKnowledge {
  const all = { formatVersion: 1, direction: 'forward', moveState: 'Success', wave: null } as const
  return {
    kind: 'known',
    plan: { ...all, sourceUpn: null, targetUpn: null, ...plan },
    source: 'configuration',
    readAt,
  }
}

describe('phaseOf', () => {
  it.each<[string, Partial<ConfiguredPlan>, Phase]>([
    ['the switch after the move', {}, 'switch'],
    ['the return after the move back', { direction: 'return' }, 'return'],
    ['the watch for a person who was done once', { phase: 'watch' }, 'watch'],
    ['the return even for a person who was done once', { phase: 'watch', direction: 'return' }, 'return'],
    ['no looking ahead once the move is done', { phase: 'ready' }, 'switch'],
    ['the look ahead where it is wished for', { phase: 'ready', moveState: 'Scheduled' }, 'ready'],
    ['nothing before the move otherwise', { moveState: 'Scheduled' }, 'not-due'],
    ['nothing to watch before the move', { phase: 'watch', moveState: 'NotStarted' }, 'not-due'],
  ])('is %s', (_sentence, plan, phase) => {
    expect(phaseOf(knowing(plan))).toBe(phase)
  })

  it.each<MoveState>(['ReadyToTrigger', 'InProgress', 'Failed', 'Unknown'])(
    'is no look ahead while the move is %s, because then nothing can be put right at the source',
    (moveState) => {
      expect(phaseOf(knowing({ moveState, phase: 'ready' }))).toBe('not-due')
    },
  )

  it('is what was asked for by hand after the move, and only ready before it', () => {
    expect(phases.map((asked) => phaseOf(knowing({}), asked))).toEqual([...phases])
    const before = phases.map((asked) => phaseOf(knowing({ moveState: 'InProgress' }), asked))
    expect(new Set(before)).toEqual(new Set(['ready', 'not-due']))
  })
})
