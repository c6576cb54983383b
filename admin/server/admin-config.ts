import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { parseJson } from '../../shared/parse-json.ts'

const tenantId = z.guid().toLowerCase()

/** The endpoint's configuration file. Unknown keys are refused, so that a misspelt one is noticed. */
export const adminConfigSchema = z.strictObject({
  targetTenantId: tenantId,
  sourceTenantId: tenantId,
  /** Sign-in service without the tenant id. */
  authority: z.url({ protocol: /^https$/ }).default('https://login.microsoftonline.com'),
  /** Application id URI of the admin API: `aud` of its tokens. */
  audience: z.string().min(1).default('api://landfall-admin'),
  scope: z.string().min(1).default('Reports.Submit'),
  host: z.string().default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(8443),
  /** PEM files; without them the endpoint speaks plain HTTP, for a proxy in front of it. */
  tls: z.strictObject({ certFile: z.string(), keyFile: z.string() }).optional(),
  /** Lets people look at their computer before their move has begun (the phase `ready`). */
  looksBeforeMove: z.boolean().default(false),
  /** A PostgreSQL by URL; without it the embedded one is started. */
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
})
export type AdminConfig = z.infer<typeof adminConfigSchema>

/** A configuration that cannot be used; the message names each key and the reason. */
export class AdminConfigRefused extends Error {}

/** Reads and proves the configuration file. Throws `AdminConfigRefused`. */
export async function readAdminConfig(file: string): Promise<AdminConfig> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AdminConfigRefused(`${file} cannot be read: ${error.code}`)
  })
  // Windows editors put a mark at the beginning.
  const raw = parseJson(text.replace(/^\uFEFF/, ''))
  if (raw === undefined) throw new AdminConfigRefused(`${file} is not JSON`)
  const parsed = adminConfigSchema.safeParse(raw)
  if (parsed.success) return withWholePaths(parsed.data, path.dirname(file))
  const problems = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.') || '(file)'}: ${issue.message}`,
  )
  throw new AdminConfigRefused(`${file} cannot be used:\n${problems.join('\n')}`)
}

/** The files that a configuration names lie beside it. */
function withWholePaths(config: AdminConfig, folder: string): AdminConfig {
  if (config.tls === undefined) return config
  const { certFile, keyFile } = config.tls
  return {
    ...config,
    tls: { certFile: path.resolve(folder, certFile), keyFile: path.resolve(folder, keyFile) },
  }
}
