import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, stat, statfs, writeFile } from 'node:fs/promises'
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
import { canMount, mountSmallDisk } from './small-disk.ts'

/* States that a computer is in after years: marks, names, halves of an installation, a disk that fills at the last file. */
const wine = readWineVersion()
const canRun = wine !== null && nodeFolder !== undefined && canMakeSetup

let home: string
let windows: InstalledWindows

const at = (place: string): string => path.join(windows.drive, place)
const left = async (): Promise<string[]> =>
  (await readdir(at('Program Files'))).filter((name) => name.startsWith('Landfall'))
const person = async (): Promise<string> =>
  (await readdir(at('users'))).find((name) => name !== 'Public') ?? ''
const mark = (name: string, sign: string): Promise<number> =>
  windows.run('attrib.exe', sign, `"${folder}\\${name}"`)

describe.skipIf(!canRun)('the installer on a computer that is not new', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'landfall-variants-'))
    windows = await openWindows(wine ?? '', nodeFolder ?? '')
    for (const version of ['1.0.0', '1.1.0']) await addSetup(windows, home, { version, arch: 'x64' })
    const fills = { arch: 'x64', isNode: true, claimedBytes: 1 } as const
    for (const version of ['2.0.0', '2.1.0']) await addSetup(windows, home, { version, ...fills })
  }, 300_000)
  afterAll(async () => {
    await windows?.remove()
    await rm(home, { recursive: true, force: true })
  })
  beforeEach(async () => {
    await windows.startAfresh()
    for (const name of await readdir(at('Program Files')))
      if (name.startsWith('Landfall') || name.startsWith('Für'))
        await rm(at(`Program Files/${name}`), { recursive: true })
  })

  // To root Wine opens such a file all the same, which Windows refuses to everybody.
  it.skipIf(process.getuid?.() === 0)(
    'does not take a file that may only be read for one that is held',
    async () => {
      expect(await windows.run(older, '/S')).toBe(0)
      for (const name of ['Landfall.exe', 'resources\\app.asar']) expect(await mark(name, '+r')).toBe(0)
      expect(await windows.run(newer, '/S')).toBe(0)
      expect(await isDetected(windows, '1.1.0')).toBe(true)
      for (const name of ['Landfall.exe', 'resources\\app.asar']) expect(await mark(name, '+r')).toBe(0)
      expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
      await until(async () => (await left()).length === 0)
    },
  )

  it('keeps the folder its own until the uninstaller is gone, so that the next installation is not refused', async () => {
    expect(await windows.run(older, '/S')).toBe(0)
    const release = await windows.holdFile(uninstaller.replaceAll('\\', '/'))
    try {
      expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
      expect((await readdir(at(programs))).toSorted()).toEqual(['Landfall.files', 'Uninstall Landfall.exe'])
    } finally {
      await release()
    }
    expect(await windows.run(newer, '/S')).toBe(0)
    expect(await isDetected(windows, '1.1.0')).toBe(true)
    // What the first uninstaller left to do touches nothing of the new version.
    expect(await readdir(at(programs))).toEqual(
      expect.arrayContaining(['Landfall.files', 'Uninstall Landfall.exe']),
    )
  })

  it('takes a name with umlauts, blanks and signs', async () => {
    const named = 'C:\\Program Files\\Für Ärzte & Söhne (100%)'
    expect(await windows.run(older, '/S', `/D=${named}`)).toBe(0)
    expect(await windows.run(newer, '/S')).toBe(0)
    expect(await windows.read('Program Files/Für Ärzte & Söhne (100%)/resources/app.asar')).toBe('1.1.0')
    expect(await windows.run(`${named}\\Uninstall Landfall.exe`, '/S', `_?=${named}`)).toBe(0)
    await until(async () => !(await readdir(at('Program Files'))).some((name) => name.startsWith('Für')))
  })

  it('is not kept out by the marker of a newer version whose program is gone', async () => {
    expect(await windows.run(newer, '/S')).toBe(0)
    expect(await windows.run(older, '/S')).toBe(1603)
    await rm(at(programs), { recursive: true })
    expect(await windows.run(older, '/S')).toBe(0)
    expect(await isDetected(windows, '1.0.0')).toBe(true)
  })

  it.skipIf(!canMount)(
    'has the old version whole where the disk fills with the last file of the new one',
    async () => {
      const { size } = await stat(path.join(nodeFolder ?? '', 'node.exe'))
      const pages = Math.ceil(size / 4096) * 4096
      // Room for the old version, and for the new one without its uninstaller.
      const disk = mountSmallDisk(at('Program Files'), String(2 * pages + 400 * 1024))
      try {
        expect(await windows.run('C:\\setup-2.0.0-x64.exe', '/S')).toBe(0)
        const { bavail, bsize } = await statfs(disk)
        // What is left over is filled up, but for 40 KB.
        await writeFile(path.join(disk, 'filler'), Buffer.alloc(bavail * bsize - pages - 40 * 1024))
        expect(await windows.run('C:\\setup-2.1.0-x64.exe', '/S')).toBe(1603)
        expect(await windows.read(setupLog)).toContain('ends with 1603: a file could not be written')
        expect(await left()).toEqual(['Landfall'])
        expect(await windows.read(`${programs}/resources/app.asar`)).toBe('2.0.0')
        expect(await windows.query(marker, 'Version')).toBe('2.0.0')
        expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(0)
      } finally {
        spawnSync('umount', [disk])
      }
    },
  )

  it.skipIf(!canMount)(
    'changes nothing where the drive has no room at all, and says so in its code',
    async () => {
      expect(await windows.run(older, '/S')).toBe(0)
      const disk = mountSmallDisk(at(`users/${await person()}/Temp`), '4096')
      try {
        await writeFile(path.join(disk, 'filler'), Buffer.alloc(4096)).catch(() => null)
        expect(await windows.run(newer, '/S')).toBe(1603)
        expect(await windows.run(uninstaller, '/S', `_?=${folder}`)).toBe(1603)
        expect(await isDetected(windows, '1.0.0')).toBe(true)
      } finally {
        spawnSync('umount', [disk])
      }
    },
  )
})
