/**
 * Several isolated NaK loops in series: the same charge moves through each, but each has a fill of its own. Everything that protects or plans acts on the
 * worst of them, side by side: margin, composition, charge left. One wetted point counts for all, the coldest one.
 *
 * Loop 1 is the anchored metal of firmware/chemistry/composition.ts outside this module, and the one that a level belongs to. Boards that follow one loop
 * carry nothing of this.
 */
import { BOARD } from '../board/row.js';
import { anchor, chargeBetween, compositionAfter, metalAfter } from '../chemistry/composition.js';
import { credible, liquidLimit, worstLiquidus } from '../chemistry/liquidus.js';
import { AMPLE, BAND, EUTECTIC_W, WIDEST, WORST_LIQUIDUS } from '../chemistry/nak.table.js';
import { noteEvent, noteLoop } from '../persist/events.js';
import { CAP_POTASSIUM_RICH, CAP_SODIUM_RICH, MAXIMA, MINIMA } from '../persist/parameter.table.js';
import { P, setParameter } from '../persist/parameters.js';
import { LOOP_OF } from '../protect/checks.table.js';
import * as I from '../sense/index.table.js';
import { COMPOSITION_HIGHEST, COMPOSITION_LOWEST } from '../sense/process.table.js';
import { BAD, X } from '../sense/values.js';
import * as T from './loops.table.js';

/** Below every liquidus, 0.1 °C, and beyond every charge and composition. */
const NONE = -1e9;
const FAR = 1e9;

/** Composition of each loop and its half width, 0.01 wt% Na, NaN while it is lost. */
const metals = new Float64Array(BOARD.loops);
const bands = new Float64Array(BOARD.loops);
/** The window of registers, as words. */
const words = new Uint16Array(T.WINDOW);
/** In the window: loop with the least margin, of those Na-rich, K-rich, with the most and the least sodium; 0 for none. */
const named = words.subarray(T.NAMED, T.NAMED + T.NAMES);

/** True when there are several. */
export function severalLoops(): boolean {
  return P[T.LOOPS] > 1;
}

/** Bits of all loops. */
export function everyLoop(): number {
  return (1 << P[T.LOOPS]) - 1;
}

/** Makes loop k the anchored metal. */
function select(k: number): void {
  anchor(P[T.MASS[k]], P[T.ANCHOR[k]]);
}

/**
 * After a change of the parameters: loops that are not there are not lost, and one that was never anchored is. The window knows nothing of any loop
 * until it is judged, and of those that are not there ever.
 */
export function settleLoops(): void {
  for (let k = 0; k < BOARD.loops; k++) words.set(T.UNKNOWN, T.FIRST + T.STEP * k);
  let lost = X[I.ANCHOR_LOST] & everyLoop();
  for (let k = 1; k < P[T.LOOPS]; k++) if (!P[T.MASS[k]]) lost |= 1 << k;
  X[I.ANCHOR_LOST] = lost;
}

/** Charge that loop k may be wrong by, mA·s. */
function errorOf(k: number): number {
  return X[I.COUNTER_ERROR] + P[T.ERROR[k]] * T.ERROR_STEP;
}

/** Puts a value into the window, or the code for a missing one. */
function show(at: number, v: number, missing: number): void {
  words[at] = v === v ? v : missing;
}

/** Composition, band, liquidus and margin of every loop, and the worst of them on each side. */
export function judgeLoops(): void {
  const x = X;
  const charge = x[I.CHARGE];
  let worst = NONE;
  let naRich = NONE;
  let kRich = NONE;
  let highest = NONE;
  let lowest = FAR;
  named.fill(0);
  for (let k = 0; k < P[T.LOOPS]; k++) {
    select(k);
    const lost = (x[I.ANCHOR_LOST] >> k) & 1;
    const w = compositionAfter(charge);
    const band = Math.min(BAND + compositionAfter(charge + errorOf(k)) - w, WIDEST);
    const liquidus = lost ? WORST_LIQUIDUS : credible(w / 10, worstLiquidus(w / 10, band / 10));
    metals[k] = lost ? BAD : w;
    bands[k] = lost ? BAD : Math.round(band);
    if (liquidus > worst) {
      worst = liquidus;
      named[0] = k + 1;
    }
    if ((lost || w > EUTECTIC_W) && liquidus > naRich) {
      naRich = liquidus;
      named[1] = k + 1;
    }
    if ((lost || w <= EUTECTIC_W) && liquidus > kRich) {
      kRich = liquidus;
      named[2] = k + 1;
    }
    if (metals[k] > highest) {
      highest = w;
      named[3] = k + 1;
    }
    if (metals[k] < lowest) {
      lowest = w;
      named[4] = k + 1;
    }
    const at = T.FIRST + T.STEP * k;
    show(at, Math.round(metals[k]), 0xffff);
    show(at + 1, bands[k], 0xffff);
    words[at + 2] = liquidus;
    show(at + 3, x[I.COLDEST] - liquidus, 0x8000);
  }
  select(0);
  x[I.COMPOSITION] = Math.round(metals[named[0] - 1]);
  x[I.COMPOSITION_BAND] = bands[named[0] - 1];
  x[I.LIQUIDUS] = worst;
  x[I.MARGIN] = x[I.COLDEST] - worst;
  x[I.MARGIN_NA_RICH] = named[1] ? x[I.COLDEST] - naRich : AMPLE;
  x[I.MARGIN_K_RICH] = named[2] ? x[I.COLDEST] - kRich : AMPLE;
  x[COMPOSITION_HIGHEST] = named[3] ? Math.round(highest) : BAD;
  x[COMPOSITION_LOWEST] = named[4] ? Math.round(lowest) : BAD;
}

/** Charge left of the loops that lie beyond the eutectic on the side that was asked for last, mAh; ample when none does. */
export let confined = AMPLE;

/** Least charge in mAh that may be moved until one of the loops freezes at `t` or meets the cap: as for one metal. `park`: it is the park limit. */
export function leastChargeLeft(t: number, side: number, park: number): number {
  let least = FAR;
  confined = AMPLE;
  for (let k = 0; k < P[T.LOOPS]; k++) {
    select(k);
    const limit = liquidLimit(t, side) * 10 - side * bands[k];
    const left = side * chargeBetween(metals[k], side > 0 ? Math.min(limit, P[CAP_SODIUM_RICH]) : Math.max(limit, P[CAP_POTASSIUM_RICH]));
    least = Math.min(least, left);
    if (!(side * (metals[k] - EUTECTIC_W) <= 0)) confined = Math.min(confined, left);
    if (park) {
      const at = T.FIRST + T.STEP * k + (side > 0 ? 4 : 6);
      show(at, left >> 16, 0x8000);
      show(at + 1, left, 0);
      if (left !== left) words[at] = 0x8000;
    }
  }
  select(0);
  return least;
}

/**
 * Loop k is anchored with `mass` mg at `w` (0.01 wt% Na), and the counter is about to begin anew: the others are put down as they are, with their errors. One
 * whose metal or error no parameter can say is lost.
 */
export function rebaseLoops(anchored: number, w: number, mass: number): void {
  for (let k = 0; k < P[T.LOOPS]; k++) {
    select(k);
    const charge = X[I.CHARGE];
    const own = k === anchored;
    const metal = own ? mass : Math.round(metalAfter(charge));
    const composition = own ? w : Math.round(compositionAfter(charge));
    const error = own ? 0 : Math.ceil(errorOf(k) / T.ERROR_STEP);
    const fits = metal >= MINIMA[T.MASS[0]] && metal <= MAXIMA[T.MASS[0]] && composition >= MINIMA[T.ANCHOR[0]] && composition <= MAXIMA[T.ANCHOR[0]];
    if (fits && error <= T.MOST_ERROR) {
      setParameter(T.MASS[k], metal);
      setParameter(T.ANCHOR[k], composition);
      setParameter(T.ERROR[k], error);
    } else X[I.ANCHOR_LOST] |= 1 << k;
  }
}

/** Writes the record of a trip, behind one that names the loop it is about. */
export function noteTrip(check: number, fault: number, value: number, limit: number): void {
  const loop = LOOP_OF[check] && severalLoops() ? named[LOOP_OF[check] - 1] : 0;
  if (loop) noteLoop(fault, loop, words[T.FIRST + T.STEP * (loop - 1)]);
  noteEvent(check, fault, value, limit);
}

/** The window of one loop is that of the live block; it is named on the sides that count for it, and as the extreme while its composition is known. */
function showOne(): void {
  const x = X;
  const known = x[I.COMPOSITION] === x[I.COMPOSITION] ? 1 : 0;
  named.set([1, x[I.MARGIN_NA_RICH] === AMPLE ? 0 : 1, x[I.MARGIN_K_RICH] === AMPLE ? 0 : 1, known, known]);
  words.set([Math.round(x[I.COMPOSITION]), x[I.COMPOSITION_BAND], x[I.LIQUIDUS], x[I.MARGIN]], T.FIRST);
  for (let i = 0; i < 4; i++) if (x[I.COMPOSITION - i] !== x[I.COMPOSITION - i]) words[T.FIRST + i] = i < 2 ? 0xffff : 0x8000;
  words.set([x[I.PARK_LEFT], x[I.PARK_LEFT - 1], x[I.RUN_BACK - 2], x[I.RUN_BACK - 3]], T.FIRST + 4);
}

/** Puts `count` registers of the window from `k` on into `into`, big-endian, from its fourth byte on. */
export function readLoops(k: number, count: number, into: Uint8Array): void {
  if (!severalLoops()) showOne();
  words[T.COUNT] = P[T.LOOPS];
  words[T.LOST] = X[I.ANCHOR_LOST];
  for (let i = 0; i < count; i++) {
    into[3 + 2 * i] = words[k + i] >> 8;
    into[4 + 2 * i] = words[k + i];
  }
}
