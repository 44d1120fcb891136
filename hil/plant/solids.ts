/**
 * The three solids that can freeze out of the liquid: potassium-rich bcc, sodium-rich bcc and the compound Na2K.
 * For each: the temperature below which the liquid is unstable against it. Model and sources: docs/physics.md, section 1.
 */
import { excessPotassium, excessSodium, moleFraction, weightPercent } from './alloy.js';
import { NAK, type Alloy } from './alloys.js';
import { GAS_CONSTANT, KELVIN } from './constants.js';

/** wt% of the compound of two atoms that stay and one that moves: 54.04 of Na2K. */
export function compoundWt({ stays, moves }: Alloy): number {
  return (100 * 2 * stays.molarMass) / (2 * stays.molarMass + moves.molarMass);
}

type Element = Alloy['stays'];

/** Gibbs energy liquid − solid of an element before the shift to its melting point, J/mol. */
function unary({ fusion }: Element, kelvin: number): number {
  return fusion[0] + fusion[1] * kelvin + fusion[2] * kelvin ** 7;
}

/** Gibbs energy of melting of an element, J/mol: positive below its melting point. */
export function meltingEnergy(element: Element, kelvin: number): number {
  return unary(element, kelvin) - unary(element, element.melting);
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

function potassiumRich(kelvin: number, x: number, alloy: Alloy): Equilibrium {
  const rt = GAS_CONSTANT * kelvin;
  const sodium = meltingEnergy(alloy.stays, kelvin) + rt * Math.log(x) + excessSodium(x, alloy, kelvin);
  const potassium = meltingEnergy(alloy.moves, kelvin) + rt * Math.log(1 - x) + excessPotassium(x, alloy, kelvin);
  return solidSolution(kelvin, alloy.movesSolid, sodium, potassium);
}

function sodiumRich(kelvin: number, x: number, alloy: Alloy): Equilibrium {
  const rt = GAS_CONSTANT * kelvin;
  const sodium = meltingEnergy(alloy.stays, kelvin) + rt * Math.log(x) + excessSodium(x, alloy, kelvin);
  const potassium = meltingEnergy(alloy.moves, kelvin) + rt * Math.log(1 - x) + excessPotassium(x, alloy, kelvin);
  return solidSolution(kelvin, alloy.staysSolid, potassium, sodium);
}

/** Bisection for the temperature at which the driving force for freezing vanishes. */
function balance(x: number, alloy: Alloy, phase: (kelvin: number, x: number, alloy: Alloy) => Equilibrium): number {
  let [low, high] = alloy.search;
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (phase(middle, x, alloy).drive > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Freezing of potassium-rich crystals from a liquid with `w` wt% Na, 0 ≤ w < 100. */
export function freezePotassiumRich(w: number, alloy: Alloy = NAK): Freezing {
  if (w <= 0) return { celsius: alloy.moves.melting - KELVIN, solidWt: 0 };
  const x = moleFraction(w, alloy);
  const kelvin = balance(x, alloy, potassiumRich);
  return { celsius: kelvin - KELVIN, solidWt: weightPercent(potassiumRich(kelvin, x, alloy).solute, alloy) };
}

/** Freezing of sodium-rich crystals from a liquid with `w` wt% Na, 0 < w ≤ 100. */
export function freezeSodiumRich(w: number, alloy: Alloy = NAK): Freezing {
  if (w >= 100) return { celsius: alloy.stays.melting - KELVIN, solidWt: 100 };
  const x = moleFraction(w, alloy);
  const kelvin = balance(x, alloy, sodiumRich);
  return { celsius: kelvin - KELVIN, solidWt: weightPercent(1 - sodiumRich(kelvin, x, alloy).solute, alloy) };
}

/** Freezing of the compound, Na2K, from a liquid with `w` wt% Na, 0 < w < 100. An alloy without one throws. */
export function freezeCompound(w: number, alloy: Alloy = NAK): Freezing {
  const { compound } = alloy;
  if (compound === undefined) throw new Error(`${alloy.title} has no compound`);
  const x = moleFraction(w, alloy);
  const excess = (2 * excessSodium(x, alloy) + excessPotassium(x, alloy)) / 3;
  const mixing = (GAS_CONSTANT * (2 * Math.log(x) + Math.log(1 - x))) / 3;
  return { celsius: (excess + compound.enthalpy) / (compound.entropy - mixing) - KELVIN, solidWt: compoundWt(alloy) };
}
