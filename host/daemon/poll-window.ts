/**
 * How the polls of the last minute went.
 */

/** Length of the window, ms. */
const WINDOW_MS = 60_000;

/** Good and failed polls over a sliding minute. */
export class PollWindow {
  readonly #polls: { readonly at: number; readonly good: boolean }[] = [];
  readonly #now: () => number;

  /** @param now clock, ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  add(good: boolean): void {
    this.#polls.push({ at: this.#now(), good });
    this.#trim();
  }

  /** Share of good polls, 0..1; null before the first. */
  get quality(): number | null {
    this.#trim();
    if (this.#polls.length === 0) return null;
    return this.#polls.filter((poll) => poll.good).length / this.#polls.length;
  }

  /** Mean time between good polls, ms; null before the second. */
  get intervalMs(): number | null {
    this.#trim();
    const good = this.#polls.filter((poll) => poll.good);
    const [first, last] = [good[0], good.at(-1)];
    return first && last && good.length > 1 ? (last.at - first.at) / (good.length - 1) : null;
  }

  #trim(): void {
    const oldest = this.#now() - WINDOW_MS;
    while ((this.#polls[0]?.at ?? Infinity) < oldest) this.#polls.shift();
  }
}
