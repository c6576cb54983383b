import { describe, expect, it } from 'vitest'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import {
  findNobodysRoots,
  judgeOldFolders,
  toOldFolderRequest,
} from '../../../../shared/checks/old-folders.ts'
import type { MachineFacts, SyncAccount } from '../../../../shared/facts/machine.ts'
import { configOf, newAccount, oldAccount, orphan, ownedMachineOf, partnerAccount, read } from '../cast.ts'

const config = configOf({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' })
const cloud = '/Users/amy/Library/CloudStorage'
const onMac = (account: SyncAccount, name: string): SyncAccount => ({
  ...account,
  folder: `${cloud}/${name}`,
})
const mine = onMac(newAccount, 'OneDrive-Fabrikam')
const old = onMac(oldAccount, 'OneDrive-Contoso')
const untold: SyncAccount = {
  ...onMac(newAccount, 'OneDrive-Ours'),
  slot: 'Business4',
  tenantId: null,
  tenantUntold: 'Business4: tenant not told',
  email: null,
  siteUrl: null,
  organisation: null,
}
const folders = (...names: string[]) => read(names.map((name) => `${cloud}/${name}`))
const looked = read({ ...createScanTally(true).result(), folders: 1 })

function macOf(facts: Partial<MachineFacts>, platform: MachineFacts['platform'] = 'macos') {
  return ownedMachineOf({ platform, accounts: read([mine]), ...facts })
}

const rootsOf = (machine: ReturnType<typeof macOf>) => toOldFolderRequest(machine, config)?.roots ?? []

function judge(machine: ReturnType<typeof macOf>, scan: typeof looked | null = null) {
  const look = { roots: [], missing: 'not-recorded' } as const
  return judgeOldFolders({ machine, config, scan, rescue: null, look })
}

describe('the old folders of a Mac', () => {
  it('are compared with the new OneDrive also while the old account is linked: no one says what was uploaded', () => {
    const roots = rootsOf(macOf({ accounts: read([mine, old]) }))
    expect(roots).toMatchObject([{ folder: old.folder, isFormer: true, isLinked: true }])
    const onWindows = rootsOf(macOf({ accounts: read([mine, old]) }, 'windows'))
    expect(onWindows.map(({ isFormer = false }) => isFormer)).toEqual([false])
  })

  it('are the one with the old name first, whatever else is left', () => {
    const left = { ...orphan, folder: `${cloud}/OneDrive-SharedLibraries-Contoso` }
    const machine = macOf({
      accounts: read([mine, left]),
      profileFolders: folders('OneDrive-SharedLibraries-Contoso', 'OneDrive-Contoso'),
    })
    const names = rootsOf(machine).map(({ folder }) => folder.slice(cloud.length + 1))
    expect(names).toEqual(['OneDrive-Contoso', 'OneDrive-SharedLibraries-Contoso'])
  })

  it('are also what macOS kept under the name of no one, which a Windows never has', () => {
    const kept = { profileFolders: folders('OneDrive (Archive)') }
    const machine = macOf(kept)
    expect(rootsOf(machine)).toMatchObject([{ folder: `${cloud}/OneDrive (Archive)` }])
    expect(findNobodysRoots(machine, toOldFolderRequest(machine, config))).toEqual([
      `${cloud}/OneDrive (Archive)`,
    ])
    expect(rootsOf(macOf(kept, 'windows'))).toEqual([])
  })

  it('that macOS kept under the old name are not no one’s', () => {
    const machine = macOf({ profileFolders: folders('OneDrive-Contoso (Archive)') })
    expect(rootsOf(machine)).toHaveLength(1)
    expect(findNobodysRoots(machine, toOldFolderRequest(machine, config))).toEqual([])
  })

  it('are looked through, and those of no one are said to be', () => {
    const machine = macOf({ profileFolders: folders('OneDrive (Archive)', 'OneDrive-Contoso') })
    expect(judge(machine, looked).findings).toMatchObject([
      { code: 'files.unclear-looked-through', evidence: { paths: [`${cloud}/OneDrive (Archive)`] } },
    ])
  })

  it('of a linked account that names no tenant were looked through by no one: it may be a partner’s', () => {
    const accounts = read([mine, untold])
    expect(judge(macOf({ accounts })).findings).toMatchObject([
      { code: 'files.not-looked-through', evidence: { reason: 'owner-unknown', paths: [untold.folder] } },
    ])
    expect(
      judge(macOf({ accounts: read([mine, onMac(partnerAccount, 'OneDrive-Adatum')]) })).findings,
    ).toEqual([])
    expect(
      judge(macOf({ accounts: read([mine, { ...untold, configured: false, folder: null }]) })).findings,
    ).toEqual([])
  })

  it('may hide in a place that the Mac did not list', () => {
    const machine = macOf({ unlistedPlaces: [{ name: cloud, reason: 'is refused' }] })
    expect(judge(machine, looked).findings).toMatchObject([
      { code: 'files.old-folder-unknown', evidence: { reason: 'profile-not-listed', paths: [cloud] } },
    ])
  })
})
