/** Readings that come from chips: fractions of full scale as of a pin. NaN: the chip gives no good value. */
import { READING_COUNT } from './chips.table.js';

export const READINGS = new Float64Array(READING_COUNT);
