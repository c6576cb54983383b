import type { ProofObstacle } from './proof.ts'
import type { FindingCode, Owner } from '../findings/vocabulary.ts'

/** What an answer of a drive means to each caller: the web step, the proof, the comparison or the old links. */
export const driveAnswerKinds = [
  'found',
  /** This one file or folder is not there. Nothing else that Graph says means that. */
  'absent',
  'not-visible',
  'person-unlicensed',
  'tenant-unlicensed',
  'token-refused',
  'network-refused',
  'refused',
  'locked',
  'busy',
  'not-understood',
] as const
export type DriveAnswerKind = (typeof driveAnswerKinds)[number]

/** An answer that says nothing about a file: something is in the way. */
export type DriveTrouble = Exclude<DriveAnswerKind, 'found' | 'absent'>

export type DriveAnswer = {
  readonly status: number
  /** Graph's own code, `itemNotFound`; empty where the answer is not in Graph's form. */
  readonly code: string
  readonly message: string
  /** False where no one's token was sent, as to the address of an old link. */
  readonly hasToken?: boolean
}

type Row = {
  readonly kind: DriveAnswerKind
  readonly statuses?: readonly number[]
  readonly code?: RegExp
  readonly message?: RegExp
  /** Only for somebody without a token. */
  readonly isAnonymous?: true
}

/**
 * The first row that fits decides. The same state has been seen with several statuses and codes, so some rows go by the words
 * (docs/facts/graph-and-migration.md#answers-about-a-drive; microsoftgraph/msgraph-sdk-dotnet#579, microsoft-graph-docs#1354, #11344 and #12216).
 */
const rows: readonly Row[] = [
  { kind: 'found', statuses: [200] },
  { kind: 'busy', statuses: [429, 502, 503, 504, 509] },
  // Without a token the answer is a request to sign in, and says nothing about networks or rights.
  { kind: 'token-refused', statuses: [401, 403], isAnonymous: true },
  { kind: 'tenant-unlicensed', message: /tenant does not have .*licen[cs]e/i },
  { kind: 'person-unlicensed', message: /licen[cs]e/i },
  { kind: 'not-visible', message: /mysite/i },
  { kind: 'absent', statuses: [404], code: /^itemNotFound$/i },
  { kind: 'not-visible', message: /file not found/i },
  // Every other 404 of Graph's is about the site, the person or nothing in particular.
  { kind: 'not-visible', statuses: [404], code: /./ },
  { kind: 'token-refused', statuses: [401], code: /InvalidAuthenticationToken|TokenExpired/i },
  // SharePoint's rule on networks takes no token from elsewhere, however good it is.
  { kind: 'network-refused', statuses: [401] },
  { kind: 'locked', statuses: [423] },
  { kind: 'refused', statuses: [403] },
]

/** When it is asked again: at the next look, at growing gaps, when Graph said, or once somebody has acted. */
export type AskedAgain = 'next-look' | 'growing-gaps' | 'retry-after'

export type DriveMeaning = {
  readonly finding: FindingCode
  readonly obstacle: ProofObstacle
  /** Who has to act; null where it only takes time. The same as the finding's. */
  readonly owner: Owner | null
  readonly again: AskedAgain
}

/** What follows from each trouble, told by the web step as a finding and by proof and comparison as an obstacle. */
export const driveMeanings: Readonly<Record<DriveTrouble, DriveMeaning>> = {
  'not-visible': {
    finding: 'web.not-visible-yet',
    obstacle: 'not-visible',
    owner: null,
    again: 'growing-gaps',
  },
  'person-unlicensed': {
    finding: 'web.licence-missing',
    obstacle: 'refused',
    owner: 'admin',
    again: 'growing-gaps',
  },
  'tenant-unlicensed': {
    finding: 'web.tenant-unlicensed',
    obstacle: 'refused',
    owner: 'admin',
    again: 'growing-gaps',
  },
  'token-refused': {
    finding: 'web.sign-in-needed',
    obstacle: 'sign-in-needed',
    owner: 'user',
    again: 'next-look',
  },
  'network-refused': {
    finding: 'web.network-refused',
    obstacle: 'network-refused',
    owner: 'admin',
    again: 'growing-gaps',
  },
  refused: { finding: 'web.refused', obstacle: 'refused', owner: 'admin', again: 'growing-gaps' },
  locked: { finding: 'web.locked', obstacle: 'locked', owner: 'admin', again: 'growing-gaps' },
  busy: { finding: 'web.busy', obstacle: 'throttled', owner: null, again: 'retry-after' },
  'not-understood': {
    finding: 'web.not-understood',
    obstacle: 'not-understood',
    owner: 'helpdesk',
    again: 'growing-gaps',
  },
}

/** What an answer means. One that is not in the table, or not in Graph's form, is not understood; it is never "absent". */
export function toDriveAnswerKind({ status, code, message, hasToken = true }: DriveAnswer): DriveAnswerKind {
  const row = rows.find(
    (each) =>
      (each.isAnonymous !== true || !hasToken) &&
      (each.statuses === undefined || each.statuses.includes(status)) &&
      (each.code === undefined || each.code.test(code)) &&
      (each.message === undefined || each.message.test(message)),
  )
  return row?.kind ?? 'not-understood'
}
