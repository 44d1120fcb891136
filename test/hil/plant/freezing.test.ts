import { describe, expect, it } from 'vitest';
import { Lever, MetalNode, latentHeat } from '../../../hil/plant/freezing.js';
import { liquidusTable } from '../../../hil/plant/liquidus.js';

const table = liquidusTable();
const CAPACITY = 50;
const GRAMS = 8;

function solidShare(w: number, celsius: number): number {
  const lever = new Lever(table);
  lever.weigh(celsius, w);
  return lever.solid;
}

function node(w: number, celsius: number): MetalNode {
  const metal = new MetalNode(CAPACITY, table);
  metal.start(celsius, GRAMS, w);
  return metal;
}

function settle(metal: MetalNode, w: number): void {
  metal.settle(GRAMS, w, table.temperature(w));
}

describe('lever rule', () => {
  it('gives the examples of section 1.6', () => {
    expect(solidShare(58.2, 20)).toBeCloseTo(0.084, 2);
    expect(solidShare(58.2, 15)).toBeCloseTo(0.15, 2);
    expect(solidShare(50, 10)).toBeCloseTo(0.049, 2);
    expect(solidShare(9.2, 20)).toBeCloseTo(0.18, 2);
    expect(Math.abs(solidShare(9.2, 10) - 0.445)).toBeLessThan(0.005);
    expect(solidShare(40, 0)).toBeCloseTo(0.35, 2);
  });

  it('finds potassium-rich crystals with 2.8 wt% Na at 20 °C and 3.5 at 10 °C, sodium-rich ones with 97.8, Na2K below 6.9 °C', () => {
    expect(table.potassiumSolid(20)).toBeCloseTo(2.8, 1);
    expect(table.potassiumSolid(10)).toBeCloseTo(3.5, 1);
    expect(Math.abs(table.sodiumSolid(20) - 97.8)).toBeLessThan(0.1);
    expect(table.sodiumSolid(0)).toBeCloseTo(54.04, 2);
  });

  it('is liquid at the liquidus and above, and all solid below the eutectic', () => {
    for (const w of [5, 15, 22.5, 30, 45, 50, 60, 90]) {
      expect(solidShare(w, table.temperature(w))).toBeCloseTo(0, 9);
      expect(solidShare(w, table.temperature(w) + 5)).toBe(0);
      expect(solidShare(w, -12.7)).toBe(1);
    }
  });

  it('never melts anything by cooling', () => {
    for (const w of [4, 12, 30, 50, 58, 70]) {
      let before = 0;
      for (let celsius = 80; celsius > -15; celsius -= 0.1) {
        const now = solidShare(w, celsius);
        expect(now).toBeGreaterThanOrEqual(before - 1e-12);
        before = now;
      }
    }
  });
});

describe('metal node', () => {
  it('finds back temperature and solid share from the heat content', () => {
    for (const w of [5, 12, 22.5, 35, 48, 58.2, 80]) {
      for (const celsius of [-20, -12, -3, 3, 8, 14, 30, 70]) {
        const metal = node(w, celsius);
        const { solidFraction } = metal;
        settle(metal, w);
        expect(metal.temperature).toBeCloseTo(celsius, 6);
        expect(metal.solidFraction).toBeCloseTo(solidFraction, 6);
      }
    }
  });

  it('needs sensible plus latent heat from solid to liquid, whatever happens between', () => {
    for (const w of [10, 22.5, 50, 58.2]) {
      const heat = node(w, 60).enthalpy - node(w, -20).enthalpy;
      expect(heat).toBeCloseTo(CAPACITY * 80 + GRAMS * latentHeat(w), 6);
    }
    expect(latentHeat(0)).toBe(60);
    expect(latentHeat(100)).toBe(113);
  });

  it('stands still at 6.9 °C while sodium reacts to Na2K, and at −12.6 °C while the eutectic freezes', () => {
    const metal = node(50, 20);
    const arrests = new Map<number, number>();
    let before = 0;
    while (metal.temperature > -15) {
      metal.enthalpy -= 1;
      settle(metal, 50);
      expect(metal.solidFraction).toBeGreaterThanOrEqual(before - 1e-9);
      before = metal.solidFraction;
      const rounded = Math.round(metal.temperature * 1000) / 1000;
      arrests.set(rounded, (arrests.get(rounded) ?? 0) + 1);
    }
    expect(metal.solidFraction).toBe(1);
    // (50 − 45.4)/(97.8 − 45.4) = 8.8 % with 111.8 J/g becomes (50 − 45.4)/(54.04 − 45.4) = 53.2 % of Na2K with 88.6 J/g: 8 g × 37.3 J/g.
    expect(arrests.get(6.895)).toBeGreaterThan(290);
    expect(arrests.get(6.895)).toBeLessThan(306);
    // (50 − 22.5)/(54.04 − 22.5) = 87.2 % of Na2K becomes solid with 86.5 J/g: 8 g × 9.2 J/g.
    expect(arrests.get(-12.602)).toBeGreaterThan(68);
    expect(arrests.get(-12.602)).toBeLessThan(80);
  });

  it('freezes a eutectic at one temperature', () => {
    const { w, celsius } = table.eutectic;
    const metal = node(w, 0);
    metal.enthalpy = CAPACITY * celsius - (GRAMS * latentHeat(w)) / 4;
    settle(metal, w);
    expect(metal.temperature).toBeCloseTo(celsius, 6);
    expect(metal.solidFraction).toBeCloseTo(0.25, 4);
  });
});
