/**
 * The way back while a new program is on trial. A program that runs keeps its console closed, so nobody could stop it over the console; but what
 * comes in on the console's port still reaches a listener. A small file that runs before the program, once, puts such a listener there.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { WATCHDOG_S } from './commands.js';

/** File of the guard. The interpreter runs it before the boot file; its first act is to remove itself, so the next start is without it. */
export const GUARD_FILE = '.boot0';
/** What ends the guard, and what makes it stop the program. No master sends such a text, and the console of a running program takes none. */
export const GUARD_KEEP = 'lqKeep!';
export const GUARD_STOP = 'lqStop!';
/** The guard ends by itself after this time, ms: longer than the longest trial. */
const GUARD_MS = 150_000;

/** Characters that the guard remembers: what it listens for, in a piece that other text may follow. */
const HEARD = 80;

/**
 * Text of the guard for a board. Stopping is what `STOP` does, with the console opened before. It runs from a string, which lies in memory: with its
 * file the interpreter forgets the text of functions that lie in it, and of what comes behind the removal.
 */
export function guardText({ console: port }: BoardRow): string {
  const code = [
    `(function(){var d=${port},t="",f=function(c){`,
    `t=(t+c).slice(-${HEARD});`,
    `if(t.indexOf(${JSON.stringify(GUARD_STOP)})>=0){E.enableWatchdog(${WATCHDOG_S},true);E.setConsole(d,{force:true});reset()}`,
    `if(t.indexOf(${JSON.stringify(GUARD_KEEP)})>=0)d.removeListener("data",f)`,
    '};',
    'd.on("data",f);',
    `setTimeout(function(){d.removeListener("data",f)},${GUARD_MS})})()`,
  ].join('');
  return `eval(${JSON.stringify(code)});require("Storage").erase("${GUARD_FILE}")`;
}
