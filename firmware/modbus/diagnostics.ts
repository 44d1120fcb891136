/** Function 8: diagnostics of the line. */
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { BUSY, COMPLETED, counts, DAMAGED, EXCEPTIONS, FOREIGN, OVERRUNS, serverMessages, SILENT } from './counters.js';
import { ILLEGAL_FUNCTION, ILLEGAL_VALUE } from './exceptions.js';
import { echo, reply, request, requestSize } from './request.js';

/** Sub-functions. */
const RESTART = 1;
const REGISTER = 2;
const LISTEN = 4;
const CLEAR = 10;
const FIRST_COUNT = 11;
const LAST_COUNT = 18;
const CLEAR_OVERRUN = 20;
/** Frame of every sub-function but the echo. */
const FRAME = 8;
/** Data of a restart that also clears the log of the line. */
const AND_LOG = 0xff00;

/** True in listen-only mode: nothing is executed or answered until a restart of the line. */
export let listening = false;
/** What a restart of the line does; set by the slave. */
let restart: (log: boolean) => void;

export function startDiagnostics(onRestart: (log: boolean) => void): void {
  listening = false;
  restart = onRestart;
}

/** Count of a sub-function 11 … 18. */
function countOf(sub: number): number {
  const c = counts;
  const all = serverMessages();
  // Of the errors of section 1.1 there is no character that this slave could not acknowledge (16).
  return [all + c[FOREIGN], c[DAMAGED], c[EXCEPTIONS], all, c[SILENT], 0, c[BUSY], c[OVERRUNS]][sub - FIRST_COUNT];
}

/** Answers with a word in the place of the data. */
function word(value: number): number {
  echo(4);
  reply[4] = value >> 8;
  reply[5] = value;
  return 6;
}

/** Clears all counts; this request itself counts nothing. */
function clear(): number {
  counts.fill(0);
  counts[COMPLETED]--;
  return echo(6);
}

function others(sub: number): number {
  if (sub === REGISTER) return word(X[I.MODE_BITS]);
  if (sub === CLEAR) return clear();
  if (sub >= FIRST_COUNT) return sub > LAST_COUNT ? ((counts[OVERRUNS] = 0), echo(6)) : word(countOf(sub));
  listening = true;
  return 0;
}

/** FC 8. Of a broadcast only the restart is executed. */
export function diagnose(sub: number, value: number): number {
  if ((listening || !request[0]) && sub !== RESTART) return 0;
  if (!sub) return echo(requestSize - 2);
  if (sub === RESTART) {
    if (requestSize !== FRAME || (value && value !== AND_LOG)) return -ILLEGAL_VALUE;
    restart(value > 0);
    return listening ? 0 : echo(6);
  }
  if (sub !== REGISTER && sub !== LISTEN && (sub < CLEAR || sub > LAST_COUNT) && sub !== CLEAR_OVERRUN) return -ILLEGAL_FUNCTION;
  return requestSize !== FRAME || value ? -ILLEGAL_VALUE : others(sub);
}
