import { describe, expect, it } from 'vitest'
import { askPlan } from '../../../../electron/plan/ask-plan.ts'
import type { Answer } from '../../../../electron/session/session.ts'

const readAt = '2026-11-20T09:14:03.000Z'
const plan = {
  formatVersion: 1,
  direction: 'forward',
  moveState: 'Success',
  sourceUpn: 'amy.lee@contoso.com',
  targetUpn: 'amy.lee@fabrikam.com',
  wave: 'Wave 2',
}

function ask(answer: Answer) {
  return askPlan({ ask: async () => answer }, () => new Date(readAt))
}

function answered(status: number, body: unknown): Answer {
  return { kind: 'answered', response: Response.json(body, { status }) }
}

describe('askPlan', () => {
  it('gives the plan that the endpoint gives', async () => {
    expect(await ask(answered(200, plan))).toEqual({ kind: 'known', plan, source: 'endpoint', readAt })
  })

  it('takes a plan whose live states it does not know, without them', async () => {
    const live = { readAt, isStale: false, mailbox: 'parked', oneDrive: 'done', teams: null, meetings: null }
    const known = await ask(answered(200, { ...plan, live }))
    expect(known).toMatchObject({ kind: 'known', plan })
    expect(known).not.toHaveProperty('plan.live.mailbox')
    expect(await ask(answered(200, { ...plan, live: { ...live, mailbox: 'done' } }))).toHaveProperty(
      'plan.live.mailbox',
      'done',
    )
  })

  it('says that no one knows the person when the endpoint says so', async () => {
    const refusal = { error: { code: 'plan.not-in-map', message: '' } }
    expect(await ask(answered(404, refusal))).toEqual({ kind: 'not-in-map', readAt })
  })

  it.each(['auth.wrong-audience', 'auth.version-1-token', 'auth.unknown-client', 'plan.other-account'])(
    'tells a refusal that no waiting mends with its code: %s',
    async (code) => {
      expect(await ask(answered(401, { error: { code, message: '' } }))).toEqual({
        kind: 'refused',
        code,
        readAt,
      })
    },
  )

  it.each<[string, Answer, string]>([
    ['a 404 of something else', answered(404, { message: 'Not Found' }), 'status-404'],
    [
      'a failure of the endpoint',
      answered(503, { error: { code: 'database.unavailable', message: '' } }),
      'status-503',
    ],
    ['a portal that answers with its own page', answered(200, '<html>'), 'answer-not-understood'],
    [
      'a plan of a form no one knows',
      answered(200, { ...plan, moveState: 'Flying' }),
      'answer-not-understood',
    ],
    ['no connection', { kind: 'unreachable', code: 'ECONNREFUSED' }, 'ECONNREFUSED'],
    ['a sign-in that has lapsed', { kind: 'sign-in-needed' }, 'sign-in-needed'],
  ])('cannot tell, and shuts the gate, after %s', async (_sentence, answer, reason) => {
    expect(await ask(answer)).toEqual({ kind: 'unreachable', reason, readAt })
  })
})
