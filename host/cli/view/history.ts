/**
 * The last values of a few quantities, for the graphs of the live view.
 */
import type { Live } from '../../device/live.js';

/** Snapshots kept: more than the widest graph shows. */
const KEPT = 400;

/** Quantities with a graph. */
export const GRAPHED = [
  { key: 'margin', title: 'liquid margin', unit: 'K', digits: 1, leastSpan: 2 },
  { key: 'coldestTemp', title: 'coldest NaK', unit: '°C', digits: 1, leastSpan: 2 },
  { key: 'current', title: 'current', unit: 'A', digits: 3, leastSpan: 0.1 },
  { key: 'cellVoltage', title: 'cell voltage', unit: 'V', digits: 3, leastSpan: 0.1 },
] as const;

/** Values by quantity, oldest first. */
export class History {
  readonly #values = new Map<string, (number | null)[]>(GRAPHED.map(({ key }) => [key, []]));

  add(live: Live): void {
    for (const { key } of GRAPHED) {
      const values = this.#values.get(key) ?? [];
      values.push(live[key]);
      if (values.length > KEPT) values.shift();
    }
  }

  of(key: string): readonly (number | null)[] {
    return this.#values.get(key) ?? [];
  }
}
