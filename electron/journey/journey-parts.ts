import path from 'node:path'
import { findRescueTarget } from '../../shared/checks/check-machine.ts'
import type { RescueTarget } from '../../shared/checks/rescue-target.ts'
import type { Config } from '../../shared/config/config.ts'
import { toDirectedConfig } from '../../shared/config/directed-config.ts'
import type { NoRescueReason, RescueState } from '../../shared/files/rescue.ts'
import { isGateOpen } from '../../shared/move/plan.ts'
import { createLibraryFile, toKeptLibrariesFile } from '../files/kept-libraries.ts'
import { toKeptPointersFile } from '../files/kept-pointers.ts'
import { pendingFilesName } from '../files/pending-files.ts'
import { createScanService, type ScanService } from '../files/scan-service.ts'
import { createDriveService, type DriveService } from '../graph/drive-service.ts'
import { createAcceptedPerson, type AcceptedPerson } from '../plan/accepted-person.ts'
import { askSiteAddresses } from '../plan/ask-site-addresses.ts'
import { createNewAddressBook } from '../plan/new-addresses.ts'
import { createFirstSeen } from '../plan/first-seen.ts'
import { createPlanWatch, type PlanWatch } from '../plan/plan-watch.ts'
import { createRescueService, type RescueService } from '../rescue/rescue-service.ts'
import { createLinkMender, type LinkMender } from '../rescue/mender/link-mender.ts'
import { createPointerService, type PointerService } from '../rescue/mender/pointer-service.ts'
import { createCloudComparer } from '../rescue/verify-upload/cloud-comparer.ts'
import { listDrive } from '../rescue/verify-upload/list-drive.ts'
import { createUploadVerifier } from '../rescue/verify-upload/upload-verifier.ts'
import type { CloudComparer, UploadVerifier } from '../rescue/verify-upload/verification.ts'
import { createFollowUps, type FollowUps } from './follow-ups.ts'
import type { JourneyPorts } from './journey-ports.ts'
import { createLibraryService, type LibraryService } from './library-service.ts'
import { createLinkService, type LinkService } from './link-service.ts'
import { createSavedRetry, type SavedRetry } from './saved-retry.ts'
import { createServiceAnswers, toWho, type ServiceAnswers } from './service-answers.ts'

/** What the verbs of the journey and its checks share. */
export type JourneyParts = {
  /** Where the person is going: on the way back, that is the old source. */
  readonly aim: () => Config
  readonly accepted: AcceptedPerson
  readonly drive: DriveService
  readonly answers: ServiceAnswers
  readonly scans: ScanService
  readonly rescue: RescueService
  readonly target: TargetMemory
  readonly comparer: CloudComparer
  readonly followUps: FollowUps
  readonly savedRetry: SavedRetry
  readonly planWatch: PlanWatch
  readonly links: LinkService
  readonly libraries: LibraryService
  readonly pointers: PointerService
  readonly mender: LinkMender
  readonly stop: () => void
}

/** Where files may be copied to, as the last check of the computer found. */
type TargetMemory = {
  readonly set: (target: RescueTarget) => void
  /** True where files cannot be copied for one of these reasons. */
  readonly isUnavailable: (...reasons: readonly NoRescueReason[]) => boolean
}

/** How long a plan waits until Graph has listed two hundred folders. */
const listingTimeoutMs = 60_000

/** Makes the parts of a journey. `onChange`: there is something new to judge. `leaving` ends what waits for Graph. */
export function createJourneyParts(
  ports: JourneyPorts,
  onChange: () => void,
  leaving: AbortSignal,
): JourneyParts {
  const { config, session, store, log, now } = ports
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
    onDue: onChange,
    now,
  })
  const answers = createServiceAnswers({ config, aim, session, accepted, drive, store, now })
  const scans = createScanService({
    platform: ports.platform,
    file: ports.scanFile,
    show: (scan) => store.setState({ scan }),
    onChange,
    log,
  })
  const target = createTargetMemory()
  const rescue = createRescue(ports, { accepted, answers, scans }, { onChange, leaving, show: showRescue })
  const { verifier, comparer } = createVerification(ports, answers, target)
  const followUps = createFollowUps({ store, rescue, verifier, comparer, hasWindow: ports.hasWindow, now })
  const savedRetry = createSavedRetry(session, onChange)
  const libraries = createLibraries(ports, answers, onChange)
  const { pointers, mender } = createOldLinks(ports, answers, aim, onChange)
  const planWatch = watchPlan(ports, answers, onChange)
  const links = createLinkService({ readRedirect: ports.readRedirect, onChange, now })

  /** Looks for what has just been copied in the cloud without waiting for the next check. */
  function showRescue(next: RescueState): void {
    const { rescue: last } = store.getState()
    store.setState({ rescue: next })
    if (last.run.kind === 'copying' && next.run.kind !== 'copying') followUps.verify(true)
  }

  return {
    aim,
    accepted,
    drive,
    answers,
    scans,
    rescue,
    target,
    comparer,
    followUps,
    savedRetry,
    planWatch,
    links,
    libraries,
    pointers,
    mender,
    stop: () => {
      for (const part of [
        scans,
        links,
        libraries,
        pointers,
        mender,
        drive,
        savedRetry,
        planWatch,
        verifier,
        comparer,
        rescue,
      ])
        part.stop()
    },
  }
}

function watchPlan({ session, log }: JourneyPorts, answers: ServiceAnswers, onChange: () => void): PlanWatch {
  const askAgain = (): void => {
    answers.expire()
    onChange()
  }
  return createPlanWatch({ session, knowledge: answers.knowledge, onChange: askAgain, log })
}

function createLibraries(
  { scanFile, session, store, log, now }: JourneyPorts,
  answers: ServiceAnswers,
  onChange: () => void,
): LibraryService {
  const addresses = createNewAddressBook({
    askedFor: async () =>
      isGateOpen(answers.knowledge()) && (await answers.isExpected()) ? toWho(session) : '',
    ask: (keys) => askSiteAddresses(session, keys),
    onChange,
    now,
  })
  return createLibraryService({
    file: createLibraryFile(toKeptLibrariesFile(scanFile), log),
    addresses,
    show: (libraries) => store.setState({ libraries }),
    onChange,
  })
}

function createOldLinks(
  { platform, config, session, store, log, now, ...ports }: JourneyPorts,
  { knowledge, web }: ServiceAnswers,
  aim: () => Config,
  onChange: () => void,
): Pick<JourneyParts, 'pointers' | 'mender'> {
  const pointers = createPointerService({
    platform,
    owner: ports.disk,
    file: toKeptPointersFile(ports.scanFile),
    onFound: (found) =>
      void mender.take(found).catch((error: unknown) => log.error('old-links-unexpected', { error })),
    onChange,
    log,
    now,
  })
  const mender: LinkMender = createLinkMender({
    owner: ports.disk,
    session,
    knowledge,
    isAllowed: config.features.graph,
    places: () => {
      const facts = web()
      return { folder: pointers.newFolder(), url: facts.kind === 'drive' ? facts.webUrl : null }
    },
    mayMakeIn: pointers.mayMakeIn,
    bookmarksBeside: () => {
      const desktop = pointers.desktop()
      return desktop === null ? null : `${desktop}\\Bookmarks`
    },
    mark: () => aim().target.name,
    writeShortcut: ports.writeShortcut,
    show: (oldLinks) => store.setState({ oldLinks }),
    log,
  })
  return { pointers, mender }
}

function createTargetMemory(): TargetMemory {
  let target: RescueTarget | null = null
  return {
    set: (next) => {
      target = next
    },
    isUnavailable: (...reasons) => target?.kind === 'unavailable' && reasons.includes(target.reason),
  }
}

function createRescue(
  ports: JourneyPorts,
  { accepted, answers, scans }: Pick<JourneyParts, 'accepted' | 'answers' | 'scans'>,
  { onChange, leaving, show }: RescueHooks,
): RescueService {
  const { config, platform, session, log } = ports
  const { knowledge } = answers
  return createRescueService({
    start: ports.startRescueProcess,
    machine: ports.disk,
    listFile: path.join(path.dirname(ports.scanFile), pendingFilesName),
    listed: scans.listed,
    ...(config.features.graph && {
      listDrive: (folders) =>
        listDrive(folders, {
          session,
          knowledge,
          signal: AbortSignal.any([leaving, AbortSignal.timeout(listingTimeoutMs)]),
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
    show,
    onChange,
    log,
  })
}

type RescueHooks = {
  readonly onChange: () => void
  readonly leaving: AbortSignal
  readonly show: (state: RescueState) => void
}

function createVerification(
  { config, session, store, log, now }: JourneyPorts,
  { knowledge }: ServiceAnswers,
  target: TargetMemory,
): { readonly verifier: UploadVerifier; readonly comparer: CloudComparer } {
  const graph = { session, knowledge, isAllowed: config.features.graph, log, now }
  return {
    verifier: createUploadVerifier({
      ...graph,
      isTheirs: () => !target.isUnavailable('target-unproven', 'target-of-other', 'target-not-linked'),
      show: (state) => store.setState({ proof: state }),
    }),
    comparer: createCloudComparer({
      ...graph,
      // Lost files are compared with the drive of the signed-in person, who must be the right one.
      isTheirs: () => !target.isUnavailable('target-unproven'),
      show: (state) => store.setState({ comparison: state }),
    }),
  }
}
