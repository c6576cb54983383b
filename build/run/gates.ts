import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { consoleBuild, endpointBuild } from './build-if-old.ts'
import {
  addCounts,
  countPlainLine,
  countPlaywright,
  countVitest,
  failedAs,
  toClosingLine,
  toSummary,
  type TestCount,
} from './count-tests.ts'
import { runProgram, stoppedCode, wasStopped, type Program } from './start-program.ts'
import { tool } from './tool.ts'
import { withDesktop } from './with-desktop.ts'

/** Runs a program of a gate and gives its exit code; `keep` gets what it prints. */
type Run = (program: Program, keep?: (text: string) => void) => Promise<number>

/** One gate of `npm test`: its name, and the way to its count; `only` narrows it to words for the runner. */
type Gate = {
  readonly name: string
  readonly run: (run: Run, only?: readonly string[]) => Promise<TestCount>
}

const reports = path.join(repositoryFolder, 'dist/test')

// A static gate has no tests of its own and counts as one.
function staticGate(name: string, program: Program): Gate {
  return {
    name,
    run: async (run) => {
      const ok = (await run(program)) === 0
      return ok ? { passed: 1, failed: [], skipped: [], timed: [] } : failedAs(name)
    },
  }
}

const format = staticGate('format', tool('prettier', '--check', '.', '--log-level', 'warn', '--cache'))
/** Rules and types in one pass: both ask the same compiler (docs/decisions/0023-one-pass-for-rules-and-types.md). */
const lint = staticGate('lint', tool('oxlint'))
const buildApp = staticGate('build', tool('electron-vite', 'build', '--logLevel', 'warn'))

const buildConsole = staticGate('console', consoleBuild)
const buildEndpoint = staticGate('endpoint', endpointBuild)

function vitestGate(name: string, ...which: readonly string[]): Gate {
  return {
    name,
    run: (run, only = []) =>
      countReport(`${name}.json`, countVitest, (file) =>
        run(
          tool(
            'vitest',
            ...['run', ...which, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
            ...only,
          ),
        ),
      ),
  }
}

// Two projects of one configuration; the installers have one of their own.
const unit = vitestGate('unit', '--project', 'unit')
const integration = vitestGate('integration', '--project', 'integration')
const install = vitestGate('install', '-c', 'test/install/vitest.config.ts', '--root', '.')

const windows: Gate = {
  name: 'windows',
  run: async (run) => {
    let output = ''
    await run({ program: process.execPath, args: ['test/windows/run.ts'] }, (text) => (output += text))
    return countPlainLine(output)
  },
}

const endToEnd: Gate = {
  name: 'e2e',
  run: (run, only = []) =>
    countReport('e2e.json', countPlaywright, (file) =>
      withDesktop((desktop) =>
        run({
          ...tool(
            'playwright',
            'test',
            '-c',
            'test/e2e/playwright.config.ts',
            '--reporter=list,json',
            ...only,
          ),
          env: { ...process.env, ...desktop, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
        }),
      ),
    ),
}

/** Gates that run one after the other, beside those of the other lanes. */
type Lane = readonly Gate[]

/** `npm run check`: what needs no browser, database or process. */
export const fastGates: readonly Lane[] = [[lint], [unit, format]]

/** `npm test`: everything. Each lane waits for processes half of its time, so two of them keep two cores busy. */
export const allGates: readonly Lane[] = [
  [lint, unit, format, integration, windows],
  [buildEndpoint, buildApp, buildConsole, endToEnd, install],
]

/** `npm test -- e2e journey -g "the report"`: one gate, with what its runner takes besides. Throws for a name that is none. */
export function gateNamed(name: string, only: readonly string[]): readonly Lane[] {
  const gate = allGates.flat().find((one) => one.name === name)
  if (gate === undefined) throw new Error(`There is no gate ${name}`)
  const narrowed: Gate = { name, run: (run) => gate.run(run, only) }
  // What is seen in a window or packed has been built before.
  if (gate === endToEnd) return [[buildEndpoint, buildApp, buildConsole, narrowed]]
  return gate === install ? [[buildApp, narrowed]] : [[narrowed]]
}

type GateEnd = { readonly count: TestCount; readonly line: string }

/** Runs every gate, also after one has failed, and closes with one plain line. Gives the exit code. */
export async function runGates(lanes: readonly Lane[]): Promise<number> {
  const ends = (await Promise.all(lanes.map((lane) => runLane(lane, lanes.length > 1)))).flat()
  if (wasStopped()) return stoppedCode
  console.log(['\ngates here:', ...ends.map(({ line }) => `  ${line}`)].join('\n'))
  const total = addCounts(ends.map(({ count }) => count))
  console.log(toSummary(total))
  console.log(`\n${toClosingLine(total)}`)
  return total.failed.length === 0 ? 0 : 1
}

async function runLane(gates: Lane, isBesideOthers: boolean): Promise<GateEnd[]> {
  const ends: GateEnd[] = []
  for (const { name, run } of gates) {
    console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`)
    const begin = performance.now()
    const count = await run(createRun(isBesideOthers ? `${name} │ ` : ''))
    // What a stopped gate says of its tests is not true.
    if (wasStopped()) break
    // A gate that ran nothing has not been passed.
    const honest = count.passed + count.failed.length === 0 ? failedAs(`${name} ran no test`) : count
    const seconds = ((performance.now() - begin) / 1000).toFixed(1)
    const line = `${name}: ${toClosingLine(honest)} in ${seconds} s`
    ends.push({ count: honest, line })
    console.log(`── ${line}`)
  }
  return ends
}

/** Gates that run side by side print their name in front of each line. */
function createRun(prefix: string): Run {
  return async (program, keep) => {
    if (prefix === '' && keep === undefined) return runProgram(program)
    const show = (text: string) => process.stdout.write(`${prefix}${text}\n`)
    return runProgram({ ...program, stdio: ['ignore', 'pipe', 'pipe'] }, (child) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (stream !== null) createInterface({ input: stream }).on('line', show)
      }
      child.stdout?.setEncoding('utf8').on('data', (text: string) => keep?.(text))
    })
  }
}

async function countReport<Report>(
  name: string,
  count: (report: Report) => TestCount,
  run: (file: string) => Promise<number>,
): Promise<TestCount> {
  const file = path.join(reports, name)
  await mkdir(reports, { recursive: true })
  await rm(file, { force: true })
  const exitCode = await run(file)
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return failedAs(`${name} was not written`)
  const counted = count(JSON.parse(text) as Report)
  // A runner that ended badly although each test passed has a reason of its own.
  return exitCode !== 0 && counted.failed.length === 0
    ? { ...counted, failed: [`the runner of ${name} ended with ${exitCode}`] }
    : counted
}
