/**
 * A recording in an SQL database. What differs between databases is behind `SqlRunner`.
 */
import { LiquidusError } from '../error.js';
import { CHANNELS } from './channels.js';
import { column, createTables, INSERT_RAW, SCHEMA_VERSION, summarise, summaryOf, TABLES, valueColumns } from './schema.js';
import type { Batch, Gap, RecordStore, StoredEvent, Tier, TrendPoint, TrendQuery } from './store.js';
import { TIER_MS } from './store.js';

/** A value that goes into or comes out of a row. */
export type SqlValue = number | string | null;
/** A row by the names of its columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A database. Parameters stand as `?`. Everything rejects with `internal.store*`. */
export interface SqlRunner {
  readonly title: string;
  run(sql: string, values?: readonly SqlValue[]): Promise<void>;
  all(sql: string, values?: readonly SqlValue[]): Promise<SqlRow[]>;
  /** Runs statements together or not at all. */
  together(task: () => Promise<void>): Promise<void>;
  /** Names of the columns of a table. */
  columns(table: string): Promise<string[]>;
  /** Bytes in use; null where a database bounds itself. */
  bytes(): Promise<number | null>;
  close(): Promise<void>;
}

/** How long things are kept, and how large a recording may become. */
export interface Retention {
  readonly rawDays: number;
  readonly minuteDays: number;
  readonly quarterDays: number;
  /** Bound of the size in 10⁶ bytes; the oldest samples go first. */
  readonly maxMegabytes: number;
}

/** A week of every sample, four months of minutes, ten years of quarters of an hour, a gigabyte in all. */
export const RETENTION: Retention = { rawDays: 7, minuteDays: 120, quarterDays: 3660, maxMegabytes: 1000 };

const DAY_MS = 86_400_000;
/** Time between two rounds of throwing away, ms of the samples. */
const PRUNE_MS = 600_000;
/** Share of the raw rows that goes when the bound of the size is reached. */
const PRUNE_SHARE = 0.1;
const COARSE: readonly Exclude<Tier, 'raw'>[] = ['1min', '15min'];

/** The store. */
export class SqlStore implements RecordStore {
  readonly title: string;
  readonly #sql: SqlRunner;
  readonly #retention: Retention;
  readonly #units = new Map<string, number>();
  /** Start of the first span of each tier that is not summed up yet, by unit and tier. */
  readonly #summed = new Map<string, number>();
  #pruned = 0;

  /** Makes tables and columns that are missing. Rejects with `internal.store*`. */
  static async open(sql: SqlRunner, retention: Retention): Promise<SqlStore> {
    const store = new SqlStore(sql, retention);
    await sql.together(() => store.#prepare());
    return store;
  }

  private constructor(sql: SqlRunner, retention: Retention) {
    this.title = sql.title;
    this.#sql = sql;
    this.#retention = retention;
  }

  async write(batch: Batch): Promise<void> {
    try {
      await this.#sql.together(() => this.#put(batch));
    } catch (error) {
      // What was noted on the way may have been taken back with the rest.
      this.#units.clear();
      this.#summed.clear();
      throw error;
    }
  }

  async trend({ unit, channel, fromMs, toMs, tier }: TrendQuery): Promise<TrendPoint[]> {
    const id = await this.#idOf(unit);
    if (id === undefined) return [];
    if (tier === 'raw') {
      const rows = await this.#sql.all(`SELECT time, ${column(channel)} AS v FROM raw WHERE unit = ? AND time >= ? AND time < ? ORDER BY time`, [
        id,
        fromMs,
        toMs,
      ]);
      return rows.map(({ time, v }) => ({ timeMs: Number(time), value: number(v), min: number(v), max: number(v) }));
    }
    const open = await this.#summedUpTo(id, tier);
    const [value, low, high] = [column(channel), column(channel, '_min'), column(channel, '_max')];
    const done = await this.#sql.all(
      `SELECT time AS span, ${value}, ${low}, ${high} FROM ${TABLES[tier]} WHERE unit = ? AND time >= ? AND time < ? ORDER BY time`,
      [id, fromMs, Math.min(toMs, open)],
    );
    // The span that still runs is summed up on the way.
    const running = await this.#sql.all(summaryOf(TIER_MS[tier], [channel]), [id, Math.max(fromMs, open), toMs]);
    return [...done, ...running].map((row) => ({
      timeMs: Number(row['span']),
      value: number(row[channel]),
      min: number(row[`${channel}_min`]),
      max: number(row[`${channel}_max`]),
    }));
  }

  async gaps(unit: string, fromMs: number, toMs: number): Promise<Gap[]> {
    const id = await this.#idOf(unit);
    if (id === undefined) return [];
    const rows = await this.#sql.all('SELECT from_ms, to_ms, reason FROM gaps WHERE unit = ? AND to_ms > ? AND from_ms < ? ORDER BY from_ms', [
      id,
      fromMs,
      toMs,
    ]);
    return rows.map(({ from_ms, to_ms, reason }) => ({ unit, fromMs: Number(from_ms), toMs: Number(to_ms), reason: reason as Gap['reason'] }));
  }

  async events(unit: string, most: number): Promise<StoredEvent[]> {
    const id = await this.#idOf(unit);
    if (id === undefined) return [];
    const rows = await this.#sql.all('SELECT * FROM events WHERE unit = ? ORDER BY start DESC, number DESC LIMIT ?', [id, most]);
    return rows.reverse().map((row) => eventOf(unit, row));
  }

  async newest(unit: string): Promise<number | null> {
    const id = await this.#idOf(unit);
    return id === undefined ? null : number((await this.#sql.all('SELECT max(time) AS t FROM raw WHERE unit = ?', [id]))[0]?.['t']);
  }

  close(): Promise<void> {
    return this.#sql.close();
  }

  async #prepare(): Promise<void> {
    for (const statement of createTables()) await this.#sql.run(statement);
    const [found] = await this.#sql.all("SELECT value FROM meta WHERE name = 'version'");
    if (Number(found?.['value'] ?? 0) > SCHEMA_VERSION) {
      throw new LiquidusError(
        'internal.storeVersion',
        `The recording in ${this.title} was made by a newer liquidus (tables ${String(found?.['value'])}, this program knows ${SCHEMA_VERSION}); use that one, or another recording.`,
      );
    }
    await this.#sql.run("INSERT INTO meta (name, value) VALUES ('version', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", [
      String(SCHEMA_VERSION),
    ]);
    for (const tier of ['raw', ...COARSE] as const) {
      const there = new Set((await this.#sql.columns(TABLES[tier])).map((name) => `"${name}"`));
      for (const wanted of valueColumns(tier)) {
        if (!there.has(wanted)) await this.#sql.run(`ALTER TABLE ${TABLES[tier]} ADD COLUMN ${wanted} DOUBLE PRECISION`);
      }
    }
  }

  async #put({ samples, gaps, events }: Batch): Promise<void> {
    for (const { unit, timeMs, values } of samples) {
      const id = await this.#unitId(unit);
      await this.#sumUp(id, timeMs);
      await this.#sql.run(INSERT_RAW, [id, timeMs, ...CHANNELS.map((name) => values[name] ?? null)]);
    }
    for (const { unit, fromMs, toMs, reason } of gaps) {
      await this.#sql.run('INSERT INTO gaps (unit, from_ms, to_ms, reason) VALUES (?, ?, ?, ?)', [await this.#unitId(unit), fromMs, toMs, reason]);
    }
    for (const event of events) await this.#putEvent(event);
    const newest = samples.at(-1)?.timeMs;
    if (newest !== undefined && Math.abs(newest - this.#pruned) >= PRUNE_MS) {
      this.#pruned = newest;
      await this.#prune(newest);
    }
  }

  async #putEvent(event: StoredEvent): Promise<void> {
    const id = await this.#unitId(event.unit);
    await this.#sql.run(
      `INSERT INTO events (unit, start, number, time, seconds, kind, state, fault, check_id, value, limit_value, unit_of_value)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (unit, start, number) DO NOTHING`,
      [
        id,
        event.start,
        event.number,
        event.timeMs,
        event.seconds,
        event.kind,
        event.state,
        event.fault,
        event.check,
        event.value,
        event.limit,
        event.unitOfValue,
      ],
    );
  }

  /** Sums up the spans that are over at `timeMs`. A sample from before (the clock was set back) opens its span again. */
  async #sumUp(id: number, timeMs: number): Promise<void> {
    for (const tier of COARSE) {
      const span = TIER_MS[tier];
      const start = Math.floor(timeMs / span) * span;
      const open = await this.#summedUpTo(id, tier);
      if (start > open && open > 0) await this.#sql.run(summarise(tier, span), [id, open, start]);
      if (start !== open) this.#summed.set(`${id}/${tier}`, start);
    }
  }

  /** Start of the first span of a tier that is not in its table. */
  async #summedUpTo(id: number, tier: Exclude<Tier, 'raw'>): Promise<number> {
    const key = `${id}/${tier}`;
    let open = this.#summed.get(key);
    if (open === undefined) {
      const span = TIER_MS[tier];
      const [last] = await this.#sql.all(`SELECT max(time) AS t FROM ${TABLES[tier]} WHERE unit = ?`, [id]);
      const [first] = await this.#sql.all('SELECT min(time) AS t FROM raw WHERE unit = ?', [id]);
      const [done, raw] = [number(last?.['t']), number(first?.['t'])];
      open = done === null ? Math.floor((raw ?? 0) / span) * span : done + span;
      this.#summed.set(key, open);
    }
    return open;
  }

  async #prune(nowMs: number): Promise<void> {
    const { rawDays, minuteDays, quarterDays, maxMegabytes } = this.#retention;
    const limits = { raw: rawDays, '1min': minuteDays, '15min': quarterDays } as const;
    for (const tier of ['raw', ...COARSE] as const)
      await this.#sql.run(`DELETE FROM ${TABLES[tier]} WHERE time < ?`, [nowMs - limits[tier] * DAY_MS]);
    await this.#sql.run('DELETE FROM gaps WHERE to_ms < ?', [nowMs - quarterDays * DAY_MS]);
    await this.#sql.run('DELETE FROM events WHERE time < ?', [nowMs - quarterDays * DAY_MS]);
    const bytes = await this.#sql.bytes();
    if (bytes === null || bytes <= maxMegabytes * 1e6) return;
    const [span] = await this.#sql.all('SELECT min(time) AS first, max(time) AS last FROM raw');
    const [first, last] = [number(span?.['first']), number(span?.['last'])];
    if (first !== null && last !== null) await this.#sql.run('DELETE FROM raw WHERE time < ?', [first + Math.ceil((last - first) * PRUNE_SHARE)]);
  }

  async #idOf(unit: string): Promise<number | undefined> {
    const known = this.#units.get(unit);
    if (known !== undefined) return known;
    const [row] = await this.#sql.all('SELECT id FROM units WHERE name = ?', [unit]);
    const id = number(row?.['id']);
    if (id === null) return undefined;
    this.#units.set(unit, id);
    return id;
  }

  async #unitId(unit: string): Promise<number> {
    const known = await this.#idOf(unit);
    if (known !== undefined) return known;
    await this.#sql.run('INSERT INTO units (id, name) SELECT coalesce(max(id), 0) + 1, ? FROM units', [unit]);
    const id = await this.#idOf(unit);
    if (id === undefined) throw new LiquidusError('internal.store', `${this.title} did not take the unit "${unit}"; please report it.`);
    return id;
  }
}

function number(value: SqlValue | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}

function text(value: SqlValue | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}

function eventOf(unit: string, row: SqlRow): StoredEvent {
  return {
    unit,
    timeMs: number(row['time']),
    start: Number(row['start']),
    number: Number(row['number']),
    seconds: Number(row['seconds']),
    kind: text(row['kind']) ?? '',
    state: text(row['state']) ?? '',
    fault: text(row['fault']),
    check: text(row['check_id']),
    value: number(row['value']),
    limit: number(row['limit_value']),
    unitOfValue: text(row['unit_of_value']) ?? '',
  };
}
