import type pg from 'pg'
import { breakOffAfter } from './connection-watch.ts'

/** So long a statement of the endpoint may take; an import has longer (`transact`). */
const statementMilliseconds = 60_000
/** The pool does not know the connection yet, so no watch ends it. A pooler may let it wait for a session of the server. */
const prepareMilliseconds = 10_000

const backends = new WeakMap<pg.ClientBase, number>()

/**
 * What each session of ours says before anything else. A commit that has been answered must survive a power cut, whatever the
 * server's default, and that it is on one server only is only a warning. Said as statements: a pooler may ignore what a
 * connection asks for at its start.
 */
export async function prepareSession(client: pg.ClientBase, tenantId: string): Promise<void> {
  const keep = breakOffAfter(client, prepareMilliseconds)
  // Several statements of one text have an answer each, which the types do not say.
  const answers = (await client
    .query(
      `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') <> 'remote_apply';
    select set_config('statement_timeout', '${statementMilliseconds}', false) where current_setting('statement_timeout') = '0';
    select set_config('client_min_messages', 'warning', false)
      where current_setting('client_min_messages') in ('error', 'fatal', 'panic');
    select set_config('landfall.tenant', ${client.escapeLiteral(tenantId)}, false);
    select pg_backend_pid() as pid`,
    )
    .finally(keep)) as unknown as readonly pg.QueryResult<{ pid: number }>[]
  const pid = answers.at(-1)?.rows[0]?.pid
  if (pid !== undefined) backends.set(client, pid)
}

/** The server's own number of a session of the pool. What the driver knows is a pooler's number, where there is one. */
export function backendOf(client: pg.ClientBase): number | undefined {
  return backends.get(client)
}
