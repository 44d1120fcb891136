/**
 * State of the catholyte, whatever its couple: charge that it holds, and the stoichiometric ratio of its flow.
 * Sources: docs/physics.md, sections 5 and 6.
 */
import { FARADAY } from './constants.js';

/** The oxidised fraction stays this far from 0 and 1: there the cell cannot carry current any more. */
export const EXHAUSTED = 1e-5;

/** Charge that takes the whole catholyte from reduced to oxidised, C. `litres` × `molar` (mol/L) × F. */
export function catholyteCapacity(litres: number, molar: number): number {
  return litres * molar * FARADAY;
}

/**
 * Stoichiometric ratio: reactant that flows in, relative to what the current needs. Infinite without current.
 * Flow in mL/min, concentration in mol/L, current in A (discharge positive), oxidised fraction 0..1.
 */
export function stoichiometricRatio(flow: number, molar: number, current: number, oxidised: number): number {
  if (current === 0) return Infinity;
  const available = current > 0 ? oxidised : 1 - oxidised;
  return ((flow / 60000) * molar * FARADAY * available) / Math.abs(current);
}
