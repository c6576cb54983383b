import { app, powerMonitor, type BrowserWindow } from 'electron'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { mayLeave } from '../../shared/window/may-leave.ts'
import { statusName } from '../../shared/outputs/status.ts'
import type { Language } from '../../shared/words/languages.ts'
import { identity, readIsStandIn } from '../context/app-identity.ts'
import { chosenLanguageName, keepChosenLanguage, readChosenLanguage } from '../context/chosen-language.ts'
import { toConfigurationState } from '../context/configuration-state.ts'
import { watchLeave } from '../background/leave.ts'
import { readConfiguration, type ConfigReading } from '../context/config-file.ts'
import type { createMain as CreateMain, Main } from './create-main.ts'
import { sendEvent, serve } from '../ipc/main-ipc.ts'
import { createLog, type Log } from '../context/log.ts'
import { readComputerName, unpackRecording } from '../platform/index.ts'
import { RecordingRefused } from '../platform/platform.ts'
import { adminTeller } from '../report/admin-teller.ts'
import { startReplayUtility } from '../replay/start-replay-utility.ts'
import { keepStatus } from '../report/status-file.ts'
import { createAppStore, type Store } from '../context/store.ts'
import { pageOrigin } from '../window/window.ts'
import { showTaskbarProgress } from '../window/show-taskbar-progress.ts'
import { toHandlers } from './window-handlers.ts'

export type AppOptions = {
  readonly developmentUrl: string | undefined
  readonly configFile: string | null
  /** A folder with a recording, or null for this computer. */
  readonly machineFolder: string | null
  /** A zip file with the recording of somebody else's computer. */
  readonly replayFile: string | null
  /** Settles when the page is loaded: the journey's first steps must not hold it up. */
  readonly loaded: Promise<void>
  /** Called when the window closes itself for an installer. */
  readonly beforeLeaving: () => void
}

/** Wires main to the window, whose page may be ready before or after. */
export async function startApp(window: BrowserWindow, options: AppOptions): Promise<void> {
  const { configFile, replayFile, developmentUrl, loaded } = options
  const userData = app.getPath('userData')
  const log = createLog(path.join(userData, 'logs'))
  log.info('started', { version: identity.version, electron: process.versions['electron'] })

  const replayed = replayFile === null ? null : await openReplay(replayFile)
  const machineFolder = replayed?.kind === 'unpacked' ? replayed.folder : options.machineFolder
  const languageFile = path.join(userData, chosenLanguageName)
  const [reading, language, isStandIn] = await Promise.all([
    replayed?.kind === 'refused'
      ? replayed.reading
      : readConfiguration(configFile, machineFolder, {
          isPackagedLive: app.isPackaged && replayed === null,
          reader: replayed === null ? null : startReplayUtility,
        }),
    readChosenLanguage(languageFile),
    readIsStandIn(app.getAppPath()),
  ])
  if (reading.kind === 'ready') log.setLevel(reading.config.log.level)
  const store = createAppStore({
    app: { ...identity, ...(isStandIn && { isStandIn: true as const }) },
    configuration: toConfigurationState(reading),
    language,
  })
  // Reading the rest of main would hold the page up, and its first state needs none of it.
  const opened = loaded.then(() =>
    reading.kind === 'ready'
      ? openMain(
          window,
          reading,
          store,
          { machineFolder, isReplay: replayed !== null, hasWindow: true, userData },
          log,
        )
      : null,
  )

  // Read once: a closed window has no page any more, and nothing is sent there.
  const page = window.webContents
  const tellAll = (): void => sendEvent(page, 'state:changed', store.getState())
  const keepLanguage = (chosen: Language | null): Promise<void> =>
    keepChosenLanguage(languageFile, chosen, log)
  const origin = developmentUrl === undefined ? pageOrigin : new URL(developmentUrl).origin
  const stopServing = serve(page, origin, toHandlers(window, store, opened, tellAll, keepLanguage), log)
  store.subscribe(tellAll)
  window.on('closed', showTaskbarProgress(window, store))
  void loaded.then(() => showLogo(reading, machineFolder, store, log))
  if (replayed === null)
    keepStatus(store, path.join(userData, statusName), log, adminTeller(machineFolder, log), readComputerName)
  window.on('closed', stopServing)
  const stopLeave = watchLeave(options.machineFolder, () => {
    if (window.isDestroyed() || !mayLeave(store.getState())) return
    stopLeave()
    log.info('window-left', { why: 'asked-to-leave' })
    options.beforeLeaving()
    window.close()
  })
  window.on('closed', stopLeave)
  // A page that was there first has asked when no one served.
  tellAll()
  const main = await opened
  if (main === null) return
  const wake = (): void => main.wake()
  const stop = (): void => {
    powerMonitor.off('resume', wake)
    main.journey.stop()
  }
  if (window.isDestroyed()) return stop()
  window.on('focus', () => void main.journey.check())
  powerMonitor.on('resume', wake)
  window.on('closed', stop)
  await main.journey.begin()
}

/** Everything behind the window; null where the recording that was asked for is none, and the window says so. */
async function openMain(...given: Parameters<typeof CreateMain>): Promise<Main | null> {
  const { createMain } = await import('./create-main.ts')
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

/**
 * The organisation's picture comes after the page: a path that leads over a slow network holds nothing up. A recording's configuration
 * is somebody else's, and may name no file of this computer.
 */
async function showLogo(reading: ConfigReading, machineFolder: string | null, store: Store, log: Log) {
  const file = reading.kind === 'ready' ? reading.config.branding.logo : undefined
  if (file === undefined || machineFolder !== null) return
  const { readLogo } = await import('../window/read-logo.ts')
  const logo = await readLogo(file, log)
  const { configuration } = store.getState()
  if (configuration.kind !== 'ready') return
  store.setState({ configuration: { ...configuration, branding: { ...configuration.branding, logo } } })
}
