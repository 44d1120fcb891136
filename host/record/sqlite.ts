/**
 * Recordings in a SQLite file, through `node-sqlite3-wasm`: no native code, the same on every Node.
 *
 * That build locks a file by a folder beside it, `FILE.lock`, and takes the lock for reads too. A program that was killed leaves the folder behind. Locks
 * of this house last as long as one transaction, so a folder that is old is nobody's. Other SQLite programs do not see this lock: while a daemon
 * writes, read its recording with `liquidus`, or read a copy.
 */
import { mkdirSync, rmdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { LiquidusError } from '../error.js';
import type { Retention, SqlRow, SqlRunner, SqlValue } from './sql-store.js';
import { SqlStore } from './sql-store.js';

/** Age from which on a lock is one that a killed program has left, ms. */
const STALE_LOCK_MS = 60_000;

type Database = InstanceType<typeof sqlite.Database>;
type Statement = ReturnType<Database['prepare']>;

/** Words for what SQLite says. */
function storeError(path: string, error: unknown): LiquidusError {
  if (error instanceof LiquidusError) return error;
  const said = error instanceof Error ? error.message : String(error);
  const cause = { cause: error };
  if (/locked|busy/i.test(said)) {
    return new LiquidusError(
      'internal.storeLocked',
      `The recording ${path} is locked by another program; end that one, or wait until it is done.`,
      cause,
    );
  }
  if (/full/i.test(said)) return new LiquidusError('internal.storeFull', `No room for the recording ${path}: disk full; free some space.`, cause);
  if (/not a database|malformed/i.test(said)) {
    return new LiquidusError(
      'internal.storeDamaged',
      `${path} is no recording, or it is damaged (${said}); move it away, and a new one is begun.`,
      cause,
    );
  }
  if (/unable to open/i.test(said)) {
    return new LiquidusError(
      'internal.storeOpen',
      `The recording ${path} cannot be opened; check that its folder exists and may be written to.`,
      cause,
    );
  }
  return new LiquidusError('internal.store', `The recording ${path} does not take it (${said}); check disk and permissions.`, cause);
}

/** Takes away the lock that a killed program has left. */
function clearStaleLock(path: string): void {
  const lock = `${path}.lock`;
  const found = statSync(lock, { throwIfNoEntry: false });
  if (found && Date.now() - found.mtimeMs > STALE_LOCK_MS) rmdirSync(lock);
}

class SqliteRunner implements SqlRunner {
  readonly title: string;
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  constructor(path: string) {
    this.title = path;
    try {
      mkdirSync(dirname(path), { recursive: true });
      clearStaleLock(path);
      this.#database = new sqlite.Database(path);
      // With the journal synchronised at every commit but not its folder: a power cut loses the last commits at most, never the file.
      this.#database.exec('PRAGMA journal_mode = TRUNCATE; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY');
    } catch (error) {
      throw storeError(path, error);
    }
  }

  run(sql: string, values: readonly SqlValue[] = []): Promise<void> {
    return this.#try(() => void this.#with(sql, (statement) => statement.run([...values])));
  }

  all(sql: string, values: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.#try(() => this.#with(sql, (statement) => statement.all([...values]) as SqlRow[]));
  }

  async together(task: () => Promise<void>): Promise<void> {
    await this.#try(() => {
      clearStaleLock(this.title);
      this.#database.exec('BEGIN IMMEDIATE');
    });
    try {
      await task();
      await this.#try(() => this.#database.exec('COMMIT'));
    } catch (error) {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  columns(table: string): Promise<string[]> {
    return this.#try(() => this.#database.all(`PRAGMA table_info(${table})`).map((row) => String(row['name'])));
  }

  /** Pages that hold something: what was thrown away is used again before the file grows. */
  bytes(): Promise<number> {
    return this.#try(() => {
      const value = (name: string): number => Number(Object.values(this.#database.get(`PRAGMA ${name}`) ?? {})[0]);
      return (value('page_count') - value('freelist_count')) * value('page_size');
    });
  }

  close(): Promise<void> {
    for (const statement of this.#statements.values()) statement.finalize();
    this.#statements.clear();
    this.#database.close();
    return Promise.resolve();
  }

  /** Uses the prepared statement of a text. One that has failed is given up: it would repeat its error when it is finalised. */
  #with<T>(sql: string, use: (statement: Statement) => T): T {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.delete(sql);
    try {
      const result = use(statement);
      this.#statements.set(sql, statement);
      return result;
    } catch (error) {
      try {
        statement.finalize();
      } catch {
        // The same error again.
      }
      throw error;
    }
  }

  #try<T>(task: () => T): Promise<T> {
    try {
      return Promise.resolve(task());
    } catch (error) {
      return Promise.reject(storeError(this.title, error));
    }
  }
}

/** Opens the recording in a file, which is made where it is missing. Rejects with `internal.store*`. */
export async function openSqlite(path: string, retention: Retention): Promise<SqlStore> {
  const runner = new SqliteRunner(resolve(path));
  try {
    return await SqlStore.open(runner, retention);
  } catch (error) {
    await runner.close();
    throw error;
  }
}
