/**
 * The command mailbox of a device, which takes a sequence number once. Two writers that choose the same number at the same time would each take the
 * other's result for their own, and one command would never run; so one at a time writes it.
 */

/** Who writes the mailbox of one device now, and who waits. */
export class Mailbox {
  #tail: Promise<unknown> = Promise.resolve();
  #held = 0;

  /** True while somebody writes or waits. */
  get busy(): boolean {
    return this.#held > 0;
  }

  /** Runs a task when all before it are done. */
  async hold<T>(task: () => Promise<T>): Promise<T> {
    this.#held++;
    const mine = this.#tail.then(task);
    this.#tail = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.#held--;
    }
  }
}
