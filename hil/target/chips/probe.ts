/** What a temperature wire carries, a PT1000 under 2700 Ω as a fraction, seen by a chip that measures something else of it. */

const DIVIDER = 2700;
/** PT1000 (IEC 60751): R = 1000 (1 + A T + B T²). */
const A = 3.9083e-3;
const B = -5.775e-7;

/** Resistance, Ω; Infinity for an open wire. */
export function resistance(fraction: number): number {
  return fraction >= 1 ? Infinity : (DIVIDER * fraction) / (1 - fraction);
}

/** Temperature at a resistance in Ω, °C. */
export function temperature(ohms: number): number {
  return (-A + Math.sqrt(A * A - 4 * B * (1 - ohms / 1000))) / (2 * B);
}
