import type { SignInWay } from '../../shared/window/requests.ts'
import type { RemedyId } from '../../shared/findings/remedy.ts'
import type { LinkMender } from '../rescue/mender/link-mender.ts'
import type { RescueService } from '../rescue/rescue-service.ts'
import { createCheckCycle, type CheckOptions } from './check-cycle.ts'
import { createJourneyParts } from './journey-parts.ts'
import type { JourneyPorts } from './journey-ports.ts'
import { openRemedy } from './open-remedy.ts'

/** What the person does, one verb each; what becomes of it is in the store. */
export type Journey = {
  begin(): Promise<void>
  signIn(way: SignInWay): Promise<void>
  signOut(): Promise<void>
  /** The number that Microsoft's page shows: why it does not come back. */
  tellNumber(number: number): Promise<void>
  check(options?: CheckOptions): Promise<void>
  stopScan(): void
  stopComparison(): void
  /** What the person may ask of the rescue; null where there is none. */
  readonly rescue: RescueService['verbs'] | null
  /** Where the copies are, on this computer; null where there are none. */
  readonly rescueFolder: RescueService['folder']
  /** Opens the new address of a library of the old organisation; nothing where it is not known. */
  openLibrary(id: string): Promise<void>
  settleLibrary(id: string, isSettled: boolean): Promise<void>
  /** What the person may ask of the list of old links; null where there is none. */
  readonly oldLinks: Pick<LinkMender, 'list' | 'make' | 'makeBookmarks'> | null
  openRemedy(remedy: RemedyId): Promise<void>
  stop(): void
}

/** The sync client writes many values one after the other. */
const changeDebounceMs = 250

/** Joins session, plan, machine and report into the one journey. */
export function createJourney(ports: JourneyPorts): Journey {
  const { platform, session, reporter, store } = ports
  const leaving = new AbortController()
  const isStopped = (): boolean => leaving.signal.aborted
  let debounce: NodeJS.Timeout | undefined
  let stopWatching = (): void => undefined
  const parts = createJourneyParts(ports, changed, leaving.signal)
  const { aim, answers, rescue } = parts
  const { check, checkAgain } = createCheckCycle(ports, parts, isStopped)

  /** Checks again once the machine is quiet, and shows it only when something changed. */
  function changed(): void {
    if (isStopped()) return
    clearTimeout(debounce)
    debounce = setTimeout(() => void checkAgain(), changeDebounceMs)
  }

  async function begin(): Promise<void> {
    await session.restore()
    if (isStopped()) return
    answers.showAim()
    stopWatching = platform.watch(changed)
    await check()
    await reporter.flush()
  }

  async function signIn(way: SignInWay): Promise<void> {
    await session.signIn(way)
    await check({ fresh: true })
    await reporter.flush()
  }

  async function tellNumber(number: number): Promise<void> {
    await session.tellNumber(number)
    // The page may have refused what is wanted for Graph alone: then the step for it says why.
    parts.drive.forget()
    await check({ fresh: true })
  }

  async function signOut(): Promise<void> {
    await session.signOut()
    answers.forget()
    store.setState({ report: { kind: 'none' } })
    await check()
  }

  return {
    begin,
    signIn,
    signOut,
    tellNumber,
    check,
    stopScan: parts.scans.stop,
    stopComparison: parts.comparer.interrupt,
    rescue: rescue.verbs,
    rescueFolder: rescue.folder,
    openLibrary: async (id) => {
      const address = parts.libraries.addressOf(id)
      if (address !== null) await ports.openSite(address)
    },
    settleLibrary: parts.libraries.settle,
    oldLinks: parts.mender,
    openRemedy: (remedy) => openRemedy(remedy, { ...ports, config: aim(), knowledge: answers.knowledge() }),
    stop: () => {
      leaving.abort()
      session.cancel()
      parts.stop()
      clearTimeout(debounce)
      stopWatching()
      reporter.stop()
    },
  }
}
