import { dirname, join } from 'node:path'
import packageFile from '../../package.json' with { type: 'json' }
import { assertNever } from '../../shared/assert-never.ts'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { FileOutcomes } from '../../shared/files/rescue.ts'
import type { LeftFile, ScanRequest } from '../../shared/files/scan.ts'
import type { Phase } from '../../shared/findings/vocabulary.ts'
import { judgeRefusedConfig } from '../../shared/checks/index.ts'
import type { ReportFacts } from '../../shared/checks/report.ts'
import { exitCodes } from '../../shared/findings/exit-code.ts'
import { chooseReading, chooseRequest, type KeptScan } from '../../shared/recording/kept-scan.ts'
import { knowledgeFromConfig } from '../../shared/config/knowledge-from-config.ts'
import { decodeSupportCode } from '../../shared/findings/support-code.ts'
import type { Command, CheckArguments, ExportArguments, Places } from '../context/arguments.ts'
import type { CommandLineIo } from './command-line-io.ts'
import { checkMachine, type AskScan } from '../../shared/checks/check-machine.ts'
import { formatCheck, formatSupportCode } from './cli-text.ts'
import { readConfiguration, type ConfigReading } from '../context/config-file.ts'
import {
  exportRecording,
  keepReaders,
  platformFor,
  startReplayChild,
  unpackRecording,
} from '../platform/index.ts'
import { RecordingNotWritten, RecordingRefused, tookTooLong, type Platform } from '../platform/platform.ts'
import { findScanFile } from '../files/computer-folder.ts'
import { readKeptPointers, toKeptPointersFile } from '../files/kept-pointers.ts'
import { readKeptLibraries, readKeptLibrariesOf, toKeptLibrariesFile } from '../files/kept-libraries.ts'
import { readSeen } from '../files/seen-paths.ts'
import { findUserData } from '../report/find-user-data.ts'
import { TookTooLong, withTimeLimit } from './time-limit.ts'
import { readOutboxFacts } from '../report/read-outbox-facts.ts'
import { forgetReasons, lacksFileStates } from '../rescue/inventory/read-list.ts'
import {
  createTableFor,
  readLastList,
  readScanWithOutcomes,
  readFileOutcomes,
} from '../rescue/worker/read-file-outcomes.ts'

const app = { name: 'Landfall', version: packageFile.version }

/** The commands that look at a computer, or at a recording. Opens no window and needs no Electron. */
export async function runCommand(asked: Command, io: CommandLineIo): Promise<number> {
  try {
    return await run(asked, io)
  } catch (error) {
    if (error instanceof RecordingRefused) {
      io.stderr.write(toRefusalWords(error))
      return exitCodes.usage
    }
    if (error instanceof RecordingNotWritten) {
      const why = error.reason === 'exists' ? 'is there already' : 'cannot be written'
      io.stderr.write(`No recording was written: ${error.file} ${why}.\n`)
      return exitCodes.usage
    }
    throw error
  }
}

function toRefusalWords({ message }: RecordingRefused): string {
  return `There is no recording to read: ${message}\n`
}

async function run(asked: Command, io: CommandLineIo): Promise<number> {
  switch (asked.kind) {
    case 'decode':
      return decode(asked, io)
    case 'check': {
      const result = await withMachine(asked, io, (machine) => check(asked, machine))
      io.stdout.write(asked.json ? `${JSON.stringify(result, null, 2)}\n` : formatCheck(result))
      return result.exitCode
    }
    case 'export':
      return await withMachine(asked, io, (machine) => save(asked, machine, io))
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
  {
    platform: system,
    userData = findUserData(system, app.name),
    reader: givenReader = startReplayChild,
    replayLimit = usualLimit,
  }: CommandLineIo,
  use: (machine: AskedMachine) => Promise<Answer>,
): Promise<Answer> {
  const unpacked = replayFile === null ? null : await unpackRecording(replayFile)
  const readers = keepReaders(givenReader)
  const tooLong = new RecordingRefused(replayFile ?? '', tookTooLong)
  const open = async (heard?: () => void): Promise<Answer> => {
    const folder = unpacked?.folder ?? machineFolder
    const reader = unpacked === null ? null : readers.start
    const platform = await platformFor(
      folder === null ? { kind: 'this', system, openUri: null } : { kind: 'recorded', folder, reader },
    )
    return await use({
      platform: heard === undefined ? platform : toHeard(platform, heard),
      config: await readConfiguration(configFile, folder, { system, reader }),
      keptScanFile: await findScanFile(
        folder === null
          ? { kind: 'computer', owner: { kind: 'this', system }, userData }
          : { kind: 'in-recording', folder },
      ),
      // Of a recording no one knows what its outbox held.
      report: folder === null ? await readOutboxFacts(join(userData, 'outbox')) : { kind: 'none' },
    })
  }
  try {
    if (unpacked === null || isElectron) return await open()
    const words = toRefusalWords(tooLong)
    return await withTimeLimit(replayLimit, { words, folder: unpacked.folder }, open)
  } catch (error) {
    throw error instanceof TookTooLong ? tooLong : error
  } finally {
    // What took too long is still at it: it would keep the terminal, and read in a folder that is gone.
    readers.endAll()
    await unpacked?.remove()
  }
}

/** In milliseconds: a stranger's recording may take so long, and a scan of it so long between two of its words. */
const usualLimit = 60_000

/** A process reads a stranger's recording in both; plain Node watches itself too, while it judges what that process has read. */
const isElectron = 'electron' in process.versions

/** A scan that comes forward has time. */
function toHeard(platform: Platform, heard: () => void): Platform {
  return {
    ...platform,
    scan: (request, options = {}) =>
      platform.scan(request, {
        ...options,
        onProgress: (progress) => {
          heard()
          options.onProgress?.(progress)
        },
      }),
  }
}

async function check({ phase }: CheckArguments, machine: AskedMachine): Promise<CheckResult> {
  const { platform, config } = machine
  if (config.kind !== 'ready') {
    const facts = await platform.readFacts()
    return judgeRefusedConfig(
      { app, machine: facts, takenAt: new Date().toISOString(), scope: 'local' },
      config,
    )
  }
  const kept = await readScanWithOutcomes(machine.keptScanFile)
  const folder = dirname(machine.keptScanFile)
  let settlement: FileOutcomes | null = null
  let roots = (kept?.roots ?? []).map((root) => root.folder)
  const scan: AskScan = async (request, tenantId, isWatch, newFolder, exclusions) => {
    const known = kept?.tenantId === tenantId ? kept : null
    const wanted = chooseRequest(request, known, isWatch, newFolder, exclusions)
    const table = createTableFor((wanted?.roots ?? []).map(({ folder }) => folder))
    const onLeft = (left: readonly LeftFile[]): void => left.forEach((one) => table.add(one))
    const reading =
      wanted === null
        ? null
        : await platform.scan(wanted, { onLeft, ...(await seenFor(wanted, known, machine.keptScanFile)) })
    const isLater = wanted?.since !== undefined
    if (reading !== null && !isLater) roots = (wanted?.roots ?? []).map((root) => root.folder)
    const chosen = isLater ? chooseReading(known, reading) : (reading ?? known?.reading ?? null)
    settlement = (isLater && chosen === reading ? null : known?.settlement) ?? null
    if (chosen === null || chosen !== reading || reading.kind !== 'read') return chosen
    // What is on the disk was found by the window; what was found now is put to it.
    if (lacksFileStates(reading.value)) forgetReasons(table)
    if (isLater && known !== null) await readLastList(folder, known, table)
    settlement = (await readFileOutcomes(folder, table)) ?? settlement
    return chosen
  }
  return await judge(config, phase, machine, { scan, roots: () => roots, settlement: () => settlement })
}

/** What a look through the old folders finds, which folders those were, and what became of the files. */
type Looked = {
  readonly scan: AskScan
  readonly roots: () => readonly string[]
  readonly settlement: () => FileOutcomes | null
}

/** What the last look saw, for a look for what is new. */
async function seenFor(
  { since }: ScanRequest,
  known: KeptScan | null,
  scanFile: string,
): Promise<{ readonly seen?: Float64Array }> {
  const seen = since === undefined || known === null ? null : await readSeen(scanFile, known.reading.readAt)
  return seen === null ? {} : { seen }
}

async function judge(
  reading: ReadyConfig,
  phase: Phase | null,
  { platform, report, keptScanFile }: AskedMachine,
  { scan, roots, settlement }: Looked,
): Promise<CheckResult> {
  const now = (): Date => new Date()
  const { config } = reading
  return await checkMachine({
    platform,
    config,
    refused: reading,
    direction: config.plan.direction,
    knowledge: knowledgeFromConfig(config, config.plan.direction, now().toISOString()),
    // No one is signed in on the command line.
    scope: 'local',
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    // Only the window has the system's way to the network.
    links: () => ({ kind: 'not-asked' }),
    report,
    scan,
    look: () => ({ roots: roots(), missing: 'not-recorded' }),
    rescue: async () => settlement(),
    // The window looks for old links; here its counts are only read.
    pointers: async ({ tenantId }) => {
      const kept = await readKeptPointers(toKeptPointersFile(keptScanFile))
      return kept?.tenantId === tenantId ? kept.reading : null
    },
    // The window keeps the list; here it is only read.
    libraries: async ({ tenantId }) => ({
      kept: await readKeptLibrariesOf(toKeptLibrariesFile(keptScanFile), tenantId),
      addresses: null,
    }),
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
  const keptScan = await readScanWithOutcomes(machine.keptScanFile)
  await exportRecording(platform, {
    file,
    isReplacing: false,
    isRedacted,
    config,
    knowledge: knowledgeFromConfig(config, config.plan.direction, new Date().toISOString()),
    keptScan,
    keptPointers: await readKeptPointers(toKeptPointersFile(machine.keptScanFile)),
    keptLibraries: await readKeptLibraries(toKeptLibrariesFile(machine.keptScanFile)).catch(() => []),
    check: (scan) =>
      judge(reading, phase, machine, {
        scan: (request, tenantId) => {
          const known = keptScan?.tenantId === tenantId ? keptScan : null
          return scan(chooseRequest(request, known, false), tenantId)
        },
        roots: () => (keptScan?.roots ?? []).map((root) => root.folder),
        settlement: () => keptScan?.settlement ?? null,
      }),
  })
  const redacted = isRedacted ? ' Names, addresses and paths in it are pseudonyms.' : ''
  io.stdout.write(`Recording written: ${file}.${redacted}\n`)
  return exitCodes.done
}

function decode({ code, json }: Extract<Command, { kind: 'decode' }>, io: CommandLineIo): number {
  const decoded = decodeSupportCode(code)
  if (decoded.kind === 'refused') {
    io.stderr.write(`This is not a support code: ${decoded.reason}\n`)
    return exitCodes.usage
  }
  const { content } = decoded
  io.stdout.write(json ? `${JSON.stringify(content, null, 2)}\n` : formatSupportCode(content))
  return exitCodes.done
}
