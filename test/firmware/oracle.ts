/**
 * What every check should do, in the words of the tests: levels, times and reactions from test/oracle/limits.json, which was typed in by hand
 * from docs/physics.md. The rows of the firmware only say which checks there are; a check that the oracle does not know is listed here.
 */
import { readFileSync } from 'node:fs';
import { BOARD } from '../../firmware/board/row.js';
import { checksOf } from '../../firmware/model/faults.js';
import { REACTION } from '../../firmware/model/types.js';
import type { Limit } from '../../hil/cases/oracle.js';

function oracle<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../oracle/${file}`, import.meta.url), 'utf8')) as T;
}

const { limits } = oracle<{ limits: Limit[] }>('limits.json');
/** Checks beyond the protection table, in the same words (docs/safety.md). */
const { limits: beyond } = oracle<{ limits: Limit[] }>('beyond.json');
/** Units of the process image: the map for values on it, else the comment beside the name in firmware/sense/layout.ts. */
const { signals: ALL_SIGNALS } = oracle<{ signals: Record<string, Signal> }>('signals.json');

const S = REACTION.blockCharge | REACTION.blockDischarge | REACTION.openContactor;
/** Outputs that each word of the oracle switches off. */
const EFFECTS: Record<string, number> = {
  X: S | REACTION.heatersOff | REACTION.nakPumpOff | REACTION.catholytePumpOff | REACTION.shutdown | REACTION.isolateLoops | REACTION.fanOff,
  S,
  Sd: REACTION.blockDischarge,
  Sc: REACTION.blockCharge,
  H0: REACTION.heatersOff,
  R: REACTION.rampToZero,
  D: REACTION.halfCurrent,
  W: 0,
  nakPump0: REACTION.nakPumpOff,
  catholytePump0: REACTION.catholytePumpOff,
  nakPumpSlow: REACTION.nakPumpSlow,
  worstComposition: 0,
  purge: REACTION.purge,
  scrubber: REACTION.scrubber,
};

/** Reactions that need an output which the board under test may lack. */
const FITTED: readonly (readonly [boolean, number])[] = [
  [BOARD.has.isolationValves, REACTION.isolateLoops],
  [BOARD.has.argonPurge, REACTION.purge],
  [BOARD.has.enclosureFan, REACTION.fanOff],
  [BOARD.has.scrubber, REACTION.scrubber],
];
const ABSENT = FITTED.reduce((bits, [fitted, bit]) => (fitted ? bits : bits | bit), 0);

/** A signal of the monitor: steps of the process image in the unit of the oracle, and a value that no check minds. */
interface Signal {
  readonly steps: number;
  readonly healthy: number;
}

const ROWS = checksOf(BOARD);

/** The signals of the checks that the board under test carries. */
export const SIGNALS: Readonly<Record<string, Signal>> = Object.fromEntries(
  Object.entries(ALL_SIGNALS).filter(([name]) => ROWS.some((row) => row.signal === name)),
);

/** One level of a check: where it acts, after how long, and at which value it lets go where the oracle says. In steps of the process image. */
export interface Level {
  readonly at: number;
  readonly afterMs: number;
  readonly release: number | undefined;
}

/** What one check should do. */
export interface Expected {
  readonly id: string;
  /** Place in the firmware's table, signal and rate: the only things taken from the row. */
  readonly index: number;
  readonly signal: string;
  readonly fast: boolean;
  /** One step towards the fault. */
  readonly worse: 1 | -1;
  readonly healthy: number;
  readonly warn: Level | undefined;
  readonly trip: Level | undefined;
  /** Time that the release must hold, ms. */
  readonly releaseMs: number;
  readonly resetBy: 'itself' | 'operator' | 'local';
  readonly reaction: number;
  /** Permanent number of the fault: its alarm bit is one less. */
  readonly number: number;
}

function level(limit: Limit, steps: number, at: number | null, afterMs: number | undefined): Level | undefined {
  if (at === null) return undefined;
  const back = limit.hysteresis === undefined ? NaN : (limit.side === 'high' ? -1 : 1) * limit.hysteresis;
  const release = Math.round((limit.releaseAt ?? at + back) * steps);
  return { at: Math.round(at * steps), afterMs: afterMs ?? 0, release: Number.isNaN(release) ? undefined : release };
}

/** Fault numbers: Pnn has nn, Fnn has 38 + nn, rows beyond count from 51. */
function numberOf(fault: string): number {
  return Number(fault.slice(1)) + (fault.startsWith('F') ? 38 : fault.startsWith('X') ? 50 : 0);
}

/** Expectations of every check of the firmware, in the order of its table. Throws for a check that neither the oracle nor this file knows. */
export const EXPECTED: readonly Expected[] = ROWS.map((row, index) => {
  const limit = [...limits, ...beyond].find((l) => l.check === row.id);
  const signal = SIGNALS[row.signal];
  if (!limit || !signal)
    throw new Error(
      `check ${row.id} on ${row.signal} is in neither test/oracle/limits.json nor test/oracle/beyond.json, or its signal not in signals.json`,
    );
  return {
    id: row.id,
    index,
    signal: row.signal,
    fast: row.rate === 'fast',
    worse: limit.side === 'high' ? 1 : -1,
    healthy: Math.round(signal.healthy * signal.steps),
    warn: level(limit, signal.steps, limit.warn, limit.debounceWarnMs),
    trip: level(limit, signal.steps, limit.trip, limit.debounceTripMs),
    releaseMs: limit.releaseMs ?? limit.blockedAtLeastMs ?? 0,
    resetBy: limit.resetBy,
    reaction: limit.reaction.reduce((bits, word) => bits | EFFECTS[word], 0) & ~ABSENT,
    number: numberOf(limit.fault),
  };
});
