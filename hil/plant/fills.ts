/**
 * What stands in the isolated NaK loops of a plant, and what a controller that follows some of them is told. Plant and commissioning both begin here,
 * so that neither can know another fill than the other.
 */
import type { LabCellOptions } from './options.js';

/** Fill of a loop. */
export interface LoopFill {
  /** Metal, g, per 25 cm² of ceramic. */
  readonly grams: number;
  /** Composition, wt% Na. */
  readonly sodiumWt: number;
}

/** Fill of every loop, in order: one for each cell of a stack with isolated loops, otherwise one for all. */
export function loopFills(o: Required<LabCellOptions>): LoopFill[] {
  const count = o.preset === 'stack' && o.loops === 'isolated' ? o.cells : 1;
  return Array.from({ length: count }, (_, k) => ({ grams: o.metalMass, sodiumWt: k + 1 === o.offLoop ? o.offSodium : o.sodiumWt }));
}

/**
 * Fills that a controller is told that follows at most `most` loops: each of them, and of more loops the two with least and with most sodium, or one when
 * all are alike. The others can be left out, because all loops hold the same mass and the same charge moves through all: their order stays, and both the
 * liquidus and the charge left to a limit are worst at an end of it. Throws RangeError when the loops differ and the controller follows one.
 */
export function toldFills(fills: readonly LoopFill[], most: number): LoopFill[] {
  if (fills.length <= most) return [...fills];
  const [first, ...others] = fills as [LoopFill, ...LoopFill[]];
  const poorest = others.reduce((a, b) => (b.sodiumWt < a.sodiumWt ? b : a), first);
  const richest = others.reduce((a, b) => (b.sodiumWt > a.sodiumWt ? b : a), first);
  if (poorest.sodiumWt === richest.sodiumWt) return [first];
  if (most > 1) return [poorest, richest];
  throw new RangeError(
    `plant: its NaK loops hold ${poorest.sodiumWt} to ${richest.sodiumWt} wt% Na, but the board follows one loop; name a board that follows several, or fill all alike`,
  );
}
