import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '../../shared/config/config.ts'
import { parseConfig } from '../../shared/config/parse-config.ts'
import { hostsOf, mainHostOf, type Tenant } from '../../shared/move/plan.ts'
import { parseRegFile } from '../../shared/recording/reg-file.ts'
import type { RegistryValue } from '../../shared/computer/windows/registry.ts'
import { siteNameOf } from './people.ts'
import { toRegBytes } from '../../electron/platform/recording/write-reg-file.ts'

const oneDrive = 'HKEY_CURRENT_USER\\Software\\Microsoft\\OneDrive'
const providers = 'HKEY_CURRENT_USER\\Software\\SyncEngines\\Providers\\OneDrive'
const shellFolders =
  'HKEY_CURRENT_USER\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders'
const pollMilliseconds = 100

export type SyncClient = {
  /** The person unlinks the source tenant's account in OneDrive's settings. A husk and an orphan stay. */
  unlinkOld(): Promise<void>
  /** The person moves the backup of Desktop, Documents and Pictures to the target's OneDrive. */
  moveKnownFolders(): Promise<void>
  /** The person starts OneDrive themselves. */
  start(): Promise<void>
  /** The person adds an account in OneDrive's own settings. */
  link(email: string): Promise<void>
  /** What is left of the first sync is done. */
  finishSync(): Promise<void>
  /** A script of the helpdesk deletes all that is left of an account in the registry. */
  deleteSlot(slot: string): Promise<void>
  /** The person syncs a library of a site of the source tenant. */
  syncLibrary(folder: string, siteUrl: string): Promise<void>
  /** Nothing in the registry names such a library any more. */
  forgetLibraries(): Promise<void>
  /** The person pauses OneDrive: its log says so. */
  pause(): Promise<void>
  /** A file comes into the old folder, with whatever date it carries: saved there, copied (made now), or moved (nothing of it is new but its path). */
  putLater(file: LaterFile): Promise<void>
  /** The drive that the old folder lies on is away, or back with all that was on it. */
  takeDriveAway(): Promise<void>
  bringDriveBack(): Promise<void>
  /** How many of the app's wishes have been acted upon. */
  handled(): number
  stop(): Promise<void>
}

export type LaterFile = {
  /** Below the old folder, with `\\` between names. */
  readonly name: string
  readonly how: 'saved' | 'copied' | 'moved'
  /** The date that a copied or moved file carries: ISO 8601. */
  readonly date?: string
}

export type SyncClientOptions = {
  /** How long the client and the person in front of it take. */
  readonly delayMilliseconds?: number
  /** Where source and target are named; `landfall.json` in the folder unless given. */
  readonly config?: Pick<Config, 'source' | 'target'>
  /** Whom the person signs in as in OneDrive's own dialog, which only suggests the address. */
  readonly signInAs?: (suggested: string) => string
  /** When OneDrive is opened although it runs, the person does there what is left to do, one act each time. */
  readonly personActs?: boolean
  /** What a new account takes over of the old one: its slot, written over, with the old log left until `finishSync`; or its folder. */
  readonly takesOver?: 'slot' | 'folder'
  /** The recording lists the folders of the profile, as a look at the computer does. */
  readonly listsProfile?: boolean
  /** False where the first sync goes on until `finishSync`. Only seen where the recording holds client files. */
  readonly finishesSync?: boolean
}

/**
 * A simulated OneDrive for a recorded machine: a fake, for the demonstration and the tests. It waits for the
 * documented URIs that a recording notes in `opened.ndjson` and changes the recording as OneDrive would change
 * the computer (docs/facts/sync-client.md#traces-of-accounts-that-are-gone). It signs no one in and moves no file.
 */
export async function startSyncClient(
  machineFolder: string,
  {
    delayMilliseconds = 500,
    config,
    signInAs = (suggested) => suggested,
    personActs = false,
    finishesSync = true,
    takesOver,
    listsProfile = false,
  }: SyncClientOptions = {},
): Promise<SyncClient> {
  const tenants = config ?? (await readTenants(machineFolder))
  if (listsProfile) await listProfile(machineFolder)
  let handled = await countLines(machineFolder)
  let acting = Promise.resolve()
  let stopped = false

  // One act at a time: each reads the recording, changes it and writes it whole.
  function act(change: () => Promise<void>): Promise<void> {
    const done = acting.then(change)
    acting = done.catch(() => undefined)
    return done
  }

  async function lookForWishes(): Promise<void> {
    const lines = await readLines(machineFolder)
    for (const line of lines.slice(handled)) {
      const { uri } = JSON.parse(line) as { uri: string }
      await pause(delayMilliseconds)
      if (stopped) return
      await act(() => obey(uri))
      handled += 1
    }
  }

  async function obey(uri: string): Promise<void> {
    const wasRunning = await startProcess(machineFolder)
    const url = new URL(uri)
    const suggested = url.hostname === 'sync' ? url.searchParams.get('useremail') : null
    if (suggested !== null) await link(signInAs(suggested))
    else if (personActs && wasRunning) await doNextAct(machineFolder, tenants)
  }

  async function link(email: string): Promise<void> {
    await linkAccount(machineFolder, tenants, email, takesOver)
    if (listsProfile) await listProfile(machineFolder)
    if (takesOver !== 'slot')
      await writeSyncLog(machineFolder, tenants.target, { filesToDownload: finishesSync ? 0 : 128 })
  }

  const watching = (async () => {
    while (!stopped) {
      await lookForWishes()
      await pause(pollMilliseconds)
    }
  })()

  return {
    unlinkOld: () => act(() => unlinkAccount(machineFolder, tenants.source)),
    moveKnownFolders: () => act(() => moveShellFolders(machineFolder, tenants.target)),
    start: () => act(async () => void (await startProcess(machineFolder))),
    link: (email) => act(() => link(email)),
    finishSync: () => act(() => writeSyncLog(machineFolder, tenants.target, { filesToDownload: 0 })),
    deleteSlot: (slot) => act(() => changeRegistry(machineFolder, (keys) => void emptySlot(keys, slot))),
    ...createLibraryVerbs((change) => act(() => changeRegistry(machineFolder, change)), tenants.source),
    pause: () =>
      act(() => writeSyncLog(machineFolder, tenants.target, { filesToDownload: 0, isPaused: true })),
    putLater: (file) => act(() => addEntry(machineFolder, tenants.source, file)),
    takeDriveAway: () => act(() => takeAway(machineFolder, tenants.source)),
    bringDriveBack: () => act(() => bringBack(machineFolder)),
    handled: () => handled,
    stop: async () => {
      stopped = true
      await watching
      await acting
    },
  }
}

type Keys = Map<string, Map<string, RegistryValue>>

async function linkAccount(
  machineFolder: string,
  tenants: Pick<Config, 'source' | 'target'>,
  email: string,
  takesOver: SyncClientOptions['takesOver'],
): Promise<void> {
  const tenant = [tenants.target, tenants.source].find((one) => hostsOf(one).includes(hostOf(email)))
  if (tenant === undefined) return
  const home = await readHome(machineFolder)
  await changeRegistry(machineFolder, (keys) => {
    if (isForbidden(keys, tenant) || slotOf(keys, tenant) !== null) return
    const old = slotOf(keys, tenants.source)
    const slot = takesOver === 'slot' && old !== null ? emptySlot(keys, old) : freeSlot(keys)
    // OneDrive's setup offers "use this folder".
    const folder = `${home}\\OneDrive - ${takesOver === 'folder' ? tenants.source.name : tenant.name}`
    const site = `https://${mainHostOf(tenant)}/personal/${siteNameOf(email)}`
    const account = `${oneDrive}\\Accounts\\${slot}`
    const now = BigInt(Math.floor(Date.now() / 1000))
    keys.set(
      account,
      new Map<string, RegistryValue>([
        ['Business', { kind: 'dword', number: 1 }],
        ['ConfiguredTenantId', { kind: 'string', text: tenant.tenantId }],
        ['UserEmail', { kind: 'string', text: email }],
        ['DisplayName', { kind: 'string', text: tenant.name }],
        ['UserFolder', { kind: 'string', text: folder }],
        ['SPOResourceId', { kind: 'string', text: `https://${mainHostOf(tenant)}/` }],
        ['ServiceEndpointUri', { kind: 'string', text: `${site}/_api` }],
        ['cid', { kind: 'string', text: randomUUID() }],
        ['LastSignInTime', { kind: 'qword', number: now }],
        ['LastSignInResult', { kind: 'dword', number: 0 }],
      ]),
    )
    keys.set(
      `${account}\\ScopeIdToMountPointPathCache`,
      new Map([[randomBytes(16).toString('hex'), { kind: 'string', text: folder }]]),
    )
    keys.set(
      `${account}\\Tenants\\OneDrive - ${tenant.name}`,
      new Map([[folder, { kind: 'string', text: '' }]]),
    )
    keys.set(
      `${providers}\\${slot}`,
      new Map<string, RegistryValue>([
        ['MountPoint', { kind: 'string', text: folder }],
        ['UrlNamespace', { kind: 'string', text: `${site}/Documents/` }],
        ['LibraryType', { kind: 'string', text: 'mysite' }],
      ]),
    )
  })
}

/** Unlinked and added again, the client takes the same number: of the account that had it no key is left, only its log. */
function emptySlot(keys: Keys, slot: string): string {
  const places = [`${oneDrive}\\Accounts\\${slot}`, `${providers}\\${slot}`]
  for (const key of [...keys.keys()])
    if (places.some((place) => key === place || key.startsWith(`${place}\\`))) keys.delete(key)
  return slot
}

/** As the client writes it (docs/facts/sync-client.md#the-diagnostics-log), and as old as the look that reads it. */
async function writeSyncLog(
  machineFolder: string,
  tenant: Tenant,
  { filesToDownload, isPaused = false }: { readonly filesToDownload: number; readonly isPaused?: boolean },
): Promise<void> {
  const slot = slotOf(await readKeys(machineFolder), tenant)
  const home = (await readHome(machineFolder)).replace(/^([A-Z]):/, '$1').split('\\')
  const files = path.join(machineFolder, 'files')
  if (slot === null || !existsSync(files)) return
  const logs = path.join(files, ...home, 'AppData/Local/Microsoft/OneDrive/logs', slot)
  await mkdir(logs, { recursive: true })
  const lines = {
    timeUtc: new Date().toISOString().replace(/\.\d+/, ''),
    drivesWaitingForInitialSync: filesToDownload === 0 ? 0 : 1,
    ChangesToProcess: filesToDownload,
    FilesToDownload: filesToDownload,
    FilesToUpload: 0,
    numFileFailedUploads: 0,
    syncProgressState: isPaused ? 65_536 : filesToDownload === 0 ? 16_777_216 : 8_202,
  }
  const text = Object.entries(lines).map(([key, value]) => `${key} = ${value}\n`)
  await replaceFile(path.join(logs, 'SyncDiagnostics.log'), text.join(''))
  // Who watches a recording watches this; and its time is the moment of the look.
  await startProcess(machineFolder)
}

/** Writes down which folders of the person look like a OneDrive: those that have entries, and those of accounts. */
async function listProfile(machineFolder: string): Promise<void> {
  const home = await readHome(machineFolder)
  const texts = [...(await readKeys(machineFolder)).values()].flatMap((values) => {
    const folder = values.get('UserFolder') ?? values.get('MountPoint')
    return folder !== undefined && 'text' in folder ? [folder.text] : []
  })
  const entries = (await readEntries(machineFolder)).flatMap((line) => pathOf(line))
  const found = [...texts, ...entries].flatMap((one) => {
    const [name = ''] = one.startsWith(`${home}\\`) ? one.slice(home.length + 1).split('\\') : []
    return name.startsWith('OneDrive') ? [name] : []
  })
  const file = path.join(machineFolder, 'machine.json')
  const machine = JSON.parse(await readFile(file, 'utf8')) as { profileFolders?: readonly string[] }
  machine.profileFolders = [...new Set(['Desktop', ...(machine.profileFolders ?? []), ...found])]
  await replaceFile(file, `${JSON.stringify(machine, null, 2)}\n`)
}

function pathOf(line: string): string[] {
  return line.trim() === '' ? [] : [(JSON.parse(line) as { path: string }).path]
}

async function addEntry(
  machineFolder: string,
  source: Tenant,
  { name, how, date = '2020-03-01T10:00:00Z' }: LaterFile,
): Promise<void> {
  const now = new Date().toISOString()
  const line = JSON.stringify({
    path: `${await readHome(machineFolder)}\\OneDrive - ${source.name}\\${name}`,
    size: 5,
    mtime: how === 'saved' ? now : date,
    created: how === 'moved' ? date : now,
    attributes: 0x20,
    reparseTag: 0,
    placeholderState: 0,
  })
  await writeEntries(machineFolder, [...(await readEntries(machineFolder)), line])
}

const awayName = 'entries-away.ndjson'

async function takeAway(machineFolder: string, source: Tenant): Promise<void> {
  await replaceFile(
    path.join(machineFolder, awayName),
    (await readEntries(machineFolder)).map((line) => `${line}\n`).join(''),
  )
  const folder = `${await readHome(machineFolder)}\\OneDrive - ${source.name}`
  await writeEntries(machineFolder, [JSON.stringify({ path: folder, unreadable: true })])
}

async function bringBack(machineFolder: string): Promise<void> {
  await rename(path.join(machineFolder, awayName), path.join(machineFolder, 'entries.ndjson'))
}

async function readEntries(machineFolder: string): Promise<string[]> {
  const file = path.join(machineFolder, 'entries.ndjson')
  return existsSync(file)
    ? (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
    : []
}

async function writeEntries(machineFolder: string, lines: readonly string[]): Promise<void> {
  await replaceFile(path.join(machineFolder, 'entries.ndjson'), lines.map((line) => `${line}\n`).join(''))
}

async function unlinkAccount(machineFolder: string, tenant: Tenant): Promise<void> {
  await changeRegistry(machineFolder, (keys) => {
    const slot = slotOf(keys, tenant)
    if (slot === null) return
    const account = `${oneDrive}\\Accounts\\${slot}`
    for (const path of [...keys.keys()]) if (path.startsWith(`${account}\\`)) keys.delete(path)
    const husk = { kind: 'qword', number: 1_789_000_000n } as const
    keys.set(account, new Map([['KFMOnboardingEnabledStartTime', husk]]))
  })
}

async function moveShellFolders(machineFolder: string, tenant: Tenant): Promise<void> {
  await changeRegistry(machineFolder, (keys) => {
    const slot = slotOf(keys, tenant)
    const folder = slot === null ? undefined : keys.get(`${oneDrive}\\Accounts\\${slot}`)?.get('UserFolder')
    if (folder?.kind !== 'string' && folder?.kind !== 'expandable') return
    const names = { Desktop: 'Desktop', Personal: 'Documents', 'My Pictures': 'Pictures' }
    const values = keys.get(shellFolders) ?? new Map<string, RegistryValue>()
    for (const [value, name] of Object.entries(names)) {
      values.set(value, { kind: 'expandable', text: `${folder.text}\\${name}` })
    }
    keys.set(shellFolders, values)
  })
}

/** The backup first: unlinking while a known folder lies in the old OneDrive is what the journey warns of. */
async function doNextAct(
  machineFolder: string,
  { source, target }: Pick<Config, 'source' | 'target'>,
): Promise<void> {
  const keys = await readKeys(machineFolder)
  const old = `\\OneDrive - ${source.name}\\`
  const isInOld = [...(keys.get(shellFolders)?.values() ?? [])].some(
    (value) => 'text' in value && value.text.includes(old),
  )
  await (isInOld ? moveShellFolders(machineFolder, target) : unlinkAccount(machineFolder, source))
}

/** True where it ran already. */
async function startProcess(machineFolder: string): Promise<boolean> {
  const file = path.join(machineFolder, 'machine.json')
  const machine = JSON.parse(await readFile(file, 'utf8')) as {
    takenAt: string
    user: { session: number }
    processes: { name: string; session?: number }[]
  }
  const wasRunning = machine.processes.some(({ name }) => name === 'OneDrive.exe')
  if (!wasRunning) machine.processes.push({ name: 'OneDrive.exe', session: machine.user.session })
  machine.takenAt = new Date().toISOString()
  await replaceFile(file, `${JSON.stringify(machine, null, 2)}\n`)
  return wasRunning
}

async function readKeys(machineFolder: string): Promise<Keys> {
  const file = path.join(machineFolder, 'registry.reg')
  const parsed = parseRegFile(await readFile(file))
  if (parsed.kind === 'refused') throw new Error(`${file}: line ${parsed.line}: ${parsed.reason}`)
  return new Map(parsed.keys.map(({ path, values }) => [path, new Map(values)]))
}

function createLibraryVerbs(
  change: (keys: (keys: Keys) => void) => Promise<void>,
  source: Tenant,
): Pick<SyncClient, 'syncLibrary' | 'forgetLibraries'> {
  return {
    syncLibrary: (folder, siteUrl) => change((keys) => addLibrary(keys, source, { folder, siteUrl })),
    forgetLibraries: () =>
      change((keys) => {
        for (const path of keys.keys()) if (libraryKey.test(path)) keys.delete(path)
      }),
  }
}

/** A provider's key of a library has an id for a name. */
const libraryKey = /\\Providers\\OneDrive\\[0-9a-f]{32}$/

function addLibrary(keys: Keys, source: Tenant, library: { folder: string; siteUrl: string }): void {
  const slot = slotOf(keys, source)
  if (slot === null) throw new Error('the old account is not linked')
  const scope = randomBytes(16).toString('hex')
  const cache = `${oneDrive}\\Accounts\\${slot}\\ScopeIdToMountPointPathCache`
  keys.set(cache, new Map([...(keys.get(cache) ?? []), [scope, { kind: 'string', text: library.folder }]]))
  keys.set(
    `${providers}\\${scope}`,
    new Map([
      ['MountPoint', { kind: 'string', text: library.folder }],
      ['UrlNamespace', { kind: 'string', text: `${library.siteUrl}/Shared Documents/` }],
      ['LibraryType', { kind: 'string', text: 'teamsite' }],
    ]),
  )
}

async function changeRegistry(machineFolder: string, change: (keys: Keys) => void): Promise<void> {
  const keys = await readKeys(machineFolder)
  change(keys)
  const file = path.join(machineFolder, 'registry.reg')
  await replaceFile(file, toRegBytes([...keys].map(([path, values]) => ({ path, values }))))
}

function slotOf(keys: Keys, tenant: Tenant): string | null {
  for (const [path, values] of keys) {
    const value = values.get('ConfiguredTenantId')
    const slot = /\\Accounts\\(Business\d+)$/.exec(path)?.[1]
    if (slot !== undefined && value?.kind === 'string' && value.text === tenant.tenantId) return slot
  }
  return null
}

/** A husk keeps its number: the client counts on. */
function freeSlot(keys: Keys): string {
  let number = 1
  while (keys.has(`${oneDrive}\\Accounts\\Business${number}`)) number += 1
  return `Business${number}`
}

/** As the client: an allow list shuts out whom it does not name. */
function isForbidden(keys: Keys, tenant: Tenant): boolean {
  const policies = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\OneDrive'
  const listOf = (name: string): string[] | null => {
    const values = keys.get(`${policies}\\${name}`)
    return values === undefined
      ? null
      : [...values.values()].map((value) => (value.kind === 'string' ? value.text : ''))
  }
  const allowed = listOf('AllowTenantList')
  if (allowed !== null) return !allowed.includes(tenant.tenantId)
  return listOf('BlockTenantList')?.includes(tenant.tenantId) ?? false
}

/** `amy.lee@fabrikam.com` has its OneDrive at `fabrikam-my.sharepoint.com`, in this world. */
function hostOf(email: string): string {
  return `${/@([^.@]+)\./.exec(email)?.[1] ?? ''}-my.sharepoint.com`
}

/** The person's folder on the recorded computer: `C:\Users\amy`. */
export async function readHome(machineFolder: string): Promise<string> {
  const machine = JSON.parse(await readFile(path.join(machineFolder, 'machine.json'), 'utf8')) as {
    env: Record<string, string>
  }
  return machine.env['USERPROFILE'] ?? 'C:\\Users\\somebody'
}

async function readTenants(machineFolder: string): Promise<Pick<Config, 'source' | 'target'>> {
  const file = path.join(machineFolder, 'landfall.json')
  const result = parseConfig(await readFile(file, 'utf8'), file)
  if (result.kind !== 'ready') throw new Error(`${file} names no tenants`)
  return result.config
}

async function readLines(machineFolder: string): Promise<string[]> {
  try {
    const text = await readFile(path.join(machineFolder, 'opened.ndjson'), 'utf8')
    // A line that is still being written has no end yet.
    return text.split('\n').slice(0, -1)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

async function countLines(machineFolder: string): Promise<number> {
  return (await readLines(machineFolder)).length
}

async function replaceFile(file: string, content: string | Buffer): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`
  await writeFile(temporary, content)
  await rename(temporary, file)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
