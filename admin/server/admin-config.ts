import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { clouds } from '../../shared/move/clouds.ts'
import { parseJson } from '../../shared/text/parse-json.ts'
import { tellProblem } from '../../shared/config/tell-problem.ts'
import type { LiveCredential } from './live/credentials.ts'
import { databaseHost, isLoopback } from './database/database-host.ts'
import { defaultDailyLimits } from './reports/daily-limits.ts'

const tenantId = z.guid().toLowerCase()
const organisationName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must be a name in one line')

const file = z.string().min(1)

/** Microsoft's migration jobs, read by an application with `CrossTenantContentMigration.Read.All` in the target tenant. */
const liveSettings = z.strictObject({
  /** Client id of the endpoint's own registration for reading; never the app's, which is public. */
  clientId: z.guid().toLowerCase(),
  /** PEM: a certificate and its private key. */
  certificateFile: file.optional(),
  /** A client secret, where no certificate can be had. */
  secretFile: file.optional(),
  /** The token of the platform that Entra trusts (workload identity), as in AZURE_FEDERATED_TOKEN_FILE. */
  workloadTokenFile: file.optional(),
  version: z.enum(['v1.0', 'beta']).default('v1.0'),
  graph: z.url({ protocol: /^https$/ }).default(clouds.global.graph),
  pollSeconds: z.int().min(15).max(3_600).default(60),
  /** Requests to Graph in one poll; what does not fit is first in turn in the next. */
  requestsPerPoll: z.int().min(10).max(10_000).default(300),
  /** What was read longer ago tells nothing of now. */
  staleMinutes: z.int().min(5).max(1_440).default(60),
})

/** The endpoint's configuration file. Unknown keys are refused, so that a misspelt one is noticed. */
export const adminConfigSchema = z.strictObject({
  targetTenantId: tenantId,
  sourceTenantId: tenantId,
  /** Both organisations as people call them; without, the console says “Source” and “Target”. */
  sourceName: organisationName.optional(),
  targetName: organisationName.optional(),
  /** Sign-in service without the tenant id. */
  authority: z.url({ protocol: /^https$/ }).default('https://login.microsoftonline.com'),
  /** Client id of the endpoint's own application: `aud` of its version 2 tokens. */
  audience: z.string().min(1),
  scope: z.string().min(1).default('Reports.Submit'),
  /** Client ids of the app (`azp` of its tokens). Without it any application is taken that the tenant gives the scope. */
  clients: z.array(z.string().min(1).toLowerCase()).min(1).optional(),
  /** Where the proxies in front are to be believed: how many there are. */
  trustedHops: z.int().min(0).max(10).default(0),
  /** The console: the client id of its own registration (a single-page application). Without it there is none. */
  console: z
    .strictObject({
      clientId: z.string().min(1),
      /** In `scp` of the console's tokens. */
      scope: z
        .string()
        .regex(/^[\w.-]+$/)
        .default('Console.Use'),
      adminRole: z.string().min(1).default('Landfall.Admin'),
      helpdeskRole: z.string().min(1).default('Landfall.Helpdesk'),
    })
    .optional(),
  /** Requests a minute and replica; what is more is refused with 429. */
  limits: z
    .strictObject({
      perAddress: z.int().min(1).default(6_000),
      perCaller: z.int().min(1).default(600),
      signalsPerAddress: z.int().min(1).default(600),
      /** A day (UTC), over all replicas. */
      reportsPerPersonADay: z.int().min(1).default(defaultDailyLimits.reportsPerPerson),
      signalsPerKeyADay: z.int().min(1).default(defaultDailyLimits.signalsPerKey),
      signalsPerDeviceADay: z.int().min(1).default(defaultDailyLimits.signalsPerDevice),
    })
    .prefault({}),
  /** In megabytes (1024²): what the database may take, and what the disk of the embedded one keeps free. Beyond it reports get 503. */
  room: z
    .strictObject({
      databaseMegabytes: z.int().min(16).optional(),
      freeMegabytes: z.int().min(0).default(128),
    })
    .prefault({}),
  webhooks: z
    .strictObject({
      /** Hosts, by name or address, that webhooks may go to although they are not in the world outside. */
      allowHosts: z.array(z.string().min(1).max(253).toLowerCase()).default([]),
    })
    .prefault({}),
  /** Follows the move in Microsoft Graph; without it move states are imported. */
  live: liveSettings.optional(),
  /** The way to the world outside, for signing keys, webhooks and Graph. */
  egress: z
    .strictObject({
      /** `http://proxy.example:8080`, with a name and password where it wants them. */
      proxy: z.url({ protocol: /^https?$/ }).optional(),
      noProxy: z.array(z.string().min(1).max(253)).default([]),
      /** PEM: authorities that are believed beside the known ones, as of a proxy that reads along. */
      caFile: z.string().min(1).optional(),
    })
    .prefault({}),
  /** Who may read /metrics from elsewhere; without it only this computer may. */
  metricsToken: z.string().min(16).optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  host: z.string().default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(8443),
  /** PEM files; without them the endpoint speaks plain HTTP, for a proxy in front of it. */
  tls: z.strictObject({ certFile: z.string(), keyFile: z.string() }).optional(),
  /** Lets people look at their computer before their move has begun (the phase `ready`). */
  looksBeforeMove: z.boolean().default(false),
  /** A PostgreSQL by URL; without it the embedded one is started. */
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** Another account of the same database, which owns the tables and changes them at the start; `databaseUrl` then owns nothing. */
  databaseOwnerUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  /** `required`, as in the image: an embedded database has to lie on a volume, not in the container itself. */
  dataVolume: z.enum(['any', 'required']).default('any'),
  /** Keys that lock secrets in the database (base64, one a line, the one in use first); beside an embedded one there is one. */
  secretKeyFile: z.string().min(1).optional(),
  /** `any`: also a database on another computer whose certificate is not proven, as on a private network of containers. */
  databaseTls: z.enum(['verified', 'any']).default('verified'),
})
export type AdminConfig = z.infer<typeof adminConfigSchema>

/** Sign-in services of Microsoft's clouds, which put a client id into `aud`. Another service may have other names there. */
const microsoftHosts: ReadonlySet<string> = new Set(
  Object.values(clouds).map(({ authority }) => new URL(authority).host),
)
const globalHost = new URL(clouds.global.authority).host

function isOfMicrosoft(authority: string): boolean {
  return microsoftHosts.has(new URL(authority).host)
}

const provenSchema = adminConfigSchema
  .refine(({ authority, audience }) => !isOfMicrosoft(authority) || z.guid().safeParse(audience).success, {
    path: ['audience'],
    message: 'must be the client id of the endpoint’s application, a GUID',
  })
  .refine(({ live }) => live === undefined || credentialsOf(live).length === 1, {
    path: ['live'],
    message: 'needs one of certificateFile, secretFile and workloadTokenFile, and not two',
  })
  .refine(({ live, authority }) => live === undefined || !isWithoutOrchestrator(authority), {
    path: ['live'],
    message:
      'Microsoft’s migration jobs are in the global cloud only; in a national cloud leave live out and import the move states',
  })
  .refine(
    ({ live, authority }) =>
      live === undefined || !isOfMicrosoft(authority) || new URL(live.graph).origin === clouds.global.graph,
    { path: ['live', 'graph'], message: 'must be https://graph.microsoft.com: the token goes there' },
  )

function isWithoutOrchestrator(authority: string): boolean {
  return isOfMicrosoft(authority) && new URL(authority).host !== globalHost
}

type LiveSettings = z.infer<typeof liveSettings>

/** The files that the live source proves itself with: exactly one in a configuration that was taken. */
export function credentialsOf(live: LiveSettings): readonly LiveCredential[] {
  const { certificateFile, secretFile, workloadTokenFile } = live
  return [
    ...(certificateFile === undefined ? [] : [{ kind: 'certificate' as const, file: certificateFile }]),
    ...(secretFile === undefined ? [] : [{ kind: 'secret' as const, file: secretFile }]),
    ...(workloadTokenFile === undefined
      ? []
      : [{ kind: 'workload-identity' as const, file: workloadTokenFile }]),
  ]
}

/** A configuration that cannot be used; the message names each key and the reason. */
export class AdminConfigRefused extends Error {}

/** What the environment may say instead of the file: `LANDFALL_ADMIN_DATABASE_URL` is `databaseUrl`, and so on. */
const fromEnvironment = {
  LANDFALL_ADMIN_SOURCE_TENANT_ID: 'sourceTenantId',
  LANDFALL_ADMIN_TARGET_TENANT_ID: 'targetTenantId',
  LANDFALL_ADMIN_SOURCE_NAME: 'sourceName',
  LANDFALL_ADMIN_TARGET_NAME: 'targetName',
  LANDFALL_ADMIN_AUTHORITY: 'authority',
  LANDFALL_ADMIN_AUDIENCE: 'audience',
  LANDFALL_ADMIN_SCOPE: 'scope',
  LANDFALL_ADMIN_CLIENTS: 'clients',
  LANDFALL_ADMIN_CONSOLE_CLIENT_ID: 'console.clientId',
  LANDFALL_ADMIN_HOST: 'host',
  LANDFALL_ADMIN_PORT: 'port',
  LANDFALL_ADMIN_TRUSTED_HOPS: 'trustedHops',
  LANDFALL_ADMIN_LIMITS_PER_ADDRESS: 'limits.perAddress',
  LANDFALL_ADMIN_LIMITS_PER_CALLER: 'limits.perCaller',
  LANDFALL_ADMIN_LIMITS_SIGNALS_PER_ADDRESS: 'limits.signalsPerAddress',
  LANDFALL_ADMIN_LIMITS_REPORTS_PER_PERSON_A_DAY: 'limits.reportsPerPersonADay',
  LANDFALL_ADMIN_LIMITS_SIGNALS_PER_KEY_A_DAY: 'limits.signalsPerKeyADay',
  LANDFALL_ADMIN_LIMITS_SIGNALS_PER_DEVICE_A_DAY: 'limits.signalsPerDeviceADay',
  LANDFALL_ADMIN_ROOM_DATABASE_MEGABYTES: 'room.databaseMegabytes',
  LANDFALL_ADMIN_ROOM_FREE_MEGABYTES: 'room.freeMegabytes',
  LANDFALL_ADMIN_TLS_CERT_FILE: 'tls.certFile',
  LANDFALL_ADMIN_TLS_KEY_FILE: 'tls.keyFile',
  LANDFALL_ADMIN_DATABASE_URL: 'databaseUrl',
  LANDFALL_ADMIN_DATABASE_OWNER_URL: 'databaseOwnerUrl',
  LANDFALL_ADMIN_DATA_VOLUME: 'dataVolume',
  LANDFALL_ADMIN_SECRET_KEY_FILE: 'secretKeyFile',
  LANDFALL_ADMIN_DATABASE_TLS: 'databaseTls',
  LANDFALL_ADMIN_WEBHOOKS_ALLOW_HOSTS: 'webhooks.allowHosts',
  LANDFALL_ADMIN_LIVE_CLIENT_ID: 'live.clientId',
  LANDFALL_ADMIN_LIVE_CERTIFICATE_FILE: 'live.certificateFile',
  LANDFALL_ADMIN_LIVE_SECRET_FILE: 'live.secretFile',
  LANDFALL_ADMIN_LIVE_WORKLOAD_TOKEN_FILE: 'live.workloadTokenFile',
  LANDFALL_ADMIN_LIVE_VERSION: 'live.version',
  LANDFALL_ADMIN_EGRESS_PROXY: 'egress.proxy',
  LANDFALL_ADMIN_EGRESS_NO_PROXY: 'egress.noProxy',
  LANDFALL_ADMIN_EGRESS_CA_FILE: 'egress.caFile',
  LANDFALL_ADMIN_METRICS_TOKEN: 'metricsToken',
  LANDFALL_ADMIN_LOG_LEVEL: 'logLevel',
} as const

/**
 * Throws `AdminConfigRefused` where the database is on another computer without a proven certificate: passwords and everything about
 * people would go to any server that answers.
 */
export function assertDatabaseTls(
  { databaseUrl, databaseOwnerUrl, databaseTls }: AdminConfig,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  if (databaseTls === 'any') return
  const urls = [databaseUrl, databaseOwnerUrl].flatMap((text) => (text === undefined ? [] : [text]))
  const isSafe = (url: string): boolean =>
    isLoopback(databaseHost(url, environment)) || isVerified(new URL(url).searchParams)
  if (urls.every(isSafe)) return
  throw new AdminConfigRefused(
    'databaseUrl: the database is on another computer, and its certificate is not proven. Add sslmode=verify-full to the URL (and sslrootcert=FILE for an authority of your own), or set databaseTls to "any" where nobody else is on the way.',
  )
}

/** As the driver reads it: without `uselibpqcompat` each mode that encrypts proves the certificate too. */
function isVerified(options: URLSearchParams): boolean {
  const mode = options.get('sslmode')
  if (mode === 'verify-full') return true
  const isOfLibpq = options.get('uselibpqcompat') === 'true'
  return !isOfLibpq && (mode === 'require' || mode === 'verify-ca')
}

const prefix = 'LANDFALL_ADMIN_'
/** Written with commas. */
const lists: ReadonlySet<string> = new Set(['clients', 'webhooks.allowHosts', 'egress.noProxy'])
const numbers: ReadonlySet<string> = new Set([
  'port',
  'trustedHops',
  'limits.perAddress',
  'limits.perCaller',
  'limits.signalsPerAddress',
  'limits.reportsPerPersonADay',
  'limits.signalsPerKeyADay',
  'limits.signalsPerDeviceADay',
  'room.databaseMegabytes',
  'room.freeMegabytes',
])

/**
 * Reads and proves the configuration: the file, if there is one, and over it the environment. Throws
 * `AdminConfigRefused`, which names the key as the file spells it.
 */
export async function readAdminConfig(
  file: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = {},
): Promise<AdminConfig> {
  const raw: Record<string, unknown> = file === undefined ? {} : await readRaw(file)
  const names = new Map<string, string>()
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith(prefix) || value === undefined) continue
    const key = Object.entries(fromEnvironment).find(([known]) => known === name)?.[1]
    if (key === undefined) throw new AdminConfigRefused(`the environment: ${name} is not a setting`)
    names.set(key, name)
    setAt(raw, key, fromText(key, value))
  }
  const parsed = provenSchema.safeParse(raw, { error: tellProblem })
  if (parsed.success)
    return withWholePaths(parsed.data, file === undefined ? process.cwd() : path.dirname(file))
  const problems = parsed.error.issues.map((issue) => {
    const key = issue.path.join('.')
    return `  ${names.get(key) ?? (key || '(file)')}: ${issue.message}`
  })
  throw new AdminConfigRefused(`${file ?? 'the environment'} cannot be used:\n${problems.join('\n')}`)
}

async function readRaw(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AdminConfigRefused(`${file} cannot be read: ${error.code}`)
  })
  // Windows editors put a mark at the beginning.
  const raw = parseJson(text.replace(/^\uFEFF/, ''))
  if (raw === undefined) throw new AdminConfigRefused(`${file} is not JSON`)
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw new AdminConfigRefused(`${file} is not a JSON object`)
  return { ...raw }
}

function fromText(key: string, value: string): unknown {
  if (lists.has(key)) return value.split(',').map((part) => part.trim())
  return numbers.has(key) && /^\d+$/.test(value) ? Number(value) : value
}

function setAt(raw: Record<string, unknown>, key: string, value: unknown): void {
  const [first = '', second] = key.split('.')
  if (second === undefined) raw[first] = value
  else raw[first] = { ...(raw[first] as object | undefined), [second]: value }
}

/** The files that a configuration names lie beside it. */
function withWholePaths(config: AdminConfig, folder: string): AdminConfig {
  const { tls, secretKeyFile, egress, live } = config
  return {
    ...config,
    ...(tls && {
      tls: { certFile: path.resolve(folder, tls.certFile), keyFile: path.resolve(folder, tls.keyFile) },
    }),
    ...(secretKeyFile !== undefined && { secretKeyFile: path.resolve(folder, secretKeyFile) }),
    ...(live && { live: withWholeLivePaths(live, folder) }),
    ...(egress.caFile !== undefined && {
      egress: { ...egress, caFile: path.resolve(folder, egress.caFile) },
    }),
  }
}

function withWholeLivePaths(live: LiveSettings, folder: string): LiveSettings {
  const keys = ['certificateFile', 'secretFile', 'workloadTokenFile'] as const
  const files = keys.flatMap((key) => {
    const file = live[key]
    return file === undefined ? [] : [[key, path.resolve(folder, file)] as const]
  })
  return { ...live, ...Object.fromEntries(files) }
}
