import { describe, expect, it } from 'vitest'
import { createRecordedRegistry } from '../../../../../shared/recording/recorded-registry.ts'
import { parseRegFile } from '../../../../../shared/recording/reg-file.ts'
import { readWorkplace } from '../../../../../shared/computer/windows/workplace.ts'
import type { Registry } from '../../../../../shared/computer/windows/registry.ts'
import type { WindowsSystem } from '../../../../../shared/computer/windows/windows-system.ts'
import type { WorkplaceSubject } from '../../../../../shared/facts/workplace.ts'
import { contoso, readAt } from '../../cast.ts'

const local = 'C:\\Users\\amy\\AppData\\Local'
const office = 'HKEY_CURRENT_USER\\Software\\Microsoft\\Office\\16.0'
const mapi = '9375CFF0413111d3B88A00104B2A6676'
const oneAuth = `${local}\\Microsoft\\OneAuth\\accounts`
const edge = `${local}\\Microsoft\\Edge\\User Data`

type Files = Readonly<Record<string, unknown>>

function systemOf(reg: string, files: Files = {}, change: Partial<WindowsSystem> = {}): WindowsSystem {
  const file = parseRegFile(Buffer.from(`Windows Registry Editor Version 5.00\n\n${reg}`))
  if (file.kind === 'refused') throw new Error(`line ${file.line}: ${file.reason}`)
  const below = (folder: string): string[] => [
    ...new Set(
      Object.keys(files)
        .filter((path) => path.startsWith(`${folder}\\`))
        .map((path) => path.slice(folder.length + 1).split('\\')[0] ?? ''),
    ),
  ]
  return {
    recorded: false,
    registry: createRecordedRegistry(file),
    osVersion: () => '10.0.26100',
    runsAs: () => 'user',
    knownFolder: () => 'C:\\x',
    environment: (name) => (name === 'LOCALAPPDATA' ? local : null),
    isFile: (path) => path in files,
    isFolder: (path) => below(path).length > 0,
    listFolder: (path, most) => (below(path).length === 0 ? null : below(path).slice(0, most)),
    hasWorkplace: true,
    isRunning: () => false,
    hasClientFiles: true,
    readSmallFile: (path) => {
      const content = files[path]
      if (content === undefined) return null
      if (content instanceof Error) throw content
      const text = typeof content === 'string' ? content : JSON.stringify(content)
      return { bytes: Buffer.from(text), readWrittenAt: () => null }
    },
    profileFolders: () => null,
    people: () => 1,
    disk: () => null,
    isRemote: () => false,
    ...change,
  }
}

function tracesOf(subject: WorkplaceSubject, ...of: Parameters<typeof systemOf>) {
  return readWorkplace(systemOf(...of), readAt)?.traces[subject]
}

const found = (...values: readonly object[]) => ({ kind: 'read', value: values })

describe('the rest of a Windows', () => {
  it('names nothing on a computer where no one works with Microsoft 365', () => {
    const facts = readWorkplace(systemOf(''), readAt)
    expect(Object.values(facts?.traces ?? {})).toHaveLength(8)
    for (const reading of Object.values(facts?.traces ?? {}))
      expect(reading).toMatchObject({ kind: 'read', value: [] })
    expect(facts?.silentApps).toMatchObject({ value: [] })
  })

  it('is not known of a recording that no one asked, and never empty', () => {
    expect(readWorkplace(systemOf('', {}, { hasWorkplace: false }), readAt)).toBeNull()
    const withoutFiles = systemOf('', {}, { hasClientFiles: false })
    expect(readWorkplace(withoutFiles, readAt)?.traces.edge).toMatchObject({ kind: 'unreadable' })
  })

  it('names the accounts that were added to Windows, under either name of the address', () => {
    const path = 'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows NT\\CurrentVersion\\WorkplaceJoin\\JoinInfo'
    const reg = `[${path}\\0123]\n"UserEmail"="amy.lee@contoso.com"\n"TenantId"="{${contoso.toUpperCase()}}"\n[${path}\\4567]\n"UserPrincipalName"="bo@adatum.example"\n"TenantId"="odd"`
    expect(tracesOf('accounts', reg)).toMatchObject(
      found(
        { tenantId: contoso, address: 'amy.lee@contoso.com' },
        { tenantId: null, address: 'bo@adatum.example' },
      ),
    )
  })

  it('names work identities of Office alone, and which of them signed out', () => {
    const id = 'aaaaaaaa-9999-4999-8999-000000000009'
    const path = `${office}\\Common\\Identity`
    const reg = `[${path}]\n"SignedOutADUser"="Amy.Lee@Contoso.com"\n[${path}\\Identities\\${id}_ADAL]\n"EmailAddress"="amy.lee@contoso.com"\n[${path}\\Identities\\b_ADAL]\n"SignInName"="amy.lee@fabrikam.com"\n[${path}\\Identities\\c_LiveId]\n"EmailAddress"="amy@outlook.example"`
    expect(tracesOf('office', reg)).toMatchObject(
      found(
        { objectId: id, address: 'amy.lee@contoso.com', isUsed: false },
        { objectId: null, address: 'amy.lee@fabrikam.com', isUsed: null },
      ),
    )
  })

  it('names the accounts of each Outlook profile, in text or in bytes, without the address book', () => {
    const bytes = [...Buffer.from('old@contoso.com\0', 'utf16le')]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join(',')
    const profiles = `${office}\\Outlook\\Profiles`
    const reg = `[${office}\\Outlook]\n"DefaultProfile"="Neu"\n[${profiles}\\Alt\\${mapi}\\00000002]\n"Account Name"=hex:${bytes}\n[${profiles}\\Neu\\${mapi}\\00000001]\n"Account Name"="x@y.z"\n"Service Name"="CONTAB"\n[${profiles}\\Neu\\${mapi}\\00000002]\n"Account Name"="amy.lee@fabrikam.com"\n[${profiles}\\Neu\\${mapi}\\00000003]\n"Account Name"="Outlook Data File"`
    expect(tracesOf('outlook', reg)).toMatchObject(
      found(
        { label: 'Alt', address: 'old@contoso.com', isUsed: false },
        { label: 'Neu', address: 'amy.lee@fabrikam.com', isUsed: true },
      ),
    )
    expect(tracesOf('outlook', reg.replace('DefaultProfile', 'Else'))).toMatchObject(
      found({ isUsed: null }, { isUsed: null }),
    )
  })

  it('never asks for a value in which Outlook may keep a password', () => {
    const asked: (readonly string[] | undefined)[] = []
    const system = systemOf(`[${office}\\Outlook\\Profiles\\Alt\\${mapi}\\00000002]\n"IMAP Password"=hex:01`)
    const registry: Registry = {
      readKey: (hive, path, view, only) => {
        if (path.includes(mapi)) asked.push(only)
        return system.registry.readKey(hive, path, view, only)
      },
    }
    readWorkplace({ ...system, registry }, readAt)
    expect(asked).toEqual([[], ['Account Name', 'Service Name', 'clsid']])
  })

  it('names sites of notebooks and drives, and no server of the organisation’s own', () => {
    const notebooks = `[${office}\\OneNote\\OpenNotebooks]\n"1"="https://contoso-my.sharepoint.com/personal/amy/Notebooks/Work/"\n"2"="C:\\\\Notes"`
    expect(tracesOf('notebooks', notebooks)).toMatchObject(
      found({ url: 'https://contoso-my.sharepoint.com/personal/amy/Notebooks/Work/' }),
    )
    const drives = `[HKEY_CURRENT_USER\\Network\\S]\n"RemotePath"="\\\\\\\\server\\\\share"\n[HKEY_CURRENT_USER\\Network\\Z]\n"RemotePath"="\\\\\\\\contoso.sharepoint.com@SSL\\\\DavWWWRoot\\\\sites\\\\Finance"`
    expect(tracesOf('drives', drives)).toMatchObject(
      found({ label: 'Z', url: 'https://contoso.sharepoint.com/sites/Finance' }),
    )
  })

  it('names Edge’s accounts, by the profile itself where the list leaves them out', () => {
    const files = {
      [`${edge}\\Local State`]: {
        profile: {
          info_cache: { Default: { name: 'Work', edge_account_tenant_id: contoso }, 'Profile 1': {} },
        },
      },
      [`${edge}\\Profile 1\\Preferences`]: { account_info: [{ email: 'amy.lee@fabrikam.com' }] },
    }
    expect(tracesOf('edge', '', files)).toMatchObject(
      found({ label: 'Work', tenantId: contoso }, { label: 'Profile 1', address: 'amy.lee@fabrikam.com' }),
    )
    expect(tracesOf('chrome', '', files)).toMatchObject(found())
  })

  it('opens no file outside a profile, whatever the list calls one', () => {
    const files = { [`${edge}\\Local State`]: { profile: { info_cache: { '..\\..\\x': {} } } } }
    const opened: string[] = []
    const system = systemOf('', files)
    const readSmallFile: WindowsSystem['readSmallFile'] = (path, most) => {
      opened.push(path)
      return system.readSmallFile(path, most)
    }
    readWorkplace({ ...system, readSmallFile }, readAt)
    expect(opened.filter((path) => path.includes('..'))).toEqual([])
  })

  it('names accounts of Office apps in a file, or in a folder of the same name', () => {
    const status = (state: string) => JSON.stringify({ 'com.microsoft.Outlook': state })
    const files = {
      [`${oneAuth}\\a`]: { account_hints: 'amy.lee@contoso.com', association_status: status('associated') },
      [`${oneAuth}\\b\\b`]: { account_hints: 'bo@contoso.com', association_status: status('disassociated') },
      [`${oneAuth}\\c`]: { account_hints: '', association_status: status('associated') },
      [`${oneAuth}\\d`]: { account_hints: '', association_status: status('disassociated') },
    }
    expect(tracesOf('apps', '', files)).toMatchObject(
      found(
        { address: 'amy.lee@contoso.com', label: 'com.microsoft.Outlook', isUsed: true },
        { address: 'bo@contoso.com', label: null, isUsed: false },
        // It is there, and nothing says whose it is.
        { address: null, label: 'com.microsoft.Outlook', isUsed: true },
      ),
    )
  })

  it('says of what is damaged, refused or without end that it is unknown, and of nothing else', () => {
    const many = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`${oneAuth}\\${at}`, {}]))
    const files = {
      ...many,
      [`${edge}\\Local State`]: '{"profile":',
      [`${local}\\Google\\Chrome\\User Data\\Local State`]: new Error('EBUSY'),
    }
    const traces = readWorkplace(systemOf('', files), readAt)?.traces
    expect(traces).toMatchObject({
      edge: { kind: 'unreadable', reason: 'not-json' },
      chrome: { kind: 'unreadable', reason: 'EBUSY' },
      apps: { kind: 'unreadable', reason: 'too-many' },
      office: { kind: 'read' },
    })
  })

  it('reads a file once more that was being written', () => {
    let times = 0
    const system = systemOf('')
    const readSmallFile: WindowsSystem['readSmallFile'] = (path) => {
      if (!path.startsWith(edge)) return null
      times += 1
      const whole = JSON.stringify({ profile: { info_cache: { Default: { user_name: 'a@b.c' } } } })
      return { bytes: Buffer.from(times === 1 ? whole.slice(0, 20) : whole), readWrittenAt: () => null }
    }
    expect(readWorkplace({ ...system, readSmallFile }, readAt)?.traces.edge).toMatchObject(
      found({ address: 'a@b.c' }),
    )
  })

  it('says which programs are there that tell no one whom they belong to', () => {
    const files = { [`${local}\\Packages\\MSTeams_8wekyb3d8bbwe\\x`]: '' }
    const reg = `[${office}\\Outlook\\Preferences]\n"UseNewOutlook"=dword:00000001`
    expect(readWorkplace(systemOf(reg, files), readAt)?.silentApps).toMatchObject({
      value: ['teams', 'new-outlook'],
    })
  })

  it.each(['Licenses\\5\\x', '16.0\\Licensing\\x'])('sees that there is a licence in %s', (file) => {
    const files = { [`${local}\\Microsoft\\Office\\${file}`]: '' }
    expect(readWorkplace(systemOf('', files), readAt)?.silentApps).toMatchObject({
      value: ['office-licence'],
    })
  })
})
