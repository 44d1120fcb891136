/**
 * Thermophysical properties of the liquid metal. Sources: docs/physics.md, section 3.
 */
import { moleFraction } from './alloy.js';
import { NAK, type Alloy } from './alloys.js';

/** Density of a (supercooled) liquid element at a temperature in °C, g/cm³. */
function elementDensity({ density }: Alloy['stays'], t: number): number {
  return density[0] + density[1] * t + density[2] * t * t + density[3] * t ** 3;
}

/** Density of the alloy, g/cm³; `w` wt% Na, temperature 0..200 °C. 0.8657 at 22 wt% and 25 °C. */
export function metalDensity(w: number, celsius: number, alloy: Alloy = NAK): number {
  const x = moleFraction(w, alloy);
  return 1 / (alloy.volume * (x / elementDensity(alloy.stays, celsius) + (1 - x) / elementDensity(alloy.moves, celsius)));
}

/** Specific heat of the alloy, J/(g·K); `w` wt% Na, temperature 0..200 °C. 0.960 at 22 wt% and 25 °C. */
export function metalSpecificHeat(w: number, celsius: number, alloy: Alloy = NAK): number {
  const square = alloy.heatSquare * celsius * celsius;
  const sodium = alloy.stays.heat[0] + alloy.stays.heat[1] * celsius + square;
  const potassium = alloy.moves.heat[0] + alloy.moves.heat[1] * celsius + square;
  return ((sodium * w + potassium * (100 - w)) / 100) * 1e-3;
}

/** Heat that a millilitre of flowing metal carries, J/(mL·K), at 25 °C (it falls by 4 % to 60 °C; the plant ignores that). */
export function metalVolumetricHeat(w: number, alloy: Alloy = NAK): number {
  return metalDensity(w, 25, alloy) * metalSpecificHeat(w, 25, alloy);
}
