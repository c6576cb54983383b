import { randomBytes } from 'node:crypto'
import { withOwnPool } from '../database/connection-watch.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'

/** A database that a demonstration has made for itself on a server of this computer. */
export type DemoDatabase = { readonly url: string; readonly drop: () => Promise<void> }

/** The server has a database of Landfall, or does not let this account make one. */
export class DemoDatabaseRefused extends Error {}

/**
 * Makes an empty database on the server of `url`, beside what is there and without a look into it. Throws
 * `DemoDatabaseRefused`.
 */
export async function makeDemoDatabase(url: string): Promise<DemoDatabase> {
  const name = `landfall_demo_${randomBytes(4).toString('hex')}`
  await withOwnPool(url, async (pool) => {
    const [row] = await queryRows(
      pool,
      sql<{
        isTaken: boolean
        mayMake: boolean
      }>`select to_regclass('kysely_migration') is not null as "isTaken",
        rolcreatedb or rolsuper as "mayMake" from pg_roles where rolname = current_user`,
    )
    if (row?.isTaken)
      throw new DemoDatabaseRefused('--database: that is the database of an endpoint. Nothing was changed.')
    if (!row?.mayMake)
      throw new DemoDatabaseRefused(
        '--database: this account may not make a database (createdb). The demonstration needs one of its own.',
      )
    await runStatement(pool, sql`create database ${sql.id(name)}`)
  })
  const own = new URL(url)
  own.pathname = `/${name}`
  return {
    url: own.href,
    drop: () =>
      withOwnPool(url, async (pool) => {
        await runStatement(pool, sql`drop database if exists ${sql.id(name)} with (force)`)
      }),
  }
}
