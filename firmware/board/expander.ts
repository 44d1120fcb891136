/**
 * The port expander MCP23017 (Microchip data sheet DS20001952): slow outputs whose last level may stay when the controller dies, and
 * slow contacts. After its own reset all its pins are inputs; then pull-downs keep the outputs off until the next refresh.
 */
import { EXPANDER_INPUTS } from './chips.table.js';
import { BOARD } from './row.js';

/** The row names the port by text; in a bundle it is the interpreter's object. */
const port = BOARD.i2c.port as unknown as I2C;

const EXPANDER = 0x20;
/** Registers in the order of the reset, IOCON.BANK = 0: directions from 0x00, levels of the pins from 0x12, output latches from 0x14. */
const directions = new Uint8Array([0, EXPANDER_INPUTS & 255, EXPANDER_INPUTS >> 8]);
const latches = new Uint8Array([0x14, 0, 0]);
const levels = new Uint8Array([0x12]);
/** Ticks between two refreshes of the directions. */
const REFRESH_TICKS = 10;

let outputs = 0;
/** True from the start of the I2C port on. */
let started = false;
/** Ticks until the next refresh; 0 after a failure. */
let refreshIn = 0;

/** Levels of all 16 lines as read in this tick. Without an answer every contact counts as open. */
export let expanderLevels = 0;

/** Writes latches, then directions: no output shows an old level. */
function refresh(): void {
  port.writeTo(EXPANDER, latches);
  port.writeTo(EXPANDER, directions);
  refreshIn = REFRESH_TICKS;
}

/** Sets an output of the expander; a chip that does not answer gets it with the next refresh. */
export function writeLine(line: number, on: boolean): void {
  const wanted = on ? outputs | (1 << line) : outputs & ~(1 << line);
  if (wanted !== outputs) writeLines(wanted);
}

/** Sets all outputs at once. */
export function writeLines(wanted: number): void {
  outputs = wanted;
  latches[1] = wanted;
  latches[2] = wanted >> 8;
  if (!started) return;
  try {
    port.writeTo(EXPANDER, latches);
  } catch {
    refreshIn = 0;
  }
}

/** Once a tick: contacts, and the refresh when its time has come. */
export function serveExpander(): void {
  started = true;
  try {
    if (refreshIn < 1) refresh();
    refreshIn--;
    port.writeTo(EXPANDER, levels);
    const b = port.readFrom(EXPANDER, 2);
    expanderLevels = b[0] + 256 * b[1];
  } catch {
    expanderLevels = 0;
    refreshIn = 0;
  }
}
