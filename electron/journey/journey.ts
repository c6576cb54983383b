import path from 'node:path'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { CheckInput } from '../../shared/checks/index.ts'
import type { Config } from '../../shared/config/config.ts'
import type { SignInWay } from '../../shared/window/requests.ts'
import { toDirectedConfig } from '../../shared/config/directed-config.ts'
import type { NoRescueReason, RescueState } from '../../shared/files/rescue.ts'
import { lastResult } from '../../shared/window/state.ts'
import type { RemedyId } from '../../shared/findings/remedy.ts'
import { checkMachine, findRescueTarget } from '../../shared/checks/check-machine.ts'
import type { RescueTarget } from '../../shared/checks/rescue-target.ts'
import { createDriveService } from '../graph/drive-service.ts'
import { createSavedRetry } from './saved-retry.ts'
import { createScanService } from '../files/scan-service.ts'
import { pendingFilesName } from '../files/pending-files.ts'
import { createFollowUps } from './follow-ups.ts'
import { openRemedy } from './open-remedy.ts'
import { createServiceAnswers, toWho } from './service-answers.ts'
import { createLinkService, type ReadRedirect } from './link-service.ts'
import type { Log } from '../log.ts'
import { createAcceptedPerson } from '../plan/accepted-person.ts'
import { createFirstSeen } from '../plan/first-seen.ts'
import type { KnownPerson } from '../plan/known-person.ts'
import type { DiskOwner } from '../platform/local-disk.ts'
import type { Platform } from '../platform/platform.ts'
import type { StartRescueProcess } from '../rescue/rescue-connection.ts'
import { createRescueService, type RescueService } from '../rescue/rescue-service.ts'
import { createCloudComparer } from '../rescue/verify-upload/cloud-comparer.ts'
import { listDrive } from '../rescue/verify-upload/list-drive.ts'
import { createUploadVerifier } from '../rescue/verify-upload/upload-verifier.ts'
import type { Reporter } from '../report/reporter.ts'
import type { Session } from '../session/session.ts'
import type { Store } from '../context/store.ts'

/** What the person does, one verb each; what becomes of it is in the store. */
export type Journey = {
  begin(): Promise<void>
  signIn(way: SignInWay): Promise<void>
  signOut(): Promise<void>
  /** The number that Microsoft's page shows: why it does not come back. */
  tellNumber(number: number): Promise<void>
  /** `fresh` asks endpoint and Graph again even if they answered a moment ago; `quiet` shows no sign of the look itself. */
  check(options?: { readonly fresh?: boolean; readonly quiet?: boolean }): Promise<void>
  stopScan(): void
  stopComparison(): void
  /** What the person may ask of the rescue; null where there is none. */
  readonly rescue: RescueService['verbs'] | null
  /** Where the copies are, on this computer; null where there are none. */
  readonly rescueFolder: RescueService['folder']
  openRemedy(remedy: RemedyId): Promise<void>
  stop(): void
}

export type JourneyPorts = {
  readonly app: { readonly name: string; readonly version: string }
  readonly config: Config
  /** What policy had wrong; see `CheckInput`. */
  readonly refused: NonNullable<CheckInput['refused']>
  readonly platform: Platform
  readonly session: Session
  /** Who was accepted on this computer. */
  readonly knownPerson: KnownPerson
  readonly reporter: Reporter
  /** Where the last look through the old folders is remembered. */
  readonly scanFile: string
  /** Where it is remembered since when the move has been done. */
  readonly firstSuccessFile: string
  /** Whose files they are. */
  readonly disk: DiskOwner
  readonly startRescueProcess: StartRescueProcess
  /** Hears what a look came to where nobody is signed in. */
  readonly tellWithoutToken: (result: CheckResult) => void
  /** Somebody is there to see that files are compared, and to stop it. */
  readonly hasWindow: boolean
  readonly store: Store
  readonly openPage: (url: string) => Promise<void>
  /** How the address of the old OneDrive is asked where it leads. */
  readonly readRedirect: ReadRedirect
  readonly log: Log
  readonly now: () => Date
}

/** So long a plan waits for Graph to tell what is in two hundred folders. */
const longestListing = 60_000
/** The sync client writes many values one after the other. */
const changeDebounceMs = 250

/** Joins session, plan, machine and report into the one journey. */
export function createJourney(ports: JourneyPorts): Journey {
  const { config, platform, session, reporter, store, log, now } = ports
  /** Where the person is going: on the way back, that is the old source. */
  const aim = (): Config => toDirectedConfig(config, session.direction() === 'return')
  const accepted = createAcceptedPerson({
    facts: () => session.facts(),
    config: aim,
    known: ports.knownPerson,
  })
  const firstSuccess = createFirstSeen(ports.firstSuccessFile, log)
  const drive = createDriveService({
    session,
    doneSince: (time) => firstSuccess.since(toWho(session), time),
    onDue: changed,
    now,
  })
  const answers = createServiceAnswers({ config, aim, session, accepted, drive, store, now })
  const { knowledge } = answers
  /** Where files may be copied to, as the last look at the computer found. */
  let target: RescueTarget | null = null
  let running: Promise<void> | null = null
  let settling: NodeJS.Timeout | undefined
  let stopWatching = (): void => undefined
  let isStopped = false
  const scans = createScanService({
    platform,
    file: ports.scanFile,
    show: (scan) => store.setState({ scan }),
    onChange: changed,
    log,
  })
  const leaving = new AbortController()
  const rescue = createRescueService({
    start: ports.startRescueProcess,
    machine: ports.disk,
    listFile: path.join(path.dirname(ports.scanFile), pendingFilesName),
    listed: scans.listed,
    ...(config.features.graph && {
      listDrive: (folders) =>
        listDrive(folders, {
          session,
          knowledge,
          signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(longestListing)]),
        }),
    }),
    confirmTarget: async () =>
      findRescueTarget({
        platform,
        config,
        direction: session.direction(),
        knowledge: knowledge(),
        identity: await accepted.facts(),
        web: answers.web(),
      }),
    show: showRescue,
    onChange: changed,
    log,
  })
  const graph = { session, knowledge, isAllowed: config.features.graph, log, now }
  const verifier = createUploadVerifier({
    ...graph,
    isTheirs: () => !isTarget('target-unproven', 'target-of-other', 'target-not-linked'),
    show: (state) => store.setState({ proof: state }),
  })
  const comparer = createCloudComparer({
    ...graph,
    // Lost files are compared with the drive of the signed-in person, who must be the right one.
    isTheirs: () => !isTarget('target-unproven'),
    show: (state) => store.setState({ comparison: state }),
  })
  const followUps = createFollowUps({ store, rescue, verifier, comparer, hasWindow: ports.hasWindow, now })
  const savedRetry = createSavedRetry(session, changed)
  const links = createLinkService({ readRedirect: ports.readRedirect, onChange: changed, now })

  async function begin(): Promise<void> {
    await session.restore()
    if (isStopped) return
    answers.showAim()
    stopWatching = platform.watch(changed)
    await check()
    await reporter.flush()
  }

  /** True where files cannot be copied for one of these reasons. */
  function isTarget(...reasons: readonly NoRescueReason[]): boolean {
    return target?.kind === 'unavailable' && reasons.includes(target.reason)
  }

  /** Checks again once the machine is quiet, and shows it only when something changed. */
  function changed(): void {
    if (isStopped) return
    clearTimeout(settling)
    settling = setTimeout(
      () => void (running ?? Promise.resolve()).then(() => check({ quiet: true })),
      changeDebounceMs,
    )
  }

  /** What has just been copied is looked for in the cloud without waiting for the next look. */
  function showRescue(next: RescueState): void {
    const { rescue: last } = store.getState()
    store.setState({ rescue: next })
    if (last.run.kind === 'copying' && next.run.kind !== 'copying') followUps.verify(true)
  }

  async function signIn(way: SignInWay): Promise<void> {
    await session.signIn(way)
    await check({ fresh: true })
    await reporter.flush()
  }

  async function tellNumber(number: number): Promise<void> {
    await session.tellNumber(number)
    // The page may have refused what is wanted for Graph alone: then the step for it says why.
    drive.forget()
    await check({ fresh: true })
  }

  async function signOut(): Promise<void> {
    await session.signOut()
    answers.forget()
    store.setState({ report: { kind: 'none' } })
    await check()
  }

  // Checks never overlap: a second wish joins the check that is running.
  function check({ fresh = false, quiet = false } = {}): Promise<void> {
    running ??= runCheck(fresh, quiet).finally(() => {
      running = null
    })
    return running
  }

  async function runCheck(fresh: boolean, quiet: boolean): Promise<void> {
    const last = lastResult(store.getState().check)
    if (!quiet || last === null) store.setState({ check: { kind: 'running', last } })
    try {
      if (fresh) scans.renew()
      await answers.ask(fresh)
      const result = await judge()
      store.setState({ check: { kind: 'done', result } })
      followUps.verify(fresh)
      followUps.compare(fresh)
      if (newsOf(result) !== newsOf(last)) store.setState({ remedy: { kind: 'none' } })
      // While the old folders are looked through or compared, a report would have to be followed by another one.
      const { scan, comparison } = store.getState()
      const isSettled = scan.kind !== 'running' && comparison.kind !== 'running'
      const isSignedIn = session.facts().kind === 'signed-in'
      // A person who closes the window would not be reported otherwise.
      if (!isSignedIn && (isSettled || ports.hasWindow)) ports.tellWithoutToken(result)
      if (isSettled && isSignedIn && (await answers.isExpected()) && result.phase !== 'not-due')
        await prepareReport(result)
    } catch (error) {
      log.error('check-unexpected', { error })
      store.setState({ check: { kind: 'broken', last } })
    } finally {
      if (!isStopped) savedRetry.update()
    }
  }

  // A report that cannot be made, on a full disk for one, must not hide what was found.
  async function prepareReport(result: CheckResult): Promise<void> {
    await reporter.prepare(result).catch((error: unknown) => log.error('report-not-prepared', { error }))
  }

  async function judge(): Promise<CheckResult> {
    const { app } = ports
    const identity = await accepted.facts()
    const direction = session.direction()
    return checkMachine({
      platform,
      config,
      refused: ports.refused,
      scope: 'full',
      direction,
      knowledge: knowledge(),
      identity,
      web: answers.web(),
      links: config.features.links ? links.ask : () => ({ kind: 'not-asked' }),
      // The outbox is in the window's own state.
      report: { kind: 'none' },
      scan: scans.ask,
      look: scans.look,
      rescue: (asking) => {
        target = asking.target
        return rescue.settle(asking)
      },
      app,
      now,
    })
  }

  return {
    begin,
    signIn,
    signOut,
    tellNumber,
    check,
    stopScan: scans.stop,
    stopComparison: comparer.interrupt,
    rescue: rescue.verbs,
    rescueFolder: rescue.folder,
    openRemedy: (remedy) => openRemedy(remedy, { ...ports, config: aim(), knowledge: knowledge() }),
    stop: () => {
      isStopped = true
      leaving.abort()
      session.cancel()
      scans.stop()
      links.stop()
      drive.stop()
      savedRetry.stop()
      verifier.stop()
      comparer.stop()
      rescue.stop()
      clearTimeout(settling)
      stopWatching()
      reporter.stop()
    },
  }
}

function newsOf(result: CheckResult | null): string {
  return JSON.stringify([result?.verdict, result?.findings.map(({ code }) => code)])
}
