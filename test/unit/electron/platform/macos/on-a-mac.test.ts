import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { macSupport } from '../../../../../build/mac-support.ts'
import { bindMacCalls, fileFlag, readMacStatus } from '../../../../../electron/platform/macos/mac-calls.ts'
import { createMacosPlatform } from '../../../../../electron/platform/macos/macos.ts'
import { createMacDisk } from '../../../../../electron/platform/macos/mac-disk.ts'
import { hasFullDiskAccess } from '../../../../../electron/platform/macos/privacy.ts'
import { languages } from '../../../../../shared/words/languages.ts'
import { createRealMacSystem } from '../../../../../electron/platform/macos/real-mac-system.ts'
import { isStore } from '../../../../../shared/computer/macos/sync-places.ts'

/*
 * Run on a Mac: each case asks the real system something of its row, mostly no more than that it answers, or says why not. Here they are
 * skipped. No case proves the whole of its row: what a Mac with OneDrive has to show is in the row, and a person has to look at it.
 */
const macos = path.resolve(import.meta.dirname, '../../../../../build/macos')
const home = os.homedir()
const readFacts = () => createMacosPlatform(null).readFacts()
const answered = ['read', 'unreadable']

const cases: Readonly<Record<string, () => Promise<void>>> = {
  accounts: async () => expect(answered).toContain((await readFacts()).accounts.kind),
  store: async () => {
    const { accounts } = await readFacts()
    const linked = accounts.kind === 'read' ? accounts.value.filter(({ configured }) => configured) : []
    expect(linked.filter(({ folder }) => folder !== null && isStore(folder))).toEqual([])
  },
  claims: async () => {
    const domain = await createRealMacSystem().providerOf(`${home}/Desktop`)
    expect(domain === null || domain.length > 0).toBe(true)
  },
  client: async () => expect(await createRealMacSystem().isRunning('Finder')).toBe(true),
  sync: async () => expect(answered).toContain((await readFacts()).syncLogs?.kind),
  places: async () => {
    const { profileFolders, unlistedPlaces } = await readFacts()
    expect(profileFolders?.kind).toBe('read')
    expect(unlistedPlaces.map(({ name }) => name)).not.toContain(home)
  },
  look: async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-look-'))
    try {
      const locked = path.join(folder, 'locked.txt')
      await writeFile(locked, 'locked')
      expect(spawnSync('/usr/bin/chflags', ['uchg', locked]).status).toBe(0)
      // The layout is the known one: what the C call says is what `chflags` has set.
      expect(readMacStatus(bindMacCalls(), locked)?.flags).toBe(fileFlag.locked)
      const roots = [{ folder, urlLength: 50, isFormer: true as const }]
      expect(await createMacosPlatform(null).scan({ roots, ignoredNames: [] })).toMatchObject({
        kind: 'read',
        value: { files: 1, reasons: { untold: { files: 1 } }, unreadable: { folders: 0 } },
      })
    } finally {
      spawnSync('/usr/bin/chflags', ['-R', 'nouchg', folder])
      await rm(folder, { recursive: true, force: true })
    }
  },
  access: async () => {
    expect(hasFullDiskAccess(home)).toBeTypeOf('boolean')
    const reasons = languages.map((language) => path.join(macos, `${language}.lproj/InfoPlist.strings`))
    const profile = path.join(macos, '../../docs/policies/privacy.mobileconfig')
    expect(spawnSync('/usr/bin/plutil', ['-lint', ...reasons, profile], { stdio: 'ignore' }).status).toBe(0)
  },
  copies: async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-copies-'))
    try {
      const disk = createMacDisk(bindMacCalls())
      const [from, to, other] = ['from.txt', 'to.txt', 'other.txt'].map((name) => path.join(folder, name))
      if (from === undefined || to === undefined || other === undefined) throw new Error('no names')
      await writeFile(from, 'one')
      await writeFile(to, 'two')
      const mark = ['-w', 'com.apple.quarantine', '0081;65;Safari;', from]
      expect(spawnSync('/usr/bin/xattr', mark).status).toBe(0)
      const tags = ['-wx', 'com.apple.metadata:_kMDItemUserTags', '62706c697374', from]
      expect(spawnSync('/usr/bin/xattr', tags).status).toBe(0)
      expect(disk.keepStreams(from, to)).toBe('kept')
      expect(spawnSync('/usr/bin/xattr', [to]).stdout.toString()).toContain('_kMDItemUserTags')
      expect(spawnSync('/usr/bin/xattr', ['-p', 'com.apple.quarantine', to]).stdout.toString()).toContain(
        'Safari',
      )
      expect(disk.moveInto(from, to)).toBe(false)
      expect(disk.moveInto(from, other)).toBe(true)
      expect(disk.stat(other)).toMatchObject({ kind: 'file', size: 3, isCloudOnly: false })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
  life: async () =>
    expect(
      spawnSync('/bin/launchctl', ['print', `gui/${process.getuid?.() ?? -1}`], { stdio: 'ignore' }).status,
    ).toBe(0),
  package: async () => {
    const lists = ['com.landfall.app.background.plist', 'entitlements.plist'].map((name) =>
      path.join(macos, name),
    )
    expect(spawnSync('/usr/bin/plutil', ['-lint', ...lists], { stdio: 'ignore' }).status).toBe(0)
    const scripts = ['preinstall', 'postinstall'].map((name) => path.join(macos, 'pkg-scripts', name))
    expect(scripts.map((script) => spawnSync('/bin/sh', ['-n', script]).status)).toEqual([0, 0])
  },
  words: async () => expect(Intl.DateTimeFormat('ar').resolvedOptions().locale).toMatch(/^ar/),
}

describe('what only a Mac can show', () => {
  it('asks a Mac something of each row of the support table', () => {
    expect(Object.keys(cases).toSorted()).toEqual(macSupport.map(({ id }) => id).toSorted())
  })

  it.runIf(process.platform === 'darwin').each(macSupport.map(({ id, onlyAMac }) => [id, onlyAMac]))(
    'is answered by this Mac: %s (%s)',
    async (id) => {
      await cases[id]?.()
    },
  )
})
