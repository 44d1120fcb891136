/** The window of NaK loops as a master reads it (docs/registers.md, NaK loops): what is known of each, the codes for what is not, and one loop alone. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import { LOOP_WINDOW_COUNT } from '../../../firmware/model/loop-registers.js';
import { NakLoops } from './nak-loops.js';

let loops: NakLoops;
beforeEach(async () => void (loops = await NakLoops.start()));

/** Codes of a loop that nothing is known of: 0xFFFF without a sign, 0x8000 with one, 0x80000000 for both charges (docs/registers.md, Types). */
const NOTHING = [0xffff, 0xffff, 0x8000, 0x8000, 0x8000, 0, 0x8000, 0];
/** The eight registers of a loop. */
const registersOf = (loop: number): number[] => loops.window(8 * loop, 8);
const names = (): number[] => ['worstLoop', 'worstLoopNaRich', 'worstLoopKRich', 'highestLoop', 'lowestLoop'].map((name) => loops.shown(name));

/** Liquidus with the band of 1 wt% on the sodium side, °C: node table from 45.4 to 68.4 wt%, and the bias of 0.3 K (docs/physics.md, section 2). */
const liquidus = (w: number): number => 6.9 + ((w + 1 - 45.4) / (68.4 - 45.4)) * (39.5 - 6.9) + 0.3;
/** Composition whose liquidus with band and bias is the 10 °C of the planned ambient, on either side. */
const [SODIUM_RICH, POTASSIUM_RICH] = [45.4 + ((9.7 - 6.9) / (39.5 - 6.9)) * 23 - 1, 16 - ((9.7 - 3.6) / (20.5 - 3.6)) * 5.5 + 1];
/** mAh that discharge `mass` g from `w` to `target` wt%: the closed form of docs/physics.md, section 2. */
const charge = (w: number, target: number, mass: number): number => 685.49 * (1 - w / target) * mass;

describe('the window', () => {
  it('has composition, band, liquidus and margin of every loop', () => {
    loops.fill([48, 20], [49, 10], [47, 30]);
    loops.estimate(0, 25);
    for (const [k, w] of [48, 49, 47].entries()) {
      const [composition, band, limit, margin] = registersOf(k + 1) as [number, number, number, number];
      expect([composition, band]).toEqual([100 * w, 100]);
      // Both are cut to whole tenths.
      expect([Math.abs(limit - 10 * liquidus(w)) <= 1, Math.abs(250 - limit - margin) <= 1]).toEqual([true, true]);
    }
    expect([loops.shown('loopCount'), loops.shown('loopsLost')]).toEqual([3, 0]);
  });

  it('has the charge that each loop may move until its park limits, with its sign', () => {
    loops.fill([22, 20], [49, 10]);
    loops.estimate(0, 40);
    for (const [k, w, mass] of [
      [1, 22, 20],
      [2, 49, 10],
    ] as const) {
      expect(Math.abs(loops.shown(`loop${k}ParkLeft`) - charge(w, SODIUM_RICH, mass))).toBeLessThan(2);
      expect(Math.abs(loops.shown(`loop${k}ParkRechargeLeft`) + charge(w, POTASSIUM_RICH, mass))).toBeLessThan(2);
    }
    expect(loops.shown('loop2ParkLeft')).toBeLessThan(0);
  });

  it('keeps them from one round of four limits to the next, whatever else is worked out meanwhile', () => {
    loops.fill([22, 20], [30, 10]);
    loops.estimate(0, 40);
    const before = [registersOf(1), registersOf(2)];
    for (let k = 0; k < 4; k++) {
      loops.fw.margin.estimateMargin(1);
      expect([k, registersOf(1), registersOf(2)]).toEqual([k, ...before]);
      loops.fw.margin.estimateChargeLeft();
      expect([k, registersOf(1), registersOf(2)]).toEqual([k, ...before]);
    }
  });

  it('is the same in whatever pieces it is read, and a read writes nothing behind its registers', () => {
    loops.fill([22, 20], [49, 10], [13, 20], [30, 5]);
    loops.estimate(1, 40);
    const whole = loops.window(0, LOOP_WINDOW_COUNT);
    expect(new Set(whole).size).toBeGreaterThan(20);
    expect(whole).toEqual(Array.from({ length: LOOP_WINDOW_COUNT }, (_none, k) => loops.window(k, 1)[0]));
    const into = new Uint8Array(12).fill(0xa5);
    loops.fw.loops.readLoops(8, 3, into);
    expect([[...into.subarray(0, 3)], [...into.subarray(9)]]).toEqual([new Array(3).fill(0xa5), new Array(3).fill(0xa5)]);
  });
});

describe('what is not known', () => {
  it('reads as not available: every register of a loop before it is judged, and of one that is not there', () => {
    loops.fill([22, 20], [30, 20]);
    for (let k = 1; k <= 4; k++) expect([k, registersOf(k)]).toEqual([k, NOTHING]);
    loops.estimate(0, 40);
    expect([registersOf(1)[0], registersOf(2)[0], registersOf(3), registersOf(4)]).toEqual([2200, 3000, NOTHING, NOTHING]);
    loops.fill([22, 20]);
    loops.estimate(0, 40);
    for (let k = 2; k <= 4; k++) expect([k, registersOf(k)]).toEqual([k, NOTHING]);
  });

  it('of a lost loop reads as not available, but for its liquidus, which counts as the worst, and its margin', () => {
    loops.fill([22, 20], [22, 20]);
    loops.set('anchorLost', 2);
    loops.estimate(0, 30);
    expect(loops.shown('loopsLost')).toBe(2);
    expect(registersOf(2)).toEqual([0xffff, 0xffff, 251, 49, 0x8000, 0, 0x8000, 0]);
    expect(registersOf(1)[0]).toBe(2200);
  });

  it('is the margin of every loop without a coldest temperature', () => {
    loops.fill([22, 20], [22, 20]);
    loops.estimate(0, NaN);
    expect([registersOf(1)[3], registersOf(2)[3]]).toEqual([0x8000, 0x8000]);
  });
});

describe('one loop alone', () => {
  it('shows the live block', () => {
    loops.fill([49, 20]);
    loops.estimate(0, 25);
    expect(registersOf(1).slice(0, 4)).toEqual([4900, 100, loops.get('liquidus') | 0, loops.get('margin') | 0]);
    expect(Math.abs(loops.shown('loop1Liquidus') - 10 * liquidus(49))).toBeLessThan(1);
    expect([loops.shown('loop1ParkLeft'), loops.shown('loop1ParkRechargeLeft')]).toEqual([
      loops.left('parkChargeLeft'),
      loops.left('parkRechargeLeft'),
    ]);
    expect(Math.abs(loops.shown('loop1ParkLeft') - charge(49, SODIUM_RICH, 20))).toBeLessThan(2);
    expect([loops.shown('loopCount'), loops.get('compositionHighest'), loops.get('compositionLowest')]).toEqual([1, 4900, 4900]);
  });

  it('stands for the side of the eutectic that it is on', () => {
    for (const [w, sides] of [
      [49, [1, 1, 0, 1, 1]],
      [15, [1, 0, 1, 1, 1]],
    ] as const) {
      loops.fill([w, 20]);
      loops.estimate(0, 40);
      expect([w, names()]).toEqual([w, sides]);
    }
  });

  it('that is lost stands for both sides and for no extreme', () => {
    loops.fill([22, 20]);
    loops.set('anchorLost', 1);
    loops.estimate(0, 30);
    expect([names(), registersOf(1)]).toEqual([
      [1, 1, 1, 0, 0],
      [0xffff, 0xffff, 251, 49, 0x8000, 0, 0x8000, 0],
    ]);
  });

  it('shows each value that is not known as not available', () => {
    loops.fill([22, 20]);
    loops.estimate(0, 25);
    for (const name of ['composition', 'compositionBand', 'liquidus', 'margin']) loops.set(name, NaN);
    expect(registersOf(1).slice(0, 4)).toEqual(NOTHING.slice(0, 4));
  });
});
