/** Values as SunSpec has them. */
import { X } from '../sense/values.js';

/** A value as an unsigned register: one that is missing has its code, one out of range is as near as can be. */
export function unsigned(v: number): number {
  return v === v ? (v > 65534 ? 65534 : v > 0 ? v + 0.5 : 0) : 65535;
}

/** The same, signed. */
export function signed(v: number): number {
  return v === v ? Math.round(v) : 32768;
}

/** Bits that the faults in two times four words of alarms raise; `bits`: their numbers. */
export function events(at: number, also: number, bits: string): number {
  const x = X;
  let e = 0;
  for (let w = 0; w < 4; w++) for (let m = x[at + w] | x[also + w], k = 16 * w; m; m >>= 1, k++) if (m & 1) e |= 1 << (bits.charCodeAt(k) & 31);
  return e;
}
