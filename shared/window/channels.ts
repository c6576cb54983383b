/**
 * What the window may ask for, each with its channel. Nothing is answered: every result arrives as a new state. Types, preload and
 * handlers follow from this list, and from the arguments in `requests.ts`.
 */
export const channels = {
  ready: 'window:ready',
  signIn: 'session:sign-in',
  /** Opens the page of the sign-in that is under way in this computer's browser, also once more. */
  openSignInPage: 'session:open-page',
  /** Puts the code of the sign-in that is under way on the clipboard. */
  copySignInCode: 'session:copy-code',
  /** Puts the phone and the support code, the receipt, or the text for a ticket on the clipboard. */
  copyText: 'window:copy',
  /** The language of window and notifications from now on; null for the organisation's, or the computer's own. */
  chooseLanguage: 'window:choose-language',
  /** The person is still busy there: their time begins anew. */
  extendSignIn: 'session:extend',
  /** The number that Microsoft's page shows, which ends there and never comes back. */
  tellPageNumber: 'session:tell-number',
  cancelSignIn: 'session:cancel',
  signOut: 'session:sign-out',
  runChecks: 'checks:run',
  /** The person knows what macOS will ask, and wants the look. */
  allowLook: 'machine:allow',
  /** Ends the look through the old folders. */
  stopScan: 'files:stop',
  /** Ends the comparison with the new OneDrive. */
  stopComparison: 'files:stop-comparison',
  /** Which rows the state should carry from now on. */
  listRescue: 'rescue:list',
  selectForRescue: 'rescue:select',
  /** Plans what is selected. */
  planRescue: 'rescue:plan',
  /** Begins with the plan that is shown, and with no other. */
  startRescue: 'rescue:start',
  pauseRescue: 'rescue:pause',
  resumeRescue: 'rescue:resume',
  stopRescue: 'rescue:stop',
  /** The first question: the state's `question` says what it would mean. */
  askWaiver: 'rescue:ask-waiver',
  /** The second: what the question is about is waived. */
  waive: 'rescue:waive',
  dropWaiverQuestion: 'rescue:drop-question',
  unwaive: 'rescue:unwaive',
  /** Shows the folder of the copies in the system's own window. */
  openRescueFolder: 'rescue:open-folder',
  /** Opens the new address of a library in this computer's browser. */
  openLibrary: 'libraries:open',
  /** The person's word that they have a library again, or do not need it. */
  settleLibrary: 'libraries:settle',
  /** Which page of the old links the state should carry from now on. */
  listOldLinks: 'old-links:list',
  /** Makes a new shortcut or a corrected copy beside an old one. */
  makeOldLink: 'old-links:make',
  /** Makes one file with the bookmarks that were found. */
  makeBookmarks: 'old-links:make-bookmarks',
  openRemedy: 'remedy:open',
  submitReport: 'report:submit',
  /** Asks for a place, and writes a recording there; redacted where that is wished for. */
  saveRecording: 'recording:save',
} as const

export type RequestName = keyof typeof channels
