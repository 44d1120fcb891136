/**
 * What a serial line owes after a request failed. A reply that comes too late carries no mark of the request it belongs to, so the line is
 * trusted again only after it was silent for longer than any slave takes to answer, and after a canary read came back whose quantity differs
 * from every reply that may still be under way.
 */

/** Quantities of the canary that are tried, lowest first. They stay inside the live block from the canary's address on. */
const MAX_CANARY = 48;
/** A reply is not expected any more after this time, ms. */
const FORGET_MS = 10_000;

/** The memory of a line about replies that may still come. */
export class Quarantine {
  /** Quantity of registers in a reply that may still come, and when its request was given up, ms. */
  readonly #late = new Map<number, number>();
  #since: number | undefined;

  /** True while the line is not trusted. */
  get active(): boolean {
    return this.#since !== undefined;
  }

  /** When distrust began or was renewed, ms. */
  get since(): number {
    return this.#since ?? -Infinity;
  }

  /** Starts or renews distrust. `quantity`: registers in the reply that may still come, 0 for none. */
  suspect(nowMs: number, quantity: number): void {
    this.#since = nowMs;
    if (quantity > 0) this.#late.set(quantity, nowMs);
  }

  /** Quantity for the next canary read: the smallest one that no late reply can have. */
  canaryQuantity(nowMs: number): number {
    for (const [quantity, since] of this.#late) if (nowMs - since > FORGET_MS) this.#late.delete(quantity);
    let quantity = 1;
    while (this.#late.has(quantity) && quantity < MAX_CANARY) quantity++;
    return quantity;
  }

  /** Ends distrust. */
  clear(): void {
    this.#since = undefined;
    this.#late.clear();
  }
}
