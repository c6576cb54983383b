import type { z } from 'zod'
import { settingsRoutes } from '../contract/settings-routes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { Refused, type Implement } from '../http/implement.ts'
import { addAuditRoute } from './audit-route.ts'
import { addKeyRoutes, toKey } from './key-routes.ts'
import { listKeys, listWebhooks, readSettings, writeSettings } from './settings.ts'
import { addSupportCodeRoute } from './support-code-route.ts'
import { addWebhookRoutes, toWebhook } from './webhook-routes.ts'

/** What the console needs to sign somebody in. */
export type ConsoleSignIn = {
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly demo?: true
}

/** A token of the demonstration's admin, and who that is. */
type DemoToken = z.output<NonNullable<typeof settingsRoutes.demoSignIn.answer>>

export type SettingsPorts = {
  readonly database: TenantDatabase
  readonly consoleSignIn: ConsoleSignIn | null
  readonly roleClaims: { readonly admin: string; readonly helpdesk: string }
  /** Hosts that webhooks may go to although their addresses are not public. */
  readonly webhookHosts: readonly string[]
  /** Null for an endpoint that is no demonstration. */
  readonly signInToDemo: ((code: string) => Promise<DemoToken | null>) | null
}

/** Settings, keys, webhooks, the audit trail, and support codes. */
export function addSettingsRoutes(
  implement: Implement,
  { database, consoleSignIn, roleClaims, webhookHosts, signInToDemo }: SettingsPorts,
): void {
  implement(settingsRoutes.console, async () =>
    consoleSignIn === null
      ? new Refused('console.not-configured')
      : { ...consoleSignIn, scopes: [...consoleSignIn.scopes] },
  )

  implement(settingsRoutes.demoSignIn, async ({ body }) =>
    signInToDemo === null
      ? new Refused('request.not-found')
      : ((await signInToDemo(body.code)) ?? new Refused('demo.wrong-code')),
  )

  implement(settingsRoutes.read, async () => {
    const [settings, keys, webhooks] = await Promise.all([
      readSettings(database),
      listKeys(database),
      listWebhooks(database),
    ])
    return {
      settings,
      enrolmentKeys: keys.map(toKey),
      webhooks: webhooks.map(toWebhook),
      roles: [
        { role: 'admin' as const, claim: roleClaims.admin },
        { role: 'helpdesk' as const, claim: roleClaims.helpdesk },
      ],
    }
  })

  implement(settingsRoutes.write, ({ body, actor }) => writeSettings(database, actor, body))

  addKeyRoutes(implement, database)
  addWebhookRoutes(implement, database, webhookHosts)
  addAuditRoute(implement, database)
  addSupportCodeRoute(implement)
}
