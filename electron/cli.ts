import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageFile from '../package.json' with { type: 'json' }
import { assertNever } from '../shared/assert-never.ts'
import type { CheckResult } from '../shared/checks/check-result.ts'
import type { Phase } from '../shared/vocabulary.ts'
import { judgeRefusedConfig } from '../shared/checks/index.ts'
import type { ReportFacts } from '../shared/checks/report.ts'
import { exitCodes } from '../shared/exit-code.ts'
import { knowledgeFromConfig } from '../shared/knowledge-from-config.ts'
import { decodeSupportCode } from '../shared/support-code.ts'
import {
  flags,
  parseArguments,
  type Arguments,
  type CheckArguments,
  type ExportArguments,
  type Places,
} from './arguments.ts'
import { checkMachine, type AskScan } from './checks/gather.ts'
import { formatCheck, formatSupportCode } from './cli-text.ts'
import { readConfiguration, type ConfigReading } from './config-file.ts'
import { chooseReading, keptScanName, readKeptScan, toLaterRequest } from './files/kept-scan.ts'
import { exportRecording, platformFor, unpackRecording } from './platform/index.ts'
import { RecordingNotWritten, RecordingRefused, type Platform } from './platform/platform.ts'
import { findUserData } from './report/find-user-data.ts'
import { readOutboxFacts } from './report/read-outbox-facts.ts'

/** Where words go and which computer this is; `process` is one. */
export type CommandLineIo = {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
  readonly platform: NodeJS.Platform
}

const app = { name: 'Landfall', version: packageFile.version }

/** Does what the arguments ask for and answers the exit code. Opens no window and needs no Electron. */
export async function runCommandLine(
  asked: Exclude<Arguments, { kind: 'window' }>,
  io: CommandLineIo,
): Promise<number> {
  try {
    return await run(asked, io)
  } catch (error) {
    if (error instanceof RecordingRefused) {
      io.stderr.write(`There is no recording to read: ${error.message}\n`)
      return exitCodes.usage
    }
    if (error instanceof RecordingNotWritten) {
      const why = error.reason === 'exists' ? 'is there already' : 'cannot be written'
      io.stderr.write(`No recording was written: ${error.file} ${why}.\n`)
      return exitCodes.usage
    }
    io.stderr.write(`Unexpected failure: ${error instanceof Error ? error.message : String(error)}\n`)
    return exitCodes.unexpected
  }
}

async function run(asked: Exclude<Arguments, { kind: 'window' }>, io: CommandLineIo): Promise<number> {
  switch (asked.kind) {
    case 'help':
      io.stdout.write(toHelp())
      return exitCodes.done
    case 'version':
      io.stdout.write(`${app.name} ${app.version}\n`)
      return exitCodes.done
    case 'usage-error':
      io.stderr.write(`${asked.message}\nlandfall --help lists the flags.\n`)
      return exitCodes.usage
    case 'decode':
      return decode(asked, io)
    case 'check': {
      const result = await withMachine(asked, io.platform, (machine) => check(asked, machine))
      io.stdout.write(asked.json ? `${JSON.stringify(result, null, 2)}\n` : formatCheck(result))
      return result.exitCode
    }
    case 'export':
      return await withMachine(asked, io.platform, (machine) => save(asked, machine, io))
    default:
      return assertNever(asked)
  }
}

type ReadyConfig = Extract<ConfigReading, { kind: 'ready' }>

/** The computer that is asked, and where what is remembered about it lies. */
type AskedMachine = {
  readonly platform: Platform
  readonly config: ConfigReading
  readonly keptScanFile: string
  readonly report: ReportFacts
}

/** Opens this computer or a recording, and puts away what was packed out for it. */
async function withMachine<Answer>(
  { configFile, machineFolder, replayFile }: Places,
  system: NodeJS.Platform,
  use: (machine: AskedMachine) => Promise<Answer>,
): Promise<Answer> {
  const unpacked = replayFile === null ? null : await unpackRecording(replayFile)
  try {
    const folder = unpacked?.folder ?? machineFolder
    const userData = findUserData(system, app.name)
    return await use({
      platform: await platformFor(
        folder === null ? { kind: 'this', system, openUri: null } : { kind: 'recorded', folder },
      ),
      config: await readConfiguration(configFile, folder, system),
      keptScanFile: join(folder ?? userData, keptScanName),
      // Of a recording nobody knows what its outbox held.
      report: folder === null ? await readOutboxFacts(join(userData, 'outbox')) : { kind: 'none' },
    })
  } finally {
    await unpacked?.remove()
  }
}

async function check({ phase }: CheckArguments, machine: AskedMachine): Promise<CheckResult> {
  const { platform, config } = machine
  if (config.kind !== 'ready') {
    const facts = await platform.readFacts()
    return judgeRefusedConfig({ app, machine: facts, takenAt: new Date().toISOString() }, config)
  }
  const kept = await readKeptScan(machine.keptScanFile)
  return await judge(config, phase, machine, async (request, tenantId, isWatch) => {
    const known = kept?.tenantId === tenantId ? kept : null
    if (request !== null) return (await platform.scan(request)) ?? known?.reading ?? null
    const wanted = isWatch && known !== null ? toLaterRequest(known) : null
    return chooseReading(known, wanted === null ? null : await platform.scan(wanted))
  })
}

async function judge(
  reading: ReadyConfig,
  phase: Phase | null,
  { platform, report }: AskedMachine,
  scan: AskScan,
): Promise<CheckResult> {
  const now = (): Date => new Date()
  const { config } = reading
  return await checkMachine({
    platform,
    config,
    refused: reading,
    direction: config.plan.direction,
    knowledge: knowledgeFromConfig(config, config.plan.direction, now().toISOString()),
    // Nobody is signed in on the command line.
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    // Only the window has the system's way to the network.
    links: () => ({ kind: 'not-asked' }),
    report,
    scan,
    ...(phase !== null && { phase }),
    app,
    now,
  })
}

async function save(asked: ExportArguments, machine: AskedMachine, io: CommandLineIo): Promise<number> {
  const { file, isRedacted, phase } = asked
  const { platform, config: reading } = machine
  if (reading.kind !== 'ready') {
    const [problem] = reading.kind === 'invalid' ? reading.problems : []
    const reason = problem === undefined ? 'is missing' : `${problem.key} ${problem.reason}`
    io.stderr.write(`A recording needs the configuration. ${reading.path}: ${reason}\n`)
    return exitCodes.config
  }
  const { config } = reading
  await exportRecording(platform, {
    file,
    isReplacing: false,
    isRedacted,
    config,
    knowledge: knowledgeFromConfig(config, config.plan.direction, new Date().toISOString()),
    keptScan: await readKeptScan(machine.keptScanFile),
    check: (scan) => judge(reading, phase, machine, scan),
  })
  const redacted = isRedacted ? ' Names, addresses and paths in it are pseudonyms.' : ''
  io.stdout.write(`Recording written: ${file}.${redacted}\n`)
  return exitCodes.done
}

function decode({ code, json }: Extract<Arguments, { kind: 'decode' }>, io: CommandLineIo): number {
  const decoded = decodeSupportCode(code)
  if (decoded.kind === 'refused') {
    io.stderr.write(`This is not a support code: ${decoded.reason}\n`)
    return exitCodes.usage
  }
  const { content } = decoded
  io.stdout.write(json ? `${JSON.stringify(content, null, 2)}\n` : formatSupportCode(content))
  return exitCodes.done
}

function toHelp(): string {
  const lines = Object.entries(flags).map(([name, { value, help }]) => {
    const flag = value === null ? `--${name}` : `--${name} ${value}`
    return `  ${flag.padEnd(19)}${help}`
  })
  return [
    `${app.name} ${app.version}: gets a person working again after their OneDrive moved to another tenant.`,
    '',
    'landfall --check [--json] [--machine DIR | --replay FILE.zip] [--config FILE] [--phase PHASE]',
    'landfall --export FILE.zip [--redact] [--machine DIR | --replay FILE.zip] [--config FILE]',
    'landfall --decode CODE [--json]',
    '',
    ...lines,
    '',
    'Exit codes: 0 done or nothing to do, 10 the user has something to do, 11 blocked, 13 wrong person or tenant,',
    '14 files not uploaded, 15 could not tell, 20 configuration, 21 unsupported context, 2 wrong flag, 1 unexpected.',
    '',
  ].join('\n')
}

/** True where Node was started with this very file; not in Electron, and not in a bundle of the app. */
function isProgram(): boolean {
  const started = process.argv[1]
  if ('electron' in process.versions || started === undefined || !existsSync(started)) return false
  const fold = (file: string): string => (process.platform === 'win32' ? file.toLowerCase() : file)
  return fold(realpathSync(started)) === fold(fileURLToPath(import.meta.url))
}

if (isProgram()) {
  const asked = parseArguments(process.argv.slice(2), 'terminal')
  // The terminal has no window to ask for, so this only narrows the type.
  if (asked.kind !== 'window') {
    void runCommandLine(asked, process).then((code) => {
      // Not exit(): what was written to a pipe must arrive first.
      process.exitCode = code
    })
  }
}
