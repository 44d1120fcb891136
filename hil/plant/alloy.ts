/**
 * The liquid Na–K alloy as a solution: composition scales and excess chemical potentials.
 *
 * Everywhere in the plant `w` is wt% Na in the metal, 0..100, and `x` the mole fraction of Na, 0..1; of another alloy (alloys.ts) the element that stays.
 * Redlich–Kister excess Gibbs energy without temperature dependence, fitted to the anchors of docs/physics.md, section 1.
 */
import { NAK, type Alloy } from './alloys.js';
import { FARADAY, GAS_CONSTANT } from './constants.js';

/** Temperature at which coefficients that depend on it count where none is given, K. */
const ROOM = 298.15;

/** Mole fraction of Na of an alloy with `w` wt% Na. */
export function moleFraction(w: number, { stays, moves }: Alloy = NAK): number {
  const sodium = w / stays.molarMass;
  return sodium / (sodium + (100 - w) / moves.molarMass);
}

/** wt% Na of an alloy with mole fraction `x` of Na. */
export function weightPercent(x: number, { stays, moves }: Alloy = NAK): number {
  const sodium = x * stays.molarMass;
  return (100 * sodium) / (sodium + (1 - x) * moves.molarMass);
}

/** Redlich–Kister coefficient of the liquid at a temperature, J/mol. */
function coefficient(alloy: Alloy, order: number, kelvin: number): number {
  const row = alloy.liquid[order] as readonly [number, number]; // a row has three
  return row[0] + row[1] * kelvin;
}

/** Excess chemical potential of sodium, or what stays in its place, in the liquid at mole fraction `x`, J/mol. */
export function excessSodium(x: number, alloy: Alloy = NAK, kelvin = ROOM): number {
  const y = 1 - x;
  const L0 = coefficient(alloy, 0, kelvin);
  const L1 = coefficient(alloy, 1, kelvin);
  const L2 = coefficient(alloy, 2, kelvin);
  return y * y * (L0 + L1 * (3 * x - y) + L2 * (x - y) * (5 * x - y));
}

/** Excess chemical potential of potassium, or what moves in its place, in the liquid at mole fraction `x`, J/mol. */
export function excessPotassium(x: number, alloy: Alloy = NAK, kelvin = ROOM): number {
  const y = 1 - x;
  const L0 = coefficient(alloy, 0, kelvin);
  const L1 = coefficient(alloy, 1, kelvin);
  const L2 = coefficient(alloy, 2, kelvin);
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
