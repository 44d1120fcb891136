/** What a rescue may do, typed in from docs/safety.md, and what is forbidden with it. Nothing here comes from the firmware's list. */
import { REACTION } from '../../../firmware/model/types.js';
import type { Expected } from '../oracle.js';
import type { Cabinet } from './cabinet.js';

/** Checks under which a rescue is allowed, and the direction that recovers. */
export const RECOVERS: Readonly<Record<string, 'charge' | 'discharge'>> = {
  P15: 'charge',
  P15c: 'charge',
  P17: 'charge',
  P01: 'charge',
  P04: 'charge',
  P04c: 'charge',
  P02: 'discharge',
  P04b: 'discharge',
  P04d: 'discharge',
  P16: 'discharge',
};

/** Longest rescue, ms, and largest current, A: a tenth of 0.5 A. */
export const RESCUE_MS = 1_800_000;
export const RESCUE_AMPS = 0.05;

/** The one direction that recovers from all that acts, or none. */
export function recoveringDirection(acting: readonly Expected[]): 'charge' | 'discharge' | undefined {
  const directions = new Set(acting.map((check) => RECOVERS[check.id]));
  return directions.size === 1 ? [...directions][0] : undefined;
}

/** Reactions that must show at the outputs: of every check that acts, but in a rescue that is allowed the blocked direction alone. */
export function forbidden(cabinet: Cabinet, acting: readonly Expected[]): number {
  const all = acting.reduce((bits, check) => bits | check.reaction, 0);
  const direction = recoveringDirection(acting);
  if (cabinet.state !== 'rescue' || acting.length === 0) return all;
  if (direction === undefined) return all | REACTION.openContactor;
  return direction === 'charge' ? REACTION.blockDischarge : REACTION.blockCharge;
}
