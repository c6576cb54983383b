import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { chown, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../../../admin/server/postgres/embedded.ts'
import { chooseIdentity } from '../../../../admin/server/postgres/postgres-binaries.ts'
import { freePort } from '../../../world/free-port.ts'
import { eventually } from '../../../eventually.ts'

export const run = promisify(execFile)
/** PostgreSQL 15 of Debian 12. */
export const fifteen = '/usr/lib/postgresql/15/bin'

export type Server = { readonly superUrl: string; readonly stop: () => Promise<void> }

/** A server of 15 with its data below `folder`, which its account must be able to reach. */
export async function startFifteen(folder: string): Promise<Server> {
  const identity = await chooseIdentity()
  const data = path.join(folder, randomUUID())
  await mkdir(data, { mode: 0o700 })
  if (identity.uid !== undefined && identity.gid !== undefined) await chown(data, identity.uid, identity.gid)
  const as = { ...identity, cwd: '/' }
  await run(`${fifteen}/initdb`, ['-D', data, '-U', 'super', '--auth=trust', '-E', 'UTF8', '--locale=C'], as)
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
  const child: ChildProcess = spawn(
    `${fifteen}/postgres`,
    ['-D', data, '-p', String(port), ...settings.flatMap((each) => ['-c', each])],
    { ...as, stdio: 'ignore' },
  )
  const superUrl = `postgres://super@127.0.0.1:${port}/postgres`
  await eventually(async () => {
    await withClient(superUrl, (client) => client.query('select 1'))
  })
  return {
    superUrl,
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGQUIT')
      await gone
    },
  }
}

/** The embedded server, 18, as its superuser. */
export async function startEighteen(folder: string): Promise<Server> {
  const data = path.join(folder, randomUUID())
  const postgres = await startEmbeddedPostgres(data)
  return { superUrl: postgres.url, stop: postgres.stop }
}

export async function withClient<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** An owner that is no superuser with a database of its own; the extension belongs to the superuser, as with managed servers. */
export async function makeOwnedDatabase(superUrl: string): Promise<string> {
  await withClient(superUrl, async (client) => {
    await client.query(`create role landfall_app login password 'secret'`)
    await client.query('create database landfall owner landfall_app')
  })
  const inside = new URL(superUrl)
  inside.pathname = '/landfall'
  await withClient(inside.href, (client) => client.query('create extension pg_trgm'))
  return asAccount(inside.href, 'landfall_app')
}

/** An account without any right of its own; gives its URL of the database of `ownerUrl`. */
export async function makeAccount(superUrl: string, ownerUrl: string, name: string): Promise<string> {
  await withClient(superUrl, (client) => client.query(`create role ${name} login password 'secret'`))
  return asAccount(ownerUrl, name)
}

function asAccount(url: string, name: string): string {
  const theirs = new URL(url)
  theirs.username = name
  theirs.password = 'secret'
  return theirs.href
}
