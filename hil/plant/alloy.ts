/**
 * The liquid Na–K alloy as a solution: composition scales and excess chemical potentials.
 *
 * Everywhere in the plant `w` is wt% Na in the metal, 0..100, and `x` the mole fraction of Na, 0..1.
 * Redlich–Kister excess Gibbs energy without temperature dependence, fitted to the anchors of docs/physics.md, section 1.
 */
import { FARADAY, GAS_CONSTANT, MOLAR_MASS_POTASSIUM, MOLAR_MASS_SODIUM } from './constants.js';

/** Redlich–Kister coefficients of the liquid, J/mol: docs/physics.md, section 1.2. */
const L0 = 2570.8;
const L1 = 562.5;
const L2 = 148.6;

/** Mole fraction of Na of an alloy with `w` wt% Na. */
export function moleFraction(w: number): number {
  const sodium = w / MOLAR_MASS_SODIUM;
  return sodium / (sodium + (100 - w) / MOLAR_MASS_POTASSIUM);
}

/** wt% Na of an alloy with mole fraction `x` of Na. */
export function weightPercent(x: number): number {
  const sodium = x * MOLAR_MASS_SODIUM;
  return (100 * sodium) / (sodium + (1 - x) * MOLAR_MASS_POTASSIUM);
}

/** Excess chemical potential of sodium in the liquid at mole fraction `x`, J/mol. */
export function excessSodium(x: number): number {
  const y = 1 - x;
  return y * y * (L0 + L1 * (3 * x - y) + L2 * (x - y) * (5 * x - y));
}

/** Excess chemical potential of potassium in the liquid at mole fraction `x`, J/mol. */
export function excessPotassium(x: number): number {
  const y = 1 - x;
  return x * x * (L0 + L1 * (x - 3 * y) + L2 * (x - y) * (x - 5 * y));
}

/** Activity of potassium in the liquid against pure liquid potassium, 0..1. `w` below 100 wt%, `kelvin` in K. */
export function potassiumActivity(w: number, kelvin: number): number {
  const x = moleFraction(w);
  return (1 - x) * Math.exp(excessPotassium(x) / (GAS_CONSTANT * kelvin));
}

/**
 * Potential of the NaK electrode above pure potassium, V (3.7 mV at 9.2 wt%, 18.8 mV at 58.2 wt%, both at 25 °C). It lowers the
 * cell voltage by this amount. `w` below 100 wt%, `kelvin` in K.
 */
export function electrodeShift(w: number, kelvin: number): number {
  const x = moleFraction(w);
  return -(GAS_CONSTANT * kelvin * Math.log(1 - x) + excessPotassium(x)) / FARADAY;
}
