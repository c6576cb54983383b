import { describe, expect, it } from 'vitest'
import { createRecordedRegistry } from '../../../../../shared/recording/recorded-registry.ts'
import { parseRegFile } from '../../../../../shared/recording/reg-file.ts'
import { RegistryUnreadable } from '../../../../../shared/computer/windows/registry.ts'
import { readWindowsFacts } from '../../../../../shared/computer/windows/windows-facts.ts'
import type { WindowsSystem } from '../../../../../shared/computer/windows/windows-system.ts'
import { contoso, fabrikam, readAt } from '../../cast.ts'

const user = 'HKEY_CURRENT_USER\\Software\\Microsoft\\OneDrive'
const policies = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\OneDrive'
const localClient = 'C:\\Users\\amy\\AppData\\Local\\Microsoft\\OneDrive\\OneDrive.exe'

function systemOf(reg: string, change: Partial<WindowsSystem> = {}): WindowsSystem {
  const file = parseRegFile(Buffer.from(`Windows Registry Editor Version 5.00\n\n${reg}`))
  if (file.kind === 'refused') throw new Error(`line ${file.line}: ${file.reason}`)
  const variables: Record<string, string> = {
    USERPROFILE: 'C:\\Users\\amy',
    LOCALAPPDATA: 'C:\\Users\\amy\\AppData\\Local',
    ProgramFiles: 'C:\\Program Files',
  }
  return {
    recorded: false,
    registry: createRecordedRegistry(file),
    osVersion: () => '10.0.26100',
    runsAs: () => 'user',
    knownFolder: (id) => `C:\\Users\\amy\\${id}`,
    environment: (name) => variables[name] ?? null,
    isFile: (path) => path === localClient,
    isRunning: () => true,
    isFolder: () => false,
    listFolder: () => null,
    hasWorkplace: true,
    hasClientFiles: true,
    readSmallFile: () => null,
    profileFolders: () => null,
    people: () => 1,
    disk: (root) => ({ root, freeBytes: 1, totalBytes: 2 }),
    isRemote: () => false,
    ...change,
  }
}

const factsOf = (reg: string, change?: Partial<WindowsSystem>) =>
  readWindowsFacts(systemOf(reg, change), readAt)
const account = (slot: string, values: string): string => `[${user}\\Accounts\\${slot}]\n${values}\n`

describe('readWindowsFacts', () => {
  it('knows a computer where OneDrive was never used', () => {
    const facts = factsOf('', { isFile: () => false })
    expect(facts).toMatchObject({
      accounts: { kind: 'read', value: [] },
      client: { kind: 'read', value: { installed: false, perMachine: null, version: null } },
      policies: { kind: 'read', value: { allowedTenants: null, deviceJoinedTo: [] } },
    })
  })

  it('takes an account for configured only with folder, address and tenant', () => {
    const whole = `"UserFolder"="C:\\\\x"\n"UserEmail"="a@b.c"\n"ConfiguredTenantId"="{${contoso.toUpperCase()}}"`
    const facts = factsOf(
      account('Business1', whole) +
        account('Business2', '"UserFolder"="C:\\\\y"\n"UserEmail"="a@b.c"') +
        account('Business10', '"KFMOnboardingEnabledStartTime"=hex(b):24,fb,b2,6a,00,00,00,00') +
        account('Personal', '"UserFolder"="C:\\\\z"\n"UserEmail"="a@b.c"') +
        account('Something', whole),
    )
    expect(facts.accounts).toMatchObject({
      value: [
        { slot: 'Business1', configured: true, tenantId: contoso },
        { slot: 'Business2', configured: false },
        { slot: 'Business10', configured: false },
        { slot: 'Personal', configured: true, kind: 'personal' },
      ],
    })
  })

  it('expands what was stored to be expanded, and nothing else', () => {
    const expandable = [...Buffer.from('%USERPROFILE%\\A\0', 'utf16le')]
      .map((byte) => byte.toString(16))
      .join(',')
    const facts = factsOf(
      account('Business1', `"UserFolder"=hex(2):${expandable}`) +
        account('Business2', '"UserFolder"="%USERPROFILE%\\\\B"'),
    )
    expect(facts.accounts).toMatchObject({
      value: [{ folder: 'C:\\Users\\amy\\A' }, { folder: '%USERPROFILE%\\B' }],
    })
  })

  it('takes no time from a number that is none', () => {
    const facts = factsOf(account('Business1', '"LastSignInTime"=hex(b):ff,ff,ff,ff,ff,ff,ff,7f'))
    expect(facts.accounts).toMatchObject({ value: [{ lastSignInAt: null }] })
  })

  it('keeps what an unlinked account left beside its key, but not a linked one twice', () => {
    const provider = (name: string, folder: string, type = 'mysite'): string =>
      `[HKEY_CURRENT_USER\\Software\\SyncEngines\\Providers\\OneDrive\\${name}]\n"MountPoint"="${folder}"\n` +
      `"LibraryType"="${type}"\n"UrlNamespace"="https://contoso-my.sharepoint.com/personal/amy/Documents/"\n`
    const facts = factsOf(
      account('Business1', '"UserFolder"="C:\\\\new"') +
        provider('Business1', 'C:\\\\NEW') +
        provider('Business2', 'C:\\\\old') +
        provider('0a1b', 'C:\\\\library', 'teamsite'),
    )
    expect(facts.accounts).toMatchObject({
      value: [
        { slot: 'Business1', folder: 'C:\\new' },
        { slot: 'Business2', folder: 'C:\\old', configured: false, tenantId: null },
        { slot: '0a1b', folder: null, configured: false, libraries: [{ folder: 'C:\\library' }] },
      ],
    })
  })

  describe('a provider key whose account key is gone', () => {
    const mount = (name: string, folder: string, values: string): string =>
      `[HKEY_CURRENT_USER\\Software\\SyncEngines\\Providers\\OneDrive\\${name}]\n"MountPoint"="${folder}"\n${values}`
    const teamSite =
      '"LibraryType"="teamsite"\n"UrlNamespace"="https://contoso.sharepoint.com/sites/plans/"\n'
    const mySite = '"LibraryType"="mysite"\n'
    const leftOf = (text: string): unknown => {
      const { accounts } = factsOf(text)
      if (accounts.kind === 'unreadable') return accounts.reason
      return accounts.value.map(({ folder, siteUrl, libraries }) => folder ?? [siteUrl, ...libraries])
    }

    it('is a library of an unlinked account where it is of a team site', () => {
      const library = {
        folder: 'C:\\Contoso\\Plans',
        organisation: null,
        siteUrl: 'https://contoso.sharepoint.com/sites/plans/',
        tenantId: null,
      }
      expect(leftOf(mount('0a1b', 'C:\\\\Contoso\\\\Plans', teamSite))).toEqual([[null, library]])
    })

    it('is nothing new where an account names its folder, or one around it', () => {
      const text =
        account('Business1', '"UserFolder"="C:\\\\new"') +
        '[HKEY_CURRENT_USER\\Software\\Microsoft\\OneDrive\\Accounts\\Business1\\Tenants\\Contoso]\n"C:\\\\Contoso\\\\Plans"=""\n' +
        mount('0a1b', 'C:\\\\contoso\\\\plans', teamSite) +
        mount('0a1c', 'C:\\\\new\\\\Shared', teamSite)
      expect(leftOf(text)).toEqual(['C:\\new'])
    })

    it('is told once where it lies in a root that is left', () => {
      const text = mount('0a1c', 'C:\\\\old\\\\Shared', teamSite) + mount('Business1', 'C:\\\\old', mySite)
      expect(leftOf(text)).toEqual(['C:\\old'])
    })

    it('is told by its name where its type is lost, and never where it is a personal one', () => {
      expect(leftOf(mount('Business1', 'C:\\\\old', ''))).toEqual(['C:\\old'])
      expect(leftOf(mount('0a1b', 'C:\\\\x', ''))).toMatchObject([[null, { folder: 'C:\\x' }]])
      expect(leftOf(mount('Personal', 'C:\\\\mine', ''))).toEqual([])
      expect(leftOf(mount('0a1b', 'C:\\\\mine', '"LibraryType"="personal"\n'))).toEqual([])
    })
  })

  it('reads what silent sign-in has left behind, of either type, and nothing that was reset', () => {
    const { policies: read } = factsOf(
      '[HKEY_CURRENT_USER\\Software\\Microsoft\\OneDrive]\n"SilentBusinessConfigCompleted"=dword:00000000\n' +
        '"ClientEverSignedIn"=dword:00000001\n"OneAuthUnrecoverableTimestamp"="1790114532"\n',
    )
    expect(read).toMatchObject({
      value: { silentConfigTraces: ['ClientEverSignedIn', 'OneAuthUnrecoverableTimestamp'] },
    })
  })

  it('finds a tenant in the name or in the data of a list', () => {
    const facts = factsOf(
      `[${policies}\\AllowTenantList]\n"${fabrikam}"=dword:1\n"1"="${contoso.toUpperCase()}"\n` +
        `[${policies}\\BlockTenantList]\n"1"="1111-2222"\n`,
    )
    expect(facts.policies).toMatchObject({
      value: { allowedTenants: [contoso, fabrikam], blockedTenants: ['1111-2222'] },
    })
  })

  it('lets the computer’s policy decide, which the user’s cannot lift', () => {
    const own = 'HKEY_CURRENT_USER\\SOFTWARE\\Policies\\Microsoft\\OneDrive'
    const lists = (key: string, tenant: string): string =>
      `[${key}\\AllowTenantList]\n"1"="${tenant}"\n[${key}\\EnableODIgnoreListFromGPO]\n"1"="*.${tenant.slice(0, 3)}"\n`
    const values = (key: string, value: number): string =>
      `[${key}]\n"KFMBlockOptOut"=dword:${value}\n"BlockExternalSync"=dword:${value}\n`
    const both = lists(policies, contoso) + lists(own, fabrikam) + values(policies, 0) + values(own, 1)
    expect(factsOf(both).policies).toMatchObject({
      value: {
        allowedTenants: [contoso],
        ignoredNames: ['*.111'],
        knownFolderBlockOptOut: false,
        blocksExternalSync: false,
        keepsProgramsOut: false,
      },
    })
    expect(factsOf(lists(own, fabrikam) + values(own, 1)).policies).toMatchObject({
      value: { allowedTenants: [fabrikam], knownFolderBlockOptOut: true },
    })
  })

  it('names the policy that says nothing anybody understands, and reads the others', () => {
    const facts = factsOf(
      `[${policies}]\n"KFMBlockOptOut"=hex:01\n"KFMSilentOptIn"=dword:1\n"SilentAccountConfig"="1"\n` +
        `"KFMBlockOptIn"="dword:00000002"\n"DisableAutoConfig"=dword:2\n"BlockExternalSync"="yes"\n` +
        `[${policies}\\BlockTenantList]\n"1"=hex:00\n[${policies}\\AllowTenantList]\n"1"="${contoso}"\n` +
        `[${policies}\\EnableODIgnoreFolderListFromGPO]\n"1"="PowerShell"\n"2"="node_modules"\n`,
    )
    expect(facts.policies).toMatchObject({
      value: {
        allowedTenants: [contoso],
        blockedTenants: null,
        silentAccountConfig: true,
        knownFolderBlockOptIn: 2,
        disablesAutoConfig: false,
        ignoredFolders: ['PowerShell', 'node_modules'],
        unread: [
          { name: 'BlockTenantList', reason: 'holds an entry that is no text' },
          { name: 'KFMSilentOptIn', reason: 'is no text' },
          { name: 'KFMBlockOptOut', reason: 'is no number' },
          { name: 'BlockExternalSync', reason: 'is no number' },
        ],
      },
    })
  })

  it.each([
    [1, true],
    [2, false],
    [3, true],
  ])('reads DisableAutoConfig %i by its bits', (value, disablesAutoConfig) => {
    const { policies: read } = factsOf(`[${policies}]\n"DisableAutoConfig"=dword:${value}\n`)
    expect(read).toMatchObject({ value: { disablesAutoConfig } })
  })

  it('reads the other policies where one key of them is refused', () => {
    const good = systemOf(`[${policies}]\n"KFMBlockOptOut"=dword:1\n`).registry
    const facts = factsOf('', {
      registry: {
        readKey: (hive, path, view) => {
          if (path.endsWith('AllowTenantList')) throw new RegistryUnreadable(path, 5, 'refused')
          return good.readKey(hive, path, view)
        },
      },
    })
    expect(facts.policies).toMatchObject({
      value: { knownFolderBlockOptOut: true, unread: [{ name: 'AllowTenantList' }] },
    })
  })

  it('tells the folders, logs and disks that Windows does not refuse', () => {
    const whole = (slot: string, drive: string): string =>
      account(slot, `"UserFolder"="${drive}:\\\\x"\n"UserEmail"="a@b.c"\n"ConfiguredTenantId"="${contoso}"`)
    const facts = factsOf(whole('Business1', 'D') + whole('Business2', 'E'), {
      knownFolder: (id) => (id === 'documents' ? fail('0x80070005') : `C:\\${id}`),
      disk: (root) => (root === 'D:\\' ? fail('EIO') : { root, freeBytes: 1, totalBytes: 2 }),
      readSmallFile: (path) => {
        if (path.includes('Business1')) throw new Error('EBUSY')
        return { bytes: Buffer.from('FilesToUpload = 3'), readWrittenAt: () => null }
      },
    })
    expect(facts).toMatchObject({
      knownFolders: {
        value: [{ path: 'C:\\desktop' }, { path: null, reason: '0x80070005' }, { path: 'C:\\pictures' }],
      },
      disks: {
        value: { disks: [{ root: 'C:\\' }, { root: 'E:\\' }], unread: [{ name: 'D:\\', reason: 'EIO' }] },
      },
      syncLogs: {
        value: [
          { slot: 'Business1', unreadable: 'EBUSY', filesToUpload: null },
          { slot: 'Business2', unreadable: null, filesToUpload: 3 },
        ],
      },
    })
  })

  it('lists the folders that were added as a shortcut', () => {
    const provider = (name: string, values: string): string =>
      `[HKEY_CURRENT_USER\\Software\\SyncEngines\\Providers\\OneDrive\\${name}]\n${values}\n`
    const facts = factsOf(
      provider('0a1b', '"MountPoint"="C:\\\\x\\\\Shared"\n"IsFolderScope"=dword:1') +
        provider('0a1c', '"MountPoint"="C:\\\\x\\\\Library"\n"IsFolderScope"=dword:0') +
        provider('Business1', '"MountPoint"="C:\\\\x"'),
    )
    expect(facts.shortcuts).toMatchObject({ value: [{ folder: 'C:\\x\\Shared', siteUrl: null }] })
  })

  it('takes an empty list for none', () => {
    expect(factsOf(`[${policies}\\AllowTenantList]\n@=""\n`).policies).toMatchObject({
      value: { allowedTenants: null },
    })
  })

  it('finds the version of the computer in the 32-bit view as well', () => {
    const facts = factsOf(
      '[HKEY_LOCAL_MACHINE\\SOFTWARE\\WOW6432Node\\Microsoft\\OneDrive]\n"Version"="19.043.0304.0007"\n',
    )
    expect(facts.client).toMatchObject({ value: { version: '19.043.0304.0007', perMachine: false } })
  })

  it('does not believe in a client whose file is gone', () => {
    const facts = factsOf(`[${user}]\n"OneDriveTrigger"="C:\\\\gone\\\\OneDrive.exe"\n`)
    expect(facts.client).toMatchObject({ value: { executable: localClient } })
  })

  it('sees that a policy switches the client off', () => {
    const facts = factsOf(
      '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\Windows\\OneDrive]\n"DisableFileSyncNGSC"=dword:1\n',
    )
    expect(facts.client).toMatchObject({ value: { disabledByPolicy: true } })
  })

  it('leaves the rest when the processes were refused', () => {
    const facts = factsOf('', { isRunning: () => fail('no') })
    expect(facts.client).toMatchObject({ kind: 'read', value: { installed: true, running: null } })
  })

  it('leaves the other facts when one read is refused, and keeps the Win32 error', () => {
    const good = systemOf('').registry
    const facts = factsOf('', {
      registry: {
        readKey: (hive, path, view) => {
          if (path.includes('Accounts')) throw new RegistryUnreadable(path, 5, 'refused')
          return good.readKey(hive, path, view)
        },
      },
      knownFolder: () => fail('0x80070002'),
    })
    expect(facts.accounts).toMatchObject({
      kind: 'unreadable',
      reason: 'Software\\Microsoft\\OneDrive\\Accounts: Win32 error 5',
    })
    expect(facts.knownFolders).toMatchObject({ kind: 'unreadable', reason: '0x80070002' })
    expect([facts.client.kind, facts.policies.kind, facts.context.kind]).toEqual(['read', 'read', 'read'])
  })
})

function fail(reason: string): never {
  throw new Error(reason)
}
