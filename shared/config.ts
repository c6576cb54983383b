import { z } from 'zod'
import { cloudNames, clouds } from './clouds.ts'
import { directions, moveStates, tenantSchema, type PlanKnowledge } from './plan.ts'

const httpsUrl = z.url({ protocol: /^https$/, error: 'must be an https:// address' })
const hostAndPort = z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/i, 'a host, with its port if it has one')
const address = z.string().regex(/^[^\s@]+@[^\s@]+$/, 'must look like name@example.com')

/** The configuration file `landfall.json`. Unknown keys are refused, so that a misspelt one is noticed. */
const fileSchema = z.strictObject({
  formatVersion: z.literal(1),
  /** Microsoft's cloud in which both tenants are. */
  cloud: z.enum(cloudNames).default('global'),
  source: tenantSchema,
  target: tenantSchema,
  signIn: z.strictObject({
    /** Application (client) id of the app registration in the target tenant. */
    clientId: z.guid().toLowerCase(),
    /** Sign-in service without the tenant id, where it is not the cloud's own. */
    authority: httpsUrl.optional(),
    /** Only for an authority that is not one of Microsoft's own hosts. */
    knownAuthorities: z.array(hostAndPort).max(5).default([]),
    /** How long the browser may take, in seconds, before the sign-in is given up. */
    timeoutSeconds: z.int().min(10).max(3600).default(300),
    /** Let Windows sign the person in with its own account dialog (WAM) instead of the browser. */
    broker: z.boolean().default(false),
  }),
  /** Only where Graph is not the cloud's own. */
  graph: z.strictObject({ endpoint: httpsUrl.optional() }).prefault({}),
  admin: z.strictObject({
    /** Base address of the admin endpoint; `/v1/…` is added. */
    endpoint: httpsUrl,
    /** Scope of the admin API: `api://<tenant id>/landfall-admin/Reports.Submit`. */
    scope: z.string().regex(/^\S+\/\S+$/, 'must be <application id URI>/<scope>'),
  }),
  /** What is known without asking the endpoint. The endpoint's word wins. */
  plan: z
    .strictObject({
      moveState: z.enum(moveStates).default('Unknown'),
      direction: z.enum(directions).default('forward'),
      /** `ready`: look at the computer before the move, where the move has not begun. */
      phase: z.enum(['ready', 'watch']).optional(),
      sourceUpn: address.optional(),
      targetUpn: address.optional(),
    })
    .prefault({}),
  client: z
    .strictObject({
      /** Lowest acceptable version of the sync client; numeric parts are compared. */
      minimumVersion: z
        .string()
        .regex(/^\d+(\.\d+){0,3}$/, 'must be numbers with dots')
        .optional(),
    })
    .prefault({}),
  support: z
    .strictObject({
      name: z.string().max(80).optional(),
      phone: z.string().max(40).optional(),
      url: httpsUrl.optional(),
    })
    .prefault({}),
})

/** The file with every address in it: those that it leaves out are its cloud's. */
export const configSchema = fileSchema.transform(({ signIn, graph, ...rest }) => {
  const { authority, graph: resource } = clouds[rest.cloud]
  return {
    ...rest,
    signIn: { ...signIn, authority: signIn.authority ?? authority },
    /** `resource` is what Graph's permissions are named after, wherever it is asked. */
    graph: { endpoint: graph.endpoint ?? resource, resource },
  }
})

export type Config = z.infer<typeof configSchema>

/** What is written in the file: what it leaves out has its default. */
export type ConfigFile = z.input<typeof fileSchema>

/** One thing wrong with a configuration: the key in dotted form (`target.tenantId`) and the reason. */
export type ConfigProblem = { readonly key: string; readonly reason: string }

export type ConfigResult =
  | { readonly kind: 'ready'; readonly config: Config }
  | { readonly kind: 'missing'; readonly path: string }
  | { readonly kind: 'invalid'; readonly path: string; readonly problems: readonly ConfigProblem[] }

/** Proves the text of a configuration file; every problem names its key. Never throws. */
export function parseConfig(text: string, path: string): ConfigResult {
  let raw: unknown
  try {
    raw = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON'
    return { kind: 'invalid', path, problems: [{ key: '(file)', reason: `not valid JSON: ${reason}` }] }
  }
  const parsed = configSchema.safeParse(raw)
  if (!parsed.success) return { kind: 'invalid', path, problems: parsed.error.issues.flatMap(toProblems) }
  const config = parsed.data
  if (config.source.tenantId === config.target.tenantId) {
    const reason = 'is the same as source.tenantId; a move needs two tenants'
    return { kind: 'invalid', path, problems: [{ key: 'target.tenantId', reason }] }
  }
  return { kind: 'ready', config }
}

/**
 * The file that reads back to this configuration, with what is known of the plan in it: addresses in a file do not
 * follow the direction, as those of a plan do.
 */
export function toConfigFile(config: Config, knowledge: PlanKnowledge): ConfigFile {
  const { endpoint } = config.graph
  return { ...config, graph: { endpoint }, plan: { ...config.plan, ...toConfiguredPlan(knowledge) } }
}

function toConfiguredPlan(knowledge: PlanKnowledge): Partial<Config['plan']> {
  if (knowledge.kind !== 'known') return {}
  const { direction, moveState, phase, sourceUpn, targetUpn } = knowledge.plan
  const [source, target] = direction === 'return' ? [targetUpn, sourceUpn] : [sourceUpn, targetUpn]
  return {
    direction,
    moveState,
    phase,
    sourceUpn: source ?? undefined,
    targetUpn: target ?? undefined,
  }
}

function toProblems(issue: z.core.$ZodIssue): ConfigProblem[] {
  const place = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ key: toKey([...place, key]), reason: 'is not a known setting' }))
  }
  return [{ key: toKey(place), reason: issue.message }]
}

function toKey(place: readonly string[]): string {
  return place.length === 0 ? '(file)' : place.map((part) => (part === '' ? '""' : part)).join('.')
}
