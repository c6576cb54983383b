/** What Microsoft's migration jobs move of a person. */
export const workloads = ['mailbox', 'oneDrive', 'teams', 'meetings'] as const
export type Workload = (typeof workloads)[number]

/**
 * The state of one workload of a person in Microsoft's migration jobs, in the order of a move. `unknown`: a word that Landfall does not know.
 */
export const workloadStates = ['waiting', 'moving', 'done', 'failed', 'unknown'] as const
export type WorkloadState = (typeof workloadStates)[number]

/** Why the live source cannot be read. An admin finds the code in the log and in the documentation. */
export const liveTroubles = [
  'live.file-not-trusted',
  'live.file-unreadable',
  'live.token-refused',
  'live.permission-missing',
  'live.refused',
  'live.not-found',
  'live.throttled',
  'live.unreachable',
  'live.answer-unreadable',
] as const
export type LiveTroubleCode = (typeof liveTroubles)[number]

/** A trouble as it is kept; null for none, and for one of a newer version. */
export function toLiveTrouble(text: string | null): LiveTroubleCode | null {
  return liveTroubles.find((known) => known === text) ?? null
}

/**
 * What Microsoft's error codes of a move mean, as its troubleshooting pages say (docs/facts/graph-and-migration.md#errors-of-a-move).
 * `other-workload`: an error of mail, meetings or chats; the OneDrive may be well. `unknown`: a code that Landfall does not know.
 */
export const errorMeanings = [
  'not-in-map',
  'relationship',
  'not-in-group',
  'try-again',
  'in-another-job',
  'service-busy',
  'app-missing',
  'other-workload',
  'person-or-map',
  'licence',
  'target-exists',
  'path-too-long',
  'tenant',
  'job-not-made',
  'unknown',
] as const
export type ErrorMeaning = (typeof errorMeanings)[number]

/** One code, or the beginning of several; the first that fits counts. */
const known: readonly (readonly [code: RegExp, meaning: ErrorMeaning])[] = [
  [/^(?:IM-003|CTM-100|CTM-101)$/, 'not-in-map'],
  [/^MIGR-00[14]$/, 'relationship'],
  [/^MIGR-002$/, 'not-in-group'],
  [/^(?:MIGR-003|CTM-103|EXCH-15)$/, 'try-again'],
  [/^(?:CTM-00[12]|MnASiteMoveIsInprogressOrFinished)$/, 'in-another-job'],
  [/^CTM-102$/, 'service-busy'],
  [/^CTM-104$/, 'app-missing'],
  [/^(?:EXCH|MMS|TMS|CTTM)-/, 'other-workload'],
  [/^MnAOdbUsersAreNotLicensed$/, 'licence'],
  [/^MnASiteMoveTargetUrlHasWriteConflict$/, 'target-exists'],
  [/^MnATargetUrlNotValidForRename$/, 'path-too-long'],
  [/^MnAMoveJob(?:WasNotCreated|CreationFailed)$/, 'job-not-made'],
  [/^(?:FeatureIsNotEnabled|MnATrust|MnAReverseTrust|MnABYOK|MnAPartners|MnAFatalError)/, 'tenant'],
  [/^MnATargetSideEnvironmentHasConditionsThatBlockTheMove$/, 'tenant'],
  [/^MnA(?:Odb|IdentityMap|TargetU|TargetDomain)/, 'person-or-map'],
]

export function meaningOfError(code: string): ErrorMeaning {
  return known.find(([pattern]) => pattern.test(code))?.[1] ?? 'unknown'
}
