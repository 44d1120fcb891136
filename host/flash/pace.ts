/** How fast bytes go over the line, and how long the rest takes. */

/** Time before a rate is worth saying, ms. */
const SETTLE_MS = 500;

/** Measures one transfer after another; a transfer starts with the first call after a smaller count. */
export class Pace {
  readonly #now: () => number;
  #start = 0;
  #first = 0;
  #done = Infinity;

  /** @param now clock, ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Rate and time left in words, for example `1.9 KB/s, 12 s left`; empty while it is too early to tell. */
  words(done: number, total: number): string {
    if (done < this.#done) {
      this.#start = this.#now();
      this.#first = done;
    }
    this.#done = done;
    const elapsed = this.#now() - this.#start;
    const sent = done - this.#first;
    if (elapsed < SETTLE_MS || sent === 0) return '';
    const perSecond = (sent / elapsed) * 1000;
    return `${(perSecond / 1000).toFixed(1)} KB/s, ${Math.ceil((total - done) / perSecond)} s left`;
  }
}
