/**
 * Thermophysical properties of liquid NaK. Sources: docs/physics.md, section 3.
 */
import { moleFraction } from './alloy.js';

/** Empirical factor on the ideal molar volume mixture: 1 % contraction of the real alloy (Foust). */
const VOLUME_FACTOR = 1.003;

/** Density of (supercooled) liquid sodium at a temperature in °C, g/cm³ (Foust). */
function sodiumDensity(t: number): number {
  return 0.9501 - 2.2976e-4 * t - 1.46e-8 * t * t + 5.638e-12 * t ** 3;
}

/** Density of (supercooled) liquid potassium at a temperature in °C, g/cm³ (Foust). */
function potassiumDensity(t: number): number {
  return 0.8415 - 2.172e-4 * t - 2.7e-8 * t * t + 4.77e-12 * t ** 3;
}

/** Density of the alloy, g/cm³; `w` wt% Na, temperature 0..200 °C. 0.8657 at 22 wt% and 25 °C. */
export function metalDensity(w: number, celsius: number): number {
  const x = moleFraction(w);
  return 1 / (VOLUME_FACTOR * (x / sodiumDensity(celsius) + (1 - x) / potassiumDensity(celsius)));
}

/** Specific heat of the alloy, J/(g·K); `w` wt% Na, temperature 0..200 °C. 0.960 at 22 wt% and 25 °C. */
export function metalSpecificHeat(w: number, celsius: number): number {
  const square = 4.6e-4 * celsius * celsius;
  const sodium = 1436.1 - 0.58 * celsius + square;
  const potassium = 838.9 - 0.367 * celsius + square;
  return ((sodium * w + potassium * (100 - w)) / 100) * 1e-3;
}

/** Heat that a millilitre of flowing metal carries, J/(mL·K), at 25 °C (it falls by 4 % to 60 °C; the plant ignores that). */
export function metalVolumetricHeat(w: number): number {
  return metalDensity(w, 25) * metalSpecificHeat(w, 25);
}
