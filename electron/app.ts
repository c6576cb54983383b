import { app, clipboard, dialog, powerMonitor, shell, type BrowserWindow } from 'electron'
import { rmSync } from 'node:fs'
import path from 'node:path'
import packageFile from '../package.json' with { type: 'json' }
import { toManagedValues } from '../shared/config.ts'
import { toDirectedConfig } from '../shared/direction.ts'
import { chooseLanguage } from '../shared/words.ts'
import type { ConfigurationState } from '../shared/state.ts'
import { readConfiguration, type ConfigReading } from './config-file.ts'
import { serve, tell } from './ipc/main-ipc.ts'
import { createJourney, type Journey } from './journey.ts'
import { createLog, type Log } from './log.ts'
import { keptScanName } from './files/kept-scan.ts'
import { platformFor, unpackRecording, type Machine } from './platform/index.ts'
import { RecordingRefused } from './platform/platform.ts'
import { createNetFetch } from './net-fetch.ts'
import { readRedirect } from './net-redirect.ts'
import { createOutbox } from './report/outbox.ts'
import { createReporter, retryDelay } from './report/reporter.ts'
import { createPatientFetch } from './session/patient-fetch.ts'
import { startRescueProcess } from './rescue/start-rescue-process.ts'
import { readEncryption } from './session/safe-storage.ts'
import { createSession, type Session } from './session/session.ts'
import { createTokenCache } from './session/token-cache.ts'
import { createBrowserWay } from './session/ways/browser-way.ts'
import { readBrowserPages } from './session/ways/browser-pages.ts'
import { signInWithCode } from './session/ways/device-code-way.ts'
import { keepStatus, statusName } from './status-file.ts'
import { createAppStore, type Store } from './store.ts'
import { pageOrigin } from './window.ts'

export type AppOptions = {
  readonly developmentUrl: string | undefined
  readonly configFile: string | null
  /** A folder with a recording, or null for this computer. */
  readonly machineFolder: string | null
  /** A zip file with the recording of somebody else's computer. */
  readonly replayFile: string | null
  /** Settles when the page is loaded: the journey's first steps must not hold it up. */
  readonly loaded: Promise<void>
}

export const identity = { name: 'Landfall', version: packageFile.version }

/** Stands everything up behind the window, whose page may be there before or after. */
export async function startApp(window: BrowserWindow, options: AppOptions): Promise<void> {
  const { configFile, replayFile, developmentUrl, loaded } = options
  const userData = app.getPath('userData')
  const log = createLog(path.join(userData, 'logs'))
  log.info('started', { version: identity.version, electron: process.versions['electron'] })

  const replayed = replayFile === null ? null : await openReplay(replayFile)
  const machineFolder = replayed?.kind === 'unpacked' ? replayed.folder : options.machineFolder
  const reading =
    replayed?.kind === 'refused' ? replayed.reading : await readConfiguration(configFile, machineFolder)
  if (reading.kind === 'ready') log.setLevel(reading.config.log.level)
  const store = createAppStore({ app: identity, configuration: toConfigurationState(reading) })
  const main =
    reading.kind === 'ready'
      ? await openMain(window, reading, store, { machineFolder, isReplay: replayed !== null, userData }, log)
      : null

  const tellAll = (): void => tell(window.webContents, 'state:changed', store.getState())
  const origin = developmentUrl === undefined ? pageOrigin : new URL(developmentUrl).origin
  const stopServing = serve(
    window.webContents,
    origin,
    {
      'window:ready': tellAll,
      'session:sign-in': (way) => main?.journey.signIn(way),
      'session:open-page': () => main?.session.openPage(),
      'session:copy-code': () => copyCode(store),
      'session:cancel': () => main?.session.cancel(),
      'session:sign-out': () => main?.journey.signOut(),
      'checks:run': () => main?.journey.check({ fresh: true }),
      'files:stop': () => main?.journey.stopScan(),
      'rescue:list': (query) => main?.journey.rescue('list', query),
      'rescue:select': (choice, isSelected) => main?.journey.rescue('select', choice, isSelected),
      'rescue:plan': () => main?.journey.rescue('plan'),
      'rescue:start': () => main?.journey.rescue('start'),
      'rescue:pause': () => main?.journey.rescue('pause'),
      'rescue:resume': () => main?.journey.rescue('resume'),
      'rescue:stop': () => main?.journey.rescue('stop'),
      'rescue:ask-waiver': (what) => main?.journey.rescue('askWaiver', what),
      'rescue:waive': () => main?.journey.rescue('waive'),
      'rescue:drop-question': () => main?.journey.rescue('dropQuestion'),
      'rescue:unwaive': (what) => main?.journey.rescue('unwaive', what),
      'remedy:open': (remedy) => main?.journey.openRemedy(remedy),
      'report:submit': () => main?.submit(),
      'recording:save': async (isRedacted) => {
        const file = main === null ? null : await askWhere(window)
        if (file !== null) await main?.save(file, isRedacted)
      },
    },
    log,
  )
  store.subscribe(tellAll)
  if (replayed === null) keepStatus(store, path.join(userData, statusName), log)
  window.on('focus', () => void main?.journey.check())
  const wake = (): void => main?.wake()
  powerMonitor.on('resume', wake)
  window.on('closed', () => {
    stopServing()
    powerMonitor.off('resume', wake)
    main?.journey.stop()
  })
  // A page that was there first has asked when nobody served.
  tellAll()
  await loaded
  await main?.journey.begin()
}

type Main = {
  readonly journey: Journey
  readonly session: Pick<Session, 'cancel' | 'openPage'>
  readonly submit: () => Promise<void>
  readonly save: (file: string, isRedacted: boolean) => Promise<void>
  /** The computer has slept: what was known is old. */
  readonly wake: () => void
}

/** Everything behind the window; null where the recording that was asked for is none, and the window says so. */
async function openMain(...given: Parameters<typeof createMain>): Promise<Main | null> {
  try {
    return await createMain(...given)
  } catch (error) {
    if (!(error instanceof RecordingRefused)) throw error
    const { file, reason } = error
    given[2].setState({
      configuration: { kind: 'refused', path: file, problems: [{ key: '(file)', reason }] },
    })
    return null
  }
}

/** Everything behind a window, or behind a start that has none. */
export async function createMain(
  window: Pick<BrowserWindow, 'getNativeWindowHandle'>,
  reading: Extract<ConfigReading, { kind: 'ready' }>,
  store: Store,
  { machineFolder, isReplay, userData }: MachinePlaces,
  log: Log,
): Promise<Main> {
  const { config } = reading
  const openPage = (url: string): Promise<void> => shell.openExternal(url)
  const machine: Machine =
    machineFolder === null
      ? { kind: 'this', system: process.platform, openUri: openPage }
      : { kind: 'recorded', folder: machineFolder }
  const now = (): Date => new Date()
  const platform = await platformFor(machine)
  const scanFile = path.join(isReplay && machineFolder !== null ? machineFolder : userData, keptScanName)
  // Few starts need these; the others need not wait for them.
  const save = async (file: string, isRedacted: boolean): Promise<void> =>
    (await import('./save-recording.ts')).saveRecording(
      { platform, config, scanFile, store, log },
      file,
      isRedacted,
    )
  if (isReplay) {
    const { createReplay } = await import('./replay.ts')
    const journey = createReplay({ app: identity, config, platform, scanFile, store, log, now })
    const nothing = async (): Promise<void> => undefined
    return {
      journey,
      session: { cancel: () => undefined, openPage: nothing },
      submit: nothing,
      save,
      wake: () => undefined,
    }
  }
  const network = createNetFetch()
  const session = createSession({
    config,
    cache: async () =>
      createTokenCache(path.join(userData, 'session', 'token-cache.bin'), await readEncryption(), log),
    ways: async () => ({
      here: createBrowserWay(
        await readBrowserPages(config.language ?? chooseLanguage([app.getLocale()])),
        () => window.getNativeWindowHandle(),
      ),
      'device-code': signInWithCode,
    }),
    openPage,
    fetch: createPatientFetch(network.fetch),
    show: (state) => store.setState({ session: state }),
    log,
    now,
  })
  const reporter = createReporter({
    outbox: createOutbox(path.join(userData, 'outbox'), log),
    installationFile: path.join(userData, 'installation.json'),
    session,
    hasCounts: config.reports.counts,
    show: (report) => store.setState({ report }),
    log,
    retryDelay,
  })
  const journey = createJourney({
    app: identity,
    config,
    refused: reading,
    platform,
    session,
    reporter,
    scanFile,
    disk:
      machineFolder === null
        ? { kind: 'this', system: process.platform }
        : { kind: 'recorded', folder: machineFolder },
    startRescueProcess,
    store,
    openPage,
    readRedirect,
    log,
    now,
  })
  const wake = (): void => void network.forgetConnections().then(() => journey.check({ fresh: true }))
  return { journey, session, submit: reporter.submit, save, wake }
}

/** Which computer is looked at, and where this person's data lies. */
type MachinePlaces = {
  readonly machineFolder: string | null
  readonly isReplay: boolean
  readonly userData: string
}

type Replayed =
  | { readonly kind: 'unpacked'; readonly folder: string }
  | { readonly kind: 'refused'; readonly reading: ConfigReading }

/** Packs a recording out; it goes when the program ends. */
async function openReplay(file: string): Promise<Replayed> {
  try {
    const { folder } = await unpackRecording(file)
    // Nothing waits for a promise any more then.
    app.once('quit', () => rmSync(folder, { recursive: true, force: true }))
    return { kind: 'unpacked', folder }
  } catch (error) {
    if (!(error instanceof RecordingRefused)) throw error
    const problems = [{ key: '(file)', reason: error.reason }]
    return { kind: 'refused', reading: { kind: 'invalid', path: error.file, problems } }
  }
}

/** Where the person wants the recording; null where they have thought better of it. */
async function askWhere(window: BrowserWindow): Promise<string | null> {
  const name = `landfall-${new Date().toISOString().slice(0, 10)}.zip`
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: path.join(app.getPath('downloads'), name),
    filters: [{ name: 'ZIP', extensions: ['zip'] }],
  })
  return canceled || filePath === '' ? null : filePath
}

/** The window has no clipboard of its own. */
async function copyCode(store: Store): Promise<void> {
  const { session } = store.getState()
  if (session.kind !== 'signing-in' || session.page.kind !== 'device-code') return
  if (session.page.code !== null) await clipboard.writeText(session.page.code.userCode)
}

/** What the window shows of the configuration. */
export function toConfigurationState(reading: ConfigReading): ConfigurationState {
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
        language: config.language ?? null,
        policy: { managed: toManagedValues(config, reading.managed), problems: reading.problems },
      }
    }
    case 'missing':
      return { kind: 'refused', path: reading.path, problems: [{ key: '(file)', reason: 'is missing' }] }
    case 'invalid':
      return { kind: 'refused', path: reading.path, problems: reading.problems }
  }
}
