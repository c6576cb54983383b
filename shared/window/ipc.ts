import { z } from 'zod'
import { largestNumber, smallestNumber } from './page-number.ts'
import { remedyIds, type RemedyId } from '../findings/remedy.ts'
import { rescueArguments } from '../files/rescue-arguments.ts'
import type { RescueApi, RescueRequests } from '../files/rescue.ts'
import type { AppState } from './state.ts'

/** In this computer's browser (or Windows' own dialog), or with a code in any other one. */
export const signInWays = ['here', 'device-code'] as const
export type SignInWay = (typeof signInWays)[number]

/** What the window may ask for. Nothing is answered here: every result arrives as a new state. */
export type Requests = RescueRequests & {
  'window:ready': () => void
  'session:sign-in': (way: SignInWay) => void
  /** Opens the page of the sign-in that is under way in this computer's browser, also once more. */
  'session:open-page': () => void
  /** Puts the code of the sign-in that is under way on the clipboard. */
  'session:copy-code': () => void
  /** The person is still busy there: their time begins anew. */
  'session:extend': () => void
  /** The number that Microsoft's page shows, which ends there and never comes back. */
  'session:tell-number': (number: number) => void
  'session:cancel': () => void
  'session:sign-out': () => void
  'checks:run': () => void
  /** The person knows what macOS will ask, and wants the look. */
  'machine:allow': () => void
  /** Ends the look through the old folders. */
  'files:stop': () => void
  /** Ends the comparison with the new OneDrive. */
  'files:stop-comparison': () => void
  'remedy:open': (remedy: RemedyId) => void
  'report:submit': () => void
  /** Asks where to, and writes a recording there; redacted where that is wished for. */
  'recording:save': (isRedacted: boolean) => void
}

/** What main tells the window. */
export type Events = { 'state:changed': AppState }

/** `window.landfall`: the whole of what the window can do. Each promise says only that the verb has ended. */
export type LandfallApi = RescueApi & {
  ready(): Promise<void>
  signIn(way: SignInWay): Promise<void>
  openSignInPage(): Promise<void>
  copySignInCode(): Promise<void>
  extendSignIn(): Promise<void>
  tellPageNumber(number: number): Promise<void>
  cancelSignIn(): Promise<void>
  signOut(): Promise<void>
  runChecks(): Promise<void>
  allowLook(): Promise<void>
  stopScan(): Promise<void>
  stopComparison(): Promise<void>
  openRemedy(remedy: RemedyId): Promise<void>
  submitReport(): Promise<void>
  saveRecording(isRedacted: boolean): Promise<void>
  /** Returns its own unsubscribe. */
  onState(listener: (state: AppState) => void): () => void
}

/**
 * The shape of every request's arguments. Types say nothing about what the window really sends, so
 * main-ipc.ts proves each call against this before a handler sees it.
 */
export const requestArguments = {
  'window:ready': z.tuple([]),
  'session:sign-in': z.tuple([z.enum(signInWays)]),
  'session:open-page': z.tuple([]),
  'session:copy-code': z.tuple([]),
  'session:extend': z.tuple([]),
  'session:tell-number': z.tuple([z.int().min(smallestNumber).max(largestNumber)]),
  'session:cancel': z.tuple([]),
  'session:sign-out': z.tuple([]),
  'checks:run': z.tuple([]),
  'machine:allow': z.tuple([]),
  'files:stop': z.tuple([]),
  'files:stop-comparison': z.tuple([]),
  ...rescueArguments,
  'remedy:open': z.tuple([z.enum(remedyIds)]),
  'report:submit': z.tuple([]),
  'recording:save': z.tuple([z.boolean()]),
} as const satisfies { [Name in keyof Requests]: z.ZodType<Parameters<Requests[Name]>> }
