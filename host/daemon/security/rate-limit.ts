/**
 * A limit on how often a client may write.
 */
import { LiquidusError } from '../../error.js';

/** Writes that may follow one another at once, and writes a second in the long run. */
export interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

/** Rate of a client of the API. */
const OF_A_PERSON: Rate = { burst: 10, perSecond: 1 };

/** One bucket of tokens a client. */
export class RateLimit {
  readonly #buckets = new Map<string, { left: number; at: number }>();
  readonly #rate: Rate;
  readonly #now: () => number;

  /** @param now clock, ms */
  constructor(rate: Rate = OF_A_PERSON, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  /** Counts a write. Throws `usage.rate` when there were too many. */
  count(client: string): void {
    const { burst, perSecond } = this.#rate;
    const now = this.#now();
    const bucket = this.#buckets.get(client) ?? { left: burst, at: now };
    bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    this.#buckets.set(client, bucket);
    if (bucket.left < 1) {
      throw new LiquidusError('usage.rate', `${client} has written ${burst} times in a row, which is the limit; wait a second before the next one.`);
    }
    bucket.left--;
  }
}
