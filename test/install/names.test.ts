import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
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
  setupLog,
  uninstaller,
} from './packed-landfall.ts'

/* Folders by names that lead astray, and files of somebody whose names are ours too. */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && canMakeSetup

let home: string
let windows: InstalledWindows

const at = (place: string): string => path.join(windows.drive, place)
const readOthers = async (): Promise<string[]> =>
  (await readdir(at('Program Files'))).filter((name) => !shipped.includes(name)).toSorted()
let shipped: string[]

async function put(place: string): Promise<void> {
  await mkdir(path.dirname(at(place)), { recursive: true })
  await writeFile(at(place), `somebody's ${place}`)
}

describe.skipIf(!canRun)('the installer and names', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-names-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    shipped = await readdir(at('Program Files'))
    await addSetup(windows, home, { version: '1.0.0', arch: 'x64' })
    await addSetup(windows, home, {
      version: '1.1.0',
      arch: 'x64',
      more: ['licences.txt', 'papers/terms.txt'],
    })
  })
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await windows.startAfresh()
    for (const name of await readOthers()) await rm(at(`Program Files/${name}`), { recursive: true })
    await rm(at(setupLog), { force: true })
  })

  it.each([
    ['relative to a drive', 'C:Tools'],
    ['of a device', '\\\\?\\C:\\Program Files\\Landfall'],
    ['of a stream', 'C:\\Program Files\\Landfall:hidden'],
    ['of a device of old', 'C:\\Program Files\\NUL'],
    ['of Program Files itself, by a dot', 'C:\\Program Files\\.'],
    ['that means another one to the command prompt', 'C:\\Program Files\\%TEMP%'],
  ])('refuses a folder %s', async (_what, directory) => {
    expect(await windows.run(older, '/S', `/D=${directory}`)).toBe(1603)
    expect(await windows.query(marker, 'Version')).toBeNull()
    expect(await readOthers()).toEqual([])
  })

  it.each([
    ['with strokes of the other kind', 'C:/Program Files/Landfall'],
    ['with a stroke at its end', 'C:\\Program Files\\Landfall\\'],
    ['with two strokes', 'C:\\Program Files\\\\Landfall'],
    ['in quotes', '"C:\\Program Files\\Landfall"'],
    ['in small letters', 'c:\\program files\\landfall'],
  ])('takes the same folder %s, as one', async (_what, directory) => {
    expect(await windows.run(older, '/S', `/D=${directory}`)).toBe(0)
    expect((await readOthers()).map((name) => name.toLowerCase())).toEqual(['landfall'])
    expect(await windows.run(newer, '/S')).toBe(0)
    expect(await isDetected(windows, '1.1.0')).toBe(true)
    expect((await readOthers()).map((name) => name.toLowerCase())).toEqual(['landfall'])
  })

  it('takes a name with signs of the command prompt, and all of it goes', async () => {
    const named = "C:\\Program Files\\R&D ^ it's ours! (50%), = ; `"
    expect(await windows.run(older, '/S', `/D=${named}`)).toBe(0)
    expect(await windows.run(newer, '/S')).toBe(0)
    expect(await windows.run(`${named}\\Uninstall Landfall.exe`, '/S', `_?=${named}`)).toBe(0)
    await until(async () => (await readOthers()).length === 0)
  })

  it.each([
    ['with a stroke at its end', `_?=${folder}\\`],
    ['in small letters', `_?=${folder.toLowerCase()}`],
  ])('uninstalls from its folder %s', async (_what, word) => {
    expect(await windows.run(older, '/S')).toBe(0)
    expect(await windows.run(uninstaller, '/S', word)).toBe(0)
    expect(await windows.query(marker, 'Version')).toBeNull()
    await until(async () => (await readOthers()).length === 0)
  })

  it('keeps a file of somebody that has the name of a file of the new version, under a name beside it', async () => {
    expect(await windows.run(older, '/S')).toBe(0)
    await put(`${programs}/licences.txt`)
    await put(`${programs}/papers`)
    expect(await windows.run(newer, '/S')).toBe(0)
    expect(await readFile(at(`${programs}/licences.txt`), 'utf8')).toBe('1.1.0')
    for (const name of ['licences.txt', 'papers'])
      expect(await readFile(at(`${programs}/${name}.kept-1`), 'utf8')).toBe(`somebody's ${programs}/${name}`)
    expect(await readOthers()).toEqual(['Landfall'])
    // Neither is in the way of the next upgrade, nor goes with Landfall.
    expect(await windows.run(newer, '/S')).toBe(0)
    expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
    for (const name of ['licences.txt', 'papers'])
      expect(await readFile(at(`${programs}/${name}.kept-1`), 'utf8')).toBe(`somebody's ${programs}/${name}`)
  })

  it('installs over what a power cut left, and keeps both where somebody wrote the same name into both folders', async () => {
    expect(await windows.run(older, '/S')).toBe(0)
    await put(`${programs}/agent.log`)
    await windows.run('cmd.exe', '/d', '/c', `move "${folder}" "${folder}.old" >nul`)
    await mkdir(at(programs))
    await writeFile(at(`${programs}/agent.log`), 'written after the cut')
    await writeFile(at(`${programs}/Landfall.files`), await readFile(at(`${programs}.old/Landfall.files`)))
    expect(await windows.run(newer, '/S')).toBe(0)
    expect(await isDetected(windows, '1.1.0')).toBe(true)
    expect(await readOthers()).toEqual(['Landfall'])
    const logs = (await windows.list(programs)).filter((name) => name.startsWith('agent.log'))
    const texts = await Promise.all(logs.map((name) => readFile(at(`${programs}/${name}`), 'utf8')))
    expect(texts.toSorted()).toEqual([`somebody's ${programs}/agent.log`, 'written after the cut'])
  })
})
