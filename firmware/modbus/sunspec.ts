/**
 * The SunSpec map as words. Live points are worked out when they are read, between two ticks, so that one read is one snapshot; the rest stands there
 * from the start.
 */
import { BOARD } from '../board/row.js';
import { serialNumber } from '../board/system.js';
import { chargeLimit, dischargeLimit } from '../control/limits.js';
import { state } from '../control/sequencer.js';
import { SERVICE } from '../control/state.table.js';
import { EMPTY_CATHOLYTE, FULL_CATHOLYTE } from '../model/control.js';
import { P } from '../persist/parameters.js';
import { CATHOLYTE_CAPACITY, MAX_CURRENT, REFERENCE_VOLTAGE, UNIT_ADDRESS } from '../persist/parameter.table.js';
import { alarmChanges } from '../protect/monitor.js';
import { STOP_RESISTANCE } from '../protect/levels.table.js';
import { CURRENT_THRESHOLD } from '../sense/flow.js';
import * as I from '../sense/index.table.js';
import { CELLS_IN_SERIES, HIGHEST_CELL, LOWEST_CELL, SINGLE_CELLS } from '../sense/process.table.js';
import { X } from '../sense/values.js';
import { showModules, showString, startModules } from './sunspec-modules.js';
import * as T from './sunspec.table.js';
import { events, signed, unsigned } from './sunspec-values.js';
import { judgeSunspec, writeSunspec } from './sunspec-writes.js';

/** The commissioned cell has this resistance, 0.001. */
const NEW = 1000;
/** 100 %, in 0.01 %. */
const WHOLE = 10000;

/** The map, register 0 last; and all of it but the modules, at the end of it. */
let words = new Uint16Array(T.TEMPLATE);
let front = words;
let image = new Uint8Array(words.buffer);
/** Evt1, and the count of changes that it belongs to; WHRtg, and the copy of the parameters that it belongs to. */
let evt = 0;
let seenChanges = -1;
let energy = 0;
let seenCopy = -1;

/** Faults that act, 31 of them from word `w` on: the highest bit would say that the field is not implemented. */
function putVendor(at: number, w: number): void {
  const x = X;
  front[at + 1] = (x[I.ACTIVE + w + 1] | x[I.LATCHED + w + 1]) & 32767;
  front[at] = x[I.ACTIVE + w] | x[I.LATCHED + w];
}

/** Events and the status that follows from them, when alarms have changed since the last look. */
function showEvents(): void {
  const alarms = events(I.ACTIVE, I.LATCHED, T.ALARM_BITS);
  const warnings = events(I.WARNED, I.WARNED, T.WARNING_BITS);
  const w = front;
  const all = alarms | warnings;
  evt = all | ((all & T.OVER_CURRENTS) << 2);
  seenChanges = alarmChanges;
  w[T.EVENTS + 1] = evt >> 16;
  w[T.EVENTS] = evt;
  putVendor(T.VENDOR_1, 0);
  putVendor(T.VENDOR_2, 2);
  words[T.STATUS] = alarms ? 2 : warnings ? 1 : 0;
}

/** What the battery could hold and bear, when parameters were stored since the last look. `n`: cells in series. */
function showRatings(n: number): void {
  const w = front;
  const rated = (P[REFERENCE_VOLTAGE] * n) / 1e6;
  seenCopy = X[I.PARAMETER_COPY];
  energy = unsigned(P[CATHOLYTE_CAPACITY] * rated);
  w[T.CHARGE_RATING] = unsigned(P[CATHOLYTE_CAPACITY] / 1000);
  w[T.ENERGY_RATING] = words[T.CAPACITY] = energy;
  w[T.CHARGE_POWER] = w[T.DISCHARGE_POWER] = unsigned(P[MAX_CURRENT] * rated);
}

/** What is left, voltage, current, power and their limits. */
function showElectrics(n: number): void {
  const x = X;
  const w = front;
  const u = x[I.CELL_VOLTAGE];
  const i = x[I.CURRENT];
  const cell = unsigned(u);
  const single = BOARD.cellSlot >= 0 && P[SINGLE_CELLS] > 0;
  words[T.CHARGE_LEFT] = x[I.OXIDISED];
  words[T.AVAILABLE] = (energy * x[I.OXIDISED]) / WHOLE;
  w[T.VOLTAGE] = unsigned((u * n) / 10);
  w[T.CELL_MOST] = single ? unsigned(x[HIGHEST_CELL]) : cell;
  w[T.CELL_LEAST] = single ? unsigned(x[LOWEST_CELL]) : cell;
  w[T.CELL_MEAN] = cell;
  w[T.CURRENT] = signed(i / 10);
  w[T.POWER] = signed((u * n * i) / 1e6);
  w[T.CHARGE_LIMIT] = chargeLimit / 10;
  w[T.DISCHARGE_LIMIT] = dischargeLimit / 10;
}

/** State, condition, and what the battery is about. */
function showState(): void {
  const w = front;
  const x = X;
  const i = x[I.MEAN_CURRENT];
  const s = x[I.OXIDISED];
  const converter = T.CONVERTER_OF[state];
  const health = ((STOP_RESISTANCE - x[I.RESISTANCE_RATIO]) * WHOLE) / (STOP_RESISTANCE - NEW);
  const resting = s <= EMPTY_CATHOLYTE ? 2 : s >= FULL_CATHOLYTE ? 5 : 6;
  w[T.HEALTH] = unsigned(health > WHOLE ? WHOLE : health);
  w[T.CHARGE_STATUS] = converter < 2 ? 1 : i > CURRENT_THRESHOLD ? 3 : i < -CURRENT_THRESHOLD ? 4 : resting;
  w[T.LOCAL] = state === SERVICE ? 1 : 0;
  w[T.STATE] = T.STATE_OF[state];
  w[T.OPERATION] = T.OPERATION_OF[state];
  w[T.CONVERTER] = converter;
}

/** Works the live points out. */
function show(): void {
  const x = X;
  const w = front;
  const n = BOARD.cellSlot >= 0 ? P[CELLS_IN_SERIES] : 1;
  // unroll
  for (let k = 0; k < T.COPIED; k++) w[T.COPIED_AT[k]] = x[T.COPIED_FROM[k]];
  showState();
  if (seenChanges !== alarmChanges) showEvents();
  if (seenCopy !== x[I.PARAMETER_COPY]) showRatings(n);
  showElectrics(n);
  if (BOARD.profile === 'full') showString(w, n, evt);
}

/** The area of the slave: registers from the mark on. */
export const sunspecArea = {
  first: T.FIRST,
  end: T.FIRST + T.COUNT,
  read(k: number, count: number, into: Uint8Array): void {
    front[T.ADDRESS] = P[UNIT_ADDRESS];
    const end = k + count;
    if (end > T.LIVE_FROM) show();
    if (BOARD.profile === 'full') showModules(words, k, end);
    k = 2 * (words.length - end);
    count *= 2;
    into.set(image.subarray(k, k + count), 3);
    into.subarray(3, 3 + count).reverse();
  },
  judge: judgeSunspec,
  write: writeSunspec,
};

/** Puts the serial number in its place, and makes room for the modules. */
export function startSunspec(): void {
  const text = serialNumber();
  const n = Math.min(text.length, T.SERIAL_LETTERS);
  for (let k = 0; k < n; k++) image[T.SERIAL_NUMBER - k] = text.charCodeAt(k);
  if (BOARD.profile === 'full') {
    const fixed = words;
    const more = startModules();
    words = new Uint16Array(T.COUNT + more);
    image = new Uint8Array(words.buffer);
    front = words.subarray(more);
    words.set(fixed);
    front.set(fixed);
    front[T.STRING_LENGTH] += more;
    sunspecArea.end += more;
  }
}
