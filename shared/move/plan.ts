import { z } from 'zod'
import { workloadStates } from './live-source.ts'
import type { Phase } from '../findings/vocabulary.ts'

const tenantId = z.guid().toLowerCase()
const hostName = z
  .string()
  .regex(/^[a-z0-9.-]+$/i, 'a host name without https:// and path')
  .toLowerCase()

const fileEnding = z
  .string()
  .max(40)
  .regex(/^(?:\*?\.)?[^\\/:*?"<>|\s.][^\\/:*?"<>|\s]*$/, 'the end of a file name, like pst or .pst')

/** One side of the move. */
export const tenantSchema = z.object({
  tenantId: tenantId.meta({ title: 'Tenant id', description: 'The directory (tenant) id.' }),
  name: z
    .string()
    .min(1)
    .max(80)
    .meta({ title: 'Name', description: 'The organisation’s name as people say it: Fabrikam.' }),
  oneDriveHost: z.union([hostName, z.array(hostName).min(1).max(50)]).meta({
    title: 'OneDrive hosts',
    description:
      'Host of the tenant’s OneDrive sites: fabrikam-my.sharepoint.com. A list where the tenant has several geographies, or another name once; people are sent to the first.',
  }),
  blockedEndings: z.array(fileEnding).max(500).optional().meta({
    title: 'Blocked endings',
    description:
      'Endings of files that the tenant blocks in its settings for syncing, like pst. OneDrive uploads no such file, so none is copied.',
  }),
})
export type Tenant = z.infer<typeof tenantSchema>

/** Every host of the tenant’s OneDrives that is configured. */
export function hostsOf({ oneDriveHost }: Pick<Tenant, 'oneDriveHost'>): readonly string[] {
  return [oneDriveHost].flat()
}

/** The host that people are sent to, and that findings name. */
export function mainHostOf(tenant: Pick<Tenant, 'oneDriveHost'>): string {
  return hostsOf(tenant)[0] ?? ''
}

/**
 * The states of `Get-SPOCrossTenantUserContentMoveState` (docs/facts/graph-and-migration.md#states-of-a-move), spelt in one way.
 * `Unknown` is ours: no one has said yet.
 */
export const moveStates = [
  'NotStarted',
  'Scheduled',
  'ReadyToTrigger',
  'InProgress',
  'Success',
  'Rescheduled',
  'Failed',
  'Unknown',
] as const
export type MoveState = (typeof moveStates)[number]

/** A state as it is kept; null for any other text, and for none. */
export function toMoveState(text: string | null | undefined): MoveState | null {
  return moveStates.find((known) => known === text) ?? null
}

export const directions = ['forward', 'return'] as const
export type Direction = (typeof directions)[number]

const workloadSchema = z.enum(workloadStates).nullable()

/** What the live source knows of a person, and how old that is. The gate is decided by `moveState` alone. */
export const liveSchema = z.looseObject({
  /** When it was read from Graph. */
  readAt: z.iso.datetime(),
  /** It is older than the endpoint’s limit: then `moveState` is `Unknown`, unless the move was seen to be done. */
  isStale: z.boolean(),
  mailbox: workloadSchema,
  oneDrive: workloadSchema,
  teams: workloadSchema,
  meetings: workloadSchema,
})

/** `GET /v1/me/plan`: what the admin endpoint says about the person who asks. */
export const planSchema = z.looseObject({
  formatVersion: z.literal(1),
  direction: z.enum(directions),
  moveState: z.enum(moveStates),
  /** The old address and the new one; swapped by the server when the direction is `return`. */
  sourceUpn: z.string().min(3).max(320),
  targetUpn: z.string().min(3).max(320),
  wave: z.string().max(80).nullable(),
  /** `ready`: look before the move. `watch`: this person has been done once. Otherwise the move state decides. */
  phase: z.enum(['ready', 'watch']).optional(),
  /** Only where the endpoint reads Microsoft’s migration jobs, and one of them has this person. */
  live: liveSchema.optional(),
})
export type Plan = z.infer<typeof planSchema>

/** What a configuration says: it may leave out who the person is. */
export type ConfiguredPlan = Pick<Plan, 'formatVersion' | 'direction' | 'moveState' | 'wave' | 'phase'> & {
  readonly sourceUpn: string | null
  readonly targetUpn: string | null
}

/** What is known about the plan, and from where. */
export type PlanKnowledge =
  | { readonly kind: 'unasked' }
  | { readonly kind: 'asking' }
  | {
      readonly kind: 'known'
      readonly plan: ConfiguredPlan
      readonly source: 'configuration'
      readonly readAt: string
    }
  | { readonly kind: 'known'; readonly plan: Plan; readonly source: 'endpoint'; readonly readAt: string }
  | { readonly kind: 'not-in-map'; readonly readAt: string }
  /** The endpoint answered and said no, with its own code: nothing opens by that, and what was known holds no longer. */
  | { readonly kind: 'refused'; readonly code: string; readonly readAt: string }
  | { readonly kind: 'unreachable'; readonly reason: string; readonly readAt: string }

/**
 * The gate of phase 2. Only `Success` opens it: a Graph drive call or a sync-client sign-in before that can
 * create a OneDrive in the target and make the move fail (docs/facts/graph-and-migration.md#nothing-is-asked-before-the-move). Not knowing keeps it shut.
 */
export function isGateOpen(knowledge: PlanKnowledge): boolean {
  return knowledge.kind === 'known' && knowledge.plan.moveState === 'Success'
}

/**
 * The phase of the journey. One asked for by hand never opens the gate: where the move is known not to be
 * done only what is safe before it, `ready`, can be asked for.
 */
export function phaseOf(knowledge: PlanKnowledge, asked?: Phase): Phase {
  const isShut = knowledge.kind === 'known' && !isGateOpen(knowledge)
  if (asked !== undefined && (!isShut || asked === 'ready')) return asked
  if (knowledge.kind !== 'known') return 'not-due'
  const { moveState, direction, phase } = knowledge.plan
  if (moveState === 'Success') {
    if (direction === 'return') return 'return'
    return phase === 'watch' ? 'watch' : 'switch'
  }
  // While the move runs the old OneDrive can only be read, so nothing could be put right there.
  return phase === 'ready' && isBeforeMove.has(moveState) ? 'ready' : 'not-due'
}

const isBeforeMove: ReadonlySet<MoveState> = new Set(['NotStarted', 'Scheduled', 'Rescheduled'])
