/** The node table of the firmware against the thermodynamic liquidus and the tables of docs/physics.md, sections 1.3 to 1.5 and 10. */
import { describe, expect, it } from 'vitest';
import { liquidus, liquidLimit, worstLiquidus } from '../../../firmware/chemistry/liquidus.js';
import { WORST_LIQUIDUS } from '../../../firmware/chemistry/nak.table.js';
import { thermodynamicLiquidus } from '../../../hil/plant/liquidus.js';

/** Bias that makes up for the chord below the curve, 0.1 °C (docs/physics.md, section 1.4). */
const BIAS = 3;

describe('liquidus of the node table', () => {
  it.each([
    [92, 253],
    [225, -126],
    [500, 134],
    [546, 199],
    [582, 250],
  ])('reads the check value at W %i, with the bias on top', (w, t) => {
    expect(Math.round(liquidus(w) - BIAS)).toBe(t);
  });

  it('never reads below the thermodynamic liquidus, and at most 0.49 + 0.3 K above it', () => {
    let [lowest, highest] = [Infinity, -Infinity];
    for (let w = 0; w <= 100; w += 0.02) {
      const excess = liquidus(10 * w) / 10 - thermodynamicLiquidus(w);
      lowest = Math.min(lowest, excess);
      highest = Math.max(highest, excess);
    }
    expect(lowest).toBeGreaterThanOrEqual(0);
    expect(highest).toBeLessThan(0.8);
  });

  it('goes on in a straight line outside 0 to 100 wt%', () => {
    // End segments of the node table: −22.5/5 and +15.4/7.1 K per wt%.
    expect(liquidus(-10)).toBeCloseTo(635 + 45 + BIAS, 6);
    expect(liquidus(1010)).toBeCloseTo(978 + (10 * 154) / 71 + BIAS, 6);
  });
});

describe('liquidus over the uncertainty of the composition', () => {
  it.each([
    // Examples of the protection tests P01, P01b and P02: composition, effective liquidus in °C.
    [490, 13.7],
    [534, 20.0],
    [120, 19.3],
  ])('takes the worse end of ±1 wt% around W %i', (w, celsius) => {
    expect(Math.abs(worstLiquidus(w, 10) / 10 - celsius)).toBeLessThan(0.06);
  });

  it('is no lower than the liquidus anywhere in the band', () => {
    for (let w = 0; w <= 1000; w += 5) {
      for (let d = -10; d <= 10; d++) expect(worstLiquidus(w, 10)).toBeGreaterThanOrEqual(liquidus(w + d) - 1e-9);
    }
  });

  it('of a composition that is not known is the highest of 9.5 to 58.0 wt%', () => {
    let highest = -Infinity;
    for (let w = 95; w <= 580; w++) highest = Math.max(highest, liquidus(w));
    expect(WORST_LIQUIDUS).toBe(251);
    expect(Math.round(highest)).toBe(251);
  });
});

describe('limit of the liquid at a temperature', () => {
  it('gives back the composition whose liquidus the temperature is, on both sides of the eutectic', () => {
    for (let t = -12.2; t <= 60; t += 0.1) {
      for (const side of [1, -1]) expect(liquidus(liquidLimit(10 * t, side))).toBeCloseTo(10 * t, 6);
    }
    for (let w = 225.5; w <= 800; w += 0.5) expect(liquidLimit(liquidus(w), 1)).toBeCloseTo(w, 6);
    for (let w = 10; w < 225; w += 0.5) expect(liquidLimit(liquidus(w), -1)).toBeCloseTo(w, 6);
  });

  it('is the eutectic below its temperature, and that of 60 °C above', () => {
    for (const side of [1, -1]) {
      expect(liquidLimit(-200, side)).toBeCloseTo(225, 9);
      expect(liquidLimit(900, side)).toBeCloseTo(liquidLimit(603, side), 9);
    }
  });

  it.each([
    [10, 13.8],
    [15, 12.2],
    [20, 10.6],
    [25, 9.2],
    [30, 7.8],
    [35, 6.5],
    [40, 5.3],
    [45, 4.0],
    [50, 2.9],
  ])('at %i °C lies at or a little inside the potassium-rich end, %f wt%%', (celsius, w) => {
    expect(liquidLimit(10 * celsius, -1) / 10).toBeGreaterThanOrEqual(w - 0.05);
    expect(liquidLimit(10 * celsius, -1) / 10).toBeLessThan(w + 0.35);
  });

  it.each([
    [10, 47.5],
    [15, 51.0],
    [20, 54.6],
    [25, 58.2],
    [30, 61.8],
    [35, 65.3],
    [40, 68.7],
    [45, 72.0],
    [50, 75.2],
    [57, 79.4],
  ])('at %i °C lies at or a little inside the end of the liquid window, %f wt%%', (celsius, w) => {
    // 0.8 K of table error are 0.6 wt% on the flattest stretch of this branch; the window is rounded to 0.05 wt%.
    expect(liquidLimit(10 * celsius, 1) / 10).toBeLessThanOrEqual(w + 0.05);
    expect(liquidLimit(10 * celsius, 1) / 10).toBeGreaterThan(w - 0.65);
  });
});
