/**
 * Tables of a recording, the same in SQLite and PostgreSQL. One row a sample, one column a channel, named as on the register map.
 *
 *     raw      unit, time, "cellTemp", …                                     every sample
 *     minute   unit, time, samples, "cellTemp", "cellTemp_min", "cellTemp_max", …   mean, least and largest; time is the start of the span
 *     quarter  the same over a quarter of an hour
 *     gaps     unit, from_ms, to_ms, reason
 *     events   unit, start, number, time, seconds, kind, state, fault, check_id, value, limit_value, unit_of_value
 *
 * `time` is ms since 1970 in UTC, `unit` the id of a row of `units`.
 */
import { CHANNELS } from './channels.js';
import type { Tier } from './store.js';

/** Version of these tables. A program refuses a recording with a higher one. */
export const SCHEMA_VERSION = 1;

/** Table of a tier. */
export const TABLES: Readonly<Record<Tier, string>> = { raw: 'raw', '1min': 'minute', '15min': 'quarter' };

/** A channel as a column. */
export function column(channel: string, part: '' | '_min' | '_max' = ''): string {
  return `"${channel}${part}"`;
}

/** Columns of the values of a tier. */
export function valueColumns(tier: Tier): string[] {
  return tier === 'raw'
    ? CHANNELS.map((name) => column(name))
    : CHANNELS.flatMap((name) => [column(name), column(name, '_min'), column(name, '_max')]);
}

/** Statements that make what is missing. */
export function createTables(): string[] {
  const tier = (name: Tier): string => {
    const samples = name === 'raw' ? '' : 'samples INTEGER NOT NULL, ';
    const values = valueColumns(name).map((one) => `${one} DOUBLE PRECISION`);
    return `CREATE TABLE IF NOT EXISTS ${TABLES[name]} (unit INTEGER NOT NULL, time BIGINT NOT NULL, ${samples}${values.join(', ')}, PRIMARY KEY (unit, time))`;
  };
  return [
    'CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
    'CREATE TABLE IF NOT EXISTS units (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)',
    tier('raw'),
    tier('1min'),
    tier('15min'),
    'CREATE TABLE IF NOT EXISTS gaps (unit INTEGER NOT NULL, from_ms BIGINT NOT NULL, to_ms BIGINT NOT NULL, reason TEXT NOT NULL)',
    'CREATE INDEX IF NOT EXISTS gaps_by_unit ON gaps (unit, to_ms)',
    `CREATE TABLE IF NOT EXISTS events (unit INTEGER NOT NULL, start INTEGER NOT NULL, number INTEGER NOT NULL, time BIGINT, seconds BIGINT NOT NULL,
       kind TEXT NOT NULL, state TEXT NOT NULL, fault TEXT, check_id TEXT, value DOUBLE PRECISION, limit_value DOUBLE PRECISION, unit_of_value TEXT NOT NULL,
       PRIMARY KEY (unit, start, number))`,
  ];
}

/** Means, least and largest of one unit's samples between two times, by spans that begin at `span`. Parameters: unit, from, to. */
export function summaryOf(spanMs: number, channels: readonly string[]): string {
  const folds = (name: string): string[] => {
    const own = column(name);
    return [`avg(${own}) AS ${own}`, `min(${own}) AS ${column(name, '_min')}`, `max(${own}) AS ${column(name, '_max')}`];
  };
  const start = `(time / ${spanMs}) * ${spanMs} AS span`;
  return `SELECT unit, ${start}, count(*) AS samples, ${channels.flatMap(folds).join(', ')} FROM raw WHERE unit = ? AND time >= ? AND time < ? GROUP BY 1, 2 ORDER BY 2`;
}

/** Puts the summary into the table of a tier; a span that is there already is written anew. Parameters as of `summaryOf`. */
export function summarise(tier: Exclude<Tier, 'raw'>, spanMs: number): string {
  const columns = ['samples', ...valueColumns(tier)];
  const anew = columns.map((one) => `${one} = excluded.${one}`);
  return `INSERT INTO ${TABLES[tier]} (unit, time, ${columns.join(', ')}) ${summaryOf(spanMs, CHANNELS)} ON CONFLICT (unit, time) DO UPDATE SET ${anew.join(', ')}`;
}

/** Puts a sample in. Parameters: unit, time, then every channel in order. */
export const INSERT_RAW = `INSERT INTO raw (unit, time, ${valueColumns('raw').join(', ')}) VALUES (?, ?${', ?'.repeat(CHANNELS.length)}) ON CONFLICT (unit, time) DO NOTHING`;
