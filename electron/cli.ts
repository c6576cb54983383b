import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageFile from '../package.json' with { type: 'json' }
import { assertNever } from '../shared/assert-never.ts'
import type { CheckResult } from '../shared/checks/check-result.ts'
import { judgeRefusedConfig } from '../shared/checks/index.ts'
import type { ReportFacts } from '../shared/checks/report.ts'
import { exitCodes } from '../shared/exit-code.ts'
import { knowledgeFromConfig } from '../shared/knowledge-from-config.ts'
import { decodeSupportCode } from '../shared/support-code.ts'
import { flags, parseArguments, type Arguments, type CheckArguments } from './arguments.ts'
import { checkMachine } from './checks/gather.ts'
import { formatCheck, formatSupportCode } from './cli-text.ts'
import { readConfigFile } from './config-file.ts'
import { platformFor } from './platform/index.ts'
import { RecordingRefused } from './platform/platform.ts'
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
      const result = await check(asked, io.platform)
      io.stdout.write(asked.json ? `${JSON.stringify(result, null, 2)}\n` : formatCheck(result))
      return result.exitCode
    }
    default:
      return assertNever(asked)
  }
}

async function check(asked: CheckArguments, system: NodeJS.Platform): Promise<CheckResult> {
  const { configFile, machineFolder, phase } = asked
  const platform = await platformFor(
    machineFolder === null
      ? { kind: 'this', system, openUri: null }
      : { kind: 'recorded', folder: machineFolder },
  )
  const now = (): Date => new Date()
  const reading = await readConfigFile(configFile, machineFolder)
  if (reading.kind !== 'ready') {
    const machine = await platform.readFacts()
    return judgeRefusedConfig({ app, machine, takenAt: now().toISOString() }, reading)
  }
  return await checkMachine({
    platform,
    config: reading.config,
    direction: reading.config.plan.direction,
    knowledge: knowledgeFromConfig(reading.config, reading.config.plan.direction, now().toISOString()),
    // Nobody is signed in on the command line.
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: { kind: 'not-asked' },
    report: await readReport(machineFolder, system),
    scan: async (request) => (request === null ? null : await platform.scan(request)),
    ...(phase !== null && { phase }),
    app,
    now,
  })
}

/** Of a recording nobody knows what its outbox held. */
async function readReport(machineFolder: string | null, system: NodeJS.Platform): Promise<ReportFacts> {
  if (machineFolder !== null) return { kind: 'none' }
  return await readOutboxFacts(join(findUserData(system, app.name), 'outbox'))
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
    return `  ${flag.padEnd(16)}${help}`
  })
  return [
    `${app.name} ${app.version}: gets a person working again after their OneDrive moved to another tenant.`,
    '',
    'landfall --check [--json] [--machine DIR] [--config FILE] [--phase PHASE]',
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
