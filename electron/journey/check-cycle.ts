import { checkMachine } from '../../shared/checks/check-machine.ts'
import type { CheckResult } from '../../shared/checks/check-result.ts'
import { lastResult } from '../../shared/window/state.ts'
import type { JourneyParts } from './journey-parts.ts'
import type { JourneyPorts } from './journey-ports.ts'

export type CheckOptions = {
  /** Asks endpoint and Graph again even if they answered a moment ago. */
  readonly fresh?: boolean
  /** Shows no sign of the check itself. */
  readonly quiet?: boolean
}

/** Checks the computer, shows the result, and starts what follows from it. */
export type CheckCycle = {
  /** Checks never overlap: a second wish joins the check that is running. */
  readonly check: (options?: CheckOptions) => Promise<void>
  /** After the check that is running, a quiet one of its own. */
  readonly checkAgain: () => Promise<void>
}

export function createCheckCycle(
  ports: JourneyPorts,
  parts: JourneyParts,
  isStopped: () => boolean,
): CheckCycle {
  const { store, log } = ports
  let running: Promise<void> | null = null

  function check({ fresh = false, quiet = false }: CheckOptions = {}): Promise<void> {
    running ??= run(fresh, quiet).finally(() => {
      running = null
    })
    return running
  }

  async function run(fresh: boolean, quiet: boolean): Promise<void> {
    const last = lastResult(store.getState().check)
    if (!quiet || last === null) store.setState({ check: { kind: 'running', last } })
    try {
      if (fresh) {
        parts.scans.renew()
        parts.pointers.renew()
      }
      await parts.answers.ask(fresh)
      const result = await judge(ports, parts)
      store.setState({ check: { kind: 'done', result } })
      parts.followUps.verify(fresh)
      parts.followUps.compare(fresh)
      if (newsOf(result) !== newsOf(last)) store.setState({ remedy: { kind: 'none' } })
      await tellOthers(ports, parts, result)
    } catch (error) {
      log.error('check-unexpected', { error })
      store.setState({ check: { kind: 'broken', last } })
    } finally {
      if (!isStopped()) parts.savedRetry.update()
      // No one waits for a look without a window: it ends before anything changes.
      if (!isStopped() && ports.hasWindow) parts.planWatch.update()
    }
  }

  return {
    check,
    checkAgain: async () => {
      await running
      await check({ quiet: true })
    },
  }
}

/** Prepares the report, or sends a signal where no one is signed in. */
async function tellOthers(
  { store, session, hasWindow, reporter, tellWithoutToken, log }: JourneyPorts,
  { answers }: JourneyParts,
  result: CheckResult,
): Promise<void> {
  // While the old folders are scanned or compared, a report would have to be followed by another one.
  const { scan, comparison } = store.getState()
  const isSettled = scan.kind !== 'running' && comparison.kind !== 'running'
  const isSignedIn = session.facts().kind === 'signed-in'
  // A person who closes the window would not be reported otherwise.
  if (!isSignedIn && (isSettled || hasWindow)) tellWithoutToken(result)
  if (!isSettled || !isSignedIn || !(await answers.isExpected()) || result.phase === 'not-due') return
  // A report that cannot be made, on a full disk for one, must not hide what was found.
  await reporter.prepare(result).catch((error: unknown) => log.error('report-not-prepared', { error }))
}

async function judge(ports: JourneyPorts, parts: JourneyParts): Promise<CheckResult> {
  const { app, config, platform, session, now } = ports
  const { accepted, answers, libraries, links, pointers, scans, rescue, target } = parts
  const identity = await accepted.facts()
  return checkMachine({
    platform,
    config,
    refused: ports.refused,
    scope: 'full',
    direction: session.direction(),
    knowledge: answers.knowledge(),
    identity,
    web: answers.web(),
    links: config.features.links ? links.ask : () => ({ kind: 'not-asked' }),
    // The outbox is in the window's own state.
    report: { kind: 'none' },
    scan: scans.ask,
    look: scans.look,
    libraries: libraries.ask,
    pointers: pointers.ask,
    rescue: (asking) => {
      target.set(asking.target)
      return rescue.countOutcomes(asking)
    },
    app,
    now,
  })
}

function newsOf(result: CheckResult | null): string {
  return JSON.stringify([result?.verdict, result?.findings.map(({ code }) => code)])
}
