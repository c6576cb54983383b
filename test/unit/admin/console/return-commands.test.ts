import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RegressionPlan } from '../../../../admin/console/api/answers.ts'
import { toReturnCommands } from '../../../../admin/console/pages/runbook/return-commands.ts'

const anyPlan: fc.Arbitrary<RegressionPlan> = fc
  .array(
    fc.record({
      id: fc.uuid(),
      obstacle: fc.constantFrom(null, 'move-not-finished' as const, 'already-returning' as const),
      hasMove: fc.boolean(),
    }),
  )
  .map((people) => ({
    missing: [],
    sourceHostUrls: [],
    redirectSitesCommand: 'Get-SPOSite',
    deletedSitesCommand: 'Get-SPODeletedSite',
    people: people.map(({ id, obstacle, hasMove }) => ({
      id,
      sourceUpn: `${id}@contoso.com`,
      targetUpn: `${id}@fabrikam.com`,
      redirectRemoval: `Remove-SPOSite ${id}`,
      siteFrom: 'address' as const,
      move: hasMove ? `Start-SPOCrossTenantUserContentMove ${id}` : null,
      obstacle,
    })),
  }))

const linesOf = (commands: string | null): string[] =>
  commands === null || commands === '' ? [] : commands.split('\n')

describe('toReturnCommands', () => {
  it('has no command for a person who is held, and for everyone else one redirect link, in the order of the plan', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { people, held, redirects } = toReturnCommands(plan)
        expect(people.length + held.length).toBe(plan.people.length)
        const free = plan.people.filter(({ obstacle }) => obstacle === null)
        expect(linesOf(redirects)).toEqual(free.map(({ id }) => `Remove-SPOSite ${id}`))
      }),
    )
  })

  it('has a move for each of them, or none at all while one cannot be written', () => {
    fc.assert(
      fc.property(anyPlan, (plan) => {
        const { people, moves } = toReturnCommands(plan)
        const isWhole = people.every(({ move }) => move !== null)
        expect(moves === null).toBe(!isWhole)
        if (isWhole) expect(linesOf(moves)).toHaveLength(people.length)
      }),
    )
  })
})
