/**
 * Opens a recording by its name: `memory`, a `postgres://` address, or the path of a SQLite file.
 */
import { MemoryStore } from './memory.js';
import type { Retention } from './sql-store.js';
import { RETENTION } from './sql-store.js';
import type { Batch, Gap, RecordStore, StoredEvent, TrendPoint, TrendQuery } from './store.js';

/** Opens a recording now. Rejects with `internal.store*`. The packages of a database are loaded only where it is used. */
export async function openRecording(where: string, retention: Retention = RETENTION): Promise<RecordStore> {
  if (where === 'memory') return new MemoryStore();
  if (/^postgres(?:ql)?:/.test(where)) return (await import('./postgres.js')).openPostgres(where, retention);
  return (await import('./sqlite.js')).openSqlite(where, retention);
}

/** A recording that is opened when it is needed, and again after a failure: a database that is down at the start holds nobody up. */
export class LazyStore implements RecordStore {
  readonly title: string;
  readonly #open: () => Promise<RecordStore>;
  #store: RecordStore | undefined;
  #opening: Promise<RecordStore> | undefined;

  constructor(where: string, retention?: Retention) {
    this.title = where.replace(/\/\/[^@/]*@/, '//');
    this.#open = () => openRecording(where, retention);
  }

  async write(batch: Batch): Promise<void> {
    return (await this.#ready()).write(batch);
  }

  async trend(query: TrendQuery): Promise<TrendPoint[]> {
    return (await this.#ready()).trend(query);
  }

  async gaps(unit: string, fromMs: number, toMs: number): Promise<Gap[]> {
    return (await this.#ready()).gaps(unit, fromMs, toMs);
  }

  async events(unit: string, most: number): Promise<StoredEvent[]> {
    return (await this.#ready()).events(unit, most);
  }

  async newest(unit: string): Promise<number | null> {
    return (await this.#ready()).newest(unit);
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  async #ready(): Promise<RecordStore> {
    if (this.#store) return this.#store;
    this.#opening ??= this.#open();
    try {
      this.#store = await this.#opening;
      return this.#store;
    } finally {
      this.#opening = undefined;
    }
  }
}
