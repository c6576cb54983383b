import { describe, expect, it } from 'vitest'
import { adminEventIds, toAdminEvent } from '../../../../shared/outputs/admin-event.ts'
import { exitCodes } from '../../../../shared/findings/exit-code.ts'

const of = (
  verdict: Parameters<typeof toAdminEvent>[0]['verdict'],
  exitCode: number,
  findings: string[] = [],
) => toAdminEvent({ app: { name: 'Landfall', version: '0.1.0' }, verdict, exitCode, findings })

describe('toAdminEvent', () => {
  it('has an id of its own for each thing that an admin filters by', () => {
    expect(of('done', exitCodes.done)?.id).toBe(adminEventIds.done)
    expect(of('blocked', exitCodes.blocked, ['account.policy-blocks'])).toMatchObject({
      id: adminEventIds.stuck,
    })
    expect(of('blocked', exitCodes.config, ['config.invalid'])).toMatchObject({
      id: adminEventIds.config,
      level: 'error',
    })
    expect(of('blocked', exitCodes.context, ['context.system'])?.id).toBe(adminEventIds.context)
  })

  it('has ids that Windows has words for', () => {
    const ids = Object.values(adminEventIds)
    expect(ids.every((id) => id >= 1 && id <= 1000)).toBe(true)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('says nothing while it is not this person’s turn', () => {
    expect(of('not-due', exitCodes.done)).toBeNull()
  })
})
