import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const repositoryFolder = path.resolve(fileURLToPath(new URL('../..', import.meta.url)))

export type Spread = { readonly median: number; readonly min: number; readonly max: number }

/** The file a bench leaves: a ratio against a limit that was measured in the same run. */
export type BenchResult = {
  readonly name: string
  readonly ratio: number
  readonly better: 'lower' | 'higher'
  readonly unit: string
  readonly limit: string
  readonly runs: number
  readonly ours: Spread
  readonly theirs: Spread
  readonly extra: Record<string, unknown>
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  const lower = sorted[middle - 1] ?? upper
  const median = sorted.length % 2 === 0 ? (lower + upper) / 2 : upper
  return {
    median: round(median),
    min: round(sorted[0] ?? Number.NaN),
    max: round(sorted.at(-1) ?? Number.NaN),
  }
}

export function ratioOf(ours: Spread, theirs: Spread): number {
  return Math.round((ours.median / theirs.median) * 100) / 100
}

/** Writes `dist/bench/<name>.json` and prints the ratio. */
export async function writeBench(result: BenchResult): Promise<void> {
  const file = path.join(repositoryFolder, 'dist/bench', `${result.name}.json`)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(result, null, 2)}\n`)
  console.log(
    `${result.name}: ${result.ratio} (${result.unit}, ${result.better} is better, ${result.runs} runs)`,
  )
  console.log(`  ours   median ${result.ours.median}, ${result.ours.min} to ${result.ours.max}`)
  console.log(`  theirs median ${result.theirs.median}, ${result.theirs.min} to ${result.theirs.max}`)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
