/** How rows of faults and checks are written. */
import type { Channel } from './channels.js';
import type { CheckRow, FaultRow, Profile, Reset } from './types.js';

/** A fault: id, permanent number, name, requirement, who resets, what makes the cause go away, what the operator does. */
export function fault(
  id: string,
  number: number,
  name: string,
  requirement: string,
  reset: Reset,
  clears: string,
  advice: string,
  profile: Profile = 'core',
): FaultRow {
  return { id, number, name, requirement, reset, profile, clears, advice };
}

/** Levels and times of a check; what is left out is 0, none, or the same as for the trip. */
export interface Levels {
  readonly warn?: number;
  readonly trip?: number;
  readonly warnMs?: number;
  readonly tripMs?: number;
  readonly hysteresis?: number;
  readonly releaseAt?: number;
  readonly releaseMs?: number;
  readonly missing?: 'trip' | 'ignore';
  readonly needs?: readonly Channel[];
  readonly reset?: Reset;
  readonly tripParameter?: string;
  readonly hardTrip?: number;
  readonly singleCells?: true;
  readonly inStorage?: true;
}

/** A check: id (the fault's id, with a letter where it has several), signal, unit, signal steps per unit, side, reaction, rate. */
export function check(
  id: string,
  signal: string,
  unit: string,
  steps: number,
  side: 'high' | 'low',
  reaction: number,
  rate: 'fast' | 'slow',
  levels: Levels,
): CheckRow {
  const row: CheckRow = {
    id,
    fault: id.slice(0, 3),
    signal,
    unit,
    steps,
    side,
    warn: levels.warn ?? null,
    trip: levels.trip ?? null,
    warnMs: levels.warnMs ?? levels.tripMs ?? 0,
    tripMs: levels.tripMs ?? 0,
    hysteresis: levels.hysteresis ?? 0,
    releaseMs: levels.releaseMs ?? 0,
    reaction,
    rate,
    missing: levels.missing ?? 'trip',
  };
  const more: { -readonly [K in keyof CheckRow]?: CheckRow[K] } = {};
  if (levels.releaseAt !== undefined) more.releaseAt = levels.releaseAt;
  if (levels.reset !== undefined) more.reset = levels.reset;
  if (levels.needs !== undefined) more.needs = levels.needs;
  if (levels.tripParameter !== undefined) more.tripParameter = levels.tripParameter;
  if (levels.hardTrip !== undefined) more.hardTrip = levels.hardTrip;
  if (levels.singleCells) more.singleCells = true;
  if (levels.inStorage) more.inStorage = true;
  return Object.assign(row, more);
}

/** Time that a blocked direction stays blocked at least, so that a limit that depends on the current does not chatter. */
export const BLOCK_MS = 60000;

/** Among several NaK loops the one with the most sodium counts above, the one with the least below. */
export function ofLoops(c: CheckRow): CheckRow {
  return c.signal === 'composition' ? Object.assign({}, c, { signal: c.side === 'high' ? 'compositionHighest' : 'compositionLowest' }) : c;
}
