/**
 * Rows of a recording, window by window, so that a year does not have to fit into memory.
 */
import { CHANNELS } from '../record/channels.js';
import { openRecording } from '../record/open.js';
import type { Gap, RecordStore, Tier } from '../record/store.js';
import { LiquidusError } from '../error.js';
import { existsSync } from 'node:fs';

/** Values of one moment, in the order of the channels asked for; and why samples are missing before it, or null. */
export interface RecordedRow {
  readonly timeMs: number;
  readonly values: readonly (number | null)[];
  /** Least and largest over the span of a summary tier, likewise. */
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
  readonly gap: Gap['reason'] | null;
}

/** What is taken out of a recording. Times in ms since 1970. */
export interface Extract {
  readonly unit: string;
  readonly channels: readonly string[];
  readonly tier: Tier;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Length of a window by tier, ms: an hour of samples, or some thousand summaries. */
const WINDOW_MS: Readonly<Record<Tier, number>> = { raw: 3_600_000, '1min': 86_400_000, '15min': 30 * 86_400_000 };
/** What is taken when nobody says from when, ms. */
const DEFAULT_SPAN_MS = 86_400_000;

/** Opens a recording that must be there. Rejects with `usage.file`. */
export async function openExisting(where: string): Promise<RecordStore> {
  if (!/^postgres(?:ql)?:/.test(where) && !existsSync(where)) {
    throw new LiquidusError('usage.file', `There is no recording ${where}; name the file that "liquidus record" or "liquidus serve" writes.`);
  }
  return openRecording(where);
}

/** Channels by name, all of them when none is named. Throws `usage.name`. */
export function channelsOf(names: readonly string[] | undefined): readonly string[] {
  const unknown = names?.find((name) => !CHANNELS.includes(name));
  if (unknown !== undefined) throw new LiquidusError('usage.name', `"${unknown}" is not recorded; recorded are: ${CHANNELS.join(', ')}.`);
  return names ?? CHANNELS;
}

/** A time of the command line: ISO 8601, or `-90m`, `-36h`, `-7d` before the newest sample. Throws `usage.time`. */
export function timeOf(text: string, newestMs: number): number {
  const back = /^-(\d+)(s|m|h|d)$/.exec(text);
  if (back) return newestMs - Number(back[1]) * ({ s: 1, m: 60, h: 3600, d: 86_400 }[back[2] as 's' | 'm' | 'h' | 'd'] * 1000);
  const at = Date.parse(text);
  if (!Number.isNaN(at)) return at;
  throw new LiquidusError(
    'usage.time',
    `"${text}" is no time; write 2026-01-31T12:00:00Z, or -36h for 36 hours before the newest sample (s, m, h, d).`,
  );
}

/** From when to when. Rejects with `usage.unit` when nothing of the unit is recorded, `usage.time` when the range is none. */
export async function rangeOf(
  store: RecordStore,
  unit: string,
  from: string | undefined,
  to: string | undefined,
): Promise<{ fromMs: number; toMs: number }> {
  const newest = await store.newest(unit);
  if (newest === null)
    throw new LiquidusError('usage.unit', `${store.title} holds nothing of "${unit}"; "liquidus serve" and "record" call unit 1 "unit1".`);
  const toMs = to === undefined ? newest + 1 : timeOf(to, newest);
  const fromMs = from === undefined ? toMs - DEFAULT_SPAN_MS : timeOf(from, newest);
  if (fromMs >= toMs) throw new LiquidusError('usage.time', 'The time of --from is not before that of --to; exchange them.');
  return { fromMs, toMs };
}

/** Rows of an extract in rising time, in windows that hold at least one. */
export async function* windowsOf(store: RecordStore, { unit, channels, tier, fromMs, toMs }: Extract): AsyncGenerator<RecordedRow[]> {
  let before = -Infinity;
  for (let start = fromMs; start < toMs; start += WINDOW_MS[tier]) {
    const end = Math.min(start + WINDOW_MS[tier], toMs);
    const gaps = await store.gaps(unit, start, end);
    const rows = new Map<number, { values: (number | null)[]; min: (number | null)[]; max: (number | null)[] }>();
    const empty = (): (number | null)[] => new Array<number | null>(channels.length).fill(null);
    for (const [k, channel] of channels.entries()) {
      for (const point of await store.trend({ unit, channel, tier, fromMs: start, toMs: end })) {
        const row = rows.get(point.timeMs) ?? { values: empty(), min: empty(), max: empty() };
        [row.values[k], row.min[k], row.max[k]] = [point.value, point.min, point.max];
        rows.set(point.timeMs, row);
      }
    }
    if (rows.size === 0) continue;
    const times = [...rows.keys()].sort((a, b) => a - b);
    yield times.map((timeMs) => {
      // A gap belongs to the first row at or behind its end.
      const gap = gaps.find((one) => one.toMs > before && one.toMs <= timeMs)?.reason ?? null;
      before = timeMs;
      const row = rows.get(timeMs) ?? { values: [], min: [], max: [] };
      return { timeMs, ...row, gap };
    });
  }
}
