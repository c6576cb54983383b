import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import type { RecordingContent } from '../../../electron/platform/recording/recording-content.ts'
import { createRecordingPlatform } from '../../../electron/platform/recording/recording.ts'
import { toRegText } from '../../../electron/platform/recording/write-reg-file.ts'
import { createWindowsPlatform } from '../../../electron/platform/windows/windows.ts'
import type { MachineFacts } from '../../../shared/facts/machine.ts'
import { anyMachine } from '../../world/any-machine.ts'
import { describe, it } from './on-windows.ts'
import { removePrograms } from './remove-programs.ts'
import { writeRegistry } from './write-registry.ts'

/*
 * Computers that no one has thought of: each is written into the real registry, and the client's files are put where
 * they belong. What cannot be made anew for each (programs, processes, the shell's folders) the other parity test has.
 */
const machines = 200

/** Of the client's files, which a log without a time of its own goes by. */
const writtenAt = new Date('2026-11-20T08:00:00.000Z')

const cleared = [
  'HKEY_CURRENT_USER\\Software\\Microsoft\\OneDrive',
  'HKEY_CURRENT_USER\\Software\\SyncEngines',
  'HKEY_CURRENT_USER\\SOFTWARE\\Policies\\Microsoft\\OneDrive',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\OneDrive',
  'HKEY_CURRENT_USER\\SOFTWARE\\Policies\\Microsoft\\Windows\\System',
  'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\System',
  'HKEY_CURRENT_USER\\Software\\Microsoft\\Office',
  'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows NT\\CurrentVersion\\WorkplaceJoin',
  'HKEY_CURRENT_USER\\Network',
]

describe('a computer that was made up', () => {
  it(`is read from the real registry as from its recording, ${machines} times`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'landfall-'))
    for (const { content } of fc.sample(anyMachine, { numRuns: machines, seed: 20_261_120 })) {
      Object.assign(process.env, content.machine.env)
      makeReal(content)
      makeRecording(content, folder)
      const real = await createWindowsPlatform(null).readFacts()
      const recorded = await (await createRecordingPlatform(folder)).readFacts()
      assert.deepEqual(toComparable(real), toComparable(recorded))
      assert.equal(real.accounts.kind, 'read')
    }
  })
})

function toComparable({ accounts, policies, shortcuts, syncLogs, workplace }: MachineFacts): unknown {
  return JSON.parse(
    JSON.stringify({ accounts, policies, shortcuts, syncLogs, workplace }, (key, value: unknown) =>
      key === 'readAt' ? null : value,
    ),
  )
}

function makeReal({ registry, copies, machine }: RecordingContent): void {
  writeRegistry(cleared, registry ?? [])
  removePrograms(machine)
  for (const folder of Object.keys(machine.folderNames ?? {})) mkdirSync(folder, { recursive: true })
  for (const [place, bytes] of copies) {
    const file = toRealFile(place)
    write(file, bytes)
    utimesSync(file, writtenAt, writtenAt)
  }
}

function makeRecording({ machine, registry, copies }: RecordingContent, folder: string): void {
  // Nothing is refused here: what Wine reads it can read.
  const places = [...copies.keys()]
  const fileTimes = Object.fromEntries(places.map((place) => [toRealFile(place), writtenAt.toISOString()]))
  writeFileSync(join(folder, 'machine.json'), JSON.stringify({ ...machine, unreadable: [], fileTimes }))
  writeFileSync(join(folder, 'registry.reg'), toRegText(registry ?? []))
  rmSync(join(folder, 'files'), { recursive: true, force: true })
  mkdirSync(join(folder, 'files'))
  for (const [place, bytes] of copies) write(join(folder, place), bytes)
}

function toRealFile(place: string): string {
  return place.replace(/^files\/C\//, 'C:\\').replaceAll('/', '\\')
}

function write(file: string, bytes: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
}
