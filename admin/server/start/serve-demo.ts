import { commandLine } from '../database/audit.ts'
import { writeSettings } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import { serveUntilStopped } from './serve.ts'
import { startAdmin, type RunningAdmin } from './start-admin.ts'
import { createDemoConfig, demoCast } from '../demo/demo-config.ts'
import { makeDemoDatabase } from '../demo/demo-database.ts'
import { createDemoSignIn } from '../demo/demo-sign-in.ts'
import { startLivingMigration } from '../demo/living-migration.ts'

export type DemoOptions = {
  /** Null takes the usual one. */
  readonly port: number | null
  /** A server of this computer; without it the embedded database is used. */
  readonly databaseUrl: string | undefined
  /** For the embedded database. It is deleted at the end. */
  readonly dataFolder: string
}

/** `serve --demo`: the endpoint with made-up people, for the browser of this computer, until a signal stops it. */
export async function serveDemo(options: DemoOptions): Promise<number> {
  const { logLevel } = createDemoConfig(options.port)
  const code = await serveUntilStopped({ logLevel }, async (logger) => {
    console.log('A demonstration starts, with data of its own …')
    const data = await makeData(options)
    try {
      const config = createDemoConfig(options.port, data.databaseUrl)
      const demo = await createDemoSignIn(config, demoCast.target.domain)
      const admin = await startAdmin(config, options.dataFolder, logger, demo)
      const stopMigration = await fill(admin)
      console.log(toBanner(admin.url, demo.code))
      const stop = async (): Promise<void> => {
        await stopMigration()
        await admin.stop()
        await data.remove()
      }
      return { stop, databaseGone: admin.databaseGone }
    } catch (error) {
      await data.remove()
      throw error
    }
  })
  console.log('The demonstration has ended. Its data is deleted.')
  return code
}

type DemoData = { readonly databaseUrl?: string; readonly remove: () => Promise<void> }

async function makeData({ databaseUrl, dataFolder }: DemoOptions): Promise<DemoData> {
  if (databaseUrl !== undefined) {
    const { url, drop } = await makeDemoDatabase(databaseUrl)
    return { databaseUrl: url, remove: drop }
  }
  // It loads what starts PostgreSQL, which a database elsewhere does not need.
  const { makeDemoFolder, removeDemoFolder } = await import('../postgres/demo-folder.ts')
  await makeDemoFolder(dataFolder)
  return { remove: () => removeDemoFolder(dataFolder) }
}

/** Fills the store with a migration that goes on; ends the endpoint where that fails. */
async function fill({ store, stop }: RunningAdmin): Promise<() => Promise<void>> {
  try {
    await fillSettings(store)
    const migration = await startLivingMigration(store, demoCast)
    migration.liveOn()
    return () => migration.stop()
  } catch (error) {
    await stop()
    throw error
  }
}

const licenceDays = 45

/** What the runbook counts down to, and the addresses that it writes into its commands. */
async function fillSettings({ database }: Store): Promise<void> {
  const lastDay = new Date(Date.now() + licenceDays * 86_400_000)
  await writeSettings(database, commandLine, {
    retentionDays: null,
    licencesExpireOn: lastDay.toISOString().slice(0, 10),
    sourceHostUrl: 'https://contoso-my.example/',
    targetHostUrl: 'https://fabrikam-my.example/',
  })
}

const line = '='.repeat(72)

function toBanner(url: string, code: string): string {
  return `
${line}
  DEMONSTRATION: not an endpoint for a real migration
  Made-up people, for the browser of this computer alone.
  Nothing is sent anywhere. All data is deleted when this ends.

  Open       ${url}/#code=${code}
  Code       ${code}
  End        Ctrl+C
${line}
`
}
