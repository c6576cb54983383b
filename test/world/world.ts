import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { startAdminEndpoint, type AdminEndpoint } from './admin-endpoint.ts'
import { startSystemBrowser, type SystemBrowser } from './browser.ts'
import { createCertificates, trustAuthority, trustingSwitches, type Certificates } from './certificates.ts'
import { startGraph, type Graph } from './graph/graph.ts'
import { startIdentityProvider, type IdentityProvider } from './identity/identity-provider.ts'
import { startOldAddress, type OldAddress } from './old-address.ts'
import { startOpenedUrls, type OpenedUrls } from './opened-urls.ts'
import { placeOf } from './left-files.ts'
import { adminScope, amy, clientId, fabrikam, toSiteName, type Mover } from './people.ts'
import { readHome, startSyncClient, type SyncClient } from './sync-client.ts'
import { startUploads, type Uploads } from './uploads.ts'

export type WorldOptions = {
  /** Which recording the computer starts as. */
  readonly machine?: string
  /** Whose computer it is, by the configuration. */
  readonly person?: Mover
  /** False where the configuration says nothing and only the endpoint knows who moves. */
  readonly isPersonConfigured?: boolean
  /** Before the move, and the configuration lets people look at their computer. */
  readonly isReady?: boolean
  /** The simulated person does what only a person can do in OneDrive, when it is opened for that. */
  readonly personActs?: boolean
  /** False where the first sync goes on until the test ends it. */
  readonly finishesSync?: boolean
  readonly signInTimeoutSeconds?: number
  /** False to see the browser. */
  readonly headless?: boolean
}

/** Everything outside Landfall, on loopback and in one temporary folder. */
export type World = {
  readonly folder: string
  readonly certificates: Certificates
  readonly identity: IdentityProvider
  readonly graph: Graph
  readonly oldAddress: OldAddress
  readonly admin: AdminEndpoint
  readonly machineFolder: string
  readonly syncClient: SyncClient
  /** What OneDrive does with the files in the new OneDrive's folder. */
  readonly uploads: Uploads
  readonly openedUrls: OpenedUrls
  readonly browser: SystemBrowser
  readonly configFile: string
  /** What its Chromium is told. */
  readonly switches: readonly string[]
  /** The environment that the app is started with. */
  readonly env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

const machinesFolder = fileURLToPath(new URL('machines', import.meta.url))

/** Starts the two tenants, Graph, the admin endpoint, a recorded computer with its sync client, and a browser. */
export async function startWorld({
  machine = 'old-account-only',
  person = amy,
  isPersonConfigured = true,
  isReady = false,
  personActs = false,
  finishesSync = true,
  signInTimeoutSeconds = 120,
  headless = true,
}: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'landfall-world-'))
  const stops: (() => Promise<void> | void)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async (): Promise<void> => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne()
  }
  try {
    // The database of the endpoint runs as another user where we are root.
    await chmod(folder, 0o711)
    const certificates = await createCertificates(folder)
    const identity = await startIdentityProvider(certificates)
    stops.push(() => identity.stop())
    const graph = await startGraph(certificates, identity)
    stops.push(() => graph.stop())
    const oldAddress = await startOldAddress(certificates)
    stops.push(() => oldAddress.stop())
    const admin = await startAdminEndpoint(path.join(folder, 'admin'), certificates, identity)
    stops.push(() => admin.stop())

    const machineFolder = path.join(folder, 'computer')
    await cp(path.join(machinesFolder, machine), machineFolder, { recursive: true })
    if (person !== amy) await handOver(machineFolder, person)
    const syncClient = await startSyncClient(machineFolder, { personActs, finishesSync })
    stops.push(() => syncClient.stop())
    const newFolder = `${await readHome(machineFolder)}\\OneDrive - ${fabrikam.name}`
    const uploads = startUploads(placeOf(machineFolder, newFolder), graph.files(person.target))
    stops.push(() => uploads.stop())

    const configFile = path.join(folder, 'landfall.json')
    const recorded = JSON.parse(await readFile(path.join(machineFolder, 'landfall.json'), 'utf8')) as object
    const config = {
      ...recorded,
      signIn: {
        clientId,
        authority: identity.origin,
        knownAuthorities: [identity.host],
        timeoutSeconds: signInTimeoutSeconds,
      },
      graph: { endpoint: graph.url },
      admin: { endpoint: admin.url, scope: adminScope },
      // Whether the move is finished is the endpoint's to say, after the sign-in.
      plan: {
        ...(isReady && { phase: 'ready', moveState: 'NotStarted' }),
        ...(isPersonConfigured && { sourceUpn: person.source.mapped, targetUpn: person.target.mapped }),
      },
    }
    await writeFile(configFile, JSON.stringify(config, null, 2))

    const openedUrls = await startOpenedUrls(folder)
    stops.push(() => openedUrls.stop())
    const browser = await startSystemBrowser({ spki: certificates.spki, headless })
    stops.push(() => browser.close())
    const home = path.join(folder, 'home')
    await mkdir(home, { mode: 0o700 })
    await trustAuthority(home, certificates)
    const env = {
      ...process.env,
      HOME: home,
      PATH: [openedUrls.binFolder, process.env['PATH']].join(path.delimiter),
    }
    return {
      folder,
      certificates,
      identity,
      graph,
      oldAddress,
      admin,
      machineFolder,
      syncClient,
      uploads,
      openedUrls,
      browser,
      configFile,
      switches: [...trustingSwitches(certificates), ...oldAddress.switches],
      env,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Makes Amy's recorded computer somebody else's: the old account in it is theirs. */
async function handOver(machineFolder: string, { source }: Mover): Promise<void> {
  const file = path.join(machineFolder, 'registry.reg')
  const bytes = await readFile(file)
  const encoding = bytes[0] === 0xff ? 'utf16le' : 'utf8'
  const text = bytes
    .toString(encoding)
    .replaceAll(amy.source.mapped, source.mapped)
    .replaceAll(toSiteName(amy.source.mapped), toSiteName(source.mapped))
  await writeFile(file, Buffer.from(text, encoding))
}
