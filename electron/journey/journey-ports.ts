import type { CheckResult } from '../../shared/checks/check-result.ts'
import type { CheckInput } from '../../shared/checks/index.ts'
import type { Config } from '../../shared/config/config.ts'
import type { Store } from '../context/store.ts'
import type { Log } from '../context/log.ts'
import type { KnownPerson } from '../plan/known-person.ts'
import type { DiskOwner } from '../platform/local-disk.ts'
import type { Platform } from '../platform/platform.ts'
import type { Reporter } from '../report/reporter.ts'
import type { WriteShortcut } from '../rescue/mender/make-new.ts'
import type { StartRescueProcess } from '../rescue/rescue-connection.ts'
import type { Session } from '../session/session.ts'
import type { ReadRedirect } from './link-service.ts'

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
  /** Hears the result of a check where no one is signed in. */
  readonly tellWithoutToken: (result: CheckResult) => void
  /** Somebody is there to see that files are compared, and to stop it. */
  readonly hasWindow: boolean
  readonly store: Store
  readonly openPage: (url: string) => Promise<void>
  /** Opens a site of SharePoint in this computer's browser. */
  readonly openSite: (url: string) => Promise<void>
  /** Lets Windows write a shortcut; null elsewhere. */
  readonly writeShortcut: WriteShortcut
  /** How the address of the old OneDrive is asked where it leads. */
  readonly readRedirect: ReadRedirect
  readonly log: Log
  readonly now: () => Date
}
