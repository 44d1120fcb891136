/**
 * What a serial line owes after a request failed. A reply that comes too late carries no mark of the request it belongs to. A slave answers in the order
 * in which it was asked, so it is trusted again after a canary read came back whose quantity differs from every reply that may still be under way:
 * whatever was late has come before it. Each unit has a quarantine of its own, because one that is late or dead says nothing about the others.
 */

/** Quantities of the canary that are tried, lowest first. They stay inside the live block from the canary's address on. */
const MAX_CANARY = 48;
/** A reply is not expected any more after this time, ms. */
const FORGET_MS = 10_000;
/** Most canaries that are spent on telling a late exception from the answer to the canary. */
const MOST_DOUBTS = 4;

/** What one unit may still answer. */
export class Quarantine {
  /** Quantity of registers in a reply that may still come, and when its request was given up, ms. */
  readonly #late = new Map<number, number>();
  #since: number | undefined;
  #outstanding = 0;

  /** True while the unit is not trusted. */
  get active(): boolean {
    return this.#since !== undefined;
  }

  /** When distrust began or was renewed, ms. */
  get since(): number {
    return this.#since ?? -Infinity;
  }

  /** Exceptions in a row to canaries that show a living unit: an earlier one may be the late answer to each request that was given up. */
  get doubts(): number {
    return Math.min(this.#outstanding, MOST_DOUBTS) + 1;
  }

  /** Starts or renews distrust. `quantity`: registers in the reply that may still come, 0 for none. */
  suspect(nowMs: number, quantity: number): void {
    this.#since = nowMs;
    this.#outstanding++;
    this.expect(nowMs, quantity);
  }

  /** Notes a reply that may still come, without more distrust than there is. */
  expect(nowMs: number, quantity: number): void {
    if (quantity > 0) this.#late.set(quantity, nowMs);
  }

  /** Quantity for the next canary read: the smallest one that no late reply can have, nor the reply to the request behind it. */
  canaryQuantity(nowMs: number, behind = 0): number {
    for (const [quantity, since] of this.#late) if (nowMs - since > FORGET_MS) this.#late.delete(quantity);
    let quantity = 1;
    while ((this.#late.has(quantity) || quantity === behind) && quantity < MAX_CANARY) quantity++;
    return quantity;
  }

  /** Ends distrust. */
  clear(): void {
    this.#since = undefined;
    this.#outstanding = 0;
    this.#late.clear();
  }
}
