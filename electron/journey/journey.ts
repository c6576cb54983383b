import path from 'node:path'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { CheckInput } from '../../shared/checks/index.ts'
import type { WebFacts } from '../../shared/checks/web.ts'
import type { Config } from '../../shared/config/config.ts'
import type { SignInWay } from '../../shared/window/ipc.ts'
import { toDirectedConfig } from '../../shared/config/directed-config.ts'
import { knowledgeFromConfig } from '../../shared/config/knowledge-from-config.ts'
import { isGateOpen, mainHostOf, type PlanKnowledge } from '../../shared/move/plan.ts'
import type { NoRescueReason, RescueState, RescueTotals } from '../../shared/files/rescue.ts'
import { lostReasons, type NotUploadedReason } from '../../shared/files/scan.ts'
import { lastResult } from '../../shared/window/state.ts'
import { isOfClient, type RemedyId } from '../../shared/findings/remedy.ts'
import { checkMachine, findRescueTarget } from '../../shared/checks/check-machine.ts'
import type { RescueTarget } from '../../shared/checks/rescue-target.ts'
import { isExpectedSignIn } from '../../shared/checks/expected-person.ts'
import { createDriveService } from '../graph/drive-service.ts'
import { createSavedRetry } from './retry-saved.ts'
import { createScanService } from '../files/scan-service.ts'
import { pendingFilesName } from '../files/pending-files.ts'
import { createLinkService, type ReadRedirect } from './link-service.ts'
import type { Log } from '../log.ts'
import { askPlan } from '../plan/ask-plan.ts'
import { createAcceptedPerson } from '../plan/accepted-person.ts'
import { createFirstSeen } from '../plan/first-seen.ts'
import type { KnownPerson } from '../plan/known-person.ts'
import type { DiskOwner } from '../platform/local-disk.ts'
import type { Platform } from '../platform/platform.ts'
import { createRescueService, type RescueService, type StartRescueProcess } from '../rescue/rescue-service.ts'
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
  /** A verb of the rescue. */
  readonly rescue: RescueService['ask']
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

type Addresses = {
  readonly sourceUpn?: string | null | undefined
  readonly targetUpn?: string | null | undefined
}

const answerLifeMilliseconds = 60_000
/** So long a plan waits for Graph to tell what is in two hundred folders. */
const longestListing = 60_000
/** How long until files of a folder that is the new OneDrive itself are looked for again. */
const inPlacePauseMilliseconds = 600_000
/** The sync client writes many values one after the other. */
const settleMilliseconds = 250

/** Joins session, plan, machine and report into the one journey. */
export function createJourney(ports: JourneyPorts): Journey {
  const { config, platform, session, reporter, store, log, now } = ports
  let knowledge: PlanKnowledge = fromConfig()
  /** Where the person is going: on the way back, that is the old source. */
  const aim = (): Config => toDirectedConfig(config, session.direction() === 'return')
  const accepted = createAcceptedPerson({
    facts: () => session.facts(),
    config: aim,
    known: ports.knownPerson,
  })
  let web: WebFacts = { kind: 'not-asked' }
  /** Where files may be copied to, as the last look at the computer found. */
  let target: RescueTarget | null = null
  let answeredAt = 0
  /** Whom the endpoint's last answer is about. */
  let answeredFor = ''
  let comparedAt = 0
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
          knowledge: () => knowledge,
          signal: AbortSignal.any([leaving.signal, AbortSignal.timeout(longestListing)]),
        }),
    }),
    confirmTarget: async () =>
      findRescueTarget({
        platform,
        config,
        direction: session.direction(),
        knowledge,
        identity: await accepted.facts(),
        web,
      }),
    show: showRescue,
    onChange: changed,
    log,
  })
  const graph = { session, knowledge: () => knowledge, isAllowed: config.features.graph, log, now }
  const proof = createUploadVerifier({
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
  const firstSuccess = createFirstSeen(ports.firstSuccessFile, log)
  const drive = createDriveService({
    session,
    doneSince: (time) => firstSuccess.since(whoIsSignedIn(), time),
    onDue: changed,
    now,
  })
  const savedRetry = createSavedRetry(session, changed)
  const links = createLinkService({ readRedirect: ports.readRedirect, onChange: changed, now })
  store.setState({ plan: knowledge })

  async function begin(): Promise<void> {
    await session.restore()
    if (isStopped) return
    showAim()
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
      settleMilliseconds,
    )
  }

  /** What has just been copied is looked for in the cloud without waiting for the next look. */
  function showRescue(next: RescueState): void {
    const { rescue: last } = store.getState()
    store.setState({ rescue: next })
    if (last.run.kind === 'copying' && next.run.kind !== 'copying') prove(true)
  }

  function prove(isWished: boolean): void {
    const { totals } = store.getState().rescue
    if ((totals?.all.copied.files ?? 0) > 0) void proof.look(rescue.rescued, isWished)
  }

  /** Compares lost files and links to notebooks with the new OneDrive: once, and again when somebody asks. */
  function compare(isWished: boolean): void {
    const { totals, run } = store.getState().rescue
    const isBusy = run.kind === 'copying' || run.kind === 'planning'
    const isInPlace = run.kind === 'unavailable' && run.reason === 'same-folder'
    const files = totals === null ? 0 : isInPlace ? countUnsettled(totals) : countLost(totals, isWished)
    const links = isWished ? totals?.all['notebook-link'].files : totals?.unseenNotebooks
    const lost = files + (links ?? 0)
    if (!ports.hasWindow || isBusy || lost === 0) return
    // OneDrive uploads these where they are, in its own time.
    const isDue = isInPlace && now().getTime() - comparedAt > inPlacePauseMilliseconds
    if (isDue) comparedAt = now().getTime()
    void comparer.look(rescue.lost, isWished || isDue)
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
    forgetAnswers()
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
      await askServices(fresh)
      const result = await judge()
      store.setState({ check: { kind: 'done', result } })
      prove(fresh)
      compare(fresh)
      if (newsOf(result) !== newsOf(last)) store.setState({ remedy: { kind: 'none' } })
      // While the old folders are looked through or compared, a report would have to be followed by another one.
      const { scan, comparison } = store.getState()
      const isSettled = scan.kind !== 'running' && comparison.kind !== 'running'
      const isSignedIn = session.facts().kind === 'signed-in'
      // A person who closes the window would not be reported otherwise.
      if (!isSignedIn && (isSettled || ports.hasWindow)) ports.tellWithoutToken(result)
      if (isSettled && isSignedIn && (await isExpected()) && result.phase !== 'not-due')
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
      knowledge,
      identity,
      web,
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

  async function askServices(fresh: boolean): Promise<void> {
    if (session.facts().kind !== 'signed-in') return forgetAnswers()
    const who = whoIsSignedIn()
    // What is known of somebody else says nothing about this person, also while the endpoint is away.
    if (answeredFor !== who) forgetAnswers()
    if (!fresh && now().getTime() - answeredAt < answerLifeMilliseconds) {
      // A drive has a time of its own: the only call for it must not be lost because the plan is still young.
      if (drive.isDue()) await askDrive(false)
      return
    }
    const answer = await askPlan(session, now)
    // Somebody else has signed in meanwhile: the answer is not about them.
    if (whoIsSignedIn() !== who) return await askServices(fresh)
    // What was known stays known while the endpoint is away; nothing known stays "unreachable".
    if (answer.kind !== 'unreachable' || knowledge.kind !== 'known') {
      // On the way back the other tenant is the right one; a person who signed in to this one has to sign in again.
      if (answer.kind === 'known') await session.turn(answer.plan.direction)
      know(answer)
    }
    answeredFor = whoIsSignedIn()
    await accepted.remember(answer)
    await askDrive(fresh)
    answeredAt = answer.kind === 'unreachable' ? 0 : now().getTime()
  }

  async function askDrive(fresh: boolean): Promise<void> {
    const isAsked = config.features.graph && session.facts().kind === 'signed-in' && (await isExpected())
    web = isAsked ? await drive.ask(knowledge, fresh) : { kind: 'not-asked' }
  }

  /** Nothing is asked of Graph, and nothing reported, in the name of somebody who is not waited for here. */
  async function isExpected(): Promise<boolean> {
    return isExpectedSignIn({ identity: await accepted.facts(), knowledge }, aim())
  }

  /** Tenant and object id: what no change of address touches. */
  function whoIsSignedIn(): string {
    const facts = session.facts()
    if (facts.kind !== 'signed-in') return ''
    const { tenantId, objectId = '', username } = facts.person
    return `${session.direction()} ${tenantId}.${objectId || username}`
  }

  function fromConfig(): PlanKnowledge {
    return knowledgeFromConfig(config, session.direction(), now().toISOString())
  }

  function know(next: PlanKnowledge): void {
    knowledge = next
    store.setState({ plan: next })
    // Addresses that the endpoint has told stay, also for somebody who has to sign in again.
    if (next.kind !== 'known') return
    // The address that the person signs in with now, where the map has an older one.
    const facts = session.facts()
    const isTheirs = next.source === 'endpoint' && facts.kind === 'signed-in'
    showAim(isTheirs ? { ...next.plan, targetUpn: facts.person.username } : next.plan)
  }

  /** The window names both organisations and addresses in the direction of the move. */
  function showAim(addresses: Addresses = aim().plan): void {
    const { configuration } = store.getState()
    if (configuration.kind === 'refused') return
    const { source, target } = aim()
    store.setState({
      configuration: {
        ...configuration,
        source: { name: source.name },
        target: { name: target.name },
        newAddress: addresses.targetUpn ?? null,
        oldAddress: addresses.sourceUpn ?? null,
      },
    })
  }

  function forgetAnswers(): void {
    know(fromConfig())
    drive.forget()
    web = { kind: 'not-asked' }
    answeredAt = 0
  }

  async function openRemedy(remedy: RemedyId): Promise<void> {
    if (isOfClient(remedy) && !isGateOpen(knowledge)) {
      // The window offers none of these before the move has succeeded; a sign-in to OneDrive would stop the move.
      log.warn('remedy-refused-before-gate', { remedy })
    } else if (remedy === 'open-web') await ports.openPage(`https://${mainHostOf(aim().target)}/`)
    else if (remedy === 'open-support') {
      if (config.support.url !== undefined) await ports.openPage(config.support.url)
    } else {
      const email = store.getState().configuration
      const opening = await platform.open(remedy, { email: email.kind === 'ready' ? email.newAddress : null })
      log.info('remedy-opened', { remedy, opening: opening.kind })
      store.setState({
        remedy:
          opening.kind === 'opened' ? { kind: 'opened' } : { kind: 'unavailable', reason: opening.reason },
      })
    }
  }

  return {
    begin,
    signIn,
    signOut,
    tellNumber,
    check,
    stopScan: scans.stop,
    stopComparison: comparer.interrupt,
    rescue: rescue.ask,
    rescueFolder: rescue.folder,
    openRemedy,
    stop: () => {
      isStopped = true
      leaving.abort()
      session.cancel()
      scans.stop()
      links.stop()
      drive.stop()
      savedRetry.stop()
      proof.stop()
      comparer.stop()
      rescue.stop()
      clearTimeout(settling)
      stopWatching()
      reporter.stop()
    },
  }
}

/** Files that are to be compared: those with an unknown state, or also those that the new OneDrive decided before. */
function countLost({ reasons }: RescueTotals, isAgain: boolean): number {
  const isLost = (reason: NotUploadedReason): boolean =>
    isAgain ? lostReasons.has(reason) : reason === 'untold'
  return reasons
    .filter(({ reason }) => isLost(reason))
    .reduce((sum, { counts }) => sum + counts.left.files + counts.failed.files, 0)
}

function countUnsettled({ all }: RescueTotals): number {
  return all.left.files + all.failed.files
}

function newsOf(result: CheckResult | null): string {
  return JSON.stringify([result?.verdict, result?.findings.map(({ code }) => code)])
}
