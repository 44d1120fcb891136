/** What lies where in the memories that keep their content without power. */

/** CRC-32 of any bytes with their own CRC-32 behind them, low byte first: a property of the polynomial. */
export const INTACT = 0x2144df1c;

/** Address of the FRAM on the I2C port. */
export const FRAM_ADDRESS = 0x50;
/** Bytes between the two counter records, which begin at address 0 of the FRAM. */
export const COUNTER_STEP = 256;
/** Where the ring of history records begins in the FRAM, 256 bytes each. */
export const HISTORY_START = 2048;
/** Where the ring of event records begins in the FRAM. Counters and ring of a `core` board lie in the first 8 KiB, so smaller chips do too. */
export const EVENT_START = 4096;

/** The two files that hold copies of the parameters in turn. */
export const SLOT_NAMES: readonly string[] = ['lqp0', 'lqp1'];
/**
 * File that says which parameters the copies hold (`parameterSet`). The firmware knows its own set and never reads it; whoever flashes writes it, so
 * that the next one can carry the values over to another set.
 */
export const SET_FILE = 'lqset';
