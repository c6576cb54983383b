import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build, parse } from 'plist'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRecordingPlatform } from '../../../../../electron/platform/recording/recording.ts'
import { createRedaction } from '../../../../../electron/platform/recording/redact.ts'
import type { RecordingContent } from '../../../../../electron/platform/recording/recording-content.ts'
import { parseRecordedMachine } from '../../../../../shared/recording/recorded-machine.ts'
import { findNobodysRoots, toOldFolderRequest } from '../../../../../shared/checks/old-folders.ts'
import { decideOwners } from '../../../../../shared/checks/whose-account.ts'
import { judgeMachine } from '../../../../../shared/checks/index.ts'
import { judgeRecording } from '../../../../../shared/recording/judge-recording.ts'
import { knowledgeFromConfig } from '../../../../../shared/config/knowledge-from-config.ts'
import { configOf, contoso, fabrikam } from '../../../../unit/shared/cast.ts'

const fixtures = path.resolve(import.meta.dirname, '../../../../fixtures/macos')
const cloud = '/Users/amy/Library/CloudStorage'
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-mac-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const take = (name: string): Promise<void> => cp(path.join(fixtures, name), folder, { recursive: true })

async function readFacts() {
  return await (await createRecordingPlatform(folder)).readFacts()
}

async function check() {
  const config = configOf({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' })
  const machine = await readFacts()
  const takenAt = machine.accounts.readAt
  return judgeMachine({
    app: { name: 'Landfall', version: '0.1.0' },
    takenAt,
    config,
    direction: config.plan.direction,
    knowledge: knowledgeFromConfig(config, config.plan.direction, takenAt),
    machine,
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: { kind: 'not-asked' },
    report: { kind: 'none' },
    scope: 'local',
    look: { roots: [], missing: 'not-recorded' },
    scan: null,
    rescue: null,
  })
}

const findingsOf = async () => (await check()).findings.map(({ code }) => code)

async function changeMachine(change: Record<string, unknown>): Promise<void> {
  const file = path.join(folder, 'machine.json')
  const machine = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  await writeFile(file, JSON.stringify({ ...machine, ...change }))
}

async function changeList(change: (list: Record<string, unknown>) => void): Promise<void> {
  const list = parse(await readFile(listOf(standalone), 'utf8')) as Record<string, unknown>
  change(list)
  await writeFile(listOf(standalone), build(list as Parameters<typeof build>[0]))
}

const listOf = (name: string): string => path.join(folder, 'plists', `${name}.plist`)
const standalone = 'UBF8T346G9.OneDriveStandaloneSuite'
const appStore = 'UBF8T346G9.OneDriveSyncClientSuite'

describe('a Mac with both accounts linked in the standalone client', () => {
  beforeEach(() => take('standalone-both-linked'))

  it('has the old account to unlink and Documents to bring over', async () => {
    expect(await check()).toMatchObject({
      machine: { platform: 'macos', osVersion: '15.6.1', recorded: true },
      verdict: 'action-needed',
      exitCode: 10,
      findings: [
        { code: 'files.not-looked-through', evidence: { reason: 'not-recorded' } },
        { code: 'folders.in-source', evidence: { names: ['documents'] } },
        { code: 'old-account.linked', evidence: { email: 'amy.lee@contoso.com' } },
        { code: 'workplace.libraries-in-source', evidence: { found: 1 } },
      ],
    })
  })

  it('tells tenant and site of the one account by its settings, of the other by its list', async () => {
    const { accounts, client, syncLogs } = await readFacts()
    expect(accounts).toMatchObject({
      kind: 'read',
      value: [
        {
          slot: 'Business1',
          configured: true,
          tenantId: contoso,
          siteUrl: 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com',
          libraries: [
            { folder: `${cloud}/OneDrive-Contoso`, tenantId: contoso },
            {
              folder: `${cloud}/OneDrive-SharedLibraries-Contoso/Plans - Documents`,
              siteUrl: 'https://contoso.sharepoint.com/sites/plans',
            },
          ],
        },
        {
          slot: 'Business2',
          tenantId: fabrikam,
          siteUrl: 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com',
        },
        { slot: 'Personal', kind: 'personal', configured: true, tenantId: null },
      ],
    })
    expect(accounts.kind === 'read' && accounts.value).toHaveLength(3)
    expect(client).toMatchObject({ value: { installed: true, running: true, version: '26.168.0830.0006' } })
    expect(syncLogs).toMatchObject({ value: [{ slot: 'Business2', filesToUpload: 0 }] })
  })

  it('is not judged to be free of the old account once nothing tells its tenant', async () => {
    await rm(path.join(folder, 'files/Users/amy/Library/Application Support'), { recursive: true })
    const { verdict, findings } = await check()
    // Documents lie in the folder of that account; of the new one everything is known.
    expect(findings.map(({ code }) => code)).toEqual([
      'files.not-looked-through',
      'folders.unknown',
      'old-account.unknown',
      'workplace.libraries-unknown',
    ])
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'old-account.unknown',
        evidence: { reason: 'Business1: tenant not told' },
      }),
    )
    expect(verdict).toBe('unknown')
  })

  const settings = 'files/Users/amy/Library/Application Support/OneDrive/settings/Business1'
  const changeSettings = async (change: (lines: string[]) => string[]): Promise<void> => {
    const file = path.join(folder, settings, '7c1e4b52-0d8f-4c43-9a5e-3b6f1d2a9e70.ini')
    await writeFile(file, change((await readFile(file, 'utf8')).split('\n')).join('\n'))
  }
  const keepOnly = (folders: readonly string[], email = 'amy.lee@contoso.com') =>
    changeList((list) => {
      const cache = Object.fromEntries(folders.map((one, place) => [String(place).repeat(32), one]))
      const change = { UserEmail: email, ScopeIdToMountPointPathCache: cache }
      Object.assign(list['AccountInfo_Business1'] as object, change)
    })
  const plans = `${cloud}/OneDrive-SharedLibraries-Contoso/Plans - Documents`

  it('has the old account linked where only libraries of its sites are synced', async () => {
    await changeSettings((lines) => lines.slice(1))
    await keepOnly([plans])
    expect(await findingsOf()).toEqual([
      'files.not-looked-through',
      'folders.in-source',
      'old-account.linked',
      'workplace.libraries-in-source',
    ])
  })

  it.each([
    ['another address', [plans], 'amy@partner.example'],
    ['a library of no one besides', [plans, `${cloud}/OneDrive-Adatum`], 'amy.lee@contoso.com'],
  ])('cannot be told whose it is where such libraries have %s', async (_what, folders, email) => {
    await changeSettings((lines) => lines.slice(1))
    await keepOnly(folders, email)
    expect(await findingsOf()).toEqual([
      'files.not-looked-through',
      'folders.unknown',
      'old-account.unknown',
      'workplace.libraries-in-source',
      // The other folder names an organisation that no one knows.
      ...(folders.length > 1 ? ['workplace.libraries-unknown'] : []),
    ])
  })

  it('judges the new account beside one about which nothing is known', async () => {
    await changeList((list) => {
      delete list['AccountInfo_Business1']
      const { AccountInfo_Business2: own } = list
      list['AccountInfo_Business3'] = {
        UserEmail: 'amy@partner.example',
        UserFolder: `${cloud}/OneDrive-Partner`,
        HasShownFirstRunExperience: true,
        ScopeIdToMountPointPathCache: {},
      }
      Object.assign(own as object, { KfmFoldersProtectedNow: 0 })
    })
    await changeMachine({ links: {} })
    const { findings, steps, verdict } = await check()
    expect(steps.find(({ id }) => id === 'account')?.outcome).toBe('pass')
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'old-account.unknown',
        evidence: { reason: 'Business3: tenant not told' },
      }),
    )
    expect(verdict).toBe('unknown')
  })

  it('does not say that the new account is missing where nothing tells whose the only one is', async () => {
    await rm(path.join(folder, 'files/Users/amy/Library/Application Support'), { recursive: true })
    await changeList((list) => delete list['AccountInfo_Business2'])
    const codes = await findingsOf()
    expect(codes).toEqual(expect.arrayContaining(['account.unknown', 'old-account.unknown']))
    expect(codes).not.toContain('account.target-not-linked')
  })

  it('cannot be told whose Documents are where the old account is gone and its folder stayed', async () => {
    await writeFile(listOf(standalone), build({}))
    expect(await findingsOf()).toEqual([
      'files.not-looked-through',
      'account.target-not-linked',
      'folders.unknown',
    ])
  })

  const syncOf = async () => (await check()).steps.find(({ id }) => id === 'sync')
  const untold = { id: 'sync', outcome: 'skipped', reason: 'not-told' }
  const log = 'files/Users/amy/Library/Logs/OneDrive/Business2/SyncDiagnostics.log'
  const changeLog = async (change: (text: string) => string): Promise<void> =>
    writeFile(path.join(folder, log), change(await readFile(path.join(folder, log), 'utf8')))

  it('does not wait for a log that no Mac may write, and does not pass the sync without one', async () => {
    expect(await syncOf()).toEqual({ id: 'sync', outcome: 'pass' })
    await rm(path.join(folder, 'files/Users/amy/Library/Logs'), { recursive: true })
    expect(await syncOf()).toEqual(untold)
    expect(await findingsOf()).not.toContain('sync.unknown')
  })

  it('does not wait for another log where the last one is old, unless that told of something open', async () => {
    await changeMachine({ takenAt: '2026-11-20T11:14:03Z' })
    expect(await syncOf()).toEqual(untold)
    await changeLog((text) => text.replace(/^(filesToUpload\D+)0/im, '$17'))
    expect(await syncOf()).toEqual({ id: 'sync', outcome: 'unknown' })
    expect((await check()).findings).toContainEqual(
      expect.objectContaining({
        code: 'sync.unknown',
        evidence: expect.objectContaining({ reason: 'old', lastTold: 'sync.pending' }) as object,
      }),
    )
  })

  it('believes a log of now, and is unknown where that was refused', async () => {
    await changeLog((text) => text.replace(/^(filesToUpload\D+)0/im, '$17'))
    expect(await syncOf()).toEqual({ id: 'sync', outcome: 'attention' })
    const place = '/Users/amy/Library/Logs/OneDrive/Business2/SyncDiagnostics.log'
    await changeMachine({ unreadable: [{ what: 'file', place, reason: 'EPERM' }] })
    expect(await syncOf()).toEqual({ id: 'sync', outcome: 'unknown' })
  })

  it.each([
    ['that asked for the menu alone', {}, true],
    ['that asked for both programs', { processesAsked: ['OneDrive', 'OneDrive Sync Service'] }, null],
    ['that names the other alone', { processes: [{ name: 'OneDrive Sync Service' }] }, null],
    ['without any of the two', { processes: [{ name: 'Finder' }] }, false],
    [
      'of both',
      {
        processes: [{ name: 'OneDrive' }, { name: 'OneDrive Sync Service' }],
        processesAsked: ['OneDrive', 'OneDrive Sync Service'],
      },
      true,
    ],
  ])('has in a recording %s a client that runs as was told', async (_what, change, running) => {
    await changeMachine(change)
    expect((await readFacts()).client).toMatchObject({ value: { running } })
    const parsed = parseRecordedMachine(await readFile(path.join(folder, 'machine.json'), 'utf8'))
    if (parsed.kind === 'refused') throw new Error(parsed.reason)
    const content = { machine: parsed.machine, registry: null, copies: new Map(), folders: [] }
    const { machine } = createRedaction().content(content)
    await changeMachine({
      ...machine,
      env: { HOME: '/Users/amy' },
      user: parsed.machine.user,
      files: parsed.machine.files,
    })
    expect((await readFacts()).client).toMatchObject({ value: { running } })
  })

  it('follows no link out of the recording', async () => {
    const outside = path.join(folder, 'outside.plist')
    await rename(listOf(standalone), outside)
    await symlink(outside, listOf(standalone))
    expect((await readFacts()).accounts).toMatchObject({
      kind: 'unreadable',
      reason: expect.stringContaining('is not a plain file') as string,
    })
    await mkdir(path.join(folder, 'real'))
    await rename(path.join(folder, 'plists'), path.join(folder, 'real/plists'))
    await symlink(path.join(folder, 'real/plists'), path.join(folder, 'plists'))
    expect((await readFacts()).accounts).toMatchObject({ reason: 'plists: is missing' })
  })

  it('names the list that is too large or damaged', async () => {
    await writeFile(listOf(standalone), Buffer.alloc(1024 * 1024 + 1))
    expect((await readFacts()).accounts).toMatchObject({
      reason: expect.stringMatching(/OneDriveStandaloneSuite\.plist: is too large$/) as string,
    })
    await writeFile(listOf(standalone), 'bplist00')
    expect(await findingsOf()).toEqual([
      'files.unknown',
      'account.unknown',
      'folders.unknown',
      'sync.unknown',
      'old-account.unknown',
    ])
  })

  it('cannot be told without the home of the person', async () => {
    await changeMachine({ env: {} })
    const { accounts, context } = await readFacts()
    expect(accounts).toMatchObject({ kind: 'unreadable', reason: 'HOME was not recorded' })
    expect(context.kind).toBe('read')
  })
})

describe('a Mac whose client names its own store and not the folders that the person sees', () => {
  const suite = '/Users/amy/Library/Group Containers/UBF8T346G9.OneDriveStandaloneSuite'
  const storeOf = (name: string): string => `${suite}/OneDrive - ${name}.noindex/OneDrive - ${name}`
  const plans = `${suite}/OneDrive - Contoso.noindex/Contoso/Plans - Documents`
  const ids = {
    'OneDrive-Contoso': 'a547d3cb-8666-43cd-aa14-02270f7cee87',
    'OneDrive-Fabrikam': 'd1d3c8a0-5f1e-4a52-9f0e-0c2a4a1e77b1',
    'OneDrive-SharedLibraries-Contoso/Plans - Documents': 'b547d3cb-8666-43cd-aa14-02270f7cee87',
  }
  const settings = 'files/Users/amy/Library/Application Support/OneDrive/settings'
  const iniOf = (slot: string, cid: string): string => path.join(folder, settings, slot, `${cid}.ini`)
  const contosoIni = () => iniOf('Business1', '7c1e4b52-0d8f-4c43-9a5e-3b6f1d2a9e70')

  beforeEach(async () => {
    await take('standalone-both-linked')
    await changeList((list) => {
      const cacheOf = (...folders: string[]) => ({
        ScopeIdToMountPointPathCache: Object.fromEntries(folders.map((one, at) => [`${at}`, one])),
      })
      const contosos = { UserFolder: storeOf('Contoso'), ...cacheOf(storeOf('Contoso'), plans) }
      const fabrikams = { UserFolder: storeOf('Fabrikam'), cid: 'f', ...cacheOf(storeOf('Fabrikam')) }
      Object.assign(list['AccountInfo_Business1'] as object, contosos)
      Object.assign(list['AccountInfo_Business2'] as object, fabrikams)
    })
    const text = await readFile(contosoIni(), 'utf8')
    const written = text
      .replaceAll(`"${cloud}/OneDrive-Contoso"`, `"${storeOf('Contoso')}"`)
      .replaceAll(`"${cloud}/OneDrive-SharedLibraries-Contoso/Plans - Documents"`, `"${plans}"`)
    await writeFile(contosoIni(), written)
    const [first = ''] = written.split('\n')
    await mkdir(path.dirname(iniOf('Business2', 'f')), { recursive: true })
    await writeFile(
      iniOf('Business2', 'f'),
      first
        .replaceAll('contoso', 'fabrikam')
        .replaceAll('Contoso', 'Fabrikam')
        .replaceAll('11111111-1111-4111-8111-111111111111', fabrikam)
        .replace(ids['OneDrive-Contoso'], ids['OneDrive-Fabrikam'].toUpperCase()),
    )
    for (const [name, id] of Object.entries(ids)) await writeId(name, id)
    const { files } = JSON.parse(await readFile(path.join(folder, 'machine.json'), 'utf8')) as {
      files: string[]
    }
    await changeMachine({ files: [...files, `${cloud}/OneDrive-SharedLibraries-Contoso/Plans - Documents`] })
  })

  async function writeId(name: string, id: string): Promise<void> {
    const root = path.join(folder, `files${cloud}`, name)
    await mkdir(root, { recursive: true })
    await writeFile(path.join(root, '.849C9593-D756-4E56-8D6E-42412F2A707B'), `{\n  "guid" : "${id}"\n}`)
  }

  const accountsOf = async () => {
    const { accounts } = await readFacts()
    return accounts.kind === 'read' ? accounts.value : []
  }
  const toFolders = (accounts: Awaited<ReturnType<typeof accountsOf>>) =>
    accounts.map(({ slot, folder: own, libraries }) => [slot, own, libraries.map((one) => one.folder)])

  it('is judged as where the client names the folders', async () => {
    const stored = await check()
    const folders = toFolders(await accountsOf())
    await rm(folder, { recursive: true })
    await take('standalone-both-linked')
    expect(folders).toEqual(toFolders(await accountsOf()))
    expect(stored).toEqual(await check())
  })

  it('cannot be told whose the folders are once the ids are not there, or two folders have one', async () => {
    await writeId('OneDrive-Personal', ids['OneDrive-Contoso'])
    await rm(path.join(folder, `files${cloud}/OneDrive-Fabrikam`), { recursive: true })
    const accounts = await accountsOf()
    expect(accounts.slice(0, 2).map(({ folder: own }) => own)).toEqual([
      storeOf('Contoso'),
      storeOf('Fabrikam'),
    ])
    const { verdict, findings } = await check()
    expect(findings.map(({ code }) => code)).toContain('folders.unknown')
    expect(verdict).not.toBe('done')
  })

  it('takes the folder that the settings name, where they name no store', async () => {
    await writeFile(
      contosoIni(),
      (await readFile(contosoIni(), 'utf8')).replaceAll(storeOf('Contoso'), `${cloud}/OneDrive-Contoso`),
    )
    expect((await accountsOf())[0]).toMatchObject({
      folder: `${cloud}/OneDrive-Contoso`,
      stored: storeOf('Contoso'),
    })
  })

  it('takes the folder that the list names for the store of the settings, also without an id', async () => {
    await changeList((list) => {
      Object.assign(list['AccountInfo_Business1'] as object, {
        UserFolder: `${cloud}/OneDrive-Contoso`,
        ScopeIdToMountPointPathCache: { 1: `${cloud}/OneDrive-Contoso` },
      })
    })
    await rm(path.join(folder, `files${cloud}/OneDrive-Contoso/.849C9593-D756-4E56-8D6E-42412F2A707B`))
    const [contosos] = await accountsOf()
    const own = contosos?.libraries.filter(({ siteUrl }) => siteUrl?.includes('-my.'))
    expect(own?.map((one) => one.folder)).toEqual([`${cloud}/OneDrive-Contoso`])
    expect(contosos?.settings?.folder).toBe(`${cloud}/OneDrive-Contoso`)
  })

  it('judges the disk on which the store lies', async () => {
    const external = '/Volumes/Big/.ODContainer-OneDrive/OneDrive - Fabrikam'
    await changeList((list) => {
      delete list['AccountInfo_Business1']
      Object.assign(list['AccountInfo_Business2'] as object, { UserFolder: external })
    })
    const ini = await readFile(iniOf('Business2', 'f'), 'utf8')
    await writeFile(iniOf('Business2', 'f'), ini.replaceAll(storeOf('Fabrikam'), external))
    const disks = (home: number, big: number) =>
      changeMachine({
        disks: [
          { root: '/', freeBytes: home, totalBytes: 5e11 },
          { root: '/Volumes/Big', freeBytes: big, totalBytes: 5e11 },
        ],
      })
    const lowOf = async () =>
      (await check()).findings.flatMap(({ code, evidence }) =>
        code === 'client.disk-low' ? evidence['root'] : [],
      )
    await disks(1e9, 1e11)
    expect(await lowOf()).toEqual([])
    await disks(1e11, 1e9)
    expect(await lowOf()).toEqual(['/Volumes/Big'])
  })

  it('is recorded without a name of a file, and told the same, also where it is redacted', async () => {
    const found = (await check()).findings.map(({ code }) => code)
    const content = await (await createRecordingPlatform(folder)).record()
    expect(content.machine.files.filter((file) => file.includes('Plans'))).toEqual([
      `${cloud}/OneDrive-SharedLibraries-Contoso/Plans - Documents/.849C9593-D756-4E56-8D6E-42412F2A707B`,
    ])
    await replaceBy(content)
    expect((await check()).findings.map(({ code }) => code)).toEqual(found)
    await replaceBy(createRedaction().content(content))
    const accounts = (await accountsOf()).slice(0, 2)
    for (const { folder: own, libraries } of accounts)
      expect([own, ...libraries.map((one) => one.folder)].join()).not.toMatch(/noindex|Contoso/)
  })

  async function replaceBy({ machine, copies }: RecordingContent): Promise<void> {
    await rm(folder, { recursive: true })
    for (const [place, bytes] of [...copies, ['machine.json', JSON.stringify(machine)] as const]) {
      const file = path.join(folder, place)
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, bytes)
    }
  }
})

describe('a Mac with the old account alone, in the client of the App Store', () => {
  beforeEach(() => take('app-store-old-only'))

  it('is held back by the policy that names the old tenant alone', async () => {
    expect(await check()).toMatchObject({
      verdict: 'blocked',
      exitCode: 11,
      findings: [
        { code: 'files.not-looked-through' },
        { code: 'account.target-not-linked', evidence: { linkedTenants: [contoso] } },
        { code: 'policy.allow-list-excludes-target', evidence: { allowedTenants: [contoso] } },
        { code: 'folders.unknown', evidence: { reason: 'provider-not-told' } },
        // KFMSilentOptIn of the computer; nothing managed has that key.
        { code: 'policy.known-folders-name-source' },
        { code: 'old-account.linked' },
      ],
    })
  })

  it('takes the policies of its own client, managed ones first', async () => {
    expect((await readFacts()).policies).toMatchObject({
      value: {
        allowedTenants: [contoso],
        // Written for the standalone client.
        blockedTenants: null,
        knownFolderBlockOptOut: true,
        knownFolderSilentOptIn: contoso,
        ignoredNames: ['*.pst', '*.ost'],
      },
    })
  })

  it('takes both clients for possible where nothing tells which it is', async () => {
    await rm(path.join(folder, 'files'), { recursive: true })
    const { policies, client, syncLogs } = await readFacts()
    expect(policies).toMatchObject({ value: { allowedTenants: [contoso], blockedTenants: [fabrikam] } })
    expect(client).toMatchObject({ value: { installed: true, version: null } })
    expect(syncLogs).toBeNull()
  })
})

describe('a Mac where a OneDrive claims Desktop and Documents where they lie', () => {
  const home = '/Users/amy'
  const contosos = 'com.microsoft.OneDrive.FileProvider/1'
  const fabrikams = 'com.microsoft.OneDrive.FileProvider/2'
  const roots = { [`${cloud}/OneDrive-Contoso`]: contosos, [`${cloud}/OneDrive-Fabrikam`]: fabrikams }

  beforeEach(async () => {
    await take('standalone-both-linked')
    await changeMachine({ links: {} })
    await changeMask(0)
  })

  const changeMask = (mask: number) =>
    changeList((list) => {
      for (const slot of ['AccountInfo_Business1', 'AccountInfo_Business2'])
        Object.assign(list[slot] as object, { KfmFoldersProtectedNow: mask })
    })
  const claimedBy = (documents: string | null, desktop: string | null = null) =>
    changeMachine({
      providers: { ...roots, [`${home}/Desktop`]: desktop, [`${home}/Documents`]: documents },
    })
  const foldersOf = async () =>
    (await check()).findings
      .filter(({ code }) => code.startsWith('folders.'))
      .map(({ code, evidence }) => [code, evidence['names'] ?? evidence['reason']])

  it('has Documents in the old one by the domain that both carry', async () => {
    await claimedBy(contosos, fabrikams)
    expect(await foldersOf()).toEqual([['folders.in-source', ['documents']]])
  })

  it.each([
    ['the new one', fabrikams],
    ['nobody', null],
    ['iCloud', 'com.apple.CloudDocs.iCloudDriveFileProvider/9'],
  ])('has nothing in the old one where %s claims them', async (_, domain) => {
    await claimedBy(domain, domain)
    expect(await foldersOf()).toEqual([])
  })

  it('has Documents in the old one by a link from it, where no one tells the domain', async () => {
    await changeMachine({
      links: {
        [`${cloud}/OneDrive-Fabrikam/Desktop`]: `${home}/Desktop`,
        [`${cloud}/OneDrive-Contoso/Documents`]: `${home}/Documents`,
      },
    })
    expect(await foldersOf()).toEqual([['folders.in-source', ['documents']]])
  })

  it('cannot be told where neither link nor domain tells, while the old account is linked', async () => {
    expect(await foldersOf()).toEqual([['folders.unknown', ['desktop', 'documents']]])
    await changeMachine({ osVersion: '14.7.1' })
    expect(await foldersOf()).toEqual([])
  })

  it('is free of the old one without signs once only the new account is linked', async () => {
    await changeList((list) => delete list['AccountInfo_Business1'])
    expect(await foldersOf()).toEqual([])
  })

  it.each([['macOS refuses the domain', { what: 'provider', place: `${home}/Documents`, reason: 'EPERM' }]])(
    'cannot be told where %s',
    async (_, refusal) => {
      await claimedBy(fabrikams)
      await changeMachine({ unreadable: [refusal] })
      expect(await foldersOf()).toEqual([['folders.unknown', ['documents']]])
    },
  )

  it('cannot be told where a OneDrive that no one knows claims them, or link and domain disagree', async () => {
    await claimedBy('com.microsoft.OneDrive.FileProvider/3')
    expect(await foldersOf()).toEqual([['folders.unknown', ['documents']]])
    await claimedBy(fabrikams)
    await changeMachine({ links: { [`${cloud}/OneDrive-Contoso/Documents`]: `${home}/Documents` } })
    expect(await foldersOf()).toEqual([['folders.unknown', ['documents']]])
  })

  it('keeps which domains are the same in a redacted recording, and no text of them', async () => {
    await changeMachine({
      providers: { ...roots, '/Users/amy/Documents': 'com.microsoft.OneDrive.FileProvider/amy.lee' },
    })
    const parsed = parseRecordedMachine(await readFile(path.join(folder, 'machine.json'), 'utf8'))
    if (parsed.kind === 'refused') throw new Error(parsed.reason)
    const content = { machine: parsed.machine, registry: null, copies: new Map(), folders: [] }
    const { machine } = createRedaction().content(content)
    expect(Object.values(machine.providers ?? {})).toEqual([
      'com.microsoft.OneDrive.FileProvider/1',
      'com.microsoft.OneDrive.FileProvider/2',
      'com.microsoft.OneDrive.FileProvider/3',
    ])
  })
})

describe('a Mac where the old folder stayed, with libraries in French', () => {
  beforeEach(() => take('localised-libraries-leftover-folder'))

  it('is done but for the old folders; of the sync nothing tells', async () => {
    expect(await check()).toMatchObject({
      findings: [
        {
          code: 'files.not-looked-through',
          evidence: { paths: ['/Users/amy/OneDrive - Contoso', `${cloud}/OneDrive-Contoso`] },
        },
      ],
      verdict: 'unknown',
    })
    expect((await check()).steps).toContainEqual({ id: 'sync', outcome: 'skipped', reason: 'not-told' })
  })

  it('counts the French libraries to the account, and the folder that stayed to no one', async () => {
    const { accounts } = await readFacts()
    expect(accounts.kind === 'read' && accounts.value).toMatchObject([
      {
        slot: 'Business1',
        configured: true,
        tenantId: fabrikam,
        folder: `${cloud}/OneDrive-Fabrikam`,
        libraries: [
          { folder: `${cloud}/OneDrive-Fabrikam` },
          { folder: `${cloud}/OneDrive-Bibliothèquespartagées-Fabrikam`.normalize('NFD') },
        ],
      },
      // What the App Store's client left behind.
      { slot: 'Business1', configured: false, tenantId: contoso },
      {
        slot: 'OneDrive-Contoso',
        kind: 'business',
        configured: false,
        tenantId: null,
        folder: `${cloud}/OneDrive-Contoso`,
      },
    ])
  })

  it('has the old account linked again once its client is the one installed', async () => {
    const info = path.join(folder, 'files/Applications/OneDrive.app/Contents/Info.plist')
    await writeFile(info, build({ CFBundleIdentifier: 'com.microsoft.OneDrive-mac' }))
    expect(await findingsOf()).toEqual([
      'files.not-looked-through',
      'account.target-not-linked',
      'folders.unknown',
      'old-account.linked',
      'workplace.libraries-unknown',
    ])
    await rm(listOf(appStore))
    expect(await findingsOf()).toEqual(['files.not-looked-through', 'account.target-not-linked'])
  })

  it('cannot be told whose the Desktop in the folder that stayed is', async () => {
    await changeMachine({ links: { '/Users/amy/Desktop': `${cloud}/OneDrive-Contoso/Desktop` } })
    expect(await findingsOf()).toContain('folders.unknown')
  })
})

describe('a Mac where the old account is gone', () => {
  beforeEach(async () => {
    await take('standalone-both-linked')
    await changeList((list) => {
      delete list['AccountInfo_Business1']
      Object.assign(list['AccountInfo_Business2'] as object, { KfmFoldersProtectedNow: 0 })
    })
    await changeMachine({ links: {} })
  })

  const stepOf = async () => (await check()).steps.find(({ id }) => id === 'files')
  const own = ['OneDrive-Fabrikam', 'OneDrive-Personal'].map((name) => `${cloud}/${name}`)

  it('is done where no folder of an old OneDrive is left', async () => {
    await changeMachine({ files: ['/Applications/OneDrive.app', ...own] })
    expect(await check()).toMatchObject({ verdict: 'done', exitCode: 0, findings: [] })
    expect(await stepOf()).toEqual({ id: 'files', outcome: 'pass', reason: 'not-applicable' })
    await rm(path.join(folder, 'files/Users/amy/Library/Logs'), { recursive: true })
    expect(await check()).toMatchObject({ verdict: 'done', exitCode: 0, findings: [] })
  })

  it.each([
    `${cloud}/OneDrive-Contoso`,
    `${cloud}/OneDrive-SharedLibraries-Contoso`,
    '/Users/amy/OneDrive - Contoso',
    '/Users/amy/OneDrive (Archive)',
    '/Users/amy/OneDrive',
    '/Volumes/Work/OneDrive - Contoso',
  ])('is never done while %s is there', async (left) => {
    await changeMachine({ files: ['/Applications/OneDrive.app', ...own, `${left}/budget.xlsx`] })
    expect(await check()).toMatchObject({
      verdict: 'unknown',
      exitCode: 15,
      findings: [
        {
          code: 'files.not-looked-through',
          evidence: { reason: 'not-recorded', folders: 1, paths: [left] },
        },
      ],
    })
  })

  it('takes a folder that is listed by the profile alone for one that is there', async () => {
    await changeMachine({
      files: ['/Applications/OneDrive.app', ...own],
      profileFolders: ['Desktop', 'OneDrive - Contoso'],
    })
    expect(await findingsOf()).toEqual(['files.not-looked-through'])
  })

  it.each([
    [
      'leads to the folder of a linked account',
      { '/Users/amy/OneDrive - Fabrikam': `${cloud}/OneDrive-Fabrikam` },
      'OneDrive - Fabrikam',
    ],
    ['is a personal one by a French name', {}, 'OneDrive - Personnel'],
    ['is what stayed of a personal one in CloudStorage', {}, 'Library/CloudStorage/OneDrive-Personnel'],
    ['only begins like one', {}, 'OneDriveTools'],
  ])('takes no notice of a folder that %s', async (_, links, name) => {
    await changeMachine({ links, files: ['/Applications/OneDrive.app', ...own, `/Users/amy/${name}/x`] })
    expect(await findingsOf()).toEqual([])
  })

  it.each(['/Users/amy', cloud, '/Volumes', '/Volumes/Work'])(
    'cannot be told where %s could not be listed',
    async (place) => {
      const files = ['/Applications/OneDrive.app', ...own, '/Volumes/Work', '/Volumes/Other']
      await changeMachine({ files, unreadable: [{ what: 'folder', place, reason: 'EPERM' }] })
      expect(await check()).toMatchObject({
        verdict: 'unknown',
        exitCode: 15,
        findings: [
          {
            code: 'files.old-folder-unknown',
            evidence: { reason: 'profile-not-listed', folders: 1, paths: [place] },
          },
        ],
      })
      await changeMachine({ unreadable: [] })
      expect(await check()).toMatchObject({ verdict: 'done', exitCode: 0, findings: [] })
    },
  )

  it('still names a folder that is left where another place could not be listed', async () => {
    const left = '/Users/amy/OneDrive - Contoso'
    await changeMachine({
      files: ['/Applications/OneDrive.app', ...own, left, '/Volumes/Work'],
      unreadable: [{ what: 'folder', place: '/Volumes/Work', reason: 'EPERM' }],
    })
    expect((await check()).findings).toMatchObject([
      { code: 'files.not-looked-through', evidence: { paths: [left] } },
      { code: 'files.old-folder-unknown', evidence: { paths: ['/Volumes/Work'] } },
    ])
  })

  describe('and what is left was looked through', () => {
    const left = '/Users/amy/OneDrive - Contoso'
    const config = configOf({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' })
    const here = { size: 3, attributes: 0, reparseTag: 0, placeholderState: null }
    const inCloud = { ...here, attributes: 0x40_0000 }
    const folderOf = (place: string) => ({ ...here, path: place, size: 0, attributes: 0x10 })

    async function judgeLook(entries: readonly object[]) {
      await writeFile(
        path.join(folder, 'entries.ndjson'),
        entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
      )
      const platform = await createRecordingPlatform(folder)
      const facts = await platform.readFacts()
      return await judgeRecording({
        app: { name: 'Landfall', version: '0.1.0' },
        facts,
        config: {
          kind: 'ready',
          path: 'landfall.json',
          managed: [],
          problems: [],
          config,
        },
        kept: null,
        scan: (request) => platform.scan(request),
        now: () => new Date(facts.accounts.readAt),
      })
    }
    const leave = (...files: readonly string[]) =>
      changeMachine({ files: ['/Applications/OneDrive.app', ...own, ...files] })
    const nobody = { addresses: [], driveUrl: null, oldAddress: null, isContested: false }
    const readOwned = async () => decideOwners(await readFacts(), config, nobody)

    it('is done where no file has its content on this Mac', async () => {
      await leave(left)
      const entries = [folderOf(left), { path: `${left}/a.xlsx`, ...inCloud }]
      expect(await judgeLook(entries)).toMatchObject({ verdict: 'done', exitCode: 0, findings: [] })
    })

    it('cannot be told of a file that is here, until it is compared with the new OneDrive', async () => {
      await leave(left)
      const entries = [folderOf(left), { path: `${left}/a.xlsx`, ...here }]
      expect(await judgeLook(entries)).toMatchObject({
        verdict: 'unknown',
        exitCode: 15,
        findings: [{ code: 'files.state-lost', evidence: { files: 1 } }],
      })
    })

    it('says that it went through an archive whose owner nothing tells', async () => {
      const archive = '/Users/amy/OneDrive (Archive)'
      await leave(archive)
      expect(await judgeLook([folderOf(archive), { path: `${archive}/a.xlsx`, ...inCloud }])).toMatchObject({
        verdict: 'done',
        findings: [{ code: 'files.unclear-looked-through', evidence: { paths: [archive] } }],
      })
      expect(await judgeLook([folderOf(archive), { path: `${archive}/a.xlsx`, ...here }])).toMatchObject({
        verdict: 'unknown',
        findings: [{ code: 'files.state-lost' }, { code: 'files.unclear-looked-through' }],
      })
    })

    it('knows which folders name no one, whose files no one chooses unasked', async () => {
      const archive = '/Users/amy/OneDrive (Archive)'
      await leave(archive, left)
      const machine = await readOwned()
      const request = toOldFolderRequest(machine, config)
      expect(request?.roots.map((root) => root.folder)).toContain(archive)
      expect(findNobodysRoots(machine, request)).toEqual([archive])
      expect(findNobodysRoots({ ...machine, platform: 'windows' }, request)).toEqual([])
    })

    it('goes through the archive of the old organisation, and not through that of another', async () => {
      const archive = '/Users/amy/OneDrive - Contoso (Archive)'
      const other = '/Users/amy/OneDrive - Adatum (Archive)'
      await leave(archive, other)
      expect(await judgeLook([folderOf(archive), { path: `${other}/a.xlsx`, ...here }])).toMatchObject({
        verdict: 'unknown',
        findings: [{ code: 'files.old-folder-unknown', evidence: { paths: [other] } }],
      })
    })

    it('goes through the person’s own OneDrive first, which is compared, and then through libraries', async () => {
      const library = `${cloud}/OneDrive-Bibliothèquespartagées-Contoso`
      await leave(library, `${cloud}/OneDrive-Contoso`, left)
      const machine = await readOwned()
      const request = toOldFolderRequest(machine, config)
      expect(request?.isFormer).toBe(true)
      expect(request?.roots.map((root) => root.folder)).toEqual([`${cloud}/OneDrive-Contoso`, left, library])
    })

    it('cannot be told where part of it was not listed', async () => {
      await leave(left)
      expect(await judgeLook([folderOf(left), { path: `${left}/Plans`, unreadable: true }])).toMatchObject({
        verdict: 'unknown',
        findings: [{ code: 'files.unreadable', evidence: { folders: 1 } }],
      })
    })

    it('has a file of an account that is still linked as untold too', async () => {
      await rm(folder, { recursive: true })
      await take('standalone-both-linked')
      const root = `${cloud}/OneDrive-Contoso`
      const found = await judgeLook([folderOf(root), { path: `${root}/a.xlsx`, ...here }])
      expect(found.findings.map(({ code }) => code)).toEqual([
        'files.state-lost',
        'folders.in-source',
        'old-account.linked',
        'workplace.libraries-in-source',
      ])
      const machine = await readOwned()
      expect(toOldFolderRequest(machine, config)?.roots[0]).toMatchObject({ folder: root, isLinked: true })
      const away = await judgeLook([folderOf(root), { path: `${root}/a.xlsx`, ...inCloud }])
      expect(away.findings.map(({ code }) => code)).toEqual([
        'folders.in-source',
        'old-account.linked',
        'workplace.libraries-in-source',
      ])
    })
  })
})
