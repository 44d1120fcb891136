/**
 * The order in which a bus serves requests: writes, then reads, then reads that can wait; each first come, first served, and limited in depth together.
 */

/** What waits: a write goes ahead of every read, and a read in the background behind all others. */
export interface Queued {
  readonly write: boolean;
  readonly background: boolean;
}

/** Three first-in-first-out lines behind one counter. */
export class RequestQueue<T extends Queued> {
  readonly #writes: T[] = [];
  readonly #reads: T[] = [];
  readonly #later: T[] = [];
  readonly #lines: readonly T[][] = [this.#writes, this.#reads, this.#later];
  readonly #depth: number;

  /** @param depth most requests that wait at once */
  constructor(depth: number) {
    this.#depth = depth;
  }

  get length(): number {
    return this.#lines.reduce((sum, line) => sum + line.length, 0);
  }

  /** False when the queue is full; the item is not taken then. */
  add(item: T): boolean {
    if (this.length >= this.#depth) return false;
    if (item.write) this.#writes.push(item);
    else (item.background ? this.#later : this.#reads).push(item);
    return true;
  }

  /** The next item, or the next one of those that may go now; `undefined` when there is none. */
  next(mayGo: (item: T) => boolean = () => true): T | undefined {
    for (const line of this.#lines) {
      const at = line.findIndex(mayGo);
      if (at >= 0) return line.splice(at, 1)[0];
    }
    return undefined;
  }

  /** All that wait, those that go first at the front. */
  get waiting(): readonly T[] {
    return this.#lines.flat();
  }

  /** Takes one item out before its turn; false when it does not wait any more. */
  remove(item: T): boolean {
    for (const line of this.#lines) {
      const at = line.indexOf(item);
      if (at >= 0) return line.splice(at, 1).length > 0;
    }
    return false;
  }
}
