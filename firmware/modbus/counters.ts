/** Counts of the line for functions 8, 11 and 12, each modulo 65536. Every request moves one of them; sums of them are what the master asks for. */

/** Requests that were executed and answered, but for those of `POLLS`. */
export const COMPLETED = 0;
export const EXCEPTIONS = 1;
/** Broadcasts, requests in listen-only mode, and others that are never answered. */
export const SILENT = 2;
/** Pieces of traffic that do not begin with this unit's address. */
export const FOREIGN = 3;
/** Frames that begin with it and are cut short or have a wrong CRC. */
export const DAMAGED = 4;
/** Exceptions 6, which are in `EXCEPTIONS` too. */
export const BUSY = 5;
/** Times that the interpreter's queue was full. */
export const OVERRUNS = 6;
/** Answers of function 11. */
export const POLLS = 7;

export const counts = new Uint16Array(8);

/** Messages to this unit or to all. */
export function serverMessages(): number {
  const c = counts;
  return c[COMPLETED] + c[EXCEPTIONS] + c[SILENT] + c[POLLS];
}

/** Bytes were lost because the interpreter's queue was full. */
export function noteOverrun(): void {
  counts[OVERRUNS]++;
}
