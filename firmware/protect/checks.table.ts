/**
 * The checks as columns of numbers, worked out from the rows when the bundle is built. Levels of low checks are negated,
 * so that every comparison is "at or above".
 */
import { BOARD } from '../board/row.js';
import { FAULTS, checksOf } from '../model/faults.js';
import type { CheckRow } from '../model/types.js';
import { valueIndex } from '../sense/layout.js';

const CHECKS = checksOf(BOARD);

/** A level that no reading reaches. */
const NEVER = 1e9;

const sign = (c: CheckRow): number => (c.side === 'high' ? 1 : -1);

function level(c: CheckRow, value: number | null): number {
  return value === null ? NEVER : Math.round(sign(c) * value * c.steps);
}

function release(c: CheckRow, value: number | null): number {
  if (value === null) return NEVER;
  const at = c.releaseAt === undefined ? value - sign(c) * c.hysteresis : c.releaseAt;
  return Math.round(sign(c) * at * c.steps);
}

function faultOf(c: CheckRow): { number: number; reset: string } {
  for (const f of FAULTS) if (f.id === c.fault) return f;
  throw new Error('check ' + c.id + ' names the fault ' + c.fault + ', which has no row');
}

function indexOf(id: string): number {
  for (let i = 0; i < CHECKS.length; i++) if (CHECKS[i].id === id) return i;
  throw new Error('no check ' + id);
}

export const CHECK_COUNT = CHECKS.length;
/** Checks before this index run in every tick, the others once a second. */
export const FAST_COUNT = CHECKS.filter((c) => c.rate === 'fast').length;
/** Where the second half of the slow checks begins. */
export const SLOW_MIDDLE = (CHECKS.length + CHECKS.filter((c) => c.rate === 'fast').length) >> 1;
export const SIGNAL = CHECKS.map((c) => valueIndex(c.signal));
export const SIDE = CHECKS.map(sign);
export const WARN = CHECKS.map((c) => level(c, c.warn));
export const TRIP = CHECKS.map((c) => level(c, c.trip));
export const WARN_RELEASE = CHECKS.map((c) => release(c, c.warn));
export const TRIP_RELEASE = CHECKS.map((c) => release(c, c.trip));
/** Lowest level of each check: below it a check with nothing going on has nothing to do. */
export const QUIET = CHECKS.map((c) => Math.min(level(c, c.warn), level(c, c.trip)));
export const WARN_MS = CHECKS.map((c) => c.warnMs);
export const TRIP_MS = CHECKS.map((c) => c.tripMs);
export const RELEASE_MS = CHECKS.map((c) => c.releaseMs);
export const REACTIONS = CHECKS.map((c) => c.reaction);
/** Alarm bit of the check's fault. */
export const BIT = CHECKS.map((c) => faultOf(c).number - 1);
/** 0: clears by itself, 1: remote reset, 2: local reset only. */
export const RESET = CHECKS.map((c) => ['itself', 'remote', 'local'].indexOf(c.reset ?? faultOf(c).reset));
/** 1: a missing signal is another row's business. */
export const IGNORES_MISSING = CHECKS.map((c) => (c.missing === 'ignore' ? 1 : 0));
/** Checks that the firmware itself asks for. */
export const P35_CHECK = indexOf('P35');
export const P36B_CHECK = indexOf('P36b');
export const F05_CHECK = indexOf('F05');
export const F05B_CHECK = indexOf('F05b');
/** Time that the emergency stop must be open, ms. */
export const E_STOP_MS = TRIP_MS[P35_CHECK];
