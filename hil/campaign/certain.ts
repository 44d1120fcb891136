/**
 * Faults that must be answered wherever they hit a running cell: if nothing at all trips, they were missed. Typed by hand from the
 * protection table (docs/physics.md, section 10); faults that a protection sees only in some states or above some size are not here.
 */
import type { PlannedFault } from './plan.js';

export interface Certain {
  /** Longest time to the trip, s, with every debounce and the slow rate. */
  readonly withinS: number;
  /** Where that is said. */
  readonly source: string;
  /** For which values; absent: for all. */
  readonly when?: (values: Readonly<Record<string, number>>) => boolean;
}

const RANGE = { withinS: 5, source: 'F01: out of range for 200 ms' };
const LEAK = { withinS: 2, source: 'P30: below 20 kΩ for 200 ms' };

/** By id of the fault. */
export const CERTAIN: Readonly<Record<string, Certain>> = {
  'nakTempA.open': RANGE,
  'nakTempA.short': RANGE,
  'nakTempB.open': RANGE,
  'nakTempB.short': RANGE,
  'cellTemp.open': { withinS: 8, source: 'P06: unknown temperature for 2 s, slow rate' },
  'nakTray.leak': { ...LEAK, when: (values) => (values.resistance ?? Infinity) < 18 },
  'leakLoop.short': LEAK,
  'eStop.press': { withinS: 1, source: 'P35: 20 ms' },
  'eStopA.open': { withinS: 2, source: 'P35: 20 ms, discrepancy 100 ms' },
  'eStopB.open': { withinS: 2, source: 'P35: 20 ms, discrepancy 100 ms' },
  'fram.silent': { withinS: 10, source: 'X12: three seconds without a record' },
  'controller.outOfMemory': { withinS: 30, source: 'P36: restart by error flag, latched' },
  'smoke.detected': { withinS: 2, source: 'P32: 500 ms' },
};

/** What must answer this fault, or nothing when that depends on more than the fault. */
export function certainty(planned: PlannedFault): Certain | undefined {
  const row = CERTAIN[planned.id];
  return row === undefined || (row.when && !row.when(planned.values)) ? undefined : row;
}
