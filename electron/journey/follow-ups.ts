import type { RescueState, RescueTotals } from '../../shared/files/rescue.ts'
import { lostReasons, type NotUploadedReason } from '../../shared/files/scan.ts'
import type { Store } from '../context/store.ts'
import type { RescueService } from '../rescue/rescue-service.ts'
import type { CloudComparer, UploadVerifier } from '../rescue/verify-upload/verification.ts'

export type FollowUpPorts = {
  readonly store: Store
  readonly rescue: Pick<RescueService, 'rescued' | 'lost'>
  readonly verifier: UploadVerifier
  readonly comparer: CloudComparer
  /** A person is there to see that files are compared, and to stop it. */
  readonly hasWindow: boolean
  readonly now: () => Date
}

/** What a check of the computer leads to: copies are looked for in the new OneDrive, lost files compared with it. */
export type FollowUps = {
  /** `isWished`: the person has asked, or something was copied. */
  readonly verify: (isWished: boolean) => void
  /** Compares lost files and links to notebooks: once, and again when the person asks. */
  readonly compare: (isWished: boolean) => void
}

/** How long until files of a folder that is the new OneDrive itself are looked for again. */
const inPlacePauseMilliseconds = 600_000

export function createFollowUps({
  store,
  rescue,
  verifier,
  comparer,
  hasWindow,
  now,
}: FollowUpPorts): FollowUps {
  let comparedAt = 0
  return {
    verify: (isWished) => {
      const { totals } = store.getState().rescue
      if ((totals?.all.copied.files ?? 0) > 0) void verifier.poll(rescue.rescued, isWished)
    },
    compare: (isWished) => {
      const { totals, run } = store.getState().rescue
      const isBusy = run.kind === 'copying' || run.kind === 'planning'
      const isInPlace = isSameFolder(run)
      const files = totals === null ? 0 : isInPlace ? countUnsettled(totals) : countLost(totals, isWished)
      const links = isWished ? totals?.all['notebook-link'].files : totals?.unseenNotebooks
      if (!hasWindow || isBusy || files + (links ?? 0) === 0) return
      // OneDrive uploads these where they are, in its own time.
      const isDue = isInPlace && now().getTime() - comparedAt > inPlacePauseMilliseconds
      if (isDue) comparedAt = now().getTime()
      void comparer.poll(rescue.lost, isWished || isDue)
    },
  }
}

function isSameFolder(run: RescueState['run']): boolean {
  return run.kind === 'unavailable' && run.reason === 'same-folder'
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
