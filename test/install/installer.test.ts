import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { policyKey } from '../../shared/installation/app-id.ts'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { canMount, mountSmallDisk } from './small-disk.ts'
import { openWindows, until, type InstalledWindows } from './installed-windows.ts'
import {
  addSetup,
  canMakeSetup,
  events,
  folder,
  isDetected,
  marker,
  nodeFolder,
  programs,
  protocol,
  run,
  setupLog,
  uninstallKeys,
  uninstaller,
} from './packed-landfall.ts'
import { makeCertificate, withEnvironment, type TestCertificate } from './test-certificate.ts'

/*
 * The installer that ships, by its own script, on a Windows of Wine.
 */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && canMakeSetup

const entry = `${uninstallKeys}\\Landfall`
const runOnce = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce'
const log = setupLog

// One for each power cut.
const cutVersions = ['1.0.1', '1.0.2', '1.0.3']

let home: string
let windows: InstalledWindows
let certificate: TestCertificate

async function sizeOf(file: string): Promise<number> {
  const found = await stat(path.join(windows.drive, file)).catch(() => null)
  return found?.size ?? 0
}

/** Landfall's own folders, and what a run left beside it. */
async function leftBeside(): Promise<string[]> {
  const names = await readdir(path.join(windows.drive, 'Program Files'))
  return names.filter((name) => name.startsWith('Landfall'))
}

describe.skipIf(!canRun)('the installer', () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-install-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    certificate = await makeCertificate(home)
    await withEnvironment(certificate.environment, () =>
      addSetup(windows, home, { version: '1.0.0', arch: 'x64', isNode: true }),
    )
    for (const version of [...cutVersions, '1.1.0'])
      await addSetup(windows, home, { version, arch: 'x64', isNode: true })
    await addSetup(windows, home, { version: '1.1.0', arch: 'arm64', isNode: true })
    await addSetup(windows, home, { version: '0.9.0', arch: 'x64', isNode: true, claimedBytes: 1 })
    // Two terabytes, as it says itself.
    await addSetup(windows, home, { version: '2.0.0', arch: 'x64', isNode: true, claimedBytes: 2e12 })
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

  it.skipIf(!canMount)('refuses a small disk, and leaves nothing on one that is full too early', async () => {
    const disk = mountSmallDisk(path.join(windows.drive, 'Program Files'), '60m')
    try {
      expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(1603)
      expect(await windows.read(log)).toContain('there is no room')
      // This one believes that it needs no more than a byte.
      expect(await windows.run('C:\\setup-0.9.0-x64.exe', '/S')).toBe(1603)
      expect(await windows.read(log)).toContain('ends with 1603: a file could not be written')
      expect(await readdir(disk)).toEqual([])
      expect(await windows.query(marker, 'Version')).toBeNull()
    } finally {
      spawnSync('umount', [disk])
    }
  })

  it('installs silently for everybody: files, detection, entry, start at logon, protocol, Start menu', async () => {
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(0)
    expect(await windows.list(programs)).toEqual([
      'Landfall.exe',
      'Landfall.files',
      'Uninstall Landfall.exe',
      'resources',
      'resources/app.asar',
    ])
    expect(await isDetected(windows, '1.0.0')).toBe(true)
    expect(await windows.query(entry, 'DisplayVersion')).toBe('1.0.0')
    expect(await windows.query(entry, 'QuietUninstallString')).toBe(`"${uninstaller}" /S _?=${folder}`)
    expect(await windows.query(run, 'Landfall')).toBe(`"${folder}\\Landfall.exe" --background`)
    expect(await windows.query(protocol, '')).toBe(`"${folder}\\Landfall.exe" "%1"`)
    expect(await windows.query(events, 'EventMessageFile')).toMatch(/EventCreate\.exe$/)
    expect(await windows.list('ProgramData/Microsoft/Windows/Start Menu/Programs')).toContain('Landfall.lnk')
  })

  it('is signed, and the uninstaller that it left as well', () => {
    expect(certificate.isSigned(path.join(windows.drive, 'setup-1.0.0-x64.exe'))).toBe(true)
    expect(certificate.isSigned(path.join(windows.drive, programs, 'Uninstall Landfall.exe'))).toBe(true)
    expect(certificate.isSigned(path.join(windows.drive, 'setup-1.1.0-x64.exe'))).toBe(false)
  })

  it('brings no library with it that is not signed', async () => {
    for (const program of ['setup-1.0.0-x64.exe', `${programs}/Uninstall Landfall.exe`]) {
      const folder = path.join(home, path.basename(program, '.exe'))
      const { status } = spawnSync('7z', [
        'e',
        '-y',
        `-o${folder}`,
        path.join(windows.drive, program),
        '$PLUGINSDIR/*',
      ])
      expect(status).toBe(0)
      const libraries = (await readdir(folder)).filter((name) => name.endsWith('.dll'))
      expect(libraries).toContain('System.dll')
      expect(libraries.filter((name) => !certificate.isSigned(path.join(folder, name)))).toEqual([])
    }
  })

  it('says 1603 where a file cannot be written, and the version that is there stays whole', async () => {
    const inTheWay = path.join(windows.drive, `${programs}.new`)
    await writeFile(inTheWay, 'a file where a folder is wanted')
    expect(await windows.run('C:\\setup-1.1.0-x64.exe', '/S')).toBe(1603)
    expect(await windows.read(log)).toContain('ends with 1603: a file could not be written')
    expect(await isDetected(windows, '1.0.0')).toBe(true)
    await rm(inTheWay)
  })

  it('repairs what somebody deleted', async () => {
    await rm(path.join(windows.drive, programs, 'resources/app.asar'))
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S')).toBe(0)
    expect(await windows.read(`${programs}/resources/app.asar`)).toBe('1.0.0')
  })

  it('waits for another time while Landfall is running, and changes nothing', async () => {
    const end = await windows.hold(`${folder}\\Landfall.exe`, 'node')
    expect(await windows.run('C:\\setup-1.1.0-x64.exe', '/S')).toBe(1618)
    expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(1618)
    await end()
    expect(await isDetected(windows, '1.0.0')).toBe(true)
  })

  it('is whole after a power cut in the middle of an upgrade, and the next run ends what was begun', async () => {
    const bytes = await sizeOf('Program Files/Landfall/Landfall.exe')
    const laid = 'Program Files/Landfall.new/Landfall.exe'
    const moments = [
      async () => (await sizeOf(laid)) > 0,
      async () => (await sizeOf(laid)) > bytes / 2,
      async () => false,
    ]
    for (const [index, moment] of moments.entries()) {
      const version = cutVersions[index] ?? ''
      const isInPlace = async (): Promise<boolean> =>
        (await windows.read(`${programs}/resources/app.asar`)) === version
      // A moment that was missed is the last one, which stays until the run is over.
      const hasCome = async (): Promise<boolean> => (await moment()) || (await isInPlace())
      await windows.runAndCutPower(hasCome, `C:\\setup-${version}-x64.exe`, '/S')
      const sizes = await Promise.all(
        ['Landfall', 'Landfall.old'].map((place) => sizeOf(`Program Files/${place}/Landfall.exe`)),
      )
      expect(sizes).toContain(bytes)
      expect(await windows.run(`C:\\setup-${version}-x64.exe`, '/S')).toBe(0)
      expect(await isDetected(windows, version)).toBe(true)
      expect(await leftBeside()).toEqual(['Landfall'])
    }
  })

  it('brings the old version back where the power went between the two renames', async () => {
    const version = cutVersions.at(-1) ?? ''
    await rename(path.join(windows.drive, programs), path.join(windows.drive, `${programs}.old`))
    expect(await windows.run('C:\\setup-2.0.0-x64.exe', '/S')).toBe(1603)
    expect(await windows.read(log)).toContain('the version before it comes back')
    expect(await isDetected(windows, version)).toBe(true)
    expect(await leftBeside()).toEqual(['Landfall'])
  })

  it('refuses a disk without room, and changes nothing', async () => {
    expect(await windows.run('C:\\setup-2.0.0-x64.exe', '/S')).toBe(1603)
    expect(await windows.read(log)).toContain('there is no room')
    expect(await isDetected(windows, cutVersions.at(-1) ?? '')).toBe(true)
  })

  it('takes the place of an older version, and refuses to go back', async () => {
    expect(await windows.run('C:\\setup-1.1.0-x64.exe', '/S')).toBe(0)
    expect(await isDetected(windows, '1.1.0')).toBe(true)
    expect(await windows.query(entry, 'DisplayVersion')).toBe('1.1.0')
    expect(await windows.query(run, 'Landfall')).toBe(`"${folder}\\Landfall.exe" --background`)
    expect(await windows.query(protocol, '')).toBe(`"${folder}\\Landfall.exe" "%1"`)
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
    expect(await windows.list('ProgramData/Landfall')).toEqual(['landfall.json'])
    expect(await readFile(config, 'utf8')).toBe('{}')
    // Without it old entries of the event log would lose their text.
    expect(await windows.query(events, 'EventMessageFile')).toMatch(/EventCreate\.exe$/)
  })

  it('stays in the folder that it was told at first, and removes data on request, a person’s with their own rights', async () => {
    const chosen = 'C:\\Program Files\\Our helper'
    expect(await windows.run('C:\\setup-1.0.0-x64.exe', '/S', `/D=${chosen}`)).toBe(0)
    expect(await windows.run('C:\\setup-1.1.0-x64.exe', '/S')).toBe(0)
    expect(await windows.read('Program Files/Our helper/resources/app.asar')).toBe('1.1.0')
    expect(await leftBeside()).toEqual([])

    const own = path.join(windows.drive, 'users/root/AppData/Roaming/Landfall')
    await mkdir(own, { recursive: true })
    await writeFile(path.join(own, 'settings.json'), '{}')
    const words = ['/S', '/REMOVEUSERDATA', `_?=${chosen}`]
    expect(await windows.run(`${chosen}\\Uninstall Landfall.exe`, ...words)).toBe(0)
    expect(await windows.list('ProgramData/Landfall')).toEqual([])
    expect(await windows.query(events, 'EventMessageFile')).toBeNull()
    expect(await readdir(own)).toEqual(['settings.json'])
    const atLogon = await windows.query(runOnce, 'LandfallRemoveUserData')
    expect(atLogon).toMatch(/^cmd\.exe /)
    // Wine does not run what is there at a logon.
    expect(await windows.run('cmd.exe', (atLogon ?? '').replace('cmd.exe ', ''))).toBe(0)
    expect(await readdir(path.dirname(own))).not.toContain('Landfall')
  })

  it('installs a command line that reads policy: the computer’s over the person’s, and what is wrong is named', async () => {
    await addSetup(windows, home, { version: '1.3.0', arch: 'x64', hasCommandLine: true })
    expect(await windows.run('C:\\setup-1.3.0-x64.exe', '/S')).toBe(0)
    await cp('docs/policies/example.reg', path.join(windows.drive, 'example.reg'))
    expect(await windows.run('reg.exe', 'import', 'C:\\example.reg')).toBe(0)
    // The person's is wrong, and the computer's wins over it.
    await setPolicy('HKCU', 'SignInTimeoutSeconds', '5')
    await setPolicy('HKLM', 'SignInTimeoutSeconds', '300')
    expect(await checkInstalled()).toMatchObject({ refused: [] })
    await setPolicy('HKLM', 'SignInTimeoutSeconds', '5')
    await setPolicy('HKCU', 'SignInTimeoutSeconds', '300')
    expect(await checkInstalled()).toMatchObject({
      code: 20,
      steps: 10,
      refused: [{ key: 'signIn.timeoutSeconds', path: `HKLM\\${policyKey} (SignInTimeoutSeconds)` }],
    })
  })
})

async function setPolicy(hive: string, name: string, data: string): Promise<void> {
  const words = ['add', `${hive}\\${policyKey}`, '/v', name, '/t', 'REG_DWORD', '/d', data, '/f']
  expect(await windows.run('reg.exe', ...words)).toBe(0)
}

async function checkInstalled(): Promise<object> {
  const program = `${folder}\\Landfall.exe`
  const { code, text } = await windows.runAndRead(
    program,
    `"${folder}\\resources\\cli\\cli.mjs"`,
    '--check',
    '--json',
  )
  const { findings, steps } = JSON.parse(text) as {
    readonly findings: readonly { readonly code: string; readonly evidence: unknown }[]
    readonly steps: readonly unknown[]
  }
  const refused = findings.filter(({ code }) => code.startsWith('config.')).map(({ evidence }) => evidence)
  return { code, steps: steps.length, refused }
}
