import { z } from 'zod'
import { largestNumber, smallestNumber } from './page-number.ts'
import { rescueArguments } from '../files/rescue-arguments.ts'
import { remedyIds } from '../findings/remedy.ts'
import { languages } from '../words/languages.ts'
import type { RequestName } from './channels.ts'
import type { AppState } from './state.ts'

/** In this computer's browser (or Windows' own dialog), or with a code in any other one. */
export const signInWays = ['here', 'device-code'] as const
export type SignInWay = (typeof signInWays)[number]

/** What a person may put on the clipboard; main knows the words. */
export const copiedTexts = ['support', 'receipt', 'ticket'] as const
export type CopiedText = (typeof copiedTexts)[number]

/** A number that main gave; of any other nothing happens. */
const libraryId = z.string().regex(/^\d{1,6}$/)

/** Main knows which lines there are; of any other nothing happens. */
const oldLinkNumber = z.int().min(0).max(1_000_000)

/**
 * The arguments of every request. Types say nothing about what the window really sends, so `main-ipc.ts` proves each call
 * against this before a handler sees it.
 */
export const requestArguments = {
  ready: z.tuple([]),
  signIn: z.tuple([z.enum(signInWays)]),
  openSignInPage: z.tuple([]),
  copySignInCode: z.tuple([]),
  copyText: z.tuple([z.enum(copiedTexts)]),
  chooseLanguage: z.tuple([z.enum(languages).nullable()]),
  extendSignIn: z.tuple([]),
  tellPageNumber: z.tuple([z.int().min(smallestNumber).max(largestNumber)]),
  cancelSignIn: z.tuple([]),
  signOut: z.tuple([]),
  runChecks: z.tuple([]),
  allowLook: z.tuple([]),
  stopScan: z.tuple([]),
  stopComparison: z.tuple([]),
  ...rescueArguments,
  openLibrary: z.tuple([libraryId]),
  settleLibrary: z.tuple([libraryId, z.boolean()]),
  listOldLinks: z.tuple([oldLinkNumber]),
  makeOldLink: z.tuple([oldLinkNumber]),
  makeBookmarks: z.tuple([]),
  openRemedy: z.tuple([z.enum(remedyIds)]),
  submitReport: z.tuple([]),
  saveRecording: z.tuple([z.boolean()]),
} satisfies Readonly<Record<RequestName, z.ZodTuple>>

export type RequestArguments = {
  readonly [Name in RequestName]: z.infer<(typeof requestArguments)[Name]>
}

/** What main tells the window. */
export type Events = { 'state:changed': AppState }

/** `window.landfall`: the whole of what the window can do. Each promise says only that the verb has ended. */
export type LandfallApi = {
  readonly [Name in RequestName]: (...args: RequestArguments[Name]) => Promise<void>
} & {
  /** Returns its own unsubscribe. */
  readonly onState: (listener: (state: AppState) => void) => () => void
}
