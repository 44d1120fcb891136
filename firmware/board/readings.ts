/** Readings that come from chips: fractions of 3.3 V, or of what else the channel's own driver says. NaN: the chip gives no good value. */
import { READING_COUNT } from './chips.table.js';

export const READINGS = new Float64Array(READING_COUNT);

/** No chip has been read yet. */
export function forgetReadings(): void {
  READINGS.fill(NaN);
}
