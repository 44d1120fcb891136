/**
 * The three solids that can freeze out of the liquid: potassium-rich bcc, sodium-rich bcc and the compound Na2K.
 * For each: the temperature below which the liquid is unstable against it. Model and sources: docs/physics.md, section 1.
 */
import { excessPotassium, excessSodium, moleFraction, weightPercent } from './alloy.js';
import { GAS_CONSTANT, KELVIN, MELTING_POTASSIUM, MELTING_SODIUM, MOLAR_MASS_POTASSIUM, MOLAR_MASS_SODIUM } from './constants.js';

/** Regular-solution parameters of the solid solutions, J/mol, set from the solidus slopes of Bale (1982). */
const POTASSIUM_SOLID = 5874.1;
const SODIUM_SOLID = 9412.1;

/** Gibbs energy of Na2K against the pure liquids per mole of atoms: −ENTHALPY + ENTROPY · T, J/mol. */
const COMPOUND_ENTHALPY = 2851.5;
const COMPOUND_ENTROPY = 7.0437;

/** wt% Na of the compound Na2K: 54.04. */
export const COMPOUND_WT = (100 * 2 * MOLAR_MASS_SODIUM) / (2 * MOLAR_MASS_SODIUM + MOLAR_MASS_POTASSIUM);

/** Lowest and highest temperature searched, K. Nothing in this system freezes outside. */
const SEARCH_LOW = 150;
const SEARCH_HIGH = 375;

/** SGTE unary difference liquid − bcc of potassium, J/mol, before the shift to the ITS-90 melting point. */
function potassiumUnary(kelvin: number): number {
  return 2318.096 - 6.886859 * kelvin - 9.44e-19 * kelvin ** 7;
}

/** SGTE unary difference liquid − bcc of sodium, J/mol, before the shift to the ITS-90 melting point. */
function sodiumUnary(kelvin: number): number {
  return 2581.02 - 6.95218 * kelvin - 2.76132e-18 * kelvin ** 7;
}

const POTASSIUM_OFFSET = potassiumUnary(MELTING_POTASSIUM);
const SODIUM_OFFSET = sodiumUnary(MELTING_SODIUM);

/** Gibbs energy of melting of pure potassium, J/mol: positive below 63.5 °C. */
export function meltingPotassium(kelvin: number): number {
  return potassiumUnary(kelvin) - POTASSIUM_OFFSET;
}

/** Gibbs energy of melting of pure sodium, J/mol: positive below 97.8 °C. */
export function meltingSodium(kelvin: number): number {
  return sodiumUnary(kelvin) - SODIUM_OFFSET;
}

/** One primary solid at its freezing point. */
export interface Freezing {
  /** Temperature below which the liquid is unstable against this solid, °C. */
  readonly celsius: number;
  /** Composition of the first crystals, wt% Na. */
  readonly solidWt: number;
}

interface Equilibrium {
  /** Chemical potential of the solvent in the liquid minus in the solid, J/mol; positive: the liquid freezes. */
  readonly drive: number;
  /** Mole fraction of the solute in the solid. */
  readonly solute: number;
}

/**
 * Liquid against a solid solution at one temperature. The solute dissolves in the solid until its potentials are equal
 * (Newton on ln s of ln s + (a/RT)(1 − s)² = k); the solvent then tells which phase is stable.
 */
function solidSolution(kelvin: number, interaction: number, soluteLiquid: number, solventLiquid: number): Equilibrium {
  const rt = GAS_CONSTANT * kelvin;
  const a = interaction / rt;
  const k = soluteLiquid / rt;
  let lnS = Math.min(k - a, -1);
  for (let i = 0; i < 30; i++) {
    const s = Math.exp(lnS);
    const step = (lnS + a * (1 - s) ** 2 - k) / (1 - 2 * a * s * (1 - s));
    lnS = Math.min(lnS - step, Math.log(0.5));
    if (Math.abs(step) < 1e-14) break;
  }
  const s = Math.exp(lnS);
  return { drive: solventLiquid - rt * Math.log(1 - s) - interaction * s * s, solute: s };
}

function potassiumRich(kelvin: number, x: number): Equilibrium {
  const rt = GAS_CONSTANT * kelvin;
  const sodium = meltingSodium(kelvin) + rt * Math.log(x) + excessSodium(x);
  const potassium = meltingPotassium(kelvin) + rt * Math.log(1 - x) + excessPotassium(x);
  return solidSolution(kelvin, POTASSIUM_SOLID, sodium, potassium);
}

function sodiumRich(kelvin: number, x: number): Equilibrium {
  const rt = GAS_CONSTANT * kelvin;
  const sodium = meltingSodium(kelvin) + rt * Math.log(x) + excessSodium(x);
  const potassium = meltingPotassium(kelvin) + rt * Math.log(1 - x) + excessPotassium(x);
  return solidSolution(kelvin, SODIUM_SOLID, potassium, sodium);
}

/** Bisection for the temperature at which the driving force for freezing vanishes. */
function balance(x: number, phase: (kelvin: number, x: number) => Equilibrium): number {
  let low = SEARCH_LOW;
  let high = SEARCH_HIGH;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (phase(middle, x).drive > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Freezing of potassium-rich crystals from a liquid with `w` wt% Na, 0 ≤ w < 100. */
export function freezePotassiumRich(w: number): Freezing {
  if (w <= 0) return { celsius: MELTING_POTASSIUM - KELVIN, solidWt: 0 };
  const x = moleFraction(w);
  const kelvin = balance(x, potassiumRich);
  return { celsius: kelvin - KELVIN, solidWt: weightPercent(potassiumRich(kelvin, x).solute) };
}

/** Freezing of sodium-rich crystals from a liquid with `w` wt% Na, 0 < w ≤ 100. */
export function freezeSodiumRich(w: number): Freezing {
  if (w >= 100) return { celsius: MELTING_SODIUM - KELVIN, solidWt: 100 };
  const x = moleFraction(w);
  const kelvin = balance(x, sodiumRich);
  return { celsius: kelvin - KELVIN, solidWt: weightPercent(1 - sodiumRich(kelvin, x).solute) };
}

/** Freezing of Na2K from a liquid with `w` wt% Na, 0 < w < 100. */
export function freezeCompound(w: number): Freezing {
  const x = moleFraction(w);
  const excess = (2 * excessSodium(x) + excessPotassium(x)) / 3;
  const mixing = (GAS_CONSTANT * (2 * Math.log(x) + Math.log(1 - x))) / 3;
  return { celsius: (excess + COMPOUND_ENTHALPY) / (COMPOUND_ENTROPY - mixing) - KELVIN, solidWt: COMPOUND_WT };
}
