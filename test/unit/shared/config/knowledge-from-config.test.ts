import { describe, expect, it } from 'vitest'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import { configOf, readAt } from '../cast.ts'

describe('knowledgeFromConfig', () => {
  it('knows nothing where the configuration names no state', () => {
    expect(knowledgeFromConfig(configOf({ moveState: 'Unknown' }), 'forward', readAt)).toEqual({
      kind: 'unasked',
    })
  })

  it('leaves out who the person is where the configuration does', () => {
    expect(knowledgeFromConfig(configOf(), 'forward', readAt)).toMatchObject({
      kind: 'known',
      source: 'configuration',
      plan: { moveState: 'Success', sourceUpn: null, targetUpn: null },
    })
  })

  it('swaps the addresses on the way back, as the endpoint does', () => {
    const plan = { direction: 'return', sourceUpn: 'amy@contoso.com', targetUpn: 'amy@fabrikam.com' }
    expect(knowledgeFromConfig(configOf(plan), 'return', readAt)).toMatchObject({
      plan: { sourceUpn: 'amy@fabrikam.com', targetUpn: 'amy@contoso.com' },
    })
  })

  it('says nothing about the way back where it was written for the way there', () => {
    expect(knowledgeFromConfig(configOf(), 'return', readAt)).toEqual({ kind: 'unasked' })
  })
})
