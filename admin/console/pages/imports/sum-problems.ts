import type { Import } from '../../api/answers.ts'

type Problem = Import['problems'][number]

/** Rows with the same problem in the same words, and their lines. */
export type SummedProblem = { readonly problem: Problem; readonly lines: readonly number[] }

/** Rows that say the same once, with all their lines, in the order in which each comes first. */
export function sumProblems(problems: readonly Problem[]): SummedProblem[] {
  const sums = new Map<string, { problem: Problem; lines: number[] }>()
  for (const problem of problems) {
    const known = sums.get(problem.reason)
    if (known === undefined) sums.set(problem.reason, { problem, lines: [problem.line] })
    else known.lines.push(problem.line)
  }
  return [...sums.values()]
}
