import { expect, it } from 'vitest'
import { sumProblems } from '../../../../admin/console/pages/imports/sum-problems.ts'

const problem = (line: number, reason: string) => ({ line, reason, code: null, values: {} })

it('a reason that many rows have is said once, with every line of it', () => {
  const rows = [problem(2, 'No tenant.'), problem(3, 'Twice.'), problem(5, 'No tenant.')]
  expect(sumProblems(rows).map(({ problem: { reason }, lines }) => [reason, lines])).toEqual([
    ['No tenant.', [2, 5]],
    ['Twice.', [3]],
  ])
})
