import { mkdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder } from '../bootstrap/set-up.mjs'
import { consoleBuild } from './build-console.ts'
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
import { runProgram, startProgram, stoppedCode, wasStopped, type Program } from './start-program.ts'
import { tool } from './tool.ts'
import { withDesktop } from './with-desktop.ts'

/** One gate of `npm test`: its name, and the way to its count; `only` narrows it to words for the runner. */
type Gate = { readonly name: string; readonly run: (only?: readonly string[]) => Promise<TestCount> }

const reports = path.join(repositoryFolder, 'dist/test')

// A static gate has no tests of its own and counts as one.
function staticGate(name: string, program: Program): Gate {
  return {
    name,
    run: async () => {
      const ok = (await runProgram(program)) === 0
      return ok ? { passed: 1, failed: [], skipped: [], timed: [] } : failedAs(name)
    },
  }
}

const format = staticGate(
  'format',
  tool(
    'prettier',
    ...['--check', '.', '--log-level', 'warn', '--cache', '--cache-location', 'node_modules/.cache/prettier'],
  ),
)
const types = staticGate('types', tool('tsc', '-b'))
const lint = staticGate(
  'lint',
  tool('eslint', '--cache', '--cache-location', 'node_modules/.cache/eslint/', '.'),
)
const buildApp = staticGate('build', tool('electron-vite', 'build', '--logLevel', 'warn'))

const buildConsole = staticGate('console', consoleBuild)

// Both kinds of Vitest's tests are projects of one configuration.
function vitestGate(name: 'unit' | 'integration'): Gate {
  return {
    name,
    run: (only = []) =>
      countReport(`${name}.json`, countVitest, (file) =>
        runProgram(
          tool(
            'vitest',
            ...['run', '--project', name, '--reporter=default', '--reporter=json'],
            `--outputFile.json=${file}`,
            ...only,
          ),
        ),
      ),
  }
}

const unit = vitestGate('unit')
const integration = vitestGate('integration')

const windows: Gate = {
  name: 'windows',
  run: async () => {
    const output = await runAndKeep({ program: process.execPath, args: ['test/windows/run.ts'] })
    return countPlainLine(output)
  },
}

const install: Gate = {
  name: 'install',
  run: (only = []) =>
    countReport('install.json', countVitest, (file) =>
      runProgram(
        tool(
          'vitest',
          'run',
          '-c',
          'test/install/vitest.config.ts',
          '--root',
          '.',
          '--reporter=default',
          '--reporter=json',
          `--outputFile.json=${file}`,
          ...only,
        ),
      ),
    ),
}

const endToEnd: Gate = {
  name: 'e2e',
  run: (only = []) =>
    countReport('e2e.json', countPlaywright, (file) =>
      withDesktop((desktop) =>
        runProgram({
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

/** `npm run check`: what needs no browser, database or process. */
export const fastGates: readonly Gate[] = [format, types, lint, unit]

/** `npm test`: everything. */
export const allGates: readonly Gate[] = [
  format,
  types,
  lint,
  unit,
  integration,
  buildApp,
  buildConsole,
  windows,
  install,
  endToEnd,
]

/** `npm test -- e2e journey -g "the report"`: one gate, with what its runner takes besides. Throws for a name that is none. */
export function gateNamed(name: string, only: readonly string[]): readonly Gate[] {
  const gate = allGates.find((one) => one.name === name)
  if (gate === undefined) throw new Error(`There is no gate ${name}`)
  const narrowed = { name, run: () => gate.run(only) }
  // What is seen in a window or packed has been built before.
  if (gate === endToEnd) return [buildApp, buildConsole, narrowed]
  return gate === install ? [buildApp, narrowed] : [narrowed]
}

/** Runs every gate, also after one has failed, and closes with one plain line. Gives the exit code. */
export async function runGates(gates: readonly Gate[]): Promise<number> {
  const counts: TestCount[] = []
  const ends: string[] = []
  for (const { name, run } of gates) {
    console.log(`\n── ${name} ${'─'.repeat(60 - name.length)}`)
    const begin = performance.now()
    const count = await run()
    // What a stopped gate says of its tests is not true.
    if (wasStopped()) return stoppedCode
    // A gate that ran nothing has not been passed.
    const honest = count.passed + count.failed.length === 0 ? failedAs(`${name} ran no test`) : count
    counts.push(honest)
    const seconds = ((performance.now() - begin) / 1000).toFixed(1)
    ends.push(`${name}: ${toClosingLine(honest)} in ${seconds} s`)
    console.log(`── ${ends.at(-1)}`)
  }
  console.log(['\ngates here:', ...ends.map((end) => `  ${end}`)].join('\n'))
  const total = addCounts(counts)
  console.log(toSummary(total))
  console.log(`\n${toClosingLine(total)}`)
  return total.failed.length === 0 ? 0 : 1
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

async function runAndKeep(program: Program): Promise<string> {
  const child = startProgram({ ...program, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text
    process.stdout.write(text)
  })
  await new Promise((resolve) => child.once('close', resolve))
  return output
}
