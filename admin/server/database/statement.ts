import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely'

export { sql } from 'kysely'

/** A statement, or a fragment of one, with its values apart from its text. `Row` is what it returns. */
export type Sql<Row = unknown> = RawBuilder<Row>

/** What can run a statement: the pool, or one connection of it in a transaction. */
export type Queryable = {
  readonly query: (
    text: string,
    values: unknown[],
  ) => Promise<{ readonly rows: unknown[]; readonly rowCount: number | null }>
}

// Only compiles: connections and transactions are pg's, because reports pipeline their statements (decision 20).
const compiler = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/**
 * Runs a statement and returns its rows, as `sql<Row>` says they are: the one place where a row gets its type. It is sent before
 * this returns, so that several calls on one connection are pipelined. Throws what pg throws.
 */
export async function queryRows<Row>(on: Queryable, statement: Sql<Row>): Promise<Row[]> {
  const { sql, parameters } = statement.compile(compiler)
  const { rows } = await on.query(sql, [...parameters])
  return rows as Row[]
}

/** Runs a statement and returns how many rows it has inserted, updated, deleted or found. */
export async function runStatement(on: Queryable, statement: Sql): Promise<number> {
  const { sql, parameters } = statement.compile(compiler)
  const { rowCount } = await on.query(sql, [...parameters])
  return rowCount ?? 0
}
