import { describe, expect, it } from 'vitest'
import { judgeMachine, type CheckInput } from '../../../../shared/checks/index.ts'
import { findUnownedFolders, toOldFolderRequest } from '../../../../shared/checks/old-folders.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import type { MachineFacts, SyncAccount } from '../../../../shared/facts/machine.ts'
import type { StepId } from '../../../../shared/findings/vocabulary.ts'
import {
  configOf,
  finishedLog,
  husk,
  machineOf,
  newAccount,
  noPolicies,
  oldAccount,
  orphan,
  ownedMachineOf,
  partnerAccount,
  personalAccount,
  read,
  readAt,
  unreadable,
} from '../cast.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'

const config = configOf({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' })
const profile = 'C:\\Users\\amy'
const oldFolder = `${profile}\\OneDrive - Contoso`
const clean = read({ ...createScanTally(true).result(), folders: 1 })
const folders = (...names: string[]) => read(names.map((name) => `${profile}\\${name}`))

function check(facts: Partial<MachineFacts>, more: Partial<CheckInput> = {}) {
  return judgeMachine({
    app: { name: 'Landfall', version: '0.1.0' },
    takenAt: readAt,
    config,
    direction: 'forward',
    knowledge: knowledgeFromConfig(config, 'forward', readAt),
    scope: 'local',
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: { kind: 'not-asked' },
    report: { kind: 'none' },
    look: { roots: [], missing: 'not-recorded' },
    scan: null,
    rescue: null,
    ...more,
    machine: machineOf(facts),
  })
}

const stepOf = ({ steps }: ReturnType<typeof check>, wanted: StepId = 'files') =>
  steps.find(({ id }) => id === wanted)
const findingOf = ({ findings }: ReturnType<typeof check>) => findings.find(({ step }) => step === 'files')

describe('where nothing is left of an old account', () => {
  it('the step passes and says that there is nothing to look through', () => {
    const result = check({ profileFolders: folders('Desktop', 'OneDrive', 'OneDrive - Fabrikam') })
    expect(stepOf(result)).toEqual({ id: 'files', outcome: 'pass', reason: 'not-applicable' })
    expect(result).toMatchObject({ verdict: 'done', exitCode: 0, findings: [] })
  })

  it('a recording that does not list the profile is judged as before', () => {
    expect(check({ profileFolders: null, accounts: read([newAccount, husk]) })).toMatchObject({
      verdict: 'done',
      exitCode: 0,
      findings: [],
    })
  })

  it.each([
    ['partner', partnerAccount, 'OneDrive - Adatum'],
    ['personal account', personalAccount, 'OneDrive'],
    [
      'former partner whose site is known',
      { ...partnerAccount, configured: false, tenantId: null },
      'OneDrive - Adatum',
    ],
  ] as const)('the folder of a %s is no trace', (_, account, name) => {
    const result = check({ accounts: read([newAccount, account]), profileFolders: folders(name) })
    expect(result).toMatchObject({ verdict: 'done', findings: [] })
  })
})

describe('the folder of an account', () => {
  it('that is linked belongs to it, also where no one can tell whose account it is', () => {
    const colleague = {
      ...newAccount,
      slot: 'Business4',
      email: 'bob@fabrikam.com',
      folder: 'D:\\OneDrive - Fabrikam',
    }
    const accounts = read([newAccount, colleague].map((account) => ({ ...account, siteUrl: null })))
    const machine = ownedMachineOf({ accounts }, { addresses: [], driveUrl: null })
    expect(machine.accounts).toMatchObject({ value: [{ owner: 'unknown' }, { owner: 'unknown' }] })
    expect(findUnownedFolders(machine)).toEqual([])
  })

  it('that is gone belongs to it where its tenant or its kind says whose it was', () => {
    const gone = { configured: false, siteUrl: null }
    const accounts = read([
      { ...personalAccount, ...gone },
      { ...partnerAccount, ...gone },
      { ...oldAccount, ...gone },
    ])
    expect(findUnownedFolders(ownedMachineOf({ accounts }))).toEqual([])
    const nobodys = { ...oldAccount, ...gone, tenantId: null }
    expect(findUnownedFolders(ownedMachineOf({ accounts: read([nobodys]) }))).toEqual([oldFolder])
  })
})

describe('a trace of an old account', () => {
  it('whose folder has its name is looked through, and unknown while no one has', () => {
    const machine = { profileFolders: folders('OneDrive - Contoso') }
    expect(toOldFolderRequest(ownedMachineOf(machine), config)).toMatchObject({
      isFormer: true,
      roots: [{ folder: oldFolder }],
    })
    const result = check(machine)
    expect(findingOf(result)).toMatchObject({
      code: 'files.not-looked-through',
      evidence: { reason: 'not-recorded', folders: 1, paths: [oldFolder] },
    })
    expect(result).toMatchObject({ verdict: 'unknown', exitCode: 15 })
    expect(check(machine, { scan: clean })).toMatchObject({ verdict: 'done', findings: [] })
  })

  it('is looked through once, where what is left of an account names it as well and tells no owner', () => {
    const machine = ownedMachineOf({
      accounts: read([newAccount, { ...orphan, siteUrl: null }]),
      profileFolders: folders('OneDrive - Contoso'),
    })
    expect(toOldFolderRequest(machine, config)?.roots.map(({ folder }) => folder)).toEqual([oldFolder])
  })

  it('is looked through with what the organisation excludes', () => {
    const excluded = { ignoredNames: ['*.pst'], ignoredFolders: ['node_modules'] }
    const machine = {
      profileFolders: folders('OneDrive - Contoso'),
      policies: read({ ...noPolicies, ...excluded }),
    }
    expect(toOldFolderRequest(ownedMachineOf(machine), config)).toMatchObject(excluded)
  })

  it('is no folder that is the new OneDrive by now', () => {
    const again = { ...orphan, folder: newAccount.folder }
    expect(check({ accounts: read([newAccount, again]) })).toMatchObject({ verdict: 'done', findings: [] })
  })

  it('whose folder has another name is never looked through, and unknown', () => {
    const profileFolders = folders('OneDrive - Contoso Ltd')
    expect(toOldFolderRequest(ownedMachineOf({ profileFolders }), config)).toBeNull()
    expect(findingOf(check({ profileFolders }))).toMatchObject({
      code: 'files.old-folder-unknown',
      outcome: 'unknown',
      evidence: { reason: 'no-account', folders: 1 },
    })
  })

  it('is unknown beside an old folder that was looked through', () => {
    const facts = { accounts: read([newAccount, orphan]), profileFolders: folders('OneDrive - Contoso (2)') }
    const look = { roots: [oldFolder], missing: 'not-recorded' } as const
    expect(findingOf(check(facts, { scan: clean, look }))?.code).toBe('files.old-folder-unknown')
    const known = { ...facts, profileFolders: folders('OneDrive - Contoso') }
    expect(findingOf(check(known, { scan: clean, look }))).toBeUndefined()
  })

  it('was looked through where a kept look names its folder', () => {
    const profileFolders = folders('OneDrive - Contoso Ltd')
    const look = { roots: [`${profile}\\onedrive - contoso ltd`], missing: 'not-recorded' } as const
    expect(check({ profileFolders }, { scan: clean, look })).toMatchObject({ verdict: 'done', findings: [] })
  })

  it('is unknown where no folder is named', () => {
    const facts = { accounts: read([newAccount, husk]), profileFolders: folders('Desktop') }
    expect(findingOf(check(facts))).toMatchObject({
      code: 'files.old-folder-unknown',
      evidence: { reason: 'not-named', accounts: 1 },
    })
    expect(findingOf(check(facts, { scan: clean }))).toBeUndefined()
  })

  it('is no key with nothing in it, which most computers have', () => {
    const empty = { ...husk, tenantId: null }
    const facts = { accounts: read([newAccount, empty]), profileFolders: folders('Desktop') }
    expect(check(facts)).toMatchObject({ verdict: 'done', findings: [] })
  })

  it('is unknown where what is left of an account does not say whose it was', () => {
    const folder = `${profile}\\OneDrive - Somebody`
    const nobodys = { ...orphan, siteUrl: null, folder }
    expect(findingOf(check({ accounts: read([newAccount, nobodys]) }))).toMatchObject({
      code: 'files.not-looked-through',
      evidence: { reason: 'not-recorded', paths: [folder] },
    })
  })
})

describe('a library whose organisation is unknown', () => {
  const folder = `${profile}\\Contoso\\Plans - Documents`
  const left = {
    folder,
    organisation: null,
    siteUrl: 'https://renamed.sharepoint.com/sites/x',
    tenantId: null,
  }
  const machine = { accounts: read([newAccount, { ...husk, tenantId: null, libraries: [left] }]) }
  const look = { roots: [folder], missing: 'not-recorded' } as const

  it('is unknown while no one has looked', () => {
    expect(findingOf(check(machine))).toMatchObject({
      code: 'files.not-looked-through',
      evidence: { paths: [folder] },
    })
  })

  it('is said to be looked through, and is no reason to wait', () => {
    const result = check(machine, { scan: clean, look })
    expect(findingOf(result)).toMatchObject({
      code: 'files.unclear-looked-through',
      outcome: 'pass',
      evidence: { folders: 1, paths: [folder] },
    })
    expect(result).toMatchObject({ verdict: 'done', exitCode: 0 })
  })

  it('is not said to be where something speaks against the old organisation, though it lies in a folder that was', () => {
    const inside = { ...left, folder: `${folder}\\Inside` }
    const accounts = read([{ ...newAccount, libraries: [inside] }])
    expect(ownedMachineOf({ accounts }).accounts).toMatchObject({
      value: [{ libraries: [{ owner: 'unknown', mayBeOld: false }] }],
    })
    expect(check({ accounts }, { scan: clean, look }).findings).toEqual([])
  })

  it('is not said to be by a list that names nothing', () => {
    const nothing = read(createScanTally(true).result())
    // It is said to be a library that may be of the old organisation.
    expect(check(machine, { scan: nothing, look }).findings).toMatchObject([
      { code: 'workplace.libraries-unknown' },
    ])
  })

  it('is not said to be where the look went through other folders', () => {
    const elsewhere = { ...look, roots: [oldFolder] }
    expect(check(machine, { scan: clean, look: elsewhere }).findings.map(({ code }) => code)).not.toContain(
      'files.unclear-looked-through',
    )
  })
})

describe('what an earlier account left, while the old account is linked', () => {
  const team = `${profile}\\Contoso\\Plans - Documents`
  const leftOf = (siteUrl: string | null, folder = team): SyncAccount => ({
    ...husk,
    tenantId: null,
    libraries: [{ folder, organisation: null, siteUrl, tenantId: null }],
  })
  const ofSource = 'https://contoso.sharepoint.com/sites/plans'
  const askedOf = (...accounts: SyncAccount[]) =>
    toOldFolderRequest(ownedMachineOf({ accounts: read([oldAccount, newAccount, ...accounts]) }), config)

  it('is looked through beside its folder: a team library that is not synced any more', () => {
    expect(askedOf(leftOf(ofSource))).toMatchObject({
      roots: [{ folder: oldFolder }, { folder: team, isFormer: true }],
    })
    expect(askedOf(leftOf(ofSource))).not.toHaveProperty('isFormer')
    expect(askedOf()?.roots).toEqual([expect.not.objectContaining({ isFormer: true })])
  })

  it('is looked through too where it is an earlier OneDrive, or nothing tells whose it was', () => {
    const earlier = { ...orphan, folder: 'D:\\OneDrive - Contoso' }
    expect(askedOf(earlier)?.roots.map(({ folder }) => folder)).toEqual([oldFolder, earlier.folder])
    const unclear = leftOf('https://renamed.sharepoint.com/sites/x')
    expect(askedOf(unclear)?.roots.map(({ folder }) => folder)).toEqual([oldFolder, team])
  })

  it.each<[string, SyncAccount]>([
    ['of the target', leftOf('https://fabrikam.sharepoint.com/sites/plans')],
    ['of a partner', leftOf('https://adatum.sharepoint.com/sites/x', `${profile}\\Adatum\\X - Documents`)],
    ['in the old OneDrive', leftOf(ofSource, `${oldFolder}\\Plans`)],
    ['around the old OneDrive', leftOf(ofSource, profile)],
    ['in the new OneDrive', leftOf(ofSource, `${newAccount.folder}\\Plans`)],
  ])('is not looked through as such: one %s', (_where, account) => {
    expect(askedOf(account)?.roots.map(({ folder }) => folder)).toEqual([oldFolder])
  })

  it('is not looked through as such where a linked account syncs it again', () => {
    const again = {
      ...newAccount,
      libraries: [{ folder: team, organisation: null, siteUrl: ofSource, tenantId: null }],
    }
    const machine = ownedMachineOf({ accounts: read([oldAccount, again, leftOf(ofSource)]) })
    expect(toOldFolderRequest(machine, config)?.roots.map(({ folder }) => folder)).toEqual([oldFolder])
  })

  it('is named while no one has looked, and holds a known folder that is to move', () => {
    const facts = {
      accounts: read([oldAccount, newAccount, leftOf(ofSource)]),
      knownFolders: read([{ id: 'documents', path: `${team}\\Documents` }] as const),
    }
    const result = check(facts)
    expect(findingOf(result)).toMatchObject({
      code: 'files.not-looked-through',
      evidence: { folders: 2, paths: [oldFolder, team] },
    })
    expect(result.findings).toContainEqual(
      expect.objectContaining({
        code: 'folders.in-source',
        evidence: { folders: 1, names: ['documents'], paths: [`${team}\\Documents`] },
      }),
    )
  })
})

describe('what could not be asked', () => {
  it('is unknown where the profile could not be listed, whatever else was found', () => {
    expect(findingOf(check({ profileFolders: unreadable() }))).toMatchObject({
      code: 'files.old-folder-unknown',
      evidence: { reason: 'profile-not-listed', detail: 'access denied' },
    })
    expect(check({ profileFolders: unreadable() }, { scan: clean }).verdict).toBe('unknown')
  })

  it('is unknown for files and sync where the accounts could not be read', () => {
    const result = check({ accounts: unreadable() })
    expect(findingOf(result)).toMatchObject({ code: 'files.unknown', evidence: { reason: 'access denied' } })
    expect([stepOf(result)?.outcome, stepOf(result, 'sync')?.outcome]).toEqual(['unknown', 'unknown'])
  })

  it('is unknown where a recording brought no files of the client', () => {
    const result = check({ syncLogs: null })
    expect(result.findings).toMatchObject([{ code: 'sync.unknown', evidence: { reason: 'not-recorded' } }])
    expect(result).toMatchObject({ verdict: 'unknown', exitCode: 15 })
  })

  it('is no pass where somebody has stopped the look, and waits while it runs', () => {
    const facts = { accounts: read([newAccount, orphan]) }
    const stopped = check(facts, { look: { roots: [], missing: 'stopped' } })
    expect(findingOf(stopped)?.evidence['reason']).toBe('stopped')
    const running = check(facts, { look: { roots: [], missing: 'running' } })
    expect(stepOf(running)).toEqual({ id: 'files', outcome: 'skipped', reason: 'waits' })
    expect(running).toMatchObject({ verdict: 'unknown', exitCode: 15, findings: [] })
  })

  it('is unknown for a log that was written before the account was linked', () => {
    const lastSignInAt = '2026-11-20T09:13:00Z'
    const log = (writtenAt: string) => ({
      accounts: read([{ ...newAccount, lastSignInAt }]),
      syncLogs: read([{ ...finishedLog, writtenAt }]),
    })
    expect(check(log('2026-11-20T09:12:59Z')).findings).toMatchObject([
      { code: 'sync.unknown', evidence: { reason: 'before-link' } },
    ])
    expect(check(log('2026-11-20T09:13:00Z')).findings).toEqual([])
  })
})

describe('the scope of a look', () => {
  const person = {
    tenantId: config.target.tenantId,
    homeTenantId: config.target.tenantId,
    username: 'amy.lee@fabrikam.com',
    name: 'Amy',
  }
  const full: Partial<CheckInput> = { scope: 'full', identity: { kind: 'signed-in', person } }
  const drive = {
    kind: 'drive',
    webUrl: 'https://fabrikam-my.sharepoint.com/personal/amy/Documents',
  } as const

  it('is local where no one can sign in, says what it did not ask, and is done without it', () => {
    const result = check({})
    expect(result).toMatchObject({ scope: 'local', verdict: 'done', exitCode: 0 })
    for (const id of ['identity', 'web', 'links'] as const)
      expect(stepOf(result, id)).toEqual({ id, outcome: 'skipped', reason: 'outside-this-look' })
  })

  it('is done as a full one only where the web was asked', () => {
    expect(check({}, { ...full, web: drive })).toMatchObject({ scope: 'full', verdict: 'done', exitCode: 0 })
    const waiting = check({}, full)
    expect(stepOf(waiting, 'web')).toEqual({ id: 'web', outcome: 'skipped', reason: 'waits' })
    expect(waiting).toMatchObject({ verdict: 'unknown', exitCode: 15 })
  })

  it('names a step that the configuration switches off, and is done without it', () => {
    const off = { ...config, features: { ...config.features, graph: false } }
    const result = check({}, { ...full, config: off })
    expect(stepOf(result, 'web')).toEqual({ id: 'web', outcome: 'skipped', reason: 'switched-off' })
    expect(result.verdict).toBe('done')
  })

  it('does not wait before the move for what belongs after it', () => {
    const result = check(
      { accounts: read([oldAccount]), syncLogs: read([{ ...finishedLog, slot: 'Business1' }]) },
      { scope: 'full', phase: 'ready', scan: clean },
    )
    expect(stepOf(result, 'web')).toEqual({ id: 'web', outcome: 'skipped', reason: 'not-in-phase' })
    expect(result).toMatchObject({ phase: 'ready', verdict: 'done', exitCode: 0 })
  })
})
