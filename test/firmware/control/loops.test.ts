/** Several isolated NaK loops in series, on a board of profile full: what is worked out for each, and that the worst counts (docs/physics.md, sections 1 and 2). */
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});

import { Cabinet } from './cabinet.js';
import { NakLoops } from './nak-loops.js';

let loops: NakLoops;
beforeEach(async () => void (loops = await NakLoops.start()));

/** wt% Na of `mass` g at `w` wt% after `ampereHours`: the sodium stays, 1.45881 g of potassium an ampere hour go (M_K/F). */
const after = (w: number, mass: number, ampereHours: number): number =>
  (100 * w * mass) / 100 / ((w * mass) / 100 + (mass * (100 - w)) / 100 - 1.45881 * ampereHours);

describe('two loops in series', () => {
  it('lose the same potassium, so the small one gets richer in sodium than the large one', () => {
    loops.fill([22, 20], [22, 10]);
    loops.estimate(1.5, 40);
    expect(loops.shown('loop1Composition') / 100).toBeCloseTo(after(22, 20, 1.5), 1);
    expect(loops.shown('loop2Composition') / 100).toBeCloseTo(after(22, 10, 1.5), 1);
    expect(loops.get('composition')).toBe(loops.shown('loop2Composition'));
  });

  it('count by the worst margin, whichever of them has it', () => {
    loops.fill([22, 20], [49, 20]);
    loops.estimate(0, 25);
    expect([loops.shown('worstLoop'), loops.shown('worstLoopNaRich'), loops.shown('worstLoopKRich')]).toEqual([2, 2, 1]);
    // 49 wt% with its band: 13.7 °C (docs/physics.md, node table).
    expect([loops.get('liquidus') / 10, loops.get('margin') / 10, loops.get('marginNaRich') / 10].map((v) => Math.round(v * 10) / 10)).toEqual([
      13.7, 11.3, 11.3,
    ]);
    expect(loops.get('marginKRich')).toBe(250 - loops.get('liquidus') + (loops.get('marginKRich') - loops.get('marginNaRich')));
    expect(loops.get('marginKRich')).toBeGreaterThan(loops.get('marginNaRich'));
    loops.fill([49, 20], [22, 20]);
    loops.estimate(0, 25);
    expect([loops.shown('worstLoop'), loops.shown('worstLoopNaRich'), loops.shown('worstLoopKRich')]).toEqual([1, 1, 2]);
  });

  it('meet the caps of composition with the extreme of each side', () => {
    loops.fill([51, 20], [13, 20]);
    loops.estimate(0, 40);
    expect([loops.get('compositionHighest'), loops.get('compositionLowest'), loops.shown('highestLoop'), loops.shown('lowestLoop')]).toEqual([
      5100, 1300, 1, 2,
    ]);
  });

  it('leave the charge of the loop that has least, on either side', () => {
    loops.fill([22, 20], [30, 20]);
    loops.estimate(0, 40);
    const rich = loops.left('runChargeLeft');
    const poor = loops.left('runRechargeLeft');
    loops.fill([30, 20]);
    loops.estimate(0, 40);
    expect(loops.left('runChargeLeft')).toBe(rich);
    loops.fill([22, 20]);
    loops.estimate(0, 40);
    expect([loops.left('runRechargeLeft'), loops.left('runChargeLeft') > rich]).toEqual([poor, true]);
  });

  it('beyond both park limits at once allow neither direction, and ask for a new fill', () => {
    loops.fill([48, 20], [13, 20]);
    loops.estimate(0, 40);
    expect([loops.get('chargeLeftToPark') < 0, loops.get('chargeBackToPark') < 0, loops.get('advice')]).toEqual([true, true, 4]);
    loops.fill([48, 20], [22, 20]);
    loops.estimate(0, 40);
    expect([loops.get('chargeLeftToPark') < 0, loops.get('chargeBackToPark') > 0, loops.get('advice')]).toEqual([true, true, 1]);
  });
});

describe('a loop that is lost', () => {
  it('counts as the worst composition on both sides; the others go on being known', () => {
    loops.fill([22, 20], [22, 20]);
    loops.set('anchorLost', 2);
    loops.estimate(0, 30);
    expect([loops.get('margin'), loops.get('marginNaRich'), loops.get('marginKRich'), loops.shown('worstLoop')]).toEqual([49, 49, 49, 2]);
    expect([loops.shown('loop1Composition'), loops.shown('loop2Composition'), loops.get('composition')]).toEqual([2200, 0xffff, NaN]);
    expect([loops.get('compositionHighest'), loops.shown('highestLoop')]).toEqual([2200, 1]);
    expect(loops.get('advice')).toBe(3);
  });

  it('is one that was never anchored, and none that is not there', () => {
    loops.fill([22, 20], [22, 0]);
    expect(loops.get('anchorLost')).toBe(2);
    loops.set('anchorLost', 15);
    loops.fill([22, 20]);
    expect(loops.get('anchorLost')).toBe(1);
  });
});

describe('an anchor', () => {
  let cabinet: Cabinet;
  beforeEach(async () => {
    cabinet = await Cabinet.start();
    cabinet.reach('cold');
    const { commands, margin, parameters, values } = cabinet.modules;
    loops = new NakLoops({ commands, margin, parameters, values, loops: await import('../../../firmware/control/loops.js') });
    loops.fill([22, 20], [24, 10]);
  });

  /** Anchors a loop; the result. */
  const reanchor = (loop: number, w: number, mass: number): string => cabinet.command('reanchor', 100 * w, 1000 * mass + (loop - 1) * 2 ** 28);

  it('of one loop leaves the masses of the other where the charge has brought them, and its uncertainty', () => {
    loops.estimate(2, 40);
    loops.set('counterError', 0.05 * 3_600_000);
    const before = loops.shown('loop1Composition');
    expect(reanchor(2, 25, 12)).toBe('done');
    expect([loops.get('charge'), loops.get('counterError'), loops.get('anchorLost')]).toEqual([0, 0, 0]);
    // 2 Ah take 2.918 g of the 20 g.
    expect(loops.parameter('anchorMetalMass') / 1000).toBeCloseTo(20 - 2 * 1.45881, 2);
    expect(Math.abs(loops.parameter('anchorComposition') - before)).toBeLessThan(2);
    expect([loops.parameter('loop1Error'), loops.parameter('loop2Error'), loops.parameter('loop2Mass'), loops.parameter('loop2Anchor')]).toEqual([
      5, 0, 12_000, 2500,
    ]);
    loops.fw.margin.estimateMargin(1);
    expect([Math.abs(loops.shown('loop1Composition') - before) < 2, loops.shown('loop2Composition')]).toEqual([true, 2500]);
    // 0.05 Ah are 0.073 g of 17.1 g at 25.8 wt%: 0.11 wt% on top of the 1 wt% of an anchor.
    expect(loops.shown('loop1Band')).toBeGreaterThanOrEqual(110);
    expect(loops.shown('loop1Band')).toBeLessThan(113);
    expect(loops.shown('loop2Band')).toBe(100);
  });

  it('of one loop loses another whose error is more than a parameter can say, instead of making it less', () => {
    loops.estimate(2, 40);
    loops.set('counterError', 656 * 3_600_000);
    expect([reanchor(2, 25, 12), loops.get('anchorLost')]).toEqual(['done', 1]);
  });

  it('finds one loop after the other when all are lost', () => {
    loops.set('anchorLost', 3);
    expect([reanchor(1, 22, 20), loops.get('anchorLost')]).toEqual(['done', 2]);
    expect([reanchor(2, 23, 11), loops.get('anchorLost')]).toEqual(['done', 0]);
  });

  it('of a loop that is not there is out of range', () => {
    expect(reanchor(3, 22, 20)).toBe('range');
  });

  it('whose copy flash does not take leaves every loop lost', () => {
    cabinet.flashRefuses = true;
    expect([reanchor(2, 25, 12), loops.get('anchorLost')]).toEqual(['failed', 3]);
  });

  it('is owed by a loop that a commit adds', () => {
    const { shadow } = loops.fw.parameters;
    shadow[126] = 3;
    expect([cabinet.command('commit'), loops.get('anchorLost'), cabinet.signed]).toEqual(['done', 4, false]);
    expect([reanchor(3, 22, 20), loops.get('anchorLost')]).toEqual(['done', 0]);
  });
});
