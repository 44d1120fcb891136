/**
 * Takes samples from the daemon and gives them to a store.
 */
import type { Gap, RecordStore, Sample, TrendPoint, TrendQuery } from './store.js';

/** Shortest time between two recorded samples of a unit, ms. */
const SAMPLE_MS = 1000;
/** Slack, so that polls every 500 ms with a jitter give one sample a second. */
const SLACK_MS = 100;

/** One recorder in front of one store. */
export class Recorder {
  readonly #store: RecordStore;
  readonly #last = new Map<string, number>();

  constructor(store: RecordStore) {
    this.#store = store;
  }

  /** Takes a sample; more than one a second are thinned out. */
  async take(sample: Sample): Promise<void> {
    const last = this.#last.get(sample.unit) ?? -Infinity;
    if (sample.timeMs - last < SAMPLE_MS - SLACK_MS) return;
    this.#last.set(sample.unit, sample.timeMs);
    await this.#store.write({ samples: [sample], gaps: [], events: [] });
  }

  trend(query: TrendQuery): Promise<TrendPoint[]> {
    return this.#store.trend(query);
  }

  gaps(unit: string, fromMs: number, toMs: number): Promise<Gap[]> {
    return this.#store.gaps(unit, fromMs, toMs);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
