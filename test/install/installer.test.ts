import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { openWindows, until, type InstalledWindows } from './installed-windows.ts'
import {
  addSetup,
  folder,
  isDetected,
  marker,
  nodeFolder,
  programs,
  protocol,
  run,
  uninstallKeys,
} from './packed-landfall.ts'

/*
 * The installer that ships, by its own script, on a Windows of Wine.
 */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && spawnSync('makensis', ['-VERSION']).status === 0

const uninstaller = `${folder}\\Uninstall Landfall.exe`
const entry = `${uninstallKeys}\\Landfall`
const log = 'ProgramData/Landfall/Logs/Landfall-Setup.log'

let home: string
let windows: InstalledWindows

describe.skipIf(!canRun)('the installer', () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-install-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    await addSetup(windows, home, { version: '1.0.0', arch: 'x64' })
    await addSetup(windows, home, { version: '1.1.0', arch: 'x64' })
    await addSetup(windows, home, { version: '1.1.0', arch: 'arm64' })
    // Two terabytes, as it says itself.
    await addSetup(windows, home, { version: '2.0.0', arch: 'x64', claimedBytes: 2e12 })
  })
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })

  it('refuses a computer with another processor, and says so in its log', async () => {
    expect(await windows.run('C:\\setup-1.1.0-arm64.exe', '/S')).toBe(1603)
    expect(await windows.list(programs)).toEqual([])
    expect(await windows.read(log)).toContain('this package is for arm64')
  })

  it('installs silently for everybody: files, detection, entry, start at logon, protocol, Start menu', async () => {
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(0)
    expect(await windows.list(programs)).toEqual([
      'Landfall.exe',
      'Uninstall Landfall.exe',
      'resources',
      'resources/app.asar',
    ])
    expect(await isDetected(windows, '1.0.0')).toBe(true)
    expect(await windows.query(entry, 'DisplayVersion')).toBe('1.0.0')
    expect(await windows.query(entry, 'QuietUninstallString')).toBe(`"${uninstaller}" /S _?=${folder}`)
    expect(await windows.query(run, 'Landfall')).toBe(`"${folder}\\Landfall.exe" --background`)
    expect(await windows.query(protocol, '')).toBe(`"${folder}\\Landfall.exe" "%1"`)
    expect(await windows.list('ProgramData/Microsoft/Windows/Start Menu/Programs')).toContain('Landfall.lnk')
  })

  it('repairs what somebody deleted', async () => {
    await rm(path.join(windows.drive, programs, 'resources/app.asar'))
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(0)
    expect(await windows.read(`${programs}/resources/app.asar`)).toBe('1.0.0')
  })

  it('waits for another time while Landfall is running, and changes nothing', async () => {
    const end = await windows.hold(`${folder}\\Landfall.exe`)
    expect(await windows.run('C:\\setup-1.1.0-x64.exe', '/S')).toBe(1618)
    expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(1618)
    await end()
    expect(await isDetected(windows, '1.0.0')).toBe(true)
  })

  it('is not stopped by a power cut in the middle of an earlier run', async () => {
    for (const milliseconds of [300, 700]) {
      await windows.runAndCutPower(milliseconds, 'C:\\setup-1.0.0-x64.exe', '/S')
      expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(0)
      expect(await isDetected(windows, '1.0.0')).toBe(true)
      expect(await windows.list('Program Files')).not.toContain('Landfall.new')
      expect(await windows.list('Program Files')).not.toContain('Landfall.old')
    }
  })

  it('refuses a disk without room, and changes nothing', async () => {
    expect(await windows.run('C:\\setup-2.0.0-x64.exe', '/S')).toBe(1603)
    expect(await windows.read(log)).toContain('there is no room')
    expect(await isDetected(windows, '1.0.0')).toBe(true)
  })

  it('takes the place of an older version, and refuses to go back', async () => {
    expect(await windows.run('C:\\setup-1.1.0-x64.exe', '/S')).toBe(0)
    expect(await isDetected(windows, '1.1.0')).toBe(true)
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(1603)
    expect(await windows.read(`${programs}/resources/app.asar`)).toBe('1.1.0')
    expect(await windows.read(log)).toContain('version 1.1.0 is installed, which is newer than 1.0.0')
  })

  it('leaves nothing but its log and what the person and the organisation have put there', async () => {
    const config = path.join(windows.drive, 'ProgramData/Landfall/landfall.json')
    await writeFile(config, '{}')
    expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
    // The uninstaller itself goes a moment after its end.
    await until(
      async () => !(await windows.list('Program Files')).some((name) => name.startsWith('Landfall')),
    )
    for (const [key, value] of [
      [marker, 'Version'],
      [entry, 'DisplayName'],
      [run, 'Landfall'],
    ] as const)
      expect(await windows.query(key, value)).toBeNull()
    expect(await windows.list('ProgramData/Microsoft/Windows/Start Menu/Programs')).not.toContain(
      'Landfall.lnk',
    )
    expect(await windows.list('ProgramData/Landfall')).toEqual([
      'Logs',
      'Logs/Landfall-Setup.log',
      'landfall.json',
    ])
    expect(await readFile(config, 'utf8')).toBe('{}')
  })
})
