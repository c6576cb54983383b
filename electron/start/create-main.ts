import { app, shell, type BrowserWindow } from 'electron'
import path from 'node:path'
import { decideLanguage } from '../../shared/words/words.ts'
import { identity } from '../context/app-identity.ts'
import type { ConfigReading } from '../context/config-file.ts'
import { findScanFile } from '../files/computer-folder.ts'
import { createJourney, type Journey } from '../journey/journey.ts'
import type { Log } from '../context/log.ts'
import { mayOpen, mayOpenSite } from '../window/may-open.ts'
import { writeShortcut } from '../window/write-shortcut.ts'
import { createNetFetch } from './net-fetch.ts'
import { readRedirect } from './net-redirect.ts'
import { mayReadUnprompted, platformFor, platformThatAsksFirst, type Machine } from '../platform/index.ts'
import type { Platform } from '../platform/platform.ts'
import type { DiskOwner } from '../platform/local-disk.ts'
import { createFirstSeen, firstSuccessName, firstUnknownName } from '../plan/first-seen.ts'
import { createKnownPerson, knownPersonName } from '../plan/known-person.ts'
import { installationName } from '../report/installation.ts'
import { createOutbox } from '../report/outbox.ts'
import { createReporter, retryDelay } from '../report/reporter.ts'
import { createSignaller } from '../report/signaller.ts'
import { startRescueProcess } from '../rescue/worker/start-rescue-process.ts'
import { createPatientFetch } from '../session/patient-fetch.ts'
import { readEncryption } from '../session/safe-storage.ts'
import { createSession, type Session, type SessionPorts } from '../session/session.ts'
import { createTokenCache } from '../session/token-cache.ts'
import { readBrowserPages } from '../session/ways/browser-pages.ts'
import { createBrowserWay } from '../session/ways/browser-way.ts'
import { signInWithCode } from '../session/ways/device-code-way.ts'
import type { createReplay as CreateReplay } from '../replay/replay.ts'
import { startReplayUtility } from '../replay/start-replay-utility.ts'
import type { Store } from '../context/store.ts'

/** The parts of main that a window needs, or a start without one. */
export type Main = {
  readonly journey: Journey
  readonly session: Pick<Session, 'ask' | 'cancel' | 'extend' | 'facts' | 'openPage'>
  readonly submit: () => Promise<void>
  readonly save: (file: string, isRedacted: boolean) => Promise<void>
  /** Settles when the endpoint knows why the sign-in failed, or could not be reached. */
  readonly whenSent: () => Promise<void>
  /** The computer has slept: what was known is old. */
  readonly wake: () => void
  /** The person knows what macOS will ask: the look begins. */
  readonly allow: () => Promise<void>
}

/** Throws `RecordingRefused` where the recording that was asked for is none. */
export async function createMain(
  window: Pick<BrowserWindow, 'getNativeWindowHandle'>,
  reading: Extract<ConfigReading, { kind: 'ready' }>,
  store: Store,
  { machineFolder, isReplay, hasWindow, userData }: MachinePlaces,
  log: Log,
): Promise<Main> {
  const { config } = reading
  // The one place that gives an address to the system.
  const openPage = async (url: string): Promise<void> => {
    if (mayOpen(url, config)) await shell.openExternal(url)
    else log.warn('page-refused')
  }
  const openSite = async (url: string): Promise<void> => {
    if (mayOpenSite(url, config)) await shell.openExternal(url)
    else log.warn('page-refused')
  }
  const now = (): Date => new Date()
  const known = { config, log, now }
  const { platform, asksFirst, disk } = await openMachine({ machineFolder, isReplay, hasWindow }, openPage)
  if (asksFirst !== null) store.setState({ access: 'to-ask' })
  const scanFile = await findScanFile(
    isReplay && machineFolder !== null
      ? { kind: 'in-recording', folder: machineFolder }
      : { kind: 'computer', owner: disk, userData },
  )
  // Few starts need these; the others need not wait for them.
  const save = async (file: string, isRedacted: boolean): Promise<void> =>
    (await import('../replay/save-recording.ts')).saveRecording(
      { platform, config, scanFile, store, log },
      file,
      isRedacted,
    )
  if (isReplay) return await createReplayMain({ ...known, platform, scanFile, store, save })
  const network = createNetFetch()
  const knownPerson = createKnownPerson(path.join(userData, knownPersonName), log)
  const session = createPersonSession({ ...known, window, knownPerson, network, openPage, userData, store })
  // A row of the console is one computer's.
  const installationFile = path.join(path.dirname(scanFile), installationName)
  const reporter = createReporter({
    outbox: createOutbox(path.join(userData, 'outbox'), log),
    installationFile,
    session,
    hasCounts: config.reports.counts,
    show: (report) => store.setState({ report }),
    log,
    retryDelay,
  })
  const { fetch } = network
  const signaller = createSignaller({ ...known, platform, installationFile, hasWindow, fetch })
  const journey = createJourney({
    ...known,
    app: identity,
    refused: reading,
    platform,
    session,
    knownPerson,
    reporter,
    scanFile,
    disk,
    firstSuccessFile: path.join(userData, firstSuccessName),
    startRescueProcess,
    tellWithoutToken: signaller.tell,
    hasWindow,
    store,
    openPage,
    openSite,
    writeShortcut: machineFolder === null ? writeShortcut : null,
    readRedirect,
  })
  const wake = (): void => void network.forgetConnections().then(() => journey.check({ fresh: true }))
  const allow = async (): Promise<void> => {
    if (asksFirst === null) return
    asksFirst.allow()
    store.setState({ access: 'open' })
    await journey.check({ fresh: true })
  }
  return { journey, session, submit: reporter.submit, save, whenSent: signaller.whenSent, wake, allow }
}

/** Which computer is checked, whether there is a window, and where this person's data lies. */
type MachinePlaces = {
  readonly machineFolder: string | null
  readonly isReplay: boolean
  readonly hasWindow: boolean
  readonly userData: string
}

/** A recording has no sign-in, sends nothing, and copies nothing. */
async function createReplayMain({
  save,
  ...ports
}: Omit<Parameters<typeof CreateReplay>[0], 'app'> & Pick<Main, 'save'>): Promise<Main> {
  const { createReplay } = await import('../replay/replay.ts')
  const nothing = async (): Promise<void> => undefined
  return {
    journey: createReplay({ app: identity, ...ports }),
    session: {
      cancel: () => undefined,
      extend: () => undefined,
      openPage: nothing,
      facts: () => ({ kind: 'signed-out' }),
      ask: () => Promise.resolve({ kind: 'sign-in-needed' }),
    },
    submit: nothing,
    save,
    whenSent: nothing,
    wake: () => undefined,
    allow: nothing,
  }
}

type PersonSessionPorts = Pick<SessionPorts, 'config' | 'knownPerson' | 'openPage' | 'log' | 'now'> & {
  readonly window: Pick<BrowserWindow, 'getNativeWindowHandle'>
  readonly network: ReturnType<typeof createNetFetch>
  readonly userData: string
  readonly store: Store
}

/** The session of the person, with their browser, the key store of the system, and the window's state. */
function createPersonSession({ window, network, userData, store, ...ports }: PersonSessionPorts): Session {
  const { config, log } = ports
  return createSession({
    ...ports,
    cache: async () =>
      createTokenCache(path.join(userData, 'session', 'token-cache.bin'), await readEncryption(), log),
    ways: async () => ({
      here: createBrowserWay(
        await readBrowserPages(decideLanguage(store.getState().language, config.language, [app.getLocale()])),
        () => window.getNativeWindowHandle(),
      ),
      'device-code': signInWithCode,
    }),
    fetch: createPatientFetch(network.fetch),
    show: (state) => store.setState({ session: state }),
    unknownSince: createFirstSeen(path.join(userData, firstUnknownName), log).since,
  })
}

/** The computer that is checked. `asksFirst` where macOS will ask the person, who is prepared for it before. */
async function openMachine(
  { machineFolder, isReplay, hasWindow }: Omit<MachinePlaces, 'userData'>,
  openPage: (url: string) => Promise<void>,
): Promise<{
  readonly platform: Platform
  readonly asksFirst: Awaited<ReturnType<typeof platformThatAsksFirst>> | null
  readonly disk: DiskOwner
}> {
  const machine: Machine =
    machineFolder === null
      ? { kind: 'this', system: process.platform, openUri: openPage, isUnattended: !hasWindow }
      : { kind: 'recorded', folder: machineFolder, reader: isReplay ? startReplayUtility : null }
  const asksFirst =
    hasWindow && !(await mayReadUnprompted(machine)) ? await platformThatAsksFirst(openPage) : null
  return {
    platform: asksFirst?.platform ?? (await platformFor(machine)),
    asksFirst,
    disk:
      machineFolder === null
        ? { kind: 'this', system: process.platform }
        : { kind: 'recorded', folder: machineFolder },
  }
}
