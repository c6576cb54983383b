import { describe, expect, it } from 'vitest'
import { mayChooseByHand, proofObstacles } from '../../../../shared/files/proof.ts'

describe('mayChooseByHand', () => {
  it('is true only where no step of the person’s own, and no waiting, opens the way to Graph', () => {
    expect(proofObstacles.filter(mayChooseByHand)).toEqual(['network-refused', 'refused', 'turned-off'])
  })
})
