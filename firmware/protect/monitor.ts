/**
 * The fault monitor: evaluates the checks before and outside the sequencer.
 *
 * A check that holds its warn or trip level for its debounce acts; it lets go when the signal has been back beyond the release level for
 * the release time. A latched check goes on acting until it is reset. `reactions` is the one answer to "what must be off".
 */
import { BY_CHARGE, BY_DISCHARGE, KEPT, OPEN_CONTACTOR } from './reaction.table.js';
import { ACTIVE, FIRST_OUT, LATCHED, WARNED } from '../sense/index.table.js';
import { X } from '../sense/values.js';
import * as T from './checks.table.js';

/** Bits of a check's state. */
const WARNS = 1;
const TRIPPED = 2;
const HELD = 4;
const TIMING = 8;
/** A trip that nobody has taken yet; eight times TRIPPED. */
const NEWS = 16;
/** Bits that make a check act on the outputs. */
const ACTS = TRIPPED + HELD;
/** Bits that need the slow path even when the signal is good. */
const BUSY = WARNS + TRIPPED + TIMING;

/** Time after the start in which a signal that was never valid does not trip, ms. Outputs are off until then. */
const GRACE_MS = 5000;

const state = new Uint8Array(T.CHECK_COUNT);
const warnTimer = new Int32Array(T.CHECK_COUNT);
const tripTimer = new Int32Array(T.CHECK_COUNT);
const releaseTimer = new Int32Array(T.CHECK_COUNT);
const signal = new Uint16Array(T.SIGNAL);
/** 1, or −1 for a check that acts at or below its level: its signal and levels are negated. */
const side = new Int8Array(T.CHECK_COUNT);
/** Lowest level of each check: below it a quiet check has nothing to do. */
const quiet = new Int32Array(T.CHECK_COUNT);
const warn = new Int32Array(T.WARN);
const trip = new Int32Array(T.TRIP);
const tripBack = new Int32Array(T.TRIP_BACK);
const warnBack = T.SAME_BACK ? tripBack : new Int32Array(T.WARN_BACK);
const warnMs = new Uint32Array(T.WARN_MS);
const tripMs = new Uint32Array(T.TRIP_MS);
const releases = T.RELEASES;
const reaction = new Uint16Array(T.REACTIONS);
const bit = new Uint8Array(T.BIT);
const traits = new Uint8Array(T.TRAITS);

/** Reactions of every check that acts, bits of `REACTION`. */
export let reactions = 0;
/** Mark of the direction in which a rescue is under way, or 0. */
export let rescue = 0;
/** Counts changes of alarms, latches and warnings. */
export let alarmChanges = 0;
/** Fast checks with something going on: while there are none, a comparison a check is all. */
let fastBusy = 0;

/** Not 0: there are trips that nobody has taken yet. */
let trips = 0;

/**
 * What a check that acts forbids. In a rescue one that the direction recovers from blocks the other direction only, and any other opens the
 * contactor.
 */
function effect(r: number): number {
  if (!rescue) return r;
  return r & rescue ? rescue >> KEPT : r | OPEN_CONTACTOR;
}

/** Rebuilds reactions and alarm words from the states of all checks. */
function collect(): void {
  const x = X;
  let all = 0;
  for (let w = 0; w < 4; w++) x[ACTIVE + w] = x[LATCHED + w] = x[WARNED + w] = 0;
  for (let i = 0; i < T.CHECK_COUNT; i++) {
    const s = state[i];
    if (s & (WARNS + ACTS)) {
      const w = bit[i] >> 4;
      const mask = 1 << (bit[i] & 15);
      if (s & WARNS) x[WARNED + w] |= mask;
      if (s & TRIPPED) x[ACTIVE + w] |= mask;
      if (s & HELD) x[LATCHED + w] |= mask;
      if (s & ACTS) all |= effect(reaction[i]);
    }
  }
  if (!(x[ACTIVE] || x[ACTIVE + 1] || x[ACTIVE + 2] || x[ACTIVE + 3] || x[LATCHED] || x[LATCHED + 1] || x[LATCHED + 2] || x[LATCHED + 3]))
    x[FIRST_OUT] = 0;
  reactions = all & (BY_CHARGE - 1);
  alarmChanges++;
}

/** Ticks are not exact to the millisecond: a debounce is over this much early, and one shorter than a tick ends with the first reading. */
const TOLERANCE_MS = 20;

/** Runs a debounce: `timer[i]` is −1 while idle. True when `limit` is reached. */
function elapsed(timer: Int32Array, i: number, dt: number, limit: number): boolean {
  const t = timer[i] < 0 ? 0 : timer[i] + dt;
  timer[i] = t;
  return t + TOLERANCE_MS >= limit;
}

/** Warn level of one check; returns the new state. */
function judgeWarn(i: number, v: number, dt: number, s: number): number {
  if (v >= warn[i] || (s & WARNS && v > warn[i] - warnBack[i])) {
    if (elapsed(warnTimer, i, dt, warnMs[i])) return s | WARNS;
    return s | TIMING;
  }
  warnTimer[i] = -1;
  return s & ~WARNS;
}

/** Trip level of one check; returns the new state. */
function judgeTrip(i: number, v: number, dt: number, s: number): number {
  if (v >= trip[i] || (s & TRIPPED && v > trip[i] - tripBack[i])) {
    releaseTimer[i] = -1;
    if (elapsed(tripTimer, i, dt, tripMs[i])) return s | TRIPPED | (traits[i] & T.RESET_BY ? HELD : 0);
    return s | TIMING;
  }
  tripTimer[i] = -1;
  return s & TRIPPED && elapsed(releaseTimer, i, dt, releases[traits[i] >> 4]) ? s & ~TRIPPED : s;
}

/** Slow path of one check. `v` is its signal, negated for a low check. */
function judge(i: number, v: number, dt: number, uptime: number): void {
  const before = state[i];
  if (v !== v) {
    // Nothing is above a level then, nor is what is not a number.
    if (traits[i] & T.IGNORES_MISSING) {
      if (!(before & BUSY)) return;
    } else if (uptime < GRACE_MS && !(before & ACTS)) return;
    else v = 1e9 - 1;
  }
  // What lasts, with no debounce under way, leaves everything as it is.
  if ((before & BUSY) === (v >= trip[i] ? TRIPPED : 0) + (v >= warn[i] ? WARNS : 0)) {
    releaseTimer[i] = -1;
    return;
  }
  const after = judgeTrip(i, v, dt, judgeWarn(i, v, dt, before & ~TIMING));
  state[i] = after;
  if (i < T.FAST_COUNT) fastBusy += (after & BUSY ? 1 : 0) - (before & BUSY ? 1 : 0);
  if ((after ^ before) & (WARNS + ACTS)) {
    if (after & ACTS && !X[FIRST_OUT]) X[FIRST_OUT] = bit[i] + 1;
    if (after & ~before & TRIPPED) state[i] = after | (trips = NEWS);
    collect();
  }
}

/** Hands over the trips since the last call: check, number of its fault, signal, trip level. True when there was one. */
export function takeTrips(take: (check: number, fault: number, value: number, limit: number) => void): boolean {
  if (!trips) return false;
  trips = 0;
  for (let i = 0; i < T.CHECK_COUNT; i++) {
    if (!(state[i] & NEWS)) continue;
    state[i] &= ~NEWS;
    take(i, bit[i] + 1, X[signal[i]], trip[i] * side[i]);
  }
  return true;
}

/** The slow path of every check `by` places after the last, `from` up to, but without, `to`: those that are not quiet or have something going on. */
function judgeAll(from: number, to: number, by: number, dt: number, uptime: number): void {
  const x = X;
  const at = signal;
  const d = side;
  const q = quiet;
  const s = state;
  for (let i = from; i < to; i += by) {
    const v = x[at[i]] * d[i];
    if (!(v < q[i]) || s[i] & BUSY) judge(i, v, dt, uptime);
  }
}

/** The fast checks. `dt`: ms since the call before. `uptime`: ms since the start. */
export function evaluateFast(dt: number, uptime: number): void {
  if (fastBusy) return judgeAll(0, T.FAST_COUNT, 1, dt, uptime);
  const x = X;
  // unroll
  for (let i = 0; i < T.FAST_COUNT; i++)
    if (!(x[T.SIGNAL[i]] * T.SIDE[i] < (T.FIXED[i] ? T.QUIET[i] : quiet[i]))) return judgeAll(0, T.FAST_COUNT, 1, dt, uptime);
}

/** One part of the slow checks, 0 to `SLOW_PARTS` − 1: rows that lie together in the table are often busy together, so each part takes every so manieth. */
export function evaluateSlow(part: number, dt: number, uptime: number): void {
  judgeAll(T.FAST_COUNT + part, T.CHECK_COUNT, T.SLOW_PARTS, dt, uptime);
}

/** One check out of turn: the emergency stop is judged at its edges. */
export function evaluateOne(i: number, dt: number, uptime: number): void {
  judgeAll(i, i + 1, 1, dt, uptime);
}

/** True when the fault with this check index acts. */
export function acts(i: number): boolean {
  return (state[i] & ACTS) > 0;
}

/**
 * Takes latches back whose cause is gone. `number`: permanent fault number, 0 for all. `local`: the button on the board asks.
 * Returns 0 when nothing was left in the way, 1 when a cause is still present, 2 when a row needs the local button.
 */
export function reset(number: number, local: boolean): number {
  let answer = 0;
  for (let i = 0; i < T.CHECK_COUNT; i++) {
    if (!(state[i] & HELD) || (number && bit[i] !== number - 1)) continue;
    if (state[i] & TRIPPED) answer = answer || 1;
    else if ((traits[i] & T.RESET_BY) > 1 && !local) answer = 2;
    else state[i] &= ~HELD;
  }
  collect();
  return answer;
}

/** True when a latch is held that only the button on the board resets. */
export function needsButton(): boolean {
  for (let i = 0; i < T.CHECK_COUNT; i++) if (state[i] & HELD && (traits[i] & T.RESET_BY) > 1) return true;
  return false;
}

/** Number of the first fault in the table that acts with one of the reactions `mask`, or 0. */
export function blockingFault(mask: number): number {
  for (let i = 0; i < T.CHECK_COUNT; i++) if (state[i] & ACTS && reaction[i] & mask) return bit[i] + 1;
  return 0;
}

/** Mark of the one direction that recovers from every check that acts, or 0 when there is none. */
export function recovery(): number {
  let by = BY_CHARGE + BY_DISCHARGE;
  for (let i = 0; i < T.CHECK_COUNT; i++) if (state[i] & ACTS) by &= reaction[i];
  return by > BY_DISCHARGE ? 0 : by;
}

/** A rescue in the direction with mark `by` begins, or ends: 0. */
export function setRescue(by: number): void {
  if (by === rescue) return;
  rescue = by;
  collect();
}

/** Number of the first fault in the table that opens the contactor, or 0. */
export function stoppingFault(): number {
  return blockingFault(OPEN_CONTACTOR);
}

/** Takes the trip levels that are parameters over; `values`: parameters in force. A warn level keeps its distance. */
export function takeLevels(values: Float64Array): void {
  for (let k = 0; k < T.MOVED_CHECKS.length; k++) {
    const i = T.MOVED_CHECKS[k];
    const by = values[T.MOVED_BY[k]] * side[i] - trip[i];
    warn[i] += by;
    trip[i] += by;
    quiet[i] += by;
  }
}

/** Sets the timers idle and works out what follows from the columns. Called once, before the first evaluation. */
export function startMonitor(): void {
  for (let i = 0; i < T.CHECK_COUNT; i++) {
    warnTimer[i] = tripTimer[i] = releaseTimer[i] = -1;
    side[i] = traits[i] & T.LOW ? -1 : 1;
    warn[i] = warn[i] || T.NEVER;
    trip[i] = trip[i] || T.NEVER;
    quiet[i] = Math.min(warn[i], trip[i]);
  }
}
