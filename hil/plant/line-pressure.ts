/**
 * Pressures along the two loops, gauge, from flow and speed. A line drops pressure in proportion to its flow; what a blockage or slush keeps back,
 * the pump's own slip turns into pressure. Numbers: docs/physics.md, section 6, "Balance of plant".
 */

/** Pressure drop of a fresh line, kPa per mL/min: 6 kPa at 10 mL/min of NaK, 3.6 kPa at 30 mL/min of catholyte. */
export const NAK_LINE_DROP = 0.6;
export const CATHOLYTE_LINE_DROP = 0.12;

/** Pressure that a mL/min kept back adds, relative to what it would drop in a fresh line: a shut line stands at this multiple of the fresh one. */
export const NAK_SLIP = 1.75;
export const CATHOLYTE_SLIP = 2;

/** Pressure from pump outlet to reservoir, kPa; below 0 when it draws. `flow`: what flows; `free`: what the pump would move through a free line, mL/min. */
export function linePressure(drop: number, slip: number, flow: number, free: number): number {
  return drop * (flow + slip * (free < 0 ? Math.min(0, free - flow) : Math.max(0, free - flow)));
}
