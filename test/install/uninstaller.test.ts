import { spawnSync } from 'node:child_process'
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findNsis } from '../../build/bootstrap/nsis.mjs'
import { readWineVersion } from '../windows/wine-prefix.ts'
import { openWindows, until, type InstalledWindows } from './installed-windows.ts'
import {
  addSetup,
  canMakeSetup,
  folder,
  isDetected,
  nodeFolder,
  programs,
  protocol,
  run,
  setupLog,
  uninstaller,
} from './packed-landfall.ts'

/* What the uninstaller runs with the rights of the system, what it leaves alone, and what is so where it gives up. */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && canMakeSetup

let home: string
let windows: InstalledWindows
const setup = 'C:\\setup-1.0.0-x64.exe'
const listAndUninstaller = ['Landfall.files', 'Uninstall Landfall.exe']

const at = (place: string): string => path.join(windows.drive, place)
const left = async (): Promise<string[]> =>
  (await readdir(at('Program Files'))).filter((name) => name.startsWith('Landfall'))

/** The folder where programs of this Windows put what they need for a while. */
async function findTemp(): Promise<string> {
  const { text } = await windows.runAndRead('cmd.exe', '/d', '/c', 'echo %TEMP%')
  return text
    .trim()
    .replace(/^[A-Z]:\\/i, '')
    .replaceAll('\\', '/')
}

/** A program that writes `C:\\planted.txt`, whatever its arguments. */
async function makePlanted(): Promise<string> {
  const script = path.join(home, 'planted.nsi')
  const program = path.join(home, 'planted.exe')
  await writeFile(
    script,
    `Target amd64-unicode
SilentInstall silent
RequestExecutionLevel user
OutFile "${program}"
Section
  FileOpen $0 "C:\\planted.txt" w
  FileWrite $0 "planted"
  FileClose $0
SectionEnd
`,
  )
  const { command = [], env } = findNsis() ?? {}
  const [makensis = '', ...before] = command
  const { status } = spawnSync(makensis, [...before, '-V2', script], {
    env: { ...process.env, NSISDIR: undefined, ...env },
  })
  expect(status).toBe(0)
  return program
}

describe.skipIf(!canRun)('the uninstaller', () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-uninstaller-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    await addSetup(windows, home, { version: '1.0.0', arch: 'x64' })
  })
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await windows.startAfresh()
    for (const name of await left()) await rm(at(`Program Files/${name}`), { recursive: true })
  })

  it('runs no program that somebody has put into the folder for temporary files', async () => {
    expect(await windows.run(setup, '/S')).toBe(0)
    const planted = await makePlanted()
    for (const place of [await findTemp(), 'windows/temp']) {
      await mkdir(at(place), { recursive: true })
      for (const name of ['ping.exe', 'cmd.exe']) await copyFile(planted, at(`${place}/${name}`))
    }
    expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
    await until(async () => (await left()).length === 0)
    expect(await windows.read('planted.txt')).toBe('')
  })

  it('leaves itself and the list where the folder’s name is too long for the command that removes them', async () => {
    const fits = `Landfall ${'a'.repeat(60)}`
    const isTooLong = `Landfall ${'a'.repeat(110)}`
    for (const name of [fits, isTooLong]) {
      const named = `C:\\Program Files\\${name}`
      expect(await windows.run(setup, '/S', `/D=${named}`)).toBe(0)
      expect(await windows.run(`${named}\\Uninstall Landfall.exe`, '/S', `_?=${named}`)).toBe(0)
    }
    expect(await windows.read(setupLog)).toContain(`the uninstaller stays in C:\\Program Files\\${isTooLong}`)
    await until(async () => !(await left()).includes(fits))
    expect((await readdir(at(`Program Files/${isTooLong}`))).toSorted()).toEqual(listAndUninstaller)
    // It is a folder of ours to the next one.
    expect(await windows.run(setup, '/S', `/D=C:\\Program Files\\${isTooLong}`)).toBe(0)
  })

  it('changes nothing of how Landfall starts and is found where a file cannot be deleted', async () => {
    expect(await windows.run(setup, '/S')).toBe(0)
    const release = await windows.holdFile(`${folder}\\resources\\app.asar`.replaceAll('\\', '/'), 'write')
    try {
      expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(1618)
    } finally {
      await release()
    }
    expect(await windows.query(run, 'Landfall')).toContain('Landfall.exe')
    expect(await windows.query(protocol, '')).toContain('Landfall.exe')
    expect(await windows.list('ProgramData/Microsoft/Windows/Start Menu/Programs')).toContain('Landfall.lnk')
    expect(await windows.run(setup, '/S')).toBe(0)
    expect(await isDetected(windows, '1.0.0')).toBe(true)
  })

  it('deletes nothing at all where somebody holds a file for longer than it waits', async () => {
    expect(await windows.run(setup, '/S')).toBe(0)
    const whole = await windows.list(programs)
    const release = await windows.holdFile(`${folder}\\resources\\app.asar`.replaceAll('\\', '/'))
    try {
      expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(1618)
    } finally {
      await release()
    }
    expect(await windows.list(programs)).toEqual(whole)
  })

  it('neither asks for nor changes a file behind a link that was put in the place of one of its folders', async () => {
    expect(await windows.run(setup, '/S')).toBe(0)
    await mkdir(at('Payroll'))
    await writeFile(at('Payroll/app.asar'), 'salaries')
    await chmod(at('Payroll/app.asar'), 0o444)
    await rm(at(`${programs}/resources`), { recursive: true })
    await symlink(at('Payroll'), at(`${programs}/resources`))
    const release = await windows.holdFile('C:/Payroll/app.asar')
    try {
      expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
    } finally {
      await release()
    }
    expect(await windows.read('Payroll/app.asar')).toBe('salaries')
    expect((await stat(at('Payroll/app.asar'))).mode & 0o222).toBe(0)
  })
})
