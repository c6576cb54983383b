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
  /** The arguments of its Chromium. */
  readonly switches: readonly string[]
  /** The environment that the app is started with. */
  readonly env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

const machinesFolder = fileURLToPath(new URL('machines', import.meta.url))

/** Starts the two tenants, Graph, the admin endpoint, a recorded computer with its sync client, and a browser. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const folder = await mkdtemp(path.join(tmpdir(), 'landfall-world-'))
  const stops: (() => Promise<void> | void)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async (): Promise<void> => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne()
  }
  /** Keeps what was started, to be ended after all that was started later. */
  const keep = <Part>(part: Part, stopOne: (part: Part) => Promise<void> | void): Part => {
    stops.push(() => stopOne(part))
    return part
  }
  try {
    const services = await startServices(folder, keep)
    const { certificates, oldAddress } = services
    const computer = await startComputer(folder, services, options, keep)
    const openedUrls = keep(await startOpenedUrls(folder), (urls) => urls.stop())
    const browser = keep(startSystemBrowser({ headless: options.headless ?? true }), (program) =>
      program.close(),
    )
    const home = path.join(folder, 'home')
    await mkdir(home, { mode: 0o700 })
    await trustAuthority(home, certificates)
    return {
      folder,
      ...services,
      ...computer,
      openedUrls,
      browser,
      switches: [...trustingSwitches(certificates), ...oldAddress.switches],
      env: {
        ...process.env,
        HOME: home,
        PATH: [openedUrls.binFolder, process.env['PATH']].join(path.delimiter),
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

type Keep = <Part>(part: Part, stop: (part: Part) => Promise<void> | void) => Part
type Services = Pick<World, 'certificates' | 'identity' | 'graph' | 'oldAddress' | 'admin'>

/** What the computer reaches over the network. */
async function startServices(folder: string, keep: Keep): Promise<Services> {
  // The database of the endpoint runs as another user where we are root.
  await chmod(folder, 0o711)
  const certificates = await createCertificates(folder)
  const identity = keep(await startIdentityProvider(certificates), (service) => service.stop())
  const graph = keep(await startGraph(certificates, identity), (service) => service.stop())
  const oldAddress = keep(await startOldAddress(certificates), (service) => service.stop())
  const admin = keep(
    await startAdminEndpoint(path.join(folder, 'admin'), certificates, identity),
    (service) => service.stop(),
  )
  return { certificates, identity, graph, oldAddress, admin }
}

/** A copy of a recorded computer, with its sync client and its configuration. */
async function startComputer(
  folder: string,
  services: Services,
  options: WorldOptions,
  keep: Keep,
): Promise<Pick<World, 'machineFolder' | 'syncClient' | 'uploads' | 'configFile'>> {
  const { machine = 'old-account-only', person = amy, personActs = false, finishesSync = true } = options
  const machineFolder = path.join(folder, 'computer')
  await cp(path.join(machinesFolder, machine), machineFolder, { recursive: true })
  if (person !== amy) await handOver(machineFolder, person)
  const syncClient = keep(await startSyncClient(machineFolder, { personActs, finishesSync }), (client) =>
    client.stop(),
  )
  const newFolder = `${await readHome(machineFolder)}\\OneDrive - ${fabrikam.name}`
  const uploads = keep(
    startUploads(placeOf(machineFolder, newFolder), services.graph.files(person.target)),
    (client) => client.stop(),
  )
  const configFile = path.join(folder, 'landfall.json')
  const recorded = JSON.parse(await readFile(path.join(machineFolder, 'landfall.json'), 'utf8')) as object
  const config = { ...recorded, ...configure(services, options) }
  await writeFile(configFile, JSON.stringify(config, null, 2))
  return { machineFolder, syncClient, uploads, configFile }
}

/** The configuration that leads Landfall to these services. */
function configure(
  { identity, graph, admin }: Services,
  { person = amy, isPersonConfigured = true, isReady = false, signInTimeoutSeconds = 120 }: WorldOptions,
): Record<string, unknown> {
  return {
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
