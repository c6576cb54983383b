import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readMsiInfo, type MsiInfo } from '../../build/intunewin/msi-info.ts'
import { canBuildMsi } from '../../build/package/build-msi.ts'
import { isAskedToLeave, leaveValue } from '../../shared/installation/leave-request.ts'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { openWindows, until, type InstalledWindows } from './installed-windows.ts'
import { addMsi, folder, isDetected, marker, nodeFolder, programs } from './packed-landfall.ts'

/* The MSI while Landfall or one of its files is in use, and on ground that is not its own; `held.test.ts` and `ground.test.ts` are setup's. */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && canBuildMsi()

let home: string
let windows: InstalledWindows
const products: Record<string, MsiInfo> = {}

const install = (version: string, ...more: string[]): Promise<number> =>
  windows.run('msiexec.exe', '/i', `C:\\landfall-${version}.msi`, '/qn', ...more)
const uninstall = (version: string): Promise<number> =>
  windows.run('msiexec.exe', '/x', products[version]?.productCode ?? '', '/qn')
const inDrive = (...names: string[]): string => path.join(windows.drive, ...names)

async function put(...names: string[]): Promise<string> {
  const file = inDrive(...names)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, 'somebody’s')
  return file
}

async function expectWhole(version: string): Promise<void> {
  expect(await isDetected(windows, version)).toBe(true)
  expect(await windows.list(programs)).toEqual(['Landfall.exe', 'resources', 'resources/app.asar'])
  expect(await windows.read(`${programs}/resources/app.asar`)).toBe(version)
  expect(await windows.query(marker, leaveValue)).toBeNull()
}

describe.skipIf(!canRun)('the MSI', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-msi-held-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    for (const [version, patienceSeconds] of [
      ['1.0.0', 1],
      ['1.1.0', 1],
      ['1.2.0', 60],
    ] as const) {
      const file = await addMsi(windows, home, { version, arch: 'x64', patienceSeconds })
      products[version] = await readMsiInfo(file)
    }
    expect(await install('1.0.0')).toBe(0)
  })
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })

  it.each([
    ['Landfall stays', () => windows.hold(`${folder}\\Landfall.exe`)],
    ['another program holds a file', () => windows.holdFile(`${folder}\\resources\\app.asar`)],
  ])('changes nothing where %s: no upgrade, no uninstallation', async (_world, hold) => {
    const end = await hold()
    try {
      expect(await install('1.1.0')).toBe(1602)
      await expectWhole('1.0.0')
      expect(await uninstall('1.0.0')).toBe(1602)
    } finally {
      await end()
    }
    await expectWhole('1.0.0')
  })

  it('asks Landfall to leave, with the time of now, and takes the sign back when the new version is there', async () => {
    const end = await windows.hold(`${folder}\\Landfall.exe`)
    const running = install('1.2.0')
    let said: string | null = null
    await until(async () => (said = await windows.query(marker, leaveValue)) !== null, 500)
    expect(isAskedToLeave(said, Date.now())).toBe(true)
    await expect(windows.read(`${programs}/resources/app.asar`)).resolves.toBe('1.0.0')
    await end()
    expect(await running).toBe(0)
    await expectWhole('1.2.0')
  })

  it('leaves what is beside it, and behind a link, as it is', async () => {
    const beside = [
      await put('Program Files/Landfall.old/backup.txt'),
      await put('Program Files/Landfall.new/resources/app.asar'),
      await put('Tools/Landfall.exe'),
      await put('Tools.old/Landfall.exe'),
    ]
    await put('Program Files/Landfall/notes.txt')
    await put('Payroll/salaries.xlsx')
    await symlink(inDrive('Payroll'), inDrive(programs, 'payroll'))
    expect(await uninstall('1.2.0')).toBe(0)
    expect(await windows.query(marker, 'Version')).toBeNull()
    expect((await windows.list(programs)).filter((name) => name.includes('.'))).toEqual([
      'notes.txt',
      'payroll/salaries.xlsx',
    ])
    await rm(inDrive(programs), { recursive: true })
    for (const file of [...beside, inDrive('Payroll/salaries.xlsx')])
      expect(await readFile(file, 'utf8')).toBe('somebody’s')
  })

  it.each([
    ['Tools', 'C:\\Tools', ['Tools/tool.exe', 'Tools.old/backup.zip', 'Tools.new/plan.txt']],
    ['blanks', 'C:\\Our Tools\\Land fall', ['Our Tools/Land fall/tool.exe']],
    ['Windows', 'C:\\Windows', []],
    ['a drive', 'C:\\', []],
    ['a share', '\\\\server\\share\\Landfall', []],
    ['a way out', 'C:\\Program Files\\..\\Tools', []],
  ])('is refused outside its own folder, by its full one: %s', async (_what, place, names) => {
    const files = await Promise.all(names.map((name) => put(name)))
    const before = await windows.list('Program Files')
    expect(await install('1.0.0', `INSTALLFOLDER="${place}"`)).toBe(1603)
    for (const file of files) expect(await readFile(file, 'utf8')).toBe('somebody’s')
    expect(await windows.list('Program Files')).toEqual(before)
    expect(await windows.query(marker, 'Version')).toBeNull()
  })

  it.each(['Landfall.exe', 'resources/app.asar'])(
    'is refused where a “%s” of somebody else is in its folder, also behind a link',
    async (name) => {
      const file = await put(programs, name)
      expect(await install('1.0.0')).toBe(1603)
      expect(await readFile(file, 'utf8')).toBe('somebody’s')
      await rm(inDrive(programs), { recursive: true })
      const behind = await put('Elsewhere', name)
      await symlink(inDrive('Elsewhere'), inDrive(programs))
      expect(await install('1.0.0')).toBe(1603)
      expect(await readFile(behind, 'utf8')).toBe('somebody’s')
      await rm(inDrive(programs))
      await rm(inDrive('Elsewhere'), { recursive: true })
      expect(await windows.query(marker, 'Version')).toBeNull()
    },
  )
})
