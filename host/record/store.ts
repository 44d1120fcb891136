/**
 * Where recordings go: one interface, whatever keeps them. Times are ms since 1970, UTC.
 */

/** Tiers: every sample, and means with least and largest over a minute and a quarter of an hour. */
export const TIER_MS = { raw: 0, '1min': 60_000, '15min': 900_000 } as const;
export type Tier = keyof typeof TIER_MS;

/** Values of one moment, by channel (`host/record/channels.ts`); null or absent: not available. */
export interface Sample {
  readonly unit: string;
  readonly timeMs: number;
  readonly values: Readonly<Record<string, number | null>>;
}

/** A time without samples, or with samples that must not be taken as they are, and why. */
export interface Gap {
  readonly unit: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** `link`: no answer from the unit; `daemon`: nobody recorded; `store`: samples were lost; `clock`: the clock of this machine jumped. */
  readonly reason: 'link' | 'daemon' | 'store' | 'clock';
}

/** An event of a device's log. The time is null where the start that it belongs to is not known. */
export interface StoredEvent {
  readonly unit: string;
  readonly timeMs: number | null;
  readonly start: number;
  readonly number: number;
  readonly seconds: number;
  readonly kind: string;
  readonly state: string;
  /** Ids of fault and check. */
  readonly fault: string | null;
  readonly check: string | null;
  readonly value: number | null;
  readonly limit: number | null;
  /** Unit of value and limit. */
  readonly unitOfValue: string;
}

/** What is asked of a recording: one channel of one unit over `fromMs` ≤ time < `toMs`. */
export interface TrendQuery {
  readonly unit: string;
  readonly channel: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly tier: Tier;
}

/** The course of a channel. `min` and `max` equal `value` in the raw tier. */
export interface TrendPoint {
  readonly timeMs: number;
  readonly value: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** Things to keep, written together or not at all. */
export interface Batch {
  readonly samples: readonly Sample[];
  readonly gaps: readonly Gap[];
  readonly events: readonly StoredEvent[];
}

/** A place for recordings. Every method rejects with a `LiquidusError` of family `internal` when the place fails. */
export interface RecordStore {
  /** What it is, for people: a path, or server and database. */
  readonly title: string;
  write(batch: Batch): Promise<void>;
  trend(query: TrendQuery): Promise<TrendPoint[]>;
  gaps(unit: string, fromMs: number, toMs: number): Promise<Gap[]>;
  /** The newest events of a unit, oldest first, at most `most`. */
  events(unit: string, most: number): Promise<StoredEvent[]>;
  /** Time of the newest sample of a unit, or null. */
  newest(unit: string): Promise<number | null>;
  close(): Promise<void>;
}
