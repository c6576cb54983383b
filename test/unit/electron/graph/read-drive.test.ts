import { describe, expect, it } from 'vitest'
import { readDrive } from '../../../../electron/graph/read-drive.ts'
import type { Answer } from '../../../../electron/session/session.ts'
import { moveStates, type PlanKnowledge } from '../../../../shared/plan.ts'

const readAt = '2026-11-20T09:00:00Z'

function knowing(moveState: (typeof moveStates)[number]): PlanKnowledge {
  const plan = {
    formatVersion: 1,
    direction: 'forward',
    moveState,
    sourceUpn: 'a@x.y',
    targetUpn: 'a@z.y',
    wave: null,
  } as const
  return { kind: 'known', plan, source: 'endpoint', readAt }
}

function answering(status: number, body: unknown): { ask: () => Promise<Answer>; asked: () => number } {
  let asked = 0
  const ask = async (): Promise<Answer> => {
    asked += 1
    return { kind: 'answered', response: new Response(JSON.stringify(body), { status }) }
  }
  return { ask, asked: () => asked }
}

describe('readDrive', () => {
  it.each(moveStates.filter((state) => state !== 'Success'))(
    'asks nothing while the move is %s',
    async (state) => {
      const graph = answering(200, { webUrl: 'https://fabrikam-my.sharepoint.com/personal/a' })
      expect(await readDrive(graph, knowing(state))).toEqual({ kind: 'not-asked' })
      expect(graph.asked()).toBe(0)
    },
  )

  it.each<PlanKnowledge>([
    { kind: 'unasked' },
    { kind: 'asking' },
    { kind: 'not-in-map', readAt },
    { kind: 'unreachable', reason: 'ENOTFOUND', readAt },
  ])('asks nothing while the plan is $kind', async (knowledge) => {
    const graph = answering(200, {})
    expect(await readDrive(graph, knowledge)).toEqual({ kind: 'not-asked' })
    expect(graph.asked()).toBe(0)
  })

  it.each([
    [
      'the drive is there',
      200,
      { webUrl: 'https://f-my.sharepoint.com/p' },
      { kind: 'drive', webUrl: 'https://f-my.sharepoint.com/p' },
    ],
    [
      'there is none',
      404,
      { error: { code: 'ResourceNotFound', message: "User's mysite not found." } },
      { kind: 'missing' },
    ],
    [
      'there is none, said with a 400',
      400,
      { error: { code: 'BadRequest', message: "Unable to retrieve user's mysite URL." } },
      { kind: 'missing' },
    ],
    ['Graph is busy', 503, {}, { kind: 'unreachable', reason: 'status-503' }],
    ['the answer has no address', 200, { id: '1' }, { kind: 'unreachable', reason: 'status-200' }],
  ])('when %s', async (_sentence, status, body, facts) => {
    expect(await readDrive(answering(status, body), knowing('Success'))).toEqual(facts)
  })

  it('tells a person without a licence from one whose files have not arrived', async () => {
    const graph = answering(400, {
      error: { code: 'BadRequest', message: 'Tenant does not have a SPO license.' },
    })
    expect(await readDrive(graph, knowing('Success'))).toEqual({ kind: 'unlicensed' })
  })
})
