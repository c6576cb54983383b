import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAskedToLeave, leaveValue } from '../../shared/installation/leave-request.ts'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { openWindows, until, type InstalledWindows } from './installed-windows.ts'
import {
  addSetup,
  canMakeSetup,
  folder,
  isDetected,
  marker,
  nodeFolder,
  programs,
  setupLog,
} from './packed-landfall.ts'
import { canMount } from './small-disk.ts'

/*
 * Installing while files are held. Wine renames a folder with open files below it, which Windows refuses; a folder that is mounted
 * on itself is refused here too.
 */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && canMakeSetup && canMount

let home: string
let windows: InstalledWindows
const impatient = 'C:\\setup-1.1.0-x64.exe'
const patient = 'C:\\setup-1.2.0-x64.exe'

function mount(place: string): () => void {
  expect(spawnSync('mount', ['--bind', place, place]).status).toBe(0)
  return () => void spawnSync('umount', [place])
}

describe.skipIf(!canRun)('the installer while files are held', () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-held-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    for (const version of ['1.0.0', '1.1.0', '1.1.2']) await addSetup(windows, home, { version, arch: 'x64' })
    for (const version of ['1.1.1', '1.2.0'])
      await addSetup(windows, home, { version, arch: 'x64', patienceSeconds: 60 })
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(0)
  })
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })

  it('gives up with 1618 where somebody holds the folder, and the old version stays whole', async () => {
    const release = mount(path.join(windows.drive, programs))
    try {
      expect(await windows.run(impatient, '/S')).toBe(1618)
    } finally {
      release()
    }
    expect(await isDetected(windows, '1.0.0')).toBe(true)
    expect(await windows.read(`${programs}/resources/app.asar`)).toBe('1.0.0')
    const names = await windows.list('Program Files')
    expect(names.filter((name) => /^Landfall\.(?:old|new)/.test(name))).toEqual([])
  })

  it('waits for a scanner that holds the folder for a moment, and then ends well', async () => {
    // What an earlier run has waited for says nothing of this one.
    await rm(path.join(windows.drive, setupLog))
    const release = mount(path.join(windows.drive, programs))
    const running = windows.run('C:\\setup-1.1.1-x64.exe', '/S')
    try {
      await until(async () =>
        (await windows.read(setupLog)).includes(`something in ${folder} is in use, and is waited for`),
      )
    } finally {
      release()
    }
    expect(await running).toBe(0)
    expect(await isDetected(windows, '1.1.1')).toBe(true)
  })

  it('brings the old version back where somebody holds the new one at the last moment', async () => {
    const fresh = path.join(windows.drive, `${programs}.new`)
    await mkdir(fresh)
    const release = mount(fresh)
    try {
      expect(await windows.run('C:\\setup-1.1.2-x64.exe', '/S')).toBe(1618)
    } finally {
      release()
    }
    expect(await windows.read(setupLog)).toContain(`something in ${folder}.new is in use`)
    expect(await isDetected(windows, '1.1.1')).toBe(true)
    expect(await windows.read(`${programs}/resources/app.asar`)).toBe('1.1.1')
    expect(await windows.run('C:\\setup-1.1.2-x64.exe', '/S')).toBe(0)
    expect(await isDetected(windows, '1.1.2')).toBe(true)
  })

  it('asks a running Landfall to leave, with the time of now, alone, and takes the sign back at its end', async () => {
    const end = await windows.hold(`${folder}\\Landfall.exe`)
    const running = windows.run(patient, '/S')
    let said: string | null = null
    await until(async () => (said = await windows.query(marker, leaveValue)) !== null, 500)
    expect(isAskedToLeave(said, Date.now())).toBe(true)
    // A second one changes nothing, the sign of the first included.
    expect(await windows.run(impatient, '/S')).toBe(1618)
    expect(await windows.read(setupLog)).toContain('ends with 1618: another installer of Landfall is at work')
    expect(await windows.query(marker, leaveValue)).toBe(said)
    await end()
    expect(await running).toBe(0)
    expect(await windows.query(marker, leaveValue)).toBeNull()
    expect(await isDetected(windows, '1.2.0')).toBe(true)
  })
})
