/**
 * Model 807 on boards of profile `full`: the string, and a module for every single cell that is measured, or one for the whole battery. How many there
 * are is settled at the start, so that the map stays where a master has found it.
 */
import { BOARD } from '../board/row.js';
import { state } from '../control/sequencer.js';
import { E_STOP, FAULT } from '../control/state.table.js';
import { ohms } from '../control/voltage.js';
import { P } from '../persist/parameters.js';
import * as I from '../sense/index.table.js';
import { CATHOLYTE_TEMP, CELLS_IN_SERIES, FIRST_CELL, HIGHEST_CELL, LOWEST_CELL, SINGLE_CELLS } from '../sense/process.table.js';
import { X } from '../sense/values.js';
import * as T from './sunspec.table.js';
import { events, signed, unsigned } from './sunspec-values.js';

/** What all modules have in common, and room for what each has of its own. */
const module = T.MODULE;
let modules = 1;
/** True: a module is a single cell. */
let single = false;

/** Settles the number of modules; the registers that they take. */
export function startModules(): number {
  single = BOARD.cellSlot >= 0 && P[SINGLE_CELLS] > 0;
  modules = single ? P[SINGLE_CELLS] : 1;
  return modules * T.MODULE_WORDS;
}

/** A bit field of two words. */
function putBits(w: Uint16Array, at: number, bits: number): void {
  w[at + 1] = bits >> 16;
  w[at] = bits;
}

/** The string, in the words `w` of the map without modules, and what the modules have in common. `n`: cells in series; `evt`: Evt1 of model 802. */
export function showString(w: Uint16Array, n: number, evt: number): void {
  const x = X;
  const u = x[I.CELL_VOLTAGE];
  const closed = T.CONVERTER_OF[state] > 1;
  const failed = state === FAULT || state === E_STOP;
  const alien = evt & T.NOT_IN_STRING;
  const flow = events(I.ACTIVE, I.LATCHED, T.FLOW_ALARM_BITS);
  const battery = (evt ^ alien) | (alien << T.OTHER_SHIFT) | (flow & T.FIRE);
  const loops = (flow | events(I.WARNED, I.WARNED, T.FLOW_WARNING_BITS)) & T.FLOW_MASK;
  w[T.MODULES] = modules;
  w[T.CONNECTED] = closed ? modules : 0;
  w[T.MODULE_MOST] = unsigned((single ? x[HIGHEST_CELL] : u * n) / 10);
  w[T.MODULE_LEAST] = unsigned((single ? x[LOWEST_CELL] : u * n) / 10);
  w[T.MODULE_MEAN] = unsigned((single ? u : u * n) / 10);
  w[T.STRING_CELL_MOST] = w[T.CELL_MOST];
  w[T.STRING_CELL_LEAST] = w[T.CELL_LEAST];
  w[T.STRING_CELL_MEAN] = w[T.CELL_MEAN];
  w[T.HOTTEST] = signed(x[I.HOTTEST]);
  w[T.COLDEST] = signed(x[I.COLDEST]);
  w[T.CELL_TEMP] = signed(x[I.CELL_TEMP]);
  putBits(w, T.STRING_EVENTS, battery);
  putBits(w, T.FLOW_EVENT, loops);
  w.set(w.subarray(T.VENDOR_2, T.VENDOR_1 + 2), T.STRING_VENDOR_2);
  putBits(module, T.IN_STATUS, (failed ? 0 : 1) + (closed ? 2 : 0));
  putBits(module, T.IN_CONTACTOR, closed ? 1 : 0);
  putBits(module, T.IN_EVENTS, battery);
  putBits(module, T.IN_FLOW_EVENT, loops);
  module[T.IN_CHARGE] = x[I.OXIDISED];
  module[T.IN_METAL] = unsigned(x[I.COLDEST]);
  module[T.IN_CATHOLYTE] = unsigned(x[CATHOLYTE_TEMP]);
  module[T.IN_REASON] = failed ? 1 : 0;
}

/** One module. Voltages are those of the single cell, or of the whole battery with the mean of its cells. */
function showModule(words: Uint16Array, k: number): void {
  const w = module;
  const u = single ? X[FIRST_CELL - k] : X[I.CELL_VOLTAGE];
  const n = single ? 1 : P[CELLS_IN_SERIES];
  w[T.IN_INDEX] = k + 1;
  w[T.IN_OPEN] = unsigned((u + X[I.CURRENT] * ohms) * n);
  w[T.IN_VOLTAGE] = unsigned((u * n) / 10);
  w[T.IN_CELL_MOST] = w[T.IN_CELL_LEAST] = w[T.IN_CELL_MEAN] = unsigned(u);
  words.set(w, T.TAIL + T.MODULE_WORDS * (modules - 1 - k));
}

/** The modules that have a register from `from` up to, but without, `to`, behind `showString`. */
export function showModules(words: Uint16Array, from: number, to: number): void {
  const first = Math.floor((from - T.STRING_END) / T.MODULE_WORDS);
  for (let k = first < 0 ? 0 : first; k < modules && T.STRING_END + k * T.MODULE_WORDS < to; k++) showModule(words, k);
}
