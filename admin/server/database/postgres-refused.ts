/** Why there is no PostgreSQL to work with; `data.` is the folder's own doing. */
export type PostgresRefusal =
  | 'data.full'
  | 'data.read-only'
  | 'data.other-version'
  | 'data.in-use'
  | 'data.wrong-owner'
  | 'data.not-a-database'
  | 'data.unreachable'
  | 'data.no-account'
  | 'data.no-volume'
  | 'database.not-available'
  | 'database.not-started'
  | 'database.not-stopped'
  | 'database.read-only'
  | 'database.not-durable'
  | 'database.pooled-by-transaction'
  | 'database.same-account'
  | 'database.account-of-other-tenant'

/** The database cannot be started here; the message says why in an admin's words. */
export class PostgresRefused extends Error {
  readonly code: PostgresRefusal
  constructor(code: PostgresRefusal, message: string) {
    super(message)
    this.code = code
  }
}
