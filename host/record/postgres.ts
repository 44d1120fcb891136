/**
 * Recordings in PostgreSQL, for a fleet: many daemons write into one database, each its own units. With TimescaleDB the tables of samples become
 * hypertables with chunks of a day.
 */
import pg from 'pg';
import { LiquidusError } from '../error.js';
import type { Retention, SqlRow, SqlRunner, SqlValue } from './sql-store.js';
import { SqlStore } from './sql-store.js';

/** Longest waits for a connection and for one statement, ms. */
const CONNECT_MS = 5000;
const STATEMENT_MS = 30_000;
/** Length of a chunk of a hypertable, ms. */
const CHUNK_MS = 86_400_000;
/** Type number of 64-bit integers. Times and counts are far below 2⁵³, so they come as numbers. */
const INT8 = 20;

/** Address of a database without its password. */
function titleOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  return `postgres://${hostname || (searchParams.get('host') ?? '')}${port === '' ? '' : `:${port}`}${pathname}`;
}

function storeError(title: string, error: unknown): LiquidusError {
  if (error instanceof LiquidusError) return error;
  const said = error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
  return new LiquidusError('internal.store', `The recording in ${title} does not take it (${said}); check server, database and user.`, {
    cause: error,
  });
}

class PostgresRunner implements SqlRunner {
  readonly title: string;
  readonly #url: string;
  #client: pg.Client | undefined;
  /** The connection of the transaction that runs. */
  #pinned: pg.Client | undefined;

  constructor(url: string) {
    this.#url = url;
    this.title = titleOf(url);
  }

  async run(sql: string, values: readonly SqlValue[] = []): Promise<void> {
    await this.#query(sql, values);
  }

  async all(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return (await this.#query(sql, values)).rows;
  }

  async together(task: () => Promise<void>): Promise<void> {
    const client = await this.#connected();
    await this.#query('BEGIN', []);
    this.#pinned = client;
    try {
      await task();
      await this.#query('COMMIT', []);
    } catch (error) {
      // Without a connection the server rolls back by itself.
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      this.#pinned = undefined;
    }
  }

  async columns(table: string): Promise<string[]> {
    const rows = await this.all('SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?', [
      table,
    ]);
    return rows.map((row) => String(row['column_name']));
  }

  bytes(): Promise<null> {
    return Promise.resolve(null);
  }

  async close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #query(sql: string, values: readonly SqlValue[]): Promise<pg.QueryResult<Record<string, SqlValue>>> {
    try {
      const client = this.#pinned ?? (await this.#connected());
      let count = 0;
      return await client.query<Record<string, SqlValue>>(
        sql.replace(/\?/g, () => `$${++count}`),
        [...values],
      );
    } catch (error) {
      // What is no answer of the server means that the connection is gone, and so do its farewells (SQLSTATE class 57P).
      if (!(error instanceof pg.DatabaseError) || error.code?.startsWith('57P') === true) this.#client = undefined;
      throw storeError(this.title, error);
    }
  }

  async #connected(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const client = new pg.Client({ connectionString: this.#url, connectionTimeoutMillis: CONNECT_MS, query_timeout: STATEMENT_MS });
    client.setTypeParser(INT8, Number);
    client.on('error', () => {
      if (this.#client === client) this.#client = undefined;
    });
    client.on('end', () => {
      if (this.#client === client) this.#client = undefined;
    });
    try {
      await client.connect();
    } catch (error) {
      throw storeError(this.title, error);
    }
    this.#client = client;
    return client;
  }
}

/** Makes hypertables where the server has TimescaleDB; leaves plain tables where it has not, or where the user may not. */
async function useTimescale(sql: SqlRunner): Promise<void> {
  const [there] = await sql.all("SELECT 1 AS yes FROM pg_available_extensions WHERE name = 'timescaledb'");
  if (!there) return;
  try {
    await sql.run('CREATE EXTENSION IF NOT EXISTS timescaledb');
    for (const table of ['raw', 'minute', 'quarter']) {
      await sql.run(`SELECT create_hypertable('${table}', 'time', chunk_time_interval => ${CHUNK_MS}, if_not_exists => TRUE, migrate_data => TRUE)`);
    }
  } catch {
    return;
  }
}

/** Opens the recording in a database, `postgres://user@host:port/database`. Rejects with `internal.store*`. */
export async function openPostgres(url: string, retention: Retention): Promise<SqlStore> {
  const runner = new PostgresRunner(url);
  try {
    const store = await SqlStore.open(runner, retention);
    await useTimescale(runner);
    return store;
  } catch (error) {
    await runner.close();
    throw error;
  }
}
