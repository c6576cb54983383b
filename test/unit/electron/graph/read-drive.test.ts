import { describe, expect, it } from 'vitest'
import { readDrive } from '../../../../electron/graph/read-drive.ts'
import type { Answer } from '../../../../electron/session/session.ts'
import type { SignInFailure } from '../../../../shared/checks/failed-sign-in.ts'
import { judgeWeb } from '../../../../shared/checks/web.ts'
import { driveMeanings, toDriveAnswerKind, type DriveTrouble } from '../../../../shared/files/drive-answer.ts'
import { moveStates, type PlanKnowledge } from '../../../../shared/move/plan.ts'
import { meaningOf, type FindingCode } from '../../../../shared/findings/vocabulary.ts'
import type { GraphRefusal } from '../../../world/graph/graph.ts'
import { graphRefusals } from '../../../world/graph/refusals.ts'
import { configOf } from '../../shared/cast.ts'

const readAt = '2026-11-20T09:00:00Z'
const { target } = configOf()

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

  const now = new Date('2026-11-20T09:00:00Z')
  const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000)
  const refusedAs = ({ status, code, text: message }: GraphRefusal) =>
    answering(status, { error: { code, message } })

  it.each([
    [{ state: 'normal', remaining: 5 }, { room: 5 }],
    [{ state: 'exceeded', remaining: 5 }, { room: 0 }],
    [{ state: 'exceeded' }, { room: 0 }],
    [{ state: 'normal' }, {}],
    [null, {}],
  ])('says how much room there is, as far as Graph says: %j', async (quota, room) => {
    const drive = { webUrl: 'https://f-my.sharepoint.com/p', quota }
    expect(await readDrive(answering(200, drive), knowing('Success'))).toEqual({
      kind: 'drive',
      webUrl: drive.webUrl,
      ...room,
    })
  })

  it('finds the drive', async () => {
    const drive = { webUrl: 'https://f-my.sharepoint.com/p' }
    expect(await readDrive(answering(200, drive), knowing('Success'))).toEqual({ kind: 'drive', ...drive })
  })

  it.each<[GraphRefusal, DriveTrouble, FindingCode]>([
    [graphRefusals.mysiteNotFound, 'not-visible', 'web.not-visible-yet'],
    [graphRefusals.unknown, 'not-visible', 'web.not-visible-yet'],
    [graphRefusals.personUnknown, 'not-visible', 'web.not-visible-yet'],
    [
      { status: 400, code: 'BadRequest', text: "Unable to retrieve user's mysite URL." },
      'not-visible',
      'web.not-visible-yet',
    ],
    [{ status: 404, code: 'itemNotFound', text: 'Item not found' }, 'not-visible', 'web.not-visible-yet'],
    [graphRefusals.tenantUnlicensed, 'tenant-unlicensed', 'web.tenant-unlicensed'],
    [graphRefusals.otherNetwork, 'network-refused', 'web.network-refused'],
    [graphRefusals.tokenRefused, 'token-refused', 'web.sign-in-needed'],
    [graphRefusals.forbidden, 'refused', 'web.refused'],
    [graphRefusals.forbiddenWithoutAWord, 'refused', 'web.refused'],
    [graphRefusals.locked, 'locked', 'web.locked'],
    [graphRefusals.siteLocked, 'locked', 'web.locked'],
    [graphRefusals.busy, 'busy', 'web.busy'],
    [{ status: 500, code: 'generalException', text: 'x' }, 'not-understood', 'web.not-understood'],
  ])('takes %j for %s: %s', async (refusal, trouble, code) => {
    const facts = await readDrive(refusedAs(refusal), knowing('Success'))
    expect(facts).toMatchObject({ kind: 'refused', trouble })
    expect(judgeWeb(facts, target, { source: 'graph', readAt }).map((finding) => finding.code)).toEqual([
      code,
    ])
  })

  it.each<[number, unknown]>([
    [200, { id: '1' }],
    [404, '<html>Not here</html>'],
    [418, {}],
  ])('does not understand %i with %j, and concludes nothing from it', async (status, body) => {
    const facts = await readDrive(answering(status, body), knowing('Success'))
    expect(facts).toMatchObject({ kind: 'refused', trouble: 'not-understood' })
  })

  it('calls a drive missing only a day after the move was first seen to be done', async () => {
    const at = (hours: number) =>
      readDrive(refusedAs(graphRefusals.mysiteNotFound), knowing('Success'), {
        now,
        doneSince: hoursAgo(hours),
      })
    expect(await at(23.9)).toMatchObject({ kind: 'refused', trouble: 'not-visible' })
    expect(await at(24)).toEqual({ kind: 'missing' })
  })

  it('says when it may ask again where Graph is busy', async () => {
    const { status, headers } = graphRefusals.busy
    const ask = async (): Promise<Answer> => ({
      kind: 'answered',
      response: new Response('{}', { status, headers }),
    })
    expect(await readDrive({ ask }, knowing('Success'), { now, doneSince: null })).toMatchObject({
      trouble: 'busy',
      askedAgainAt: '2026-11-20T09:10:00.000Z',
    })
  })

  it('tells a person without a licence from one whose files have not arrived', async () => {
    const graph = answering(400, { error: { code: 'BadRequest', message: 'The user has no license.' } })
    expect(await readDrive(graph, knowing('Success'))).toEqual({ kind: 'unlicensed' })
  })

  it.each<[SignInFailure, FindingCode]>([
    ['consent-required', 'web.consent-required'],
    ['registration-wrong', 'web.consent-required'],
    ['access-blocked', 'web.access-blocked'],
    ['refused', 'web.access-blocked'],
    ['interaction-required', 'web.sign-in-needed'],
    ['declined', 'web.sign-in-needed'],
  ])('keeps why there was no token for Graph: %s is %s', async (reason, code) => {
    const ask = async (): Promise<Answer> => ({ kind: 'sign-in-needed', reason, number: 53000 })
    const facts = await readDrive({ ask }, knowing('Success'))
    const [finding] = judgeWeb(facts, target, { source: 'graph', readAt })
    expect(finding).toMatchObject({ code, evidence: { reason: `identity.${reason}`, number: 53000 } })
  })
})

describe('what an answer of the drive means', () => {
  it('has the owner of the finding that tells it', () => {
    for (const { finding, owner } of Object.values(driveMeanings))
      expect(meaningOf(finding).owner).toBe(owner)
  })

  it('is "absent" for itemNotFound alone', () => {
    const absent = [400, 401, 403, 404, 410, 423, 500].flatMap((status) =>
      ['itemNotFound', 'ResourceNotFound', 'UnknownError', ''].flatMap((code) =>
        toDriveAnswerKind({ status, code, message: '' }) === 'absent' ? [`${status} ${code}`] : [],
      ),
    )
    expect(absent).toEqual(['404 itemNotFound'])
  })
})
