/** Added to the function code of a reply that refuses (Modbus Application Protocol 1.1b3, section 7). */
export const EXCEPTION = 128;
/** Exception codes of the same section. */
export const ILLEGAL_FUNCTION = 1;
export const ILLEGAL_ADDRESS = 2;
export const ILLEGAL_VALUE = 3;
export const DEVICE_FAILURE = 4;
/** Taken, and the end of it shows in `ackResult`. */
export const ACKNOWLEDGE = 5;
export const DEVICE_BUSY = 6;
/** The unit that is asked for is not behind this server. */
export const TARGET_SILENT = 11;
