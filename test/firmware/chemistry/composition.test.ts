/** Composition by masses against the tables and the worked example of docs/physics.md, section 2. */
import { beforeEach, describe, expect, it } from 'vitest';
import { anchor, chargeBetween, compositionAfter, metalAfter } from '../../../firmware/chemistry/composition.js';

const MAS_PER_AH = 3_600_000;

describe('composition after a charge', () => {
  it('follows the worked example: 100 g of 22/78 reach 58.2 wt% after 42.64 Ah', () => {
    anchor(100_000, 2200);
    expect(compositionAfter(0)).toBeCloseTo(2200, 6);
    expect(Math.abs(compositionAfter(42.64 * MAS_PER_AH) - 5820)).toBeLessThan(1);
  });

  it.each([
    // Closed form q = 685.490 (1 − w0 / w) mAh per gram at the start of the path.
    [22, 58.2, 426.4],
    [22.5, 58.2, 420.5],
    [22, 54.6, 409.3],
    [22, 50, 383.9],
    [22, 47.5, 368.1],
    [9.2, 58.2, 577.1],
    [33, 58.2, 296.8],
    [33, 9.2, -1773],
    [58.2, 9.2, -3651.0],
  ])('from %f to %f wt%% takes %f mAh a gram, forward and back', (from, to, q) => {
    anchor(20_000, 100 * from);
    const charge = (q / 1000) * 20 * MAS_PER_AH;
    const tolerance = Math.abs(q) > 1000 ? 2 : 5;
    expect(Math.abs(compositionAfter(charge) - 100 * to)).toBeLessThan(tolerance);
    expect(Math.abs(chargeBetween(100 * from, 100 * to) - 20 * q)).toBeLessThan(20 * 0.51);
  });

  it('grows with every bit of charge and never passes 100 wt%, whatever the counter says', () => {
    anchor(20_000, 2200);
    let before = -Infinity;
    for (let ah = -30; ah <= 15; ah += 0.05) {
      const w = compositionAfter(ah * MAS_PER_AH);
      expect(w).toBeGreaterThanOrEqual(before);
      expect(w).toBeGreaterThan(0);
      expect(w).toBeLessThanOrEqual(10000);
      before = w;
    }
    expect(before).toBe(10000);
  });
});

describe('composition of no metal at all', () => {
  it('is 100 wt%, as of metal without potassium, and not a number that nobody can compare', () => {
    anchor(0, 2200);
    expect([compositionAfter(0), metalAfter(0)]).toEqual([10000, 0]);
  });
});

describe('charge between two compositions', () => {
  beforeEach(() => anchor(20_000, 2200));

  it('is what moves the composition from the one to the other', () => {
    for (let w = 1000; w <= 5600; w += 200) {
      for (let target = 1000; target <= 5600; target += 200) {
        const there = chargeBetween(2200, w);
        expect(compositionAfter(((there + chargeBetween(w, target)) * MAS_PER_AH) / 1000)).toBeCloseTo(target, 6);
      }
    }
  });

  it('is negative when the target lies behind', () => {
    expect(chargeBetween(5000, 4750)).toBeLessThan(0);
    expect(chargeBetween(5000, 5000)).toBe(0);
  });
});

describe('the metal in the loop', () => {
  it('loses 39.0983 g of potassium a faraday, and keeps its sodium whatever the counter says', () => {
    anchor(20_000, 2200);
    expect(metalAfter(0)).toBe(20_000);
    // 1 Ah: 39.0983 g/mol · 3600 C / 96485.33 C/mol = 1458.8 mg.
    expect(Math.abs(20_000 - metalAfter(MAS_PER_AH) - 1458.8)).toBeLessThan(0.1);
    expect(Math.abs(metalAfter(-MAS_PER_AH) - 20_000 - 1458.8)).toBeLessThan(0.1);
    // 15.6 g of potassium are 10.69 Ah.
    expect(metalAfter(10.7 * MAS_PER_AH)).toBe(4400);
    expect(metalAfter(100 * MAS_PER_AH)).toBe(4400);
  });
});
