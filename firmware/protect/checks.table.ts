/**
 * The checks as columns of numbers, worked out from the rows when the bundle is built. Levels of low checks are negated,
 * so that every comparison is "at or above".
 */
import { BOARD } from '../board/row.js';
import { FAULTS, checksOf } from '../model/faults.js';
import { parametersOf } from '../model/parameters.js';
import { rescueMark } from '../model/rescue.js';
import type { CheckRow } from '../model/types.js';
import { REACTION } from '../model/types.js';
import { valueIndex } from '../sense/layout.js';

const CHECKS = checksOf(BOARD);

/** A level that no reading reaches; a column says 0 for it. */
export const NEVER = 1e9;

/** Reactions whose outputs the board lacks. */
const ABSENT =
  (BOARD.has.isolationValves ? 0 : REACTION.isolateLoops) +
  (BOARD.has.argonPurge ? 0 : REACTION.purge) +
  (BOARD.has.enclosureFan ? 0 : REACTION.fanOff) +
  (BOARD.has.scrubber ? 0 : REACTION.scrubber);

const sign = (c: CheckRow): number => (c.side === 'high' ? 1 : -1);

/** A level in signal steps, 0 for none. */
function level(c: CheckRow, value: number | null): number {
  if (value === null) return 0;
  const steps = Math.round(sign(c) * value * c.steps);
  if (steps === 0) throw new Error('check ' + c.id + ' has a level of 0, which the columns cannot say');
  return steps;
}

/** Distance back from a level to its release, in signal steps. */
function back(c: CheckRow, value: number | null): number {
  if (c.releaseAt === undefined || value === null) return Math.round(c.hysteresis * c.steps);
  return Math.round(sign(c) * (value - c.releaseAt) * c.steps);
}

function faultOf(c: CheckRow): { number: number; reset: string } {
  for (const f of FAULTS) if (f.id === c.fault) return f;
  throw new Error('check ' + c.id + ' names the fault ' + c.fault + ', which has no row');
}

function indexOf(id: string): number {
  for (let i = 0; i < CHECKS.length; i++) if (CHECKS[i].id === id) return i;
  throw new Error('no check ' + id);
}

/** Bits of `TRAITS`: who resets; a missing signal is another row's business; the check acts at or below its level. */
export const RESET_BY = 3;
export const IGNORES_MISSING = 4;
export const LOW = 8;

export const CHECK_COUNT = CHECKS.length;
/** Checks before this index run in every tick, the others once a second. */
export const FAST_COUNT = CHECKS.filter((c) => c.rate === 'fast').length;
/** The slow checks are judged in this many parts, each in a tick of its own. */
export const SLOW_PARTS = 6;
export const SIGNAL = CHECKS.map((c) => valueIndex(c.signal));
const OF_LOOPS = ['margin', 'marginNaRich', 'marginKRich', 'compositionHighest', 'compositionLowest'];
/** Which of the worst loops a check is about, counted from 1 (firmware/control/loops.ts); 0: it is about none. */
export const LOOP_OF = CHECKS.map((c) => OF_LOOPS.indexOf(c.signal) + 1);
/** True when an index takes more than a byte. */
export const WIDE = SIGNAL.some((i) => i > 255);
export const SIDE = CHECKS.map(sign);
export const WARN = CHECKS.map((c) => level(c, c.warn));
export const TRIP = CHECKS.map((c) => level(c, c.trip));
/** Distance from a level back to its release; a level that a row lacks takes that of the other. */
export const WARN_BACK = CHECKS.map((c) => back(c, c.warn ?? c.trip));
export const TRIP_BACK = CHECKS.map((c) => back(c, c.trip ?? c.warn));
/** True when no row lets its warning go at another distance than its trip: one column is enough then. */
export const SAME_BACK = WARN_BACK.every((b, i) => b === TRIP_BACK[i]);
/** Lowest level of each check: below it a check with nothing going on has nothing to do. */
export const QUIET = CHECKS.map((c) => Math.min(level(c, c.warn) || NEVER, level(c, c.trip) || NEVER));
export const WARN_MS = CHECKS.map((c) => (c.warn === null ? 0 : c.warnMs));
export const TRIP_MS = CHECKS.map((c) => (c.trip === null ? 0 : c.tripMs));
const releaseTimes = CHECKS.map((c) => c.releaseMs);
/** Times for which a release must hold, ms. */
export const RELEASES = releaseTimes.filter((ms, i) => releaseTimes.indexOf(ms) === i);
/** Reactions of each check, with the mark of the direction that recovers from it. */
export const REACTIONS = CHECKS.map((c) => (c.reaction & ~ABSENT) + rescueMark(c.id));
/** Alarm bit of the check's fault. */
export const BIT = CHECKS.map((c) => faultOf(c).number - 1);
/** Who resets (0: nobody needs to, 1: remote, 2: local only), plus `IGNORES_MISSING`, plus `LOW`, plus 16 × the place in `RELEASES`. */
export const TRAITS = CHECKS.map((c) => {
  const reset = ['itself', 'remote', 'local'].indexOf(c.reset ?? faultOf(c).reset);
  return reset + (c.missing === 'ignore' ? IGNORES_MISSING : 0) + (c.side === 'low' ? LOW : 0) + 16 * RELEASES.indexOf(c.releaseMs);
});
/** Checks that the firmware itself asks for. */
export const P20_CHECK = indexOf('P20');
export const P35_CHECK = indexOf('P35');
export const P35B_CHECK = indexOf('P35b');
export const P36B_CHECK = indexOf('P36b');
export const F02_CHECK = indexOf('F02');
export const X10_CHECK = indexOf('X10');
export const F05_CHECK = indexOf('F05');
export const F05B_CHECK = indexOf('F05b');
/** The same on boards that have them, −1 elsewhere. */
export const P05B_CHECK = CHECKS.map((c) => c.id).indexOf('P05b');
export const F08C_CHECK = CHECKS.map((c) => c.id).indexOf('F08c');
export const P38_CHECK = CHECKS.map((c) => c.id).indexOf('P38');
/** Time that the emergency stop must be open, ms. */
export const E_STOP_MS = TRIP_MS[P35_CHECK];

const PARAMETERS = parametersOf(BOARD);
const moved = CHECKS.filter((c) => c.tripParameter !== undefined);

/** Place of the parameter that takes the place of a trip level. Throws when its default or its range is not that of the row. */
function parameterOf(c: CheckRow): number {
  for (let i = 0; i < PARAMETERS.length; i++) {
    const p = PARAMETERS[i];
    if (p.name !== c.tripParameter) continue;
    const furthest = c.side === 'high' ? p.max : p.min;
    if (c.trip === null || p.fallback !== Math.round(c.trip * c.steps))
      throw new Error('check ' + c.id + ' and the default of ' + p.name + ' differ');
    if (c.hardTrip === undefined || furthest !== Math.round(c.hardTrip * c.steps))
      throw new Error(p.name + ' reaches ' + String(furthest) + ', which is not the hard limit of check ' + c.id);
    return i;
  }
  throw new Error('check ' + c.id + ' names the parameter ' + String(c.tripParameter) + ', which has no row');
}

/** Checks whose trip level is a parameter, and that parameter. */
export const MOVED_CHECKS = moved.map((c) => indexOf(c.id));
export const MOVED_BY = moved.map(parameterOf);
/** 1: the levels of the check are those of its row for ever. */
export const FIXED = CHECKS.map((c) => (c.tripParameter === undefined ? 1 : 0));
