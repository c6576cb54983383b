import { app, BrowserWindow, shell } from 'electron'
import path from 'node:path'
import type { Config } from '../shared/config.ts'
import { toDirectedConfig } from '../shared/direction.ts'
import type { ConfigurationState } from '../shared/state.ts'
import type { ConfigReading } from './config-file.ts'
import { serve, tell } from './ipc/main-ipc.ts'
import { createJourney, type Journey } from './journey.ts'
import { createLog, type Log } from './log.ts'
import { platformFor, type Machine } from './platform/index.ts'
import { RecordingRefused } from './platform/platform.ts'
import { createOutbox } from './report/outbox.ts'
import { createReporter, retryDelay } from './report/reporter.ts'
import { readEncryption } from './session/safe-storage.ts'
import { createSession } from './session/session.ts'
import { createTokenCache } from './session/token-cache.ts'
import { createAppStore, type Store } from './store.ts'
import { createWindow, loadPage, pageOrigin, servePage } from './window.ts'

export type AppOptions = {
  readonly version: string
  /** Where the built page, the preload and the icon lie. */
  readonly files: { readonly page: string; readonly preload: string; readonly icon: string }
  readonly developmentUrl: string | undefined
  readonly config: Promise<ConfigReading>
  /** A folder with a recording, or null for this computer. */
  readonly machineFolder: string | null
}

/** Starts the app in its window. Electron is ready; the single-instance lock is held. */
export async function startApp(options: AppOptions): Promise<void> {
  const { files } = options
  const userData = app.getPath('userData')
  const log = createLog(path.join(userData, 'logs'))
  const identity = { name: 'Landfall', version: options.version }
  log.info('started', { version: options.version, electron: process.versions['electron'] })

  if (options.developmentUrl === undefined) servePage(files.page)
  const window = createWindow(files)
  const reading = await options.config
  const store = createAppStore({ app: identity, configuration: toConfigurationState(reading) })
  const main = reading.kind === 'ready' ? await openMain(reading.config, store, options, userData, log) : null

  const origin = options.developmentUrl === undefined ? pageOrigin : new URL(options.developmentUrl).origin
  const stopServing = serve(
    window.webContents,
    origin,
    {
      'window:ready': () => tell(window.webContents, 'state:changed', store.getState()),
      'session:sign-in': () => main?.journey.signIn(),
      'session:cancel': () => main?.cancel(),
      'session:sign-out': () => main?.journey.signOut(),
      'checks:run': () => main?.journey.check({ fresh: true }),
      'remedy:open': (remedy) => main?.journey.openRemedy(remedy),
      'report:submit': () => main?.submit(),
    },
    log,
  )
  store.subscribe((state) => tell(window.webContents, 'state:changed', state))
  window.on('focus', () => void main?.journey.check())
  window.on('closed', () => {
    stopServing()
    main?.journey.stop()
  })
  await loadPage(window, options.developmentUrl)
  await main?.journey.begin()
}

type Main = {
  readonly journey: Journey
  readonly cancel: () => void
  readonly submit: () => Promise<void>
}

/** Everything behind the window; null where the recording that was asked for is none, and the window says so. */
async function openMain(...given: Parameters<typeof createMain>): Promise<Main | null> {
  try {
    return await createMain(...given)
  } catch (error) {
    if (!(error instanceof RecordingRefused)) throw error
    const { file, reason } = error
    given[1].setState({
      configuration: { kind: 'refused', path: file, problems: [{ key: '(file)', reason }] },
    })
    return null
  }
}

async function createMain(
  config: Config,
  store: Store,
  options: AppOptions,
  userData: string,
  log: Log,
): Promise<Main> {
  const openPage = (url: string): Promise<void> => shell.openExternal(url)
  const machine: Machine =
    options.machineFolder === null
      ? { kind: 'this', system: process.platform, openUri: openPage }
      : { kind: 'recorded', folder: options.machineFolder }
  const now = (): Date => new Date()
  const session = createSession({
    config: toDirectedConfig(config, config.plan.direction === 'return'),
    cache: async () =>
      createTokenCache(path.join(userData, 'session', 'token-cache.bin'), await readEncryption(), log),
    openBrowser: openPage,
    fetch: globalThis.fetch,
    show: (state) => store.setState({ session: state }),
    log,
    now,
  })
  const reporter = createReporter({
    outbox: createOutbox(path.join(userData, 'outbox'), log),
    installationFile: path.join(userData, 'installation.json'),
    session,
    show: (report) => store.setState({ report }),
    log,
    retryDelay,
  })
  const journey = createJourney({
    app: { name: 'Landfall', version: options.version },
    config,
    platform: await platformFor(machine),
    session,
    reporter,
    store,
    openPage,
    log,
    now,
  })
  return { journey, cancel: session.cancel, submit: reporter.submit }
}

function toConfigurationState(reading: ConfigReading): ConfigurationState {
  switch (reading.kind) {
    case 'ready': {
      const { config } = reading
      const { source, target, plan, support } = toDirectedConfig(config, config.plan.direction === 'return')
      return {
        kind: 'ready',
        source: { name: source.name },
        target: { name: target.name },
        newAddress: plan.targetUpn ?? null,
        oldAddress: plan.sourceUpn ?? null,
        support: { name: support.name ?? null, phone: support.phone ?? null, url: support.url ?? null },
      }
    }
    case 'missing':
      return { kind: 'refused', path: reading.path, problems: [{ key: '(file)', reason: 'is missing' }] }
    case 'invalid':
      return { kind: 'refused', path: reading.path, problems: reading.problems }
  }
}

/** Brings the first window forward when Landfall is started a second time. */
export function showFirstWindow(): void {
  const window = BrowserWindow.getAllWindows()[0]
  if (window === undefined) return
  if (window.isMinimized()) window.restore()
  window.focus()
}
