/** Why a copy is not proven, though Graph was asked. */
export const openArrivals = [
  /** The cloud has nothing under its path yet. */
  'waiting',
  /** The cloud has another content under its path: somebody has changed it since it was copied. */
  'different',
  /** The cloud has a file of this size and no hash of it yet. */
  'unhashed',
  /** OneDrive writes its own details into the document; this computer does not have that version yet. */
  'enriching',
  /** It is locked, as its original is: no one can compare them. */
  'protected',
  /** It cannot be compared, or is no whole document any more. */
  'untold',
] as const
export type OpenArrival = (typeof openArrivals)[number]

/** Why Graph could not be asked, or not to the end. */
export const proofObstacles = [
  'gate-shut',
  'sign-in-needed',
  'unreachable',
  'throttled',
  /** The drive is not visible yet: usual for hours after a move or a licence. */
  'not-visible',
  /** A rule of SharePoint takes requests from some networks only. */
  'network-refused',
  /** Graph answered, and said no. */
  'refused',
  'locked',
  'not-understood',
  /** The organisation does not let Graph be asked (`features.graph`). */
  'turned-off',
  /** Nothing shows that the new OneDrive on this computer is that of the person who is signed in. */
  'not-yours',
] as const
export type ProofObstacle = (typeof proofObstacles)[number]

/** Only somebody else can open the way to Graph, or no one will. */
const shutForThePerson: ReadonlySet<ProofObstacle> = new Set(['turned-off', 'refused', 'network-refused'])

/**
 * True where a person need not wait for the comparison and may choose lost files by hand. What they choose is copied; it counts as
 * proven only once it was seen in the new OneDrive.
 */
export function mayChooseByHand(obstacle: ProofObstacle): boolean {
  return shutForThePerson.has(obstacle)
}

/** A copy that is worth naming: `target` is its path in the new OneDrive. */
export type NamedArrival = {
  readonly path: string
  readonly target: string
  readonly arrival: Exclude<OpenArrival, 'waiting' | 'enriching' | 'protected'> | 'missing'
}
export const mostNamed = 50

/** What one look at the cloud has told. `missing`: neither there nor on this computer any more, so to be copied again. */
export type ProofRound = {
  /** ISO 8601. */
  readonly at: string
  /** Seen for the first time. */
  readonly arrived: number
  readonly open: Readonly<Record<OpenArrival, number>>
  readonly missing: number
  /** Of what arrived: documents with Microsoft's additions. */
  readonly withAdditions: number
  /** Of `enriching`: for more than an hour, so that somebody may want to see to it. */
  readonly slow: number
  /** The first of those that somebody has to look at. */
  readonly named: readonly NamedArrival[]
}

/** The state of the proof. `nextAt` is when it looks again by itself (ISO 8601). */
export type ProofState =
  /** Nothing was copied, or no one has looked yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'looking'; readonly asked: number; readonly last: ProofRound | null }
  /** Something has not arrived yet. */
  | { readonly kind: 'waiting'; readonly look: ProofRound; readonly nextAt: string }
  | {
      readonly kind: 'unable'
      readonly obstacle: ProofObstacle
      readonly last: ProofRound | null
      /** Null where it would be asked in vain. */
      readonly nextAt: string | null
    }
  /** Every copy was seen in the cloud. */
  | { readonly kind: 'proven'; readonly at: string }
