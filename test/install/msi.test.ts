import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { canBuildMsi } from '../../build/package/build-msi.ts'
import { readMsiInfo, type MsiInfo } from '../../build/intunewin/msi-info.ts'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { openWindows, until, type InstalledWindows } from './installed-windows.ts'
import {
  addMsi,
  addSetup,
  canMakeSetup,
  folder,
  isDetected,
  marker,
  nodeFolder,
  programs,
  events,
  protocol,
  run,
  setupLog,
  uninstallKeys,
} from './packed-landfall.ts'

/*
 * The MSI on the Windows Installer of Wine. It puts the Start-menu entry into the person's own menu and pays no attention
 * to files in use; that is for a real Windows.
 */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && canMakeSetup && canBuildMsi()

let home: string
let windows: InstalledWindows
let older: MsiInfo
let newer: MsiInfo

const entryOf = ({ productCode }: MsiInfo): string => `${uninstallKeys}\\${productCode}`
const msiexec = (...words: string[]): Promise<number> => windows.run('msiexec.exe', ...words, '/qn')

describe.skipIf(!canRun)('the MSI', () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-msi-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    older = await readMsiInfo(await addMsi(windows, home, { version: '1.0.0', arch: 'x64' }))
    newer = await readMsiInfo(await addMsi(windows, home, { version: '1.1.0', arch: 'x64' }))
    await addSetup(windows, home, { version: '1.2.0', arch: 'x64' })
  })
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })

  it('installs silently for everybody what the installer installs: files, detection, logon, protocol', async () => {
    expect(await msiexec('/i', 'C:\\landfall-1.0.0.msi')).toBe(0)
    expect(await windows.list(programs)).toEqual(['Landfall.exe', 'resources', 'resources/app.asar'])
    expect(await isDetected(windows, '1.0.0')).toBe(true)
    expect(await windows.query(entryOf(older), 'DisplayVersion')).toBe('1.0.0')
    expect(await windows.query(run, 'Landfall')).toBe(`"${folder}\\Landfall.exe" --background`)
    expect(await windows.query(protocol, '')).toBe(`"${folder}\\Landfall.exe" "%1"`)
    expect(await windows.query(events, 'EventMessageFile')).toMatch(/EventCreate\.exe$/)
  })

  it('repairs what somebody deleted', async () => {
    await rm(path.join(windows.drive, programs, 'resources/app.asar'))
    expect(await msiexec('/i', 'C:\\landfall-1.0.0.msi', 'REINSTALL=ALL')).toBe(0)
    expect(await windows.read(`${programs}/resources/app.asar`)).toBe('1.0.0')
  })

  it('takes the place of an older version, leaves nothing of it, and refuses to go back', async () => {
    expect(await msiexec('/i', 'C:\\landfall-1.1.0.msi')).toBe(0)
    expect(await isDetected(windows, '1.1.0')).toBe(true)
    expect(await windows.query(entryOf(older), 'DisplayVersion')).toBeNull()
    expect(await windows.query(run, 'Landfall')).toBe(`"${folder}\\Landfall.exe" --background`)
    expect(await msiexec('/i', 'C:\\landfall-1.0.0.msi')).toBe(1603)
    expect(await windows.read(`${programs}/resources/app.asar`)).toBe('1.1.0')
  })

  it('is not changed by the setup program', async () => {
    expect(await windows.run('C:\\setup-1.2.0-x64.exe', '/S')).toBe(1603)
    expect(await windows.read(setupLog)).toContain('installed by its MSI')
    expect(await isDetected(windows, '1.1.0')).toBe(true)
  })

  it('leaves nothing, and does not change what the setup program installed', async () => {
    expect(await msiexec('/x', newer.productCode)).toBe(0)
    expect(await windows.list('Program Files')).not.toContain('Landfall')
    for (const [key, value] of [
      [marker, 'Version'],
      [entryOf(newer), 'DisplayName'],
      [protocol, ''],
      [events, 'EventMessageFile'],
      [run, 'Landfall'],
    ] as const)
      expect(await windows.query(key, value)).toBeNull()
    expect(await windows.run('C:\\setup-1.2.0-x64.exe', '/S')).toBe(0)
    expect(await msiexec('/i', 'C:\\landfall-1.1.0.msi')).toBe(1603)
    // Nor where somebody has deleted its entry under Apps.
    expect(await windows.run('reg.exe', 'delete', `${uninstallKeys}\\Landfall`, '/f', '/reg:64')).toBe(0)
    expect(await msiexec('/i', 'C:\\landfall-1.1.0.msi')).toBe(1603)
    expect(await isDetected(windows, '1.2.0')).toBe(true)
    expect(await windows.read(`${programs}/resources/app.asar`)).toBe('1.2.0')
  })

  it('goes into its own folder alone, and not over somebody else’s program', async () => {
    expect(await windows.run(`${folder}\\Uninstall Landfall.exe`, '/S', `_?=${folder}`)).toBe(0)
    const foreign = path.join(windows.drive, 'Tools/resources/app.asar')
    await mkdir(path.dirname(foreign), { recursive: true })
    await writeFile(foreign, 'somebody’s')
    for (const place of ['C:\\Tools', 'C:\\', 'C:\\Windows', 'C:\\PROGRA~1\\..\\Tools', '\\\\server\\share'])
      expect(await msiexec('/i', 'C:\\landfall-1.0.0.msi', `INSTALLFOLDER=${place}`)).toBe(1603)
    expect(await readFile(foreign, 'utf8')).toBe('somebody’s')
    const own = path.join(windows.drive, programs)
    await until(async () => (await windows.list(programs)).length === 0)
    await rename(path.dirname(path.dirname(foreign)), own)
    expect(await msiexec('/i', 'C:\\landfall-1.0.0.msi')).toBe(1603)
    expect(await windows.list(programs)).toEqual(['resources', 'resources/app.asar'])
    expect(await readFile(path.join(own, 'resources/app.asar'), 'utf8')).toBe('somebody’s')
    await rm(own, { recursive: true })
    expect(await msiexec('/i', 'C:\\landfall-1.0.0.msi', `INSTALLFOLDER="${folder}"`)).toBe(0)
    expect(await msiexec('/i', 'C:\\landfall-1.1.0.msi')).toBe(0)
    expect(await isDetected(windows, '1.1.0')).toBe(true)
  })
})
