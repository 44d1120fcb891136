/** Several NaK loops: which of them a side of the eutectic counts by, the charge that is left to it, and what an anchor of one puts down of the others. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import { BOARD } from '../../../firmware/board/row.js';
import { parametersOf } from '../../../firmware/model/parameters.js';
import { decodeEvents } from '../../../host/device/events.js';
import { expected } from '../protect/driven-monitor.js';
import { NakLoops } from './nak-loops.js';

let loops: NakLoops;
beforeEach(async () => void (loops = await NakLoops.start()));

const names = (): number[] => ['worstLoop', 'worstLoopNaRich', 'worstLoopKRich', 'highestLoop', 'lowestLoop'].map((name) => loops.shown(name));
/** A margin that no check minds, and a charge that limits nothing. */
const AMPLE = 9999;

describe('of two loops on one side', () => {
  it.each([
    // wt% Na of both, the one that is nearer to its liquidus, most and least sodium
    [49, 47, 1, 1, 2],
    [47, 49, 2, 2, 1],
  ])('of %i and %i percent of sodium it is loop %i that the sodium side counts by, and none the other side', (a, b, worst, highest, lowest) => {
    loops.fill([a, 20], [b, 20]);
    loops.estimate(0, 30);
    expect(names()).toEqual([worst, worst, 0, highest, lowest]);
    expect([loops.get('marginNaRich'), loops.get('marginKRich')]).toEqual([loops.get('margin'), AMPLE]);
  });

  it.each([
    [13, 15, 1, 2, 1],
    [15, 13, 2, 1, 2],
  ])('of %i and %i percent of sodium it is loop %i that the potassium side counts by, and none the other side', (a, b, worst, highest, lowest) => {
    loops.fill([a, 20], [b, 20]);
    loops.estimate(0, 40);
    expect(names()).toEqual([worst, 0, worst, highest, lowest]);
    expect([loops.get('marginNaRich'), loops.get('marginKRich')]).toEqual([AMPLE, loops.get('margin')]);
  });

  it.each([49, 15])('that are alike, %i percent of sodium, the first one is named', (w) => {
    loops.fill([w, 20], [w, 10], [w, 30]);
    loops.estimate(0, 40);
    expect(names().filter((k) => k > 0)).toEqual([1, 1, 1, 1]);
  });
});

describe('at the eutectic itself', () => {
  it('of 22.5 wt% a loop counts on the potassium side, and both ways are free', () => {
    loops.fill([22.5, 20], [22.5, 10]);
    loops.estimate(0, 40);
    expect(names().slice(0, 3)).toEqual([1, 0, 1]);
    expect([loops.get('chargeLeftToPark'), loops.get('chargeBackToPark')]).toEqual([AMPLE, AMPLE]);
  });
});

describe('the charge to the park limit that confines the current', () => {
  /** Composition that is liquid at the planned 10 °C with band and bias, on the sodium side (docs/physics.md, node table). */
  const PARK = 45.4 + ((9.7 - 6.9) / (39.5 - 6.9)) * 23 - 1;

  it('is that of the loops beyond the eutectic, not of a small one that has not reached it', () => {
    loops.fill([22, 2], [30, 20]);
    loops.estimate(0, 40);
    // Loop 1 would be at its park limit after a tenth of that.
    expect(Math.abs(loops.get('chargeLeftToPark') - 685.49 * (1 - 30 / PARK) * 20)).toBeLessThan(2);
    expect(Math.abs(loops.left('parkChargeLeft') - 685.49 * (1 - 22 / PARK) * 2)).toBeLessThan(2);
  });

  it('is the least of those, whichever loop has it', () => {
    for (const fill of [
      [
        [30, 5],
        [30, 20],
      ],
      [
        [30, 20],
        [30, 5],
      ],
    ] as [number, number][][]) {
      loops.fill(...fill);
      loops.estimate(0, 40);
      expect(Math.abs(loops.get('chargeLeftToPark') - 685.49 * (1 - 30 / PARK) * 5)).toBeLessThan(2);
    }
  });

  it('is not known while a loop is lost', () => {
    loops.fill([22, 20], [30, 20]);
    loops.set('anchorLost', 1);
    loops.estimate(0, 40);
    expect([loops.get('chargeLeftToPark'), loops.get('chargeBackToPark')]).toEqual([NaN, NaN]);
  });
});

describe('the advice to several loops', () => {
  it.each([
    // Charge left to the park limits, mAh: at the limit itself nothing has to be moved back yet.
    [0, 0, 0],
    [-1, 0, 1],
    [0, -1, 2],
    [-1, -1, 4],
  ])('with %d mAh left to one park limit and %d to the other is code %i', (there, back, advice) => {
    loops.fill([22, 20], [22, 20]);
    loops.estimate(0, 40);
    loops.set('chargeLeftToPark', there);
    loops.set('chargeBackToPark', back);
    // The next of the four is a run limit.
    loops.fw.margin.estimateChargeLeft();
    expect(loops.get('advice')).toBe(advice);
  });
});

describe('when loop 1 is anchored', () => {
  const row = (name: string): { min: number; max: number } => parametersOf(BOARD).find((p) => p.name === name) ?? { min: NaN, max: NaN };
  const [mass, w] = [row('anchorMetalMass'), row('anchorComposition')];

  it.each([
    ['the least metal', 'loop2Mass', mass.min, true],
    ['less', 'loop2Mass', mass.min - 1, false],
    ['the most metal', 'loop2Mass', mass.max, true],
    ['more', 'loop2Mass', mass.max + 1, false],
    ['the least sodium', 'loop2Anchor', w.min, true],
    ['less', 'loop2Anchor', w.min - 1, false],
    ['the most sodium', 'loop2Anchor', w.max, true],
    ['more', 'loop2Anchor', w.max + 1, false],
  ])('another one with %s that a parameter can say (%s %i) is put down: %s, and lost otherwise', (_title, name, value, fits) => {
    loops.fill([22, 20], [24, 10]);
    loops.put(name, value);
    loops.fw.loops.rebaseLoops(0, 2300, 15_000);
    expect([loops.parameter('anchorComposition'), loops.parameter('anchorMetalMass')]).toEqual([2300, 15_000]);
    expect([loops.parameter(name), loops.get('anchorLost')]).toEqual([value, fits ? 0 : 2]);
  });

  it('another one is lost from the first step of 0.01 Ah on by which its error is more than a parameter can say', () => {
    for (const [steps, lost] of [
      [65_535, 0],
      [65_535.1, 2],
    ] as const) {
      loops.fill([22, 20], [24, 10]);
      loops.set('anchorLost', 0);
      loops.set('counterError', 36_000 * steps);
      loops.fw.loops.rebaseLoops(0, 2300, 15_000);
      expect([steps, loops.get('anchorLost'), loops.parameter('loop1Error')]).toEqual([steps, lost, 0]);
      if (!lost) expect(loops.parameter('loop2Error')).toBe(65_535);
      loops.put('loop2Error', 0);
    }
  });
});

describe('the records of a trip', () => {
  /** Kind, fault, value and limit of what a trip of a check leaves, in the units of the check. */
  async function recorded(id: string): Promise<unknown[][]> {
    const events = await import('../../../firmware/persist/events.js');
    const before = loops.get('events');
    const check = expected(id);
    loops.fw.loops.noteTrip(check.index, check.number, 40, 50);
    const count = loops.get('events') - before;
    const words = new Uint16Array(8 * count);
    for (let k = 0; k < count; k++)
      events.readEvents(before + 1 + k, 0, 16).forEach((byte, i) => (words[8 * k + (i >> 1)] += i & 1 ? byte : 256 * byte));
    return decodeEvents(words, before + 1, count, BOARD).map((e) => [e?.kind, e?.fault?.id, e?.check?.id ?? null, e?.value, e?.limit]);
  }

  // Loop 1 has the most sodium, loop 2 the least margin of the sodium side, loop 4 that of the potassium side and the least sodium, loop 3 nothing.
  beforeEach(() => {
    loops.fill([30, 20], [50, 20], [22, 20], [12, 20]);
    loops.estimate(0, 40);
  });

  it.each([
    ['P01', 2, 5000],
    ['P02', 4, 1200],
    ['P03', 4, 1200],
    ['P04', 2, 5000],
    ['P04b', 4, 1200],
    ['P04c', 2, 5000],
    ['P04d', 4, 1200],
  ])('%s name in front of it loop %i with its %i hundredths of a per cent', async (id, loop, w) => {
    expect(names()).toEqual([4, 2, 4, 2, 4]);
    const records = await recorded(id);
    expect(records).toHaveLength(2);
    expect(records[0]).toEqual(['loop', id.slice(0, 3), null, loop, w]);
    expect(records[1]?.slice(0, 3)).toEqual(['trip', id.slice(0, 3), id]);
  });

  it('say that the sodium of a lost loop is not known', async () => {
    loops.set('anchorLost', 4);
    loops.estimate(0, 40);
    expect((await recorded('P01'))[0]).toEqual(['loop', 'P01', null, 3, null]);
  });

  it('of a check that is about no loop are one', async () => {
    for (const id of ['P05', 'P13', 'P30']) expect((await recorded(id)).map((r) => r[0])).toEqual(['trip']);
  });

  it('are one where no loop is on the side of the check', async () => {
    loops.fill([12, 20], [15, 20]);
    loops.estimate(0, 40);
    expect((await recorded('P01')).map((r) => r[0])).toEqual(['trip']);
  });

  it('are one with one loop alone', async () => {
    loops.fill([49, 20]);
    loops.estimate(0, 40);
    for (const id of ['P01', 'P03', 'P04']) expect((await recorded(id)).map((r) => r[0])).toEqual(['trip']);
  });
});
