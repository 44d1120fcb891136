/**
 * The rescue: a small current in the one direction that takes a cell out of an under-voltage or composition trip. The list of trips under which it
 * is allowed is closed; any other trip refuses or ends it.
 */
import { REACTION } from './types.js';

export type Direction = 'charge' | 'discharge';

/** Share of the largest current that a rescue may use. */
export const RESCUE_SHARE = 0.1;
/** Longest rescue from the closing of the contactor on, s. */
export const RESCUE_S = 1800;

/**
 * Checks that may act in a rescue, and the direction that recovers from each. An empty cell (P15, P17) and metal beyond its sodium-rich limits
 * (P01, P04) are charged; metal beyond its potassium-rich limits (P02, P04) and a full cell (P16) are discharged. The reversal P15b is not here: it may be a short.
 */
export const RESCUE_CHECKS: readonly { readonly check: string; readonly by: Direction }[] = [
  { check: 'P15', by: 'charge' },
  { check: 'P15c', by: 'charge' },
  { check: 'P17', by: 'charge' },
  { check: 'P01', by: 'charge' },
  { check: 'P04', by: 'charge' },
  { check: 'P04c', by: 'charge' },
  { check: 'P02', by: 'discharge' },
  { check: 'P04b', by: 'discharge' },
  { check: 'P04d', by: 'discharge' },
  { check: 'P16', by: 'discharge' },
];

/** Marks in the column of reactions, above all bits of `REACTION`. Shifted down by `RESCUE_SHIFT` a mark is the reaction that a rescue in its direction keeps. */
export const RESCUE_SHIFT = 14;
export const RESCUE_MARK: Readonly<Record<Direction, number>> = {
  charge: REACTION.blockDischarge << RESCUE_SHIFT,
  discharge: REACTION.blockCharge << RESCUE_SHIFT,
};

/** Mark of a check, 0 for one that allows no rescue. */
export function rescueMark(check: string): number {
  for (const r of RESCUE_CHECKS) if (r.check === check) return RESCUE_MARK[r.by];
  return 0;
}
