/**
 * A limit on how often a client may write.
 */
import { LiquidusError } from '../../error.js';

/** Writes that may follow one another at once, and writes a second in the long run. */
const BURST = 10;
const PER_SECOND = 1;

/** One bucket of tokens a client. */
export class RateLimit {
  readonly #buckets = new Map<string, { left: number; at: number }>();
  readonly #now: () => number;

  /** @param now clock, ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts a write. Throws `usage.rate` when there were too many. */
  count(client: string): void {
    const now = this.#now();
    const bucket = this.#buckets.get(client) ?? { left: BURST, at: now };
    bucket.left = Math.min(BURST, bucket.left + ((now - bucket.at) / 1000) * PER_SECOND);
    bucket.at = now;
    this.#buckets.set(client, bucket);
    if (bucket.left < 1) {
      throw new LiquidusError('usage.rate', `${client} has written ${BURST} times in a row, which is the limit; wait a second before the next one.`);
    }
    bucket.left--;
  }
}
