import { existsSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import packageFile from '../../package.json' with { type: 'json' }
import { exitCodes } from '../../shared/findings/exit-code.ts'
import { statusName } from '../../shared/outputs/status.ts'
import { flags, parseArguments, type TerminalArguments } from '../context/arguments.ts'
import type { CommandLineIo } from './command-line-io.ts'
import { readComputerName } from '../platform/computer-mark.ts'
import { findUserData } from '../report/find-user-data.ts'
import { readStatus } from '../report/status-file.ts'

/*
 * The door of the command line. `--status` must answer at once, so whatever looks at a computer is loaded when it is asked
 * for (command-line.ts).
 */

const app = { name: 'Landfall', version: packageFile.version }

/** Does what the arguments ask for and answers the exit code. Opens no window and needs no Electron. */
export async function runCommandLine(asked: TerminalArguments, io: CommandLineIo): Promise<number> {
  try {
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
      case 'status':
        return await tellStatus(asked.json, io)
      case 'same':
        return await (await import('./tell-same.ts')).tellSame(asked, io)
      default:
        return await (await import('./command-line.ts')).runCommand(asked, io)
    }
  } catch (error) {
    io.stderr.write(`Unexpected failure: ${error instanceof Error ? error.message : String(error)}\n`)
    return exitCodes.unexpected
  }
}

/** The result of the last check. No one is asked and nothing is read but one file. */
async function tellStatus(json: boolean, io: CommandLineIo): Promise<number> {
  const file = join(io.userData ?? findUserData(io.platform, app.name), statusName)
  const status = await readStatus(file, await readComputerName())
  if (status === null) return await explainNoStatus(json, io)
  const { formatStatus } = await import('./status-text.ts')
  io.stdout.write(json ? `${JSON.stringify(status, null, 2)}\n` : formatStatus(status, new Date()))
  return status.exitCode
}

/** Another account than the person's has no status of theirs, and must not be taken for a person who has not begun. */
async function explainNoStatus(json: boolean, io: CommandLineIo): Promise<number> {
  const { findWrongContext } = await import('../context/wrong-context.ts')
  const wrong = await findWrongContext({ kind: 'this', system: io.platform, openUri: null })
  if (json) io.stdout.write('null\n')
  if (wrong !== null) {
    io.stderr.write(`There is no status here: ${wrong.explanation}\n`)
    return exitCodes.context
  }
  io.stderr.write('Landfall has not looked at this computer for this person yet.\n')
  return exitCodes.unknown
}

const exitCodeMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  done: 'done, or nothing to do',
  unexpected: 'something unexpected happened',
  usage: 'the command line is wrong',
  actionNeeded: 'the user has something to do',
  blocked: 'blocked: an admin or the helpdesk has something to do',
  reportQueued: 'done here, and the report still waits',
  wrongIdentity: 'signed in as the wrong person or tenant',
  filesNotUploaded: 'files not uploaded',
  unknown: 'could not tell',
  config: 'configuration missing or invalid',
  context: 'unsupported context',
  busy: 'another Landfall is at work',
}
const exitCodeNames = Object.keys(exitCodeMeanings) as (keyof typeof exitCodes)[]
const exitCodeLines = exitCodeNames.map(
  (name) => `  ${String(exitCodes[name]).padEnd(19)}${exitCodeMeanings[name]}`,
)

function toHelp(): string {
  const lines = Object.entries(flags).map(([name, { value, help }]) => {
    const flag = value === null ? `--${name}` : `--${name} ${value}`
    return `  ${flag.padEnd(19)}${help}`
  })
  return [
    `${app.name} ${app.version}: gets a person working again after their OneDrive moved to another tenant.`,
    '',
    'landfall --check [--json] [--machine DIR | --replay FILE.zip] [--config FILE] [--phase PHASE]',
    'landfall --status [--json]',
    'landfall --silent [--config FILE]',
    'landfall --export FILE.zip [--redact] [--machine DIR | --replay FILE.zip] [--config FILE]',
    'landfall --decode CODE [--json]',
    'landfall --same ORIGINAL COPY',
    '',
    ...lines,
    '',
    'Exit codes:',
    ...exitCodeLines,
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
  void runCommandLine(asked, process).then((code) => {
    // Not exit(): what was written to a pipe must arrive first.
    process.exitCode = code
  })
}
