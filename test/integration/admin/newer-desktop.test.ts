import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { PersonDetail } from '../../../admin/server/contract/people-routes.ts'
import { reportSchema } from '../../../shared/outputs/report.ts'
import { outcomes, owners, phases, stepIds, verdicts } from '../../../shared/findings/vocabulary.ts'
import { startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import { reportOf } from '../../unit/admin/report.ts'

let world: ConsoleWorld
beforeAll(async () => {
  world = await startConsoleWorld(['amy'])
})
afterAll(() => world.stop())

/** As the next version may write it, strict with itself: a step, a phase, a verdict, an outcome, an owner and fields more. */
const nextSchema = reportSchema.extend({
  phase: z.enum([...phases, 'rehearsal']),
  verdict: z.enum([...verdicts, 'almost-done']),
  rehearsalOf: z.string().optional(),
  steps: z
    .array(z.looseObject({ id: z.enum([...stepIds, 'teams']), outcome: z.enum([...outcomes, 'postponed']) }))
    .max(40),
  findings: z.array(
    z.looseObject({
      code: z.string(),
      step: z.string(),
      outcome: z.enum([...outcomes, 'postponed']),
      owner: z.enum([...owners, 'partner']).nullable(),
    }),
  ),
})

const ofTomorrow = {
  ...reportOf({ sequence: 2 }),
  app: { name: 'Landfall', version: '0.2.0' },
  machine: { platform: 'windows', osVersion: '11', recorded: false },
  phase: 'rehearsal',
  verdict: 'almost-done',
  rehearsalOf: 'the move',
  steps: Array.from({ length: 25 }, (_unused, place) => ({ id: `teams-${place}`, outcome: 'postponed' })),
  findings: [{ code: 'teams.waiting', step: 'teams', outcome: 'postponed', owner: 'partner' }],
}

describe('a desktop of the next version', () => {
  it('writes reports that this endpoint’s schema takes, and the other way round', () => {
    const ofNext = {
      ...ofTomorrow,
      machine: reportOf().machine,
      steps: [{ id: 'teams', outcome: 'postponed' }],
    }
    expect(reportSchema.parse(nextSchema.parse(ofNext))).toEqual(ofNext)
    const ofToday = reportOf()
    expect(nextSchema.parse(reportSchema.parse(ofToday))).toEqual(ofToday)
  })

  it('gets a receipt, and the console shows what it said; nothing of it is taken for a switch', async () => {
    await world.report('amy', ofTomorrow as unknown as Parameters<ConsoleWorld['report']>[1])
    const detail = await world.get<PersonDetail>(`/v1/people/${await world.idOf('amy')}`)
    expect(detail.state).toBe('never-seen')
    expect(detail.devicesSeen[0]).toMatchObject({ phase: 'rehearsal', verdict: 'almost-done' })
    expect(detail.devicesSeen[0]?.steps[0]).toEqual({ id: 'teams-0', outcome: 'postponed' })
  })

  it('counts as before as soon as it says what this endpoint knows', async () => {
    const { steps, findings, rehearsalOf, machine } = ofTomorrow
    const report = { ...reportOf({ sequence: 3 }), steps, findings, rehearsalOf, machine }
    await world.report('amy', report as unknown as Parameters<ConsoleWorld['report']>[1])
    const { state } = await world.get<PersonDetail>(`/v1/people/${await world.idOf('amy')}`)
    expect(state).toBe('done')
  })
})
