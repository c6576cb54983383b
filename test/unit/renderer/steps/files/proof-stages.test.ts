import { describe, expect, it } from 'vitest'
import { toProofStages } from '../../../../../renderer/steps/files/proof-stages.ts'
import type { ProofRound } from '../../../../../shared/files/proof.ts'
import { filesStates } from '../../../../e2e/gallery/files-states.ts'

const totals = filesStates.find(({ name }) => name === 'files-waiting')?.rescue.totals
const proof = filesStates.find(({ name }) => name === 'files-waiting')?.proof
const settled = filesStates.find(({ name }) => name === 'files-settled')?.rescue.totals

function stagesOf(look: ProofRound | null, of = totals): string {
  if (of === null || of === undefined) throw new Error('no totals')
  return toProofStages(of, look)
    .map(({ id, done, isDone }) => `${id} ${done ?? '?'}${isDone ? ' done' : ''}`)
    .join(', ')
}

describe('the way of the copies', () => {
  it('says nothing of what OneDrive has uploaded before anybody looked', () => {
    expect(stagesOf(null)).toBe('copied 5 done, verified 5 done, uploaded ?, confirmed 0')
  })

  it('counts as uploaded what Microsoft has, confirmed or not', () => {
    if (proof?.kind !== 'waiting') throw new Error('no look')
    // Two of five are not there yet, and one is gone.
    expect(stagesOf(proof.look)).toBe('copied 5 done, verified 5 done, uploaded 2, confirmed 0')
  })

  it('is done where every copy is confirmed', () => {
    expect(stagesOf(null, settled)).toBe('copied 4 done, verified 4 done, uploaded 4 done, confirmed 4 done')
  })
})
