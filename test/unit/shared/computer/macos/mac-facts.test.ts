import fc from 'fast-check'
import { build, buildBinary, type PlistValue } from 'plist'
import { describe, expect, it } from 'vitest'
import { readMacFacts } from '../../../../../shared/computer/macos/mac-facts.ts'
import type { MacSystem } from '../../../../../shared/computer/macos/mac-system.ts'
import { contoso, fabrikam, readAt } from '../../cast.ts'

const home = '/Users/amy'
const cloud = `${home}/Library/CloudStorage`
const standalone = `${home}/Library/Group Containers/UBF8T346G9.OneDriveStandaloneSuite/Library/Preferences/UBF8T346G9.OneDriveStandaloneSuite.plist`
const appStore = `${home}/Library/Group Containers/UBF8T346G9.OneDriveSyncClientSuite/Library/Preferences/UBF8T346G9.OneDriveSyncClientSuite.plist`
const bundle = '/Applications/OneDrive.app/Contents/Info.plist'
const settings = `${home}/Library/Application Support/OneDrive/settings`

type Files = Record<string, PlistValue | Buffer>

/** A Mac with these files; a value becomes a property list. */
function systemOf(files: Files, change: Partial<MacSystem> = {}): MacSystem {
  return {
    recorded: false,
    osVersion: async () => '15.6.1',
    runsAs: () => 'user',
    home: () => home,
    userName: () => 'amy',
    hasClientFiles: true,
    readSmallFile: async (path) => {
      const content = files[path]
      if (content === undefined) return null
      return {
        bytes: Buffer.isBuffer(content) ? content : Buffer.from(build(content)),
        readWrittenAt: () => readAt,
      }
    },
    listFolder: async () => null,
    resolveLink: async (path) => path,
    providerOf: async () => null,
    disk: async (root) => ({ root, freeBytes: 1, totalBytes: 2 }),
    isRunning: async () => false,
    ...change,
  }
}

const factsOf = (files: Files, change?: Partial<MacSystem>) => readMacFacts(systemOf(files, change), readAt)

function accountOf(more: Record<string, PlistValue> = {}): Record<string, PlistValue> {
  return {
    UserFolder: `${cloud}/OneDrive-Fabrikam`,
    UserEmail: 'amy.lee@fabrikam.com',
    HasShownFirstRunExperience: true,
    ScopeIdToMountPointPathCache: {},
    ConfiguredTenantId: fabrikam,
    ...more,
  }
}

function without(key: string): Record<string, PlistValue> {
  return Object.fromEntries(Object.entries(accountOf()).filter(([name]) => name !== key))
}

const scopeOf = (tenant: string, folder: string): string =>
  `libraryScope = 0 ${'0a'.repeat(16)} 5 "MySite" "ODB" 2 "https://contoso-my.sharepoint.com/personal/amy" "${tenant}" a b c 1 "${folder}" 1\n`

const refuse = (): never => {
  throw new Error('EPERM')
}

describe('readMacFacts', () => {
  it('knows a Mac where OneDrive was never used', async () => {
    expect(await factsOf({})).toMatchObject({
      platform: 'macos',
      osVersion: '15.6.1',
      accounts: { kind: 'read', value: [] },
      client: { kind: 'read', value: { installed: false, version: null, running: false } },
      policies: { kind: 'read', value: { allowedTenants: null, blockedTenants: null, ignoredNames: [] } },
      knownFolders: { value: [{ path: `${home}/Desktop` }, { path: `${home}/Documents` }] },
      syncLogs: { kind: 'read', value: [] },
      disks: { value: { disks: [{ root: '/' }], unread: [] } },
    })
  })

  it('says of every fact that macOS refused why it cannot be told', async () => {
    const facts = await factsOf(
      {},
      { readSmallFile: refuse, listFolder: refuse, resolveLink: refuse, disk: refuse, osVersion: refuse },
    )
    const { accounts, client, policies, knownFolders, syncLogs, disks, context, osVersion } = facts
    for (const fact of [accounts, client, policies, knownFolders, syncLogs, disks]) {
      expect(fact).toMatchObject({ kind: 'unreadable', reason: 'EPERM' })
    }
    expect([context.kind, osVersion]).toEqual(['read', 'unknown'])
  })

  it('names the file that is damaged, and tells the rest', async () => {
    const facts = await factsOf({ [standalone]: Buffer.from('bplist00!') })
    expect(facts.accounts).toMatchObject({ kind: 'unreadable', reason: `${standalone}: is cut off` })
    expect([facts.client.kind, facts.policies.kind, facts.disks.kind]).toEqual(['read', 'read', 'read'])
  })
})

describe('the accounts of a Mac', () => {
  it('are configured only with folder, address and the marks of a first run', async () => {
    const list = {
      AccountInfo_Business1: accountOf(),
      AccountInfo_Business2: without('UserFolder'),
      AccountInfo_Business3: without('UserEmail'),
      AccountInfo_Business4: without('HasShownFirstRunExperience'),
      AccountInfo_Business5: without('ScopeIdToMountPointPathCache'),
      AccountInfo_Business6: accountOf({ HasShownFirstRunExperience: false }),
      AccountInfo_Business10: { KfmFoldersProtectedNow: 0 },
      AccountInfo_Personal: without('ConfiguredTenantId'),
      AccountInfo_Business7: 'text',
      Something: accountOf(),
    }
    const { accounts } = await factsOf({ [standalone]: list })
    expect(
      accounts.kind === 'read' && accounts.value.map(({ slot, configured }) => [slot, configured]),
    ).toEqual([
      ['Business1', true],
      ['Business2', false],
      ['Business3', false],
      ['Business4', false],
      ['Business5', false],
      ['Business6', false],
      ['Business10', false],
      ['Personal', true],
    ])
  })

  it.each([
    ['is absent', without('ConfiguredTenantId')],
    ['is no id', accountOf({ ConfiguredTenantId: 'fabrikam.com' })],
    ['is a number', accountOf({ ConfiguredTenantId: 22 })],
  ])('leave the others alone where the tenant of one %s', async (_what, account) => {
    const { accounts, knownFolders } = await factsOf({
      [standalone]: { AccountInfo_Business1: account, AccountInfo_Business2: accountOf() },
    })
    expect(accounts).toMatchObject({
      value: [
        { configured: true, tenantId: null, tenantUntold: 'Business1: tenant not told' },
        { configured: true, tenantId: fabrikam },
      ],
    })
    expect(accounts.kind === 'read' && accounts.value[1]).not.toHaveProperty('tenantUntold')
    expect(knownFolders.kind).toBe('read')
  })

  it('take the tenant from the settings of the account that is linked now', async () => {
    const { accounts } = await factsOf({
      [standalone]: { AccountInfo_Business1: without('ConfiguredTenantId') },
      [`${settings}/Business1/global.ini`]: Buffer.from('IsCleanShutdown = 1\ncid = the-new-one\n'),
      [`${settings}/Business1/the-new-one.ini`]: Buffer.from(scopeOf(fabrikam, `${cloud}/OneDrive-Fabrikam`)),
      [`${settings}/Business1/the-old-one.ini`]: Buffer.from(scopeOf(contoso, `${cloud}/OneDrive-Contoso`)),
    })
    expect(accounts).toMatchObject({
      value: [
        { configured: true, tenantId: fabrikam, settings: { tenantId: fabrikam }, organisation: 'Fabrikam' },
      ],
    })
  })

  it('say why the settings did not tell the tenant either', async () => {
    const system = systemOf({ [standalone]: { AccountInfo_Business1: without('ConfiguredTenantId') } })
    const { accounts } = await readMacFacts(
      {
        ...system,
        readSmallFile: (path, limit) =>
          path.endsWith('.ini') ? refuse() : system.readSmallFile(path, limit),
      },
      readAt,
    )
    expect(accounts).toMatchObject({ value: [{ tenantUntold: 'Business1: tenant not told (EPERM)' }] })
  })

  it('keep both tenants where list and settings disagree', async () => {
    const { accounts } = await factsOf({
      [standalone]: { AccountInfo_Business1: accountOf({ cid: 'x' }) },
      [`${settings}/Business1/x.ini`]: Buffer.from(scopeOf(contoso, '')),
    })
    expect(accounts).toMatchObject({
      value: [{ tenantId: fabrikam, settings: { tenantId: contoso, folder: null } }],
    })
  })

  it.each(['../x', 'a/b', '', 'x'.repeat(65)])('open no file by the name of %j', async (cid) => {
    const opened: string[] = []
    const system = systemOf({ [standalone]: { AccountInfo_Business1: accountOf({ cid }) } })
    await readMacFacts(
      {
        ...system,
        readSmallFile: (path, limit) => {
          opened.push(path)
          return system.readSmallFile(path, limit)
        },
      },
      readAt,
    )
    expect(opened.filter((path) => /\.ini$/.test(path) && !path.endsWith('/global.ini'))).toEqual([])
  })

  it('of a client that is not installed are not in use', async () => {
    const files = {
      [standalone]: { AccountInfo_Business1: accountOf() },
      [appStore]: { AccountInfo_Business1: accountOf({ ConfiguredTenantId: contoso }) },
    }
    const linked = async (more: Files) => {
      const { accounts } = await factsOf({ ...files, ...more })
      return (
        accounts.kind === 'read' &&
        accounts.value.filter(({ configured }) => configured).map(({ tenantId }) => tenantId)
      )
    }
    expect(await linked({ [bundle]: { CFBundleIdentifier: 'com.microsoft.OneDrive' } })).toEqual([fabrikam])
    expect(await linked({ [bundle]: { CFBundleIdentifier: 'com.microsoft.OneDrive-mac' } })).toEqual([
      contoso,
    ])
    // Where no one can tell which client it is, neither may be taken for absent.
    expect(await linked({})).toEqual([fabrikam, contoso])
    expect(await linked({ [bundle]: Buffer.from('nonsense') })).toEqual([fabrikam, contoso])
  })

  it('have libraries and disks whose names are composed differently, or lie on another volume', async () => {
    const account = accountOf({ UserFolder: '/Volumes/Big/OneDrive-Müller'.normalize('NFC') })
    const library = 'OneDrive-GeteilteBibliotheken-Müller'.normalize('NFD')
    const { accounts, disks } = await factsOf(
      { [standalone]: { AccountInfo_Business1: account } },
      { listFolder: async (path) => (path === cloud ? [library] : null) },
    )
    expect(accounts).toMatchObject({ value: [{ libraries: [{ folder: `${cloud}/${library}` }] }] })
    expect(accounts.kind === 'read' && accounts.value).toHaveLength(1)
    expect(disks).toMatchObject({ value: { disks: [{ root: '/' }, { root: '/Volumes/Big' }] } })
  })

  it('read the same from XML and from binary', async () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 12 })
    const account = fc.record(
      {
        UserFolder: text.map((name) => `${cloud}/OneDrive-${name}`),
        UserEmail: text,
        HasShownFirstRunExperience: fc.boolean(),
        ScopeIdToMountPointPathCache: fc.dictionary(fc.stringMatching(/^[0-9a-f]{4}$/), text, {
          noNullPrototype: true,
        }),
        ConfiguredTenantId: fc.oneof(fc.constantFrom(contoso, fabrikam), text),
        KfmFoldersProtectedNow: fc.nat(4096),
      },
      { requiredKeys: [], noNullPrototype: true },
    )
    const lists = fc.dictionary(
      fc.constantFrom('AccountInfo_Business1', 'AccountInfo_Personal', 'x'),
      account,
      {
        noNullPrototype: true,
      },
    )
    await fc.assert(
      fc.asyncProperty(lists, async (list) => {
        const written = [Buffer.from(build(list)), Buffer.from(buildBinary(list))]
        const [fromXml, fromBinary] = await Promise.all(
          written.map((bytes) => factsOf({ [standalone]: bytes })),
        )
        expect(fromBinary).toEqual(fromXml)
      }),
    )
  })
})

describe('the client of a Mac', () => {
  const installed: Partial<MacSystem> = {
    listFolder: async (path) => (path === '/Applications/OneDrive.app' ? ['Contents'] : null),
  }

  it.each([
    ['18.044.0301', '18044.0301.0005', '18.044.0301.0005'],
    ['26.168.0830.0006', '26168.0830.0006', '26.168.0830.0006'],
    ['26.168.0830', 'beta', null],
    ['beta', '26168.0830.0006', null],
  ])('has of %s and %s the version %s', async (short, build_, version) => {
    const files = { [bundle]: { CFBundleShortVersionString: short, CFBundleVersion: build_ } }
    expect((await factsOf(files, installed)).client).toMatchObject({ value: { installed: true, version } })
  })

  it('is installed, with an unknown version, where its bundle cannot be read', async () => {
    const { client } = await factsOf({ [bundle]: Buffer.from('<') }, { ...installed, isRunning: refuse })
    expect(client).toMatchObject({ value: { installed: true, version: null, running: null } })
  })

  it.each([
    [['OneDrive', 'OneDrive Sync Service'], true],
    [['OneDrive'], null],
    [['OneDrive Sync Service'], null],
    [[], false],
  ])('runs where %j run: %s', async (programs: string[], running) => {
    const { client } = await factsOf({}, { ...installed, isRunning: async (name) => programs.includes(name) })
    expect(client).toMatchObject({ value: { running } })
  })

  it('cannot be told where it runs from somewhere else', async () => {
    expect((await factsOf({}, { isRunning: async () => true })).client.kind).toBe('unreadable')
  })
})

describe('the policies of a Mac', () => {
  const domain = 'com.microsoft.OneDrive.plist'
  const managed = '/Library/Managed Preferences'

  it('are decided by the first place that has them: managed, the computer, the person', async () => {
    const { policies } = await factsOf({
      [`${managed}/amy/${domain}`]: { KFMSilentOptIn: `{${contoso.toUpperCase()}}` },
      [`${managed}/${domain}`]: { KFMSilentOptIn: fabrikam, KFMBlockOptOut: true },
      [`/Library/Preferences/${domain}`]: {
        KFMBlockOptOut: false,
        EnableODIgnore: ['*.pst', 7, ' ', '*.pst'],
      },
      [`${home}/Library/Preferences/${domain}`]: { KFMOptInWithWizard: fabrikam, EnableODIgnore: ['*.tmp'] },
    })
    expect(policies).toMatchObject({
      value: {
        knownFolderSilentOptIn: contoso,
        knownFolderWizard: fabrikam,
        knownFolderBlockOptOut: true,
        ignoredNames: ['*.pst'],
        silentAccountConfig: false,
      },
    })
  })

  it.each([
    [{ [fabrikam.toUpperCase()]: true, [contoso]: true }, [contoso, fabrikam]],
    [{ [fabrikam]: false, [contoso]: 'yes' }, null],
    [{}, null],
  ])('count of the tenants in %j only those that are true', async (list, allowedTenants) => {
    const { policies } = await factsOf({ [`${managed}/${domain}`]: { AllowTenantList: list } })
    expect(policies).toMatchObject({ value: { allowedTenants } })
  })

  it('name the one that is odd and tell the others: the client ignores a list of tenants that is an array', async () => {
    const { policies } = await factsOf({
      [`${managed}/${domain}`]: {
        AllowTenantList: [fabrikam],
        KFMSilentOptIn: contoso,
        KFMBlockOptOut: 'perhaps',
        EnableODIgnoreFolders: ['node_modules'],
      },
    })
    expect(policies).toMatchObject({
      value: {
        allowedTenants: null,
        knownFolderSilentOptIn: contoso,
        ignoredFolders: ['node_modules'],
        unread: [
          { name: 'AllowTenantList', reason: 'is no dictionary' },
          { name: 'KFMBlockOptOut', reason: 'is no number' },
        ],
      },
    })
  })

  it('are told up to the list that is damaged: what it may decide no one knows', async () => {
    const { policies } = await factsOf({
      [`${managed}/amy/${domain}`]: { KFMSilentOptIn: contoso },
      [`${managed}/${domain}`]: Buffer.from('bplist00!'),
      [`/Library/Preferences/${domain}`]: { KFMBlockOptOut: true },
    })
    expect(policies).toMatchObject({
      value: { knownFolderSilentOptIn: contoso, knownFolderBlockOptOut: false },
    })
    const unread = policies.kind === 'read' ? policies.value.unread : []
    expect(unread).toContainEqual({
      name: 'KFMBlockOptOut',
      reason: `${managed}/${domain}: is cut off`,
    })
    expect(unread.map(({ name }) => name)).not.toContain('KFMSilentOptIn')
  })
})

describe('the known folders of a Mac', () => {
  const list = (mask: number) => ({
    [standalone]: { AccountInfo_Business1: accountOf({ KfmFoldersProtectedNow: mask }) },
  })
  const linkedTo = (folder: string): Partial<MacSystem> => ({
    resolveLink: async (path) => path.replace(/^\/Users\/amy\/(?=Desktop|Documents)/, `${folder}/`),
  })

  it('are where their links lead', async () => {
    const { knownFolders } = await factsOf(list(1536), linkedTo(`${cloud}/OneDrive-Fabrikam`))
    expect(knownFolders).toMatchObject({
      value: [
        { id: 'desktop', path: `${cloud}/OneDrive-Fabrikam/Desktop` },
        { id: 'documents', path: `${cloud}/OneDrive-Fabrikam/Documents` },
      ],
    })
  })

  it('cannot be told in a OneDrive that no one knows, and none whose name begins alike', async () => {
    const { knownFolders } = await factsOf(list(0), linkedTo(`${cloud}/OneDrive-Fabrikam2`))
    expect(knownFolders).toMatchObject({
      kind: 'unreadable',
      reason: `desktop: lies in the OneDrive of no known account, at ${cloud}/OneDrive-Fabrikam2/Desktop`,
    })
  })

  it('cannot be told where the client says that it backs them up, but they lie elsewhere', async () => {
    expect((await factsOf(list(1024))).knownFolders).toMatchObject({
      value: [
        { id: 'desktop', path: `${home}/Desktop` },
        {
          id: 'documents',
          path: null,
          reason: `documents: backed up by Business1, but lies at ${home}/Documents`,
        },
      ],
    })
  })

  it('may lie in the cloud of somebody else', async () => {
    expect((await factsOf(list(0), linkedTo(`${cloud}/Dropbox`))).knownFolders.kind).toBe('read')
  })
})
