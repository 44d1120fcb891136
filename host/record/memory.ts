/**
 * A recording in memory: the last hour of every unit, for a daemon without a database.
 */
import type { Batch, Gap, RecordStore, Sample, StoredEvent, TrendPoint, TrendQuery } from './store.js';
import { TIER_MS } from './store.js';

/** Time that is kept, ms. */
const KEEP_MS = 3_600_000;
/** Gaps and events that are kept. */
const KEEP_ROWS = 1000;

/** Mean, least and largest of the samples of one span. */
function summary(timeMs: number, values: readonly (number | null)[]): TrendPoint {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { timeMs, value: null, min: null, max: null };
  const value = known.reduce((sum, one) => sum + one, 0) / known.length;
  return { timeMs, value, min: Math.min(...known), max: Math.max(...known) };
}

/** The store. */
export class MemoryStore implements RecordStore {
  readonly title = 'the memory of this process, one hour';
  readonly #samples = new Map<string, Sample[]>();
  #gaps: Gap[] = [];
  #events: StoredEvent[] = [];

  write(batch: Batch): Promise<void> {
    for (const sample of batch.samples) {
      const list = this.#samples.get(sample.unit) ?? [];
      this.#samples.set(sample.unit, list);
      list.push(sample);
      while ((list[0]?.timeMs ?? Infinity) < sample.timeMs - KEEP_MS) list.shift();
    }
    this.#gaps = [...this.#gaps, ...batch.gaps].slice(-KEEP_ROWS);
    this.#events = [...this.#events, ...batch.events].slice(-KEEP_ROWS);
    return Promise.resolve();
  }

  trend({ unit, channel, fromMs, toMs, tier }: TrendQuery): Promise<TrendPoint[]> {
    const samples = (this.#samples.get(unit) ?? []).filter(({ timeMs }) => timeMs >= fromMs && timeMs < toMs);
    const span = TIER_MS[tier];
    if (span === 0) return Promise.resolve(samples.map(({ timeMs, values }) => summary(timeMs, [values[channel] ?? null])));
    const spans = new Map<number, (number | null)[]>();
    for (const { timeMs, values } of samples) {
      const start = Math.floor(timeMs / span) * span;
      spans.set(start, [...(spans.get(start) ?? []), values[channel] ?? null]);
    }
    return Promise.resolve([...spans].map(([timeMs, values]) => summary(timeMs, values)));
  }

  gaps(unit: string, fromMs: number, toMs: number): Promise<Gap[]> {
    return Promise.resolve(this.#gaps.filter((gap) => gap.unit === unit && gap.toMs > fromMs && gap.fromMs < toMs));
  }

  events(unit: string, most: number): Promise<StoredEvent[]> {
    return Promise.resolve(this.#events.filter((event) => event.unit === unit).slice(-most));
  }

  newest(unit: string): Promise<number | null> {
    return Promise.resolve(this.#samples.get(unit)?.at(-1)?.timeMs ?? null);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
