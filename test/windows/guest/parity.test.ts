import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { after, before } from 'node:test'
import { parseRecordedMachine, type RecordedMachine } from '../../../shared/recording/recorded-machine.ts'
import { runsAsOf } from '../../../shared/recording/recorded-system.ts'
import { createRecordingPlatform } from '../../../electron/platform/recording/recording.ts'
import { createWindowsPlatform } from '../../../electron/platform/windows/windows.ts'
import type { MachineFacts } from '../../../shared/facts/machine.ts'
import { describe, it, skipped } from './on-windows.ts'
import { removePrograms } from './remove-programs.ts'

/*
 * One recording becomes a real Windows: its registry is imported, its files and processes are made. What the
 * real adapter then finds must be what the recording is judged to. `run.ts` gives each a new registry.
 */
const folder = process.env['LANDFALL_MACHINES'] ?? ''
const only = process.env['LANDFALL_MACHINE']

for (const name of only === undefined ? readdirSync(folder) : [only]) {
  const recording = join(folder, name)
  describe(`--check on the computer of ${name}`, () => {
    const machine = readMachine(recording)
    const skip =
      skipped === false && runsAsOf(machine.user) === 'system' ? 'Wine has no services account' : skipped
    let client: ChildProcess | null = null

    before(async () => {
      if (skip !== false) return
      removeOtherRoots(machine)
      removePrograms(machine)
      await makeSyncRoots(recording)
      importRegistry(recording)
      placeProfiles(machine)
      refresh(recording, machine)
      client = createFiles(machine)
      placeCopies(recording)
      for (const folder of Object.keys(machine.folderNames ?? {})) mkdirSync(folder, { recursive: true })
      Object.assign(process.env, machine.env)
      await import('./name-profile.ts')
    })

    after(async () => {
      if (client === null) return
      const running = client
      const ended = new Promise((resolve) => running.once('exit', resolve))
      running.kill()
      await ended
    })

    it(
      'gathers the facts of the recording',
      async () => {
        const real = await createWindowsPlatform(null).readFacts()
        const recorded = await (await createRecordingPlatform(recording)).readFacts()
        assert.equal(real.recorded, false)
        assert.deepEqual(toComparableFacts(real), toComparableFacts(recorded))
        assert.notEqual(real.syncLogs, null)
        for (const reading of [real.context, real.accounts, real.client, real.policies, real.knownFolders]) {
          assert.equal(reading.kind, 'read')
        }
      },
      skip,
    )

    it(
      'finds the same, with the same verdict and exit code',
      () => {
        const config = join(recording, 'landfall.json')
        const real = check(['--config', config])
        const recorded = check(['--config', config, '--machine', recording])
        assert.equal(real.report.machine.recorded, false)
        assert.equal(recorded.report.machine.recorded, true)
        assert.deepEqual(toComparable(real.report), toComparable(recorded.report))
        assert.equal(real.status, recorded.status)
        assert.equal(real.status, real.report.exitCode)
      },
      skip,
    )
  })
}

type CheckReport = {
  readonly machine: { readonly platform: string; readonly osVersion: string; readonly recorded: boolean }
  readonly findings: readonly { readonly code: string; readonly readAt: string }[]
  readonly takenAt: string
  readonly exitCode: number
}

/** The command line as it ships, in a process of its own, so that the exit code is the real one. */
function check(words: readonly string[]): { report: CheckReport; status: number | null } {
  const cli = join(import.meta.dirname, 'cli', 'cli.mjs')
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', './name-profile.mjs', cli, '--check', '--json', ...words],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
  )
  assert.notEqual(stdout, '', `exit code ${status}, ${stderr}`)
  return { report: JSON.parse(stdout) as CheckReport, status }
}

/** Everything but when it was read and which Windows it was. */
function toComparable({ machine, findings, ...rest }: CheckReport): unknown {
  return {
    ...rest,
    takenAt: null,
    platform: machine.platform,
    findings: findings.map((finding) => ({ ...finding, readAt: null })),
  }
}

function toComparableFacts(facts: MachineFacts): unknown {
  return JSON.parse(
    // Disks, the profile and remote sessions are this computer's.
    JSON.stringify(
      { ...facts, osVersion: null, recorded: null, disks: null, profileFolders: null },
      (key, value: unknown) => (key === 'readAt' || key === 'isRemote' ? null : value),
    ),
  )
}

function readMachine(recording: string): RecordedMachine {
  const result = parseRecordedMachine(readFileSync(join(recording, 'machine.json'), 'utf8'))
  assert.equal(result.kind, 'parsed', 'reason' in result ? result.reason : '')
  assert.ok(result.kind === 'parsed')
  return result.machine
}

/** As UTF-16: `reg import` takes a file without its mark to be in the code page of the computer. */
function importRegistry(recording: string): void {
  const bytes = readFileSync(join(recording, 'registry.reg'))
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  const text = bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\ufeff/, '')
  const file = join(dirname(recording), 'import.reg')
  writeFileSync(file, Buffer.from(`\ufeff${text}`, 'utf16le'))
  run('reg.exe', ['import', file])
}

/** Wine looks for the profile below this folder (and by its own name for the user: `name-profile.ts`). */
function placeProfiles({ env }: RecordedMachine): void {
  const list = 'HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList'
  const profiles = dirname(profileOf(env))
  run('reg.exe', ['add', list, '/v', 'ProfilesDirectory', '/t', 'REG_SZ', '/d', profiles, '/f'])
}

function profileOf(env: RecordedMachine['env']): string {
  const name = Object.keys(env).find((key) => key.toUpperCase() === 'USERPROFILE')
  const profile = name === undefined ? undefined : env[name]
  assert.ok(profile !== undefined, 'the recording has no USERPROFILE')
  return profile
}

/** The recorded files, each a Node that does nothing, and the client running from its own if it did. */
function createFiles(machine: RecordedMachine): ChildProcess | null {
  for (const file of machine.files) {
    mkdirSync(dirname(file), { recursive: true })
    copyFileSync(process.execPath, file)
  }
  const { session } = machine.user
  const isClient = (process: RecordedMachine['processes'][number]): boolean =>
    process.name.toLowerCase() === 'onedrive.exe' && (process.session ?? session) === session
  if (!machine.processes.some(isClient)) return null
  const executable = machine.files.find((file) => file.toLowerCase().endsWith('\\onedrive.exe'))
  assert.ok(executable !== undefined, 'the recorded client runs from no recorded file')
  return spawn(executable, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
}

/** The computers before this one left their OneDrive folders on the drive; here no one has an account for them. */
function removeOtherRoots({ env }: RecordedMachine): void {
  const profile = profileOf(env)
  mkdirSync(profile, { recursive: true })
  for (const name of readdirSync(profile).filter((one) => one.startsWith('OneDrive')))
    rmSync(join(profile, name), { recursive: true, force: true })
}

/** As if it had been taken now: the age of a log decides what it is worth, and the profile's folders are those of this drive. */
function refresh(recording: string, { env }: RecordedMachine): void {
  const now = `${new Date().toISOString().slice(0, 19)}Z`
  const file = join(recording, 'machine.json')
  const machine = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  const profileFolders = readdirSync(profileOf(env), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  writeFileSync(file, JSON.stringify({ ...machine, takenAt: now, profileFolders }))
  const copies = join(recording, 'files')
  for (const name of readdirSync(copies, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('SyncDiagnostics.log')) continue
    const log = join(copies, name)
    writeFileSync(log, readFileSync(log, 'utf8').replace(/^timeUtc = .*$/m, `timeUtc = ${now}`))
  }
}

/**
 * The folders of the accounts, empty: cloud files cannot be made under Wine. Recorded files that are all in the cloud
 * are judged as no files are.
 */
async function makeSyncRoots(recording: string): Promise<void> {
  const { accounts } = await (await createRecordingPlatform(recording)).readFacts()
  for (const { folder } of accounts.kind === 'read' ? accounts.value : []) {
    if (folder !== null) mkdirSync(folder, { recursive: true })
  }
}

/** The copies of the client's own files, each where it was. */
function placeCopies(recording: string): void {
  const copies = join(recording, 'files', 'C')
  for (const name of readdirSync(copies, { recursive: true, encoding: 'utf8' })) {
    if (!statSync(join(copies, name)).isFile()) continue
    const place = join('C:\\', name)
    mkdirSync(dirname(place), { recursive: true })
    copyFileSync(join(copies, name), place)
  }
}

function run(program: string, words: readonly string[]): void {
  const { status, signal, error } = spawnSync(program, words, { stdio: 'ignore' })
  assert.equal(status, 0, `${program} ${words.join(' ')}: ${status ?? signal ?? error?.message}`)
}
