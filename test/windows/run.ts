import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundleCli, bundleForNode } from '../../build/bundle-cli.ts'
import { parseRecordedMachine } from '../../shared/recording/recorded-machine.ts'
import type { ReportedLine } from './guest/reporter.ts'
import { scriptCases } from '../world/powershell/cases.ts'
import { runScripts } from './powershell/run-scripts.ts'
import { makeWindowsHost } from './powershell/windows-host.ts'
import { createWinePrefix, readWineVersion, type WinePrefix } from './wine-prefix.ts'

/*
 * The Windows tests: real Windows Node under Wine, on a registry of its own. Prints every test by name and
 * closes with one line of counts.
 */
const root = fileURLToPath(new URL('../..', import.meta.url))
const guest = join(root, 'test', 'windows', 'guest')
const machines = join(root, 'test', 'world', 'machines')

/** Where everything lies within Windows. */
const home = 'landfall'

/** The parity tests come once per recording, on a new registry; the elevated ones with the stronger token. */
const testFiles = [
  'registry.test',
  'system.test',
  'platform.test',
  'watch.test',
  'scan.test',
  'rescue.test',
  'pointers.test',
  'policy.test',
  'elevated.test',
  'generated.test',
  'parity.test',
]

type Outcome = { name: string; outcome: 'passed' | 'failed' | 'skipped'; detail: string }

const marks = { passed: '✓', failed: '✗', skipped: '-' } as const

const started = performance.now()
const outcomes: Outcome[] = []
const wine = readWineVersion()
try {
  if (wine === null) await skipAll()
  else await runAll(wine)
} catch (error) {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  note({ name: 'the Windows tests could be run', outcome: 'failed', detail })
}
const count = (wanted: Outcome['outcome']): number =>
  outcomes.filter(({ outcome }) => outcome === wanted).length
console.log(`took ${((performance.now() - started) / 1000).toFixed(1)} s`)
console.log(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`)
process.exitCode = count('failed') > 0 || outcomes.length === 0 ? 1 : 0

async function runAll(version: string): Promise<void> {
  const nodeFolder = needed('LANDFALL_WINDOWS_NODE')
  const koffiFolder = needed('LANDFALL_WINDOWS_KOFFI')
  // A stopped run still takes its Windows with it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  const prefix = await createWinePrefix(version)
  try {
    await install(prefix, nodeFolder, koffiFolder)
    console.log(`Windows Node under ${version}`)
    await runFile(prefix, { file: 'registry.test', limited: true })
    await runFile(prefix, { file: 'system.test', limited: true })
    await runFile(prefix, { file: 'platform.test', limited: true })
    await runFile(prefix, { file: 'watch.test', limited: true })
    await runFile(prefix, { file: 'scan.test', limited: true })
    await runFile(prefix, { file: 'rescue.test', limited: true })
    await runFile(prefix, { file: 'pointers.test', limited: true })
    await runFile(prefix, { file: 'policy.test', limited: true })
    await runFile(prefix, { file: 'elevated.test', limited: false })
    await runFile(prefix, { file: 'generated.test', limited: true })
    for (const machine of await readdir(machines)) {
      await prefix.resetRegistry()
      const limited = !(await wasElevated(machine))
      await runFile(prefix, { file: 'parity.test', limited, machine })
    }
  } finally {
    await prefix.remove()
  }
  await runIntunesScripts(version)
}

/** One case per script and mode by PowerShell for Windows; `npm run bench powershell` runs the whole table. */
async function runIntunesScripts(wine: string): Promise<void> {
  const skip = (detail: string): void =>
    note({ name: 'Intune’s scripts by PowerShell for Windows', outcome: 'skipped', detail })
  let host: string | null
  try {
    host = makeWindowsHost()
  } catch (error) {
    skip(error instanceof Error ? error.message : String(error))
    return
  }
  if (host === null) {
    skip('the .NET SDK is not installed here')
    return
  }
  const cases = scriptCases.filter(({ isInGate }) => isInGate)
  await runScripts({
    wine,
    host,
    cases,
    onAnswer: ({ name, isRight, detail }) => note({ name, outcome: isRight ? 'passed' : 'failed', detail }),
  })
}

/** A recording that cannot be read is for its test to refuse. */
async function wasElevated(machine: string): Promise<boolean> {
  const result = parseRecordedMachine(await readText(join(machines, machine, 'machine.json')))
  return result.kind === 'parsed' && result.machine.user.elevated
}

/** Puts Node, koffi, the command line, the tests and the recordings on the drive. */
async function install(prefix: WinePrefix, nodeFolder: string, koffiFolder: string): Promise<void> {
  const folder = join(prefix.drive, home)
  const tests = [...testFiles, 'name-profile', 'run-limited', 'reporter']
  await bundleForNode(Object.fromEntries(tests.map((name) => [name, join(guest, `${name}.ts`)])), folder)
  await cp(join(await bundleCli(), '..'), join(folder, 'cli'), { recursive: true })
  await cp(join(nodeFolder, 'node.exe'), join(folder, 'node.exe'))
  const packages = join(folder, 'node_modules')
  await cp(join(root, 'node_modules', 'koffi'), join(packages, 'koffi'), {
    recursive: true,
    dereference: true,
  })
  await cp(koffiFolder, join(packages, '@koromix', 'koffi-win32-x64'), { recursive: true })
  await cp(machines, join(folder, 'machines'), { recursive: true })
  await cp(join(root, 'docs', 'policies', 'example.reg'), join(folder, 'example.reg'))
  await mkdir(join(folder, 'out'))
}

type TestFile = {
  readonly file: string
  /** With the token of a user; otherwise elevated, as Wine starts everything. */
  readonly limited: boolean
  readonly machine?: string
}

async function runFile(prefix: WinePrefix, { file, limited, machine }: TestFile): Promise<void> {
  const folder = join(prefix.drive, home)
  const name = machine === undefined ? file : `${file}-${machine}`
  const words = [
    'node.exe',
    '--test-reporter=./reporter.mjs',
    `--test-reporter-destination=out/${name}.ndjson`,
    `${file}.mjs`,
  ]
  const output = join(folder, 'out', `${name}${limited ? '-start' : ''}.txt`)
  const inTime = await prefix.run(
    home,
    limited ? ['node.exe', 'run-limited.mjs', `out\\${name}.txt`, ...words] : words,
    {
      // Five times what the slowest file takes on a busy machine.
      seconds: 480,
      output,
      environment: {
        LANDFALL_THROWAWAY_WINDOWS: '1',
        LANDFALL_MACHINES: 'C:\\landfall\\machines',
        ...(machine === undefined ? {} : { LANDFALL_MACHINE: machine }),
      },
    },
  )
  const report = await readReport(join(folder, 'out', `${name}.ndjson`))
  const said = (await readText(output)) + (limited ? await readText(join(folder, 'out', `${name}.txt`)) : '')
  take(name, report, inTime ? said : 'took too long')
}

/** Counts a file's tests; one that did not end, or had none, is a failure of its own. */
function take(name: string, lines: readonly ReportedLine[], said: string): void {
  const tests = lines.filter((line) => line.kind === 'test')
  for (const test of tests) note(test)
  if (lines.some(({ kind }) => kind === 'end') && tests.length > 0) return
  note({ name: `${name} ran to its end`, outcome: 'failed', detail: said })
}

function note(test: Outcome): void {
  outcomes.push(test)
  console.log(
    `${marks[test.outcome]} ${test.name}${test.outcome === 'skipped' ? ` (skipped: ${test.detail})` : ''}`,
  )
  if (test.outcome === 'failed') console.log(test.detail.replaceAll(/^/gm, '    '))
}

/** Without Wine the files run here, where every test of theirs skips itself and so tells its name. */
async function skipAll(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'landfall-windows-'))
  try {
    for (const file of testFiles) {
      const report = join(folder, `${file}.ndjson`)
      const reporter = join(guest, 'reporter.ts')
      spawnSync(
        process.execPath,
        [
          '--test',
          `--test-reporter=${reporter}`,
          `--test-reporter-destination=${report}`,
          join(guest, `${file}.ts`),
        ],
        { stdio: 'inherit', env: { ...process.env, LANDFALL_MACHINES: machines } },
      )
      take(file, await readReport(report), '')
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function readReport(path: string): Promise<ReportedLine[]> {
  return (await readText(path))
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ReportedLine)
}

/** What a program wrote; empty where it wrote nothing. */
async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}

function needed(name: string): string {
  const value = process.env[name]
  if (value === undefined)
    throw new Error(`${name} is not set; \`npm test\` sets it, and fetches what it names`)
  return value
}
