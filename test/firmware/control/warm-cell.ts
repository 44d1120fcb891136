/** The laboratory cell as a body with one temperature under the heater of a cabinet. */
import type { Cabinet } from './cabinet.js';

/**
 * Warms the cell for `seconds` by docs/physics.md, section 7: 1.03 kJ/K, 0.7 W/K, 45 W heater, ambient 15 °C. Temperatures in °C once a
 * second, beginning `from`.
 */
export function warm(cabinet: Cabinet, seconds: number, from: number): number[] {
  const seen: number[] = [];
  let t = from;
  for (let s = 0; s < seconds; s++) {
    cabinet.set('cellTemp', 10 * t);
    cabinet.second();
    t += (45 * cabinet.out('heater') - 0.7 * (t - 15)) / 1030;
    seen.push(t);
  }
  return seen;
}
