import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { openWindows, until, type InstalledWindows } from './installed-windows.ts'
import {
  addSetup,
  canMakeSetup,
  folder,
  isDetected,
  marker,
  newer,
  nodeFolder,
  older,
  programs,
  run,
  setupLog,
  uninstaller,
} from './packed-landfall.ts'

/*
 * What is not Landfall's stays as it is, whatever arguments the installer and the uninstaller get. Links of Linux are what Wine shows
 * as links of Windows.
 */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && canMakeSetup

let home: string
let windows: InstalledWindows

const at = (place: string): string => path.join(windows.drive, place)

/** Puts somebody's files below the drive, and gives what tells whether they are still there. */
async function put(...places: readonly string[]): Promise<() => Promise<void>> {
  for (const place of places) {
    await mkdir(path.dirname(at(place)), { recursive: true })
    await writeFile(at(place), `somebody's ${place}`)
  }
  return async () => {
    for (const place of places) expect(await readFile(at(place), 'utf8')).toBe(`somebody's ${place}`)
  }
}

async function expectRefusal(directory: string, reason: string): Promise<void> {
  expect(await windows.run(older, '/S', `/D=${directory}`)).toBe(1603)
  const lines = (await windows.read(setupLog)).trimEnd().split('\n')
  expect(lines.at(-1)).toContain('ends with 1603: ')
  expect(lines.at(-1)).toContain(reason)
  expect(await windows.query(marker, 'Version')).toBeNull()
}

/** What tests of this file put on the drive. */
const dirt = [
  'Tools',
  'Tools.old',
  'Tools.new',
  'Empty',
  'Elsewhere',
  'Payroll',
  'Other',
  'ProgramData/Landfall',
  'ProgramData/Microsoft/IntuneManagementExtension',
]

const outside = 'where administrators alone write'
const foreign = 'is not Landfall’s'.replace('’', "'")

describe.skipIf(!canRun)('the installer on ground that is not its own', () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-ground-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    for (const version of ['1.0.0', '1.1.0']) await addSetup(windows, home, { version, arch: 'x64' })
  })
  // Each test has a Windows on which nothing was ever installed, however the one before it ended.
  beforeEach(async () => {
    await windows.startAfresh()
    const installed = (await readdir(at('Program Files'))).filter((name) => name.startsWith('Landfall'))
    const places = [...installed.map((name) => `Program Files/${name}`), ...dirt, setupLog]
    for (const place of places) await rm(at(place), { recursive: true, force: true })
  })
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })

  it('does not take a program that never started for one that ended well', async () => {
    await expect(windows.run('C:\\nowhere.exe', '/S')).rejects.toThrow('gave no code')
  })

  it('refuses a folder with another program, and its neighbours stay', async () => {
    const holds = await put('Tools/tool.exe', 'Tools.old/backup.zip', 'Tools.new/plan.txt')
    await expectRefusal('C:\\Tools', outside)
    await expectRefusal('C:\\Tools\\', outside)
    await holds()
  })

  it('refuses an empty folder that everybody may write to', async () => {
    await mkdir(at('Empty'))
    await expectRefusal('C:\\Empty', outside)
    expect(await readdir(at('Empty'))).toEqual([])
  })

  it.each([
    ['a drive', 'C:\\'],
    ['a drive without its stroke', 'C:'],
    ['Windows', 'C:\\Windows'],
    ['a folder of Windows', 'C:\\Windows\\System32'],
    ['Program Files itself', 'C:\\Program Files'],
    ['a folder two below Program Files', 'C:\\Program Files\\Vendor\\Landfall'],
    ['a way out of Program Files', 'C:\\Program Files\\..\\Landfall'],
    ['a share', '\\\\server\\share\\Landfall'],
    ['a name with blanks elsewhere', 'C:\\Our Tools\\Land fall'],
  ])('refuses %s', async (_what, directory) => {
    const before = await readdir(windows.drive)
    const system = await readdir(at('windows/system32'))
    await expectRefusal(directory, outside)
    expect(await readdir(windows.drive)).toEqual(before)
    expect(await readdir(at('windows/system32'))).toEqual(system)
  })

  it.each(['', '.old', '.new'])(
    'refuses a full “Program Files\\Landfall%s” of somebody else',
    async (more) => {
      const holds = await put(`${programs}${more}/resources/app.asar`, `${programs}${more}/Landfall.exe`)
      await expectRefusal(folder, `what is in ${folder}${more} ${foreign}`)
      await holds()
    },
  )

  it('takes an empty folder, and one of its own with blanks in its name', async () => {
    await mkdir(at(programs))
    expect(await windows.run(older, '/S')).toBe(0)
    expect(await isDetected(windows, '1.0.0')).toBe(true)
    expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
    const named = 'C:\\Program Files\\Landfall for us'
    expect(await windows.run(older, '/S', `/D=${named}`)).toBe(0)
    expect(await windows.run(newer, '/S')).toBe(0)
    expect(await windows.read('Program Files/Landfall for us/resources/app.asar')).toBe('1.1.0')
    expect(await windows.run(`${named}\\Uninstall Landfall.exe`, '/S', `_?=${named}`)).toBe(0)
  })

  it.each(['', '.old', '.new'])('refuses a link in the place of Landfall%s', async (more) => {
    const holds = await put('Elsewhere/Landfall.exe', 'Elsewhere/Landfall.files')
    await symlink(at('Elsewhere'), at(`${programs}${more}`))
    await expectRefusal(folder, 'is a link to another place')
    await holds()
  })

  it('brings what somebody has put beside the program into the new version, and leaves it when Landfall goes', async () => {
    expect(await windows.run(older, '/S')).toBe(0)
    const holds = await put(
      `${programs}/notes.txt`,
      `${programs}/resources/logo.png`,
      `${programs}/own/a.txt`,
    )
    expect(await windows.run(newer, '/S')).toBe(0)
    await holds()
    expect(await readdir(at('Program Files'))).not.toContain('Landfall.old')
    expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
    await until(async () => !(await readdir(at(programs))).includes('Uninstall Landfall.exe'))
    expect((await windows.list(programs)).filter((name) => name.includes('.'))).toEqual([
      'Landfall.files',
      'notes.txt',
      'own/a.txt',
      'resources/logo.png',
    ])
    await holds()
  })

  it('deletes nothing behind a link that was put in the place of one of its folders', async () => {
    expect(await windows.run(older, '/S')).toBe(0)
    const holds = await put('Payroll/app.asar', 'Payroll/salaries.xlsx')
    await rm(at(`${programs}/resources`), { recursive: true })
    await symlink(at('Payroll'), at(`${programs}/resources`))
    expect(await windows.run(newer, '/S')).toBe(0)
    await holds()
    await rm(at(`${programs}/resources`), { recursive: true, force: true })
    await symlink(at('Payroll'), at(`${programs}/resources`))
    expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
    await holds()
  })

  it('uninstalls nothing in a folder that it is told and that is not its own', async () => {
    expect(await windows.run(older, '/S')).toBe(0)
    const holds = await put('Other/resources/app.asar', 'Other/Landfall.exe', 'Other/Uninstall Landfall.exe')
    expect(await windows.run(uninstaller, '/S', '_?=C:\\Other')).toBe(1603)
    expect(await windows.read(setupLog)).toContain(`what is in C:\\Other ${foreign}`)
    await holds()
    expect(await isDetected(windows, '1.0.0')).toBe(true)
  })

  it('uninstalls nothing by way of an empty folder, or one that is not there', async () => {
    expect(await windows.run(older, '/S')).toBe(0)
    await mkdir(at('Empty'))
    for (const name of ['Empty', 'Nowhere']) {
      expect(await windows.run(uninstaller, '/S', `_?=C:\\${name}`)).toBe(1603)
      expect(await windows.read(setupLog)).toContain(`there is no Landfall in C:\\${name}`)
    }
    expect(await isDetected(windows, '1.0.0')).toBe(true)
    expect(await windows.query(run, 'Landfall')).toContain('Landfall.exe')
    expect(await readdir(at('Empty'))).toEqual([])
  })

  it('writes its log where no person can put a link', async () => {
    await mkdir(at('ProgramData/Microsoft/IntuneManagementExtension/Logs'), { recursive: true })
    await rm(at('ProgramData/Landfall'), { recursive: true, force: true })
    await symlink(at('windows'), at('ProgramData/Landfall'))
    expect(await windows.run(older, '/S')).toBe(1603)
    expect(await windows.read(setupLog)).toContain('ProgramData\\Landfall is a link or no folder')
    expect(await readdir(at('ProgramData/Microsoft/IntuneManagementExtension/Logs'))).toEqual([])
    await rm(at('ProgramData/Landfall'))
    const service = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\IntuneManagementExtension'
    const words = ['add', service, '/v', 'ImagePath', '/t', 'REG_SZ', '/d', 'C:\\ime.exe', '/f']
    expect(await windows.run('reg.exe', ...words)).toBe(0)
    expect(await windows.run(older, '/S')).toBe(0)
    expect(
      await windows.read('ProgramData/Microsoft/IntuneManagementExtension/Logs/Landfall-Setup.log'),
    ).toContain('installed 1.0.0')
    expect(spawnSync('test', ['-e', at('ProgramData/Landfall/Logs')]).status).toBe(1)
  })
})
