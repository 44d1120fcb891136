/**
 * Takes samples and events from the daemon and gives them to a store in batches. What the store does not take waits; when too much waits, the oldest
 * goes, and the recording says so. Supervision never waits for it.
 */
import { EventEmitter } from 'node:events';
import { LiquidusError } from '../error.js';
import type { Batch, Gap, RecordStore, Sample, StoredEvent, TrendPoint, TrendQuery } from './store.js';

/** Shortest time between two recorded samples of a unit, ms. Slack, so that polls every 500 ms with a jitter give one sample a second. */
const SAMPLE_MS = 1000;
const SLACK_MS = 150;
/** Time between two samples from which on it is a gap, ms. */
const GAP_MS = 10_000;
/** Step of the wall clock against the monotonic one from which on it has jumped, ms. */
const JUMP_MS = 2000;
/** Time between two batches, ms; and after a failure, doubled up to the longest. */
const FLUSH_MS = 2000;
const LONGEST_FLUSH_MS = 30_000;
/** Most samples that wait: ten minutes of 64 units. */
const MOST_WAITING = 38_400;
/** Most events and gaps that wait. */
const MOST_NOTES = 10_000;

/** How recording stands. */
export interface RecorderHealth {
  readonly store: string;
  /** The last batch was taken. */
  readonly good: boolean;
  readonly error: LiquidusError | undefined;
  /** Since when it has been failing. */
  readonly since: Date | undefined;
  /** Samples that wait for the store, and those that were given up since the start. */
  readonly waiting: number;
  readonly lost: number;
}

/** Clocks, in ms: that of the wall, which people set, and that of the machine, which only goes forward. */
export interface Clocks {
  readonly monotonic: () => number;
}

interface Last {
  readonly timeMs: number;
  readonly monotonicMs: number;
}

/** One recorder in front of one store. Event `health`: recording fails, or works again. */
export class Recorder extends EventEmitter<{ health: [] }> {
  readonly #store: RecordStore;
  readonly #clocks: Clocks;
  readonly #last = new Map<string, Last>();
  #samples: Sample[] = [];
  #gaps: Gap[] = [];
  #events: StoredEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #pauseMs = FLUSH_MS;
  #error: LiquidusError | undefined;
  #since: Date | undefined;
  #lost = 0;
  /** Samples that were given up since the last good batch: the span by unit. */
  readonly #lostSpans = new Map<string, { from: number; to: number }>();

  constructor(store: RecordStore, clocks: Clocks = { monotonic: () => performance.now() }) {
    super();
    this.#store = store;
    this.#clocks = clocks;
  }

  get health(): RecorderHealth {
    return { store: this.#store.title, good: !this.#error, error: this.#error, since: this.#since, waiting: this.#samples.length, lost: this.#lost };
  }

  /** Takes a sample; more than one a second are thinned out. A hole since the sample before is noted with its cause. */
  take(sample: Sample): void {
    const now = this.#clocks.monotonic();
    const last = this.#last.get(sample.unit);
    if (last && now - last.monotonicMs < SAMPLE_MS - SLACK_MS) return;
    this.#last.set(sample.unit, { timeMs: sample.timeMs, monotonicMs: now });
    if (last) this.#noteHole(sample, last, now);
    else void this.#noteAbsence(sample);
    this.#samples.push(sample);
    if (this.#samples.length > MOST_WAITING) this.#giveUp(this.#samples.splice(0, this.#samples.length - MOST_WAITING));
    this.#schedule();
  }

  /** Takes an event of a device's log. One that is recorded already does no harm. */
  takeEvent(event: StoredEvent): void {
    this.#events.push(event);
    this.#events.splice(0, Math.max(0, this.#events.length - MOST_NOTES));
    this.#schedule();
  }

  trend(query: TrendQuery): Promise<TrendPoint[]> {
    return this.#store.trend(query);
  }

  gaps(unit: string, fromMs: number, toMs: number): Promise<Gap[]> {
    return this.#store.gaps(unit, fromMs, toMs);
  }

  /** Gives everything that waits to the store now. */
  async flush(): Promise<void> {
    await this.#writing;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#write();
    await this.#writing;
    this.#writing = undefined;
    if (this.#samples.length + this.#gaps.length + this.#events.length > 0) this.#schedule();
  }

  /** Writes what waits, and closes the store. */
  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
    await this.#store.close();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => void this.flush(), this.#pauseMs);
  }

  /** Never rejects: what was not taken stays. */
  async #write(): Promise<void> {
    const batch: Batch = { samples: this.#samples, gaps: this.#gaps, events: this.#events };
    if (batch.samples.length + batch.gaps.length + batch.events.length === 0) return;
    this.#samples = [];
    this.#gaps = [];
    this.#events = [];
    try {
      await this.#store.write(batch);
    } catch (error) {
      this.#samples = [...batch.samples, ...this.#samples];
      this.#gaps = [...batch.gaps, ...this.#gaps].slice(-MOST_NOTES);
      this.#events = [...batch.events, ...this.#events].slice(-MOST_NOTES);
      this.#failed(error);
      return;
    }
    this.#worked();
  }

  #failed(trouble: unknown): void {
    const error = trouble instanceof LiquidusError ? trouble : new LiquidusError('internal.store', `Please report this: ${String(trouble)}`);
    const news = this.#error?.code !== error.code;
    this.#error = error;
    this.#since ??= new Date();
    this.#pauseMs = Math.min(2 * this.#pauseMs, LONGEST_FLUSH_MS);
    if (news) this.emit('health');
  }

  #worked(): void {
    this.#pauseMs = FLUSH_MS;
    for (const [unit, { from, to }] of this.#lostSpans) this.#gaps.push({ unit, fromMs: from, toMs: to, reason: 'store' });
    this.#lostSpans.clear();
    if (!this.#error) return;
    this.#error = undefined;
    this.#since = undefined;
    this.emit('health');
  }

  #giveUp(samples: readonly Sample[]): void {
    this.#lost += samples.length;
    for (const { unit, timeMs } of samples) {
      const span = this.#lostSpans.get(unit);
      this.#lostSpans.set(unit, { from: Math.min(span?.from ?? timeMs, timeMs), to: Math.max(span?.to ?? timeMs, timeMs) });
    }
  }

  #noteHole({ unit, timeMs }: Sample, last: Last, now: number): void {
    const passed = now - last.monotonicMs;
    const jumped = timeMs - last.timeMs - passed;
    if (Math.abs(jumped) > JUMP_MS) {
      this.#gaps.push({ unit, fromMs: Math.min(last.timeMs, timeMs), toMs: Math.max(last.timeMs, timeMs), reason: 'clock' });
    } else if (passed > GAP_MS) this.#gaps.push({ unit, fromMs: last.timeMs, toMs: timeMs, reason: 'link' });
  }

  /** The first sample of a unit: nobody has recorded since the newest one in the store. */
  async #noteAbsence({ unit, timeMs }: Sample): Promise<void> {
    try {
      const newest = await this.#store.newest(unit);
      if (newest !== null && timeMs - newest > GAP_MS) this.#gaps.push({ unit, fromMs: newest, toMs: timeMs, reason: 'daemon' });
    } catch {
      // The batch that follows meets the same trouble and tells it.
    }
  }
}
