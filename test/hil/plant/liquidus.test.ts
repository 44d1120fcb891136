import { describe, expect, it } from 'vitest';
import { liquidusTable, thermodynamicLiquidus } from '../../../hil/plant/liquidus.js';

/** docs/physics.md, table 1.3: w, T. The table stands there with one decimal. */
const TABLE: readonly [number, number][] = [
  [0, 63.5],
  [2, 54.0],
  [4, 45.2],
  [6, 37.0],
  [8, 29.3],
  [10, 22.2],
  [12, 15.5],
  [14, 9.3],
  [16, 3.6],
  [18, -1.8],
  [20, -6.8],
  [22, -11.5],
  [22.5, -12.6],
  [24, -10.1],
  [26, -7.1],
  [28, -4.6],
  [30, -2.3],
  [32, -0.4],
  [34, 1.3],
  [36, 2.7],
  [38, 3.9],
  [40, 4.9],
  [42, 5.8],
  [44, 6.5],
  [45.4, 6.9],
  [46, 7.8],
  [48, 10.7],
  [50, 13.6],
  [52, 16.4],
  [54, 19.2],
  [56, 21.9],
  [58, 24.7],
  [58.2, 25.0],
  [60, 27.5],
  [62, 30.3],
  [64, 33.1],
  [66, 36.0],
  [68, 39.0],
  [70, 41.9],
  [72, 45.0],
  [74, 48.1],
  [76, 51.3],
  [78, 54.6],
  [80, 58.0],
  [82, 61.5],
  [84, 65.1],
  [86, 68.8],
  [88, 72.6],
  [90, 76.6],
  [92, 80.6],
  [94, 84.7],
  [96, 89.0],
  [98, 93.3],
  [100, 97.8],
];

/** docs/physics.md, table 1.5: T, lower and upper end of the liquid window. */
const WINDOWS: readonly [number, number, number][] = [
  [10, 13.8, 47.5],
  [15, 12.2, 51.0],
  [20, 10.6, 54.6],
  [25, 9.2, 58.2],
  [30, 7.8, 61.8],
  [35, 6.5, 65.3],
  [40, 5.3, 68.7],
  [45, 4.0, 72.0],
  [50, 2.9, 75.2],
  [57, 1.4, 79.4],
];

const table = liquidusTable();

describe('liquidus', () => {
  it('reproduces the liquidus table within 0.1 °C from the thermodynamics and from the fast table', () => {
    for (const [w, celsius] of TABLE) {
      expect(Math.abs(thermodynamicLiquidus(w) - celsius), `thermodynamics at ${w} wt%`).toBeLessThan(0.1);
      expect(Math.abs(table.temperature(w) - celsius), `table at ${w} wt%`).toBeLessThan(0.1);
    }
  });

  it('keeps the fast table within 0.02 °C of the thermodynamics everywhere', () => {
    let worst = 0;
    for (let w = 0; w <= 100; w += 0.0617) worst = Math.max(worst, Math.abs(table.temperature(w) - thermodynamicLiquidus(w)));
    expect(worst).toBeLessThan(0.02);
  });

  it('has exact nodes at eutectic and peritectic', () => {
    const { eutectic, peritectic } = table;
    expect(eutectic.w).toBeCloseTo(22.5, 1);
    expect(eutectic.celsius).toBeCloseTo(-12.6, 1);
    expect(peritectic.w).toBeCloseTo(45.4, 1);
    expect(peritectic.celsius).toBeCloseTo(6.9, 1);
    for (const point of [eutectic, peritectic]) {
      expect(table.temperature(point.w)).toBeCloseTo(point.celsius, 6);
      expect(thermodynamicLiquidus(point.w)).toBeCloseTo(point.celsius, 6);
    }
  });

  it('has its only minimum at the eutectic', () => {
    for (let w = 0; w < 99.9; w += 0.1) {
      const slope = table.temperature(w + 0.05) - table.temperature(w);
      if (w + 0.05 < table.eutectic.w) expect(slope).toBeLessThan(0);
      if (w > table.eutectic.w) expect(slope).toBeGreaterThan(0);
    }
  });

  it('is liquid at 25 °C from 9.2 to 58.2 wt% Na', () => {
    expect(Math.abs(table.lowerWindow(25) - 9.2)).toBeLessThan(0.05);
    expect(Math.abs(table.upperWindow(25) - 58.2)).toBeLessThan(0.05);
  });

  it('reproduces the table of liquid windows within 0.1 wt%', () => {
    for (const [celsius, low, high] of WINDOWS) {
      expect(Math.abs(table.lowerWindow(celsius) - low), `lower end at ${celsius} °C`).toBeLessThan(0.1);
      expect(Math.abs(table.upperWindow(celsius) - high), `upper end at ${celsius} °C`).toBeLessThan(0.1);
    }
  });

  it('has windows that are the inverse of the liquidus', () => {
    for (let celsius = -12.5; celsius < 63; celsius += 0.37) {
      expect(table.temperature(table.lowerWindow(celsius))).toBeCloseTo(celsius, 9);
      expect(table.temperature(table.upperWindow(celsius))).toBeCloseTo(celsius, 9);
    }
  });

  it('closes the window at the eutectic and opens it fully above the melting points', () => {
    expect(table.lowerWindow(-20)).toBeCloseTo(table.eutectic.w, 9);
    expect(table.upperWindow(-20)).toBeCloseTo(table.eutectic.w, 9);
    expect(table.lowerWindow(110)).toBe(0);
    expect(table.upperWindow(110)).toBeCloseTo(100, 9);
  });

  it('counts compositions outside 0..100 as the pure metals', () => {
    expect(table.temperature(-1)).toBeCloseTo(63.5, 6);
    expect(table.temperature(101)).toBeCloseTo(97.794, 6);
    expect(thermodynamicLiquidus(-1)).toBeCloseTo(63.5, 6);
    expect(thermodynamicLiquidus(101)).toBeCloseTo(97.794, 6);
  });
});
