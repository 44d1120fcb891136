/** Several isolated NaK loops in series, on a board of profile full: what is worked out for each, and that the worst counts (docs/physics.md, sections 1 and 2). */
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});

import { BOARD } from '../../../firmware/board/row.js';
import { LOOP_ROWS, LOOP_WINDOW_START } from '../../../firmware/model/loop-registers.js';
import { parametersOf } from '../../../firmware/model/parameters.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';
import { Cabinet } from './cabinet.js';

const NAMES = parametersOf(BOARD).map((row) => row.name);
let fw: Awaited<ReturnType<typeof freshFirmware<'commands' | 'loops' | 'margin' | 'parameters' | 'values'>>>;
beforeEach(async () => {
  fw = await freshFirmware(['commands', 'loops', 'margin', 'parameters', 'values']);
  fw.parameters.loadParameters();
  set('anchorLost', 0);
});

const get = (name: string): number => fw.values.X[valueIndex(name)];
const set = (name: string, value: number): void => void (fw.values.X[valueIndex(name)] = value);
const parameter = (name: string): number => fw.parameters.P[NAMES.indexOf(name)];
const left = (name: string): number => get(`${name}.0`) * 65536 + get(`${name}.1`);

/** Loops filled with [wt% Na, g] each, all anchored. */
function fill(...loops: readonly (readonly [number, number])[]): void {
  const put = (name: string, value: number): void => fw.parameters.setParameter(NAMES.indexOf(name), value);
  put('nakLoops', loops.length);
  loops.forEach(([w, mass], k) => {
    put(k === 0 ? 'anchorMetalMass' : `loop${k + 1}Mass`, 1000 * mass);
    put(k === 0 ? 'anchorComposition' : `loop${k + 1}Anchor`, 100 * w);
  });
  fw.commands.applyParameters();
}

/** Estimates after `ampereHours` of discharge with the coldest point at `celsius`. */
function estimate(ampereHours: number, celsius: number): void {
  fw.margin.startCount();
  set('charge', ampereHours * 3_600_000);
  set('coldestTemp', 10 * celsius);
  set('plannedAmbient', 100);
  fw.margin.estimateMargin(1);
  for (let k = 0; k < 4; k++) fw.margin.estimateChargeLeft();
}

/** A register of the window as a master reads it: unsigned. */
function shown(name: string): number {
  const row = LOOP_ROWS.find((r) => r.name === name);
  if (!row) throw new Error(`no register ${name}`);
  const into = new Uint8Array(7);
  fw.loops.readLoops(row.address - LOOP_WINDOW_START, row.type === 'i32' ? 2 : 1, into);
  const [, , , a = 0, b = 0, c = 0, d = 0] = into;
  return row.type === 'i32' ? (a << 24) | (b << 16) | (c << 8) | d : a * 256 + b;
}

/** wt% Na of `mass` g at `w` wt% after `ampereHours`: the sodium stays, 1.45881 g of potassium an ampere hour go (M_K/F). */
const after = (w: number, mass: number, ampereHours: number): number =>
  (100 * w * mass) / 100 / ((w * mass) / 100 + (mass * (100 - w)) / 100 - 1.45881 * ampereHours);

describe('two loops in series', () => {
  it('lose the same potassium, so the small one gets richer in sodium than the large one', () => {
    fill([22, 20], [22, 10]);
    estimate(1.5, 40);
    expect(shown('loop1Composition') / 100).toBeCloseTo(after(22, 20, 1.5), 1);
    expect(shown('loop2Composition') / 100).toBeCloseTo(after(22, 10, 1.5), 1);
    expect(get('composition')).toBe(shown('loop2Composition'));
  });

  it('count by the worst margin, whichever of them has it', () => {
    fill([22, 20], [49, 20]);
    estimate(0, 25);
    expect([shown('worstLoop'), shown('worstLoopNaRich'), shown('worstLoopKRich')]).toEqual([2, 2, 1]);
    // 49 wt% with its band: 13.7 °C (docs/physics.md, node table).
    expect([get('liquidus') / 10, get('margin') / 10, get('marginNaRich') / 10].map((v) => Math.round(v * 10) / 10)).toEqual([13.7, 11.3, 11.3]);
    expect(get('marginKRich')).toBe(250 - get('liquidus') + (get('marginKRich') - get('marginNaRich')));
    expect(get('marginKRich')).toBeGreaterThan(get('marginNaRich'));
    fill([49, 20], [22, 20]);
    estimate(0, 25);
    expect([shown('worstLoop'), shown('worstLoopNaRich'), shown('worstLoopKRich')]).toEqual([1, 1, 2]);
  });

  it('meet the caps of composition with the extreme of each side', () => {
    fill([51, 20], [13, 20]);
    estimate(0, 40);
    expect([get('compositionHighest'), get('compositionLowest'), shown('highestLoop'), shown('lowestLoop')]).toEqual([5100, 1300, 1, 2]);
  });

  it('leave the charge of the loop that has least, on either side', () => {
    fill([22, 20], [30, 20]);
    estimate(0, 40);
    const rich = left('runChargeLeft');
    const poor = left('runRechargeLeft');
    fill([30, 20]);
    estimate(0, 40);
    expect(left('runChargeLeft')).toBe(rich);
    fill([22, 20]);
    estimate(0, 40);
    expect([left('runRechargeLeft'), left('runChargeLeft') > rich]).toEqual([poor, true]);
  });

  it('beyond both park limits at once allow neither direction, and ask for a new fill', () => {
    fill([48, 20], [13, 20]);
    estimate(0, 40);
    expect([get('chargeLeftToPark') < 0, get('chargeBackToPark') < 0, get('advice')]).toEqual([true, true, 4]);
    fill([48, 20], [22, 20]);
    estimate(0, 40);
    expect([get('chargeLeftToPark') < 0, get('chargeBackToPark') > 0, get('advice')]).toEqual([true, true, 1]);
  });
});

describe('a loop that is lost', () => {
  it('counts as the worst composition on both sides; the others go on being known', () => {
    fill([22, 20], [22, 20]);
    set('anchorLost', 2);
    estimate(0, 30);
    expect([get('margin'), get('marginNaRich'), get('marginKRich'), shown('worstLoop')]).toEqual([49, 49, 49, 2]);
    expect([shown('loop1Composition'), shown('loop2Composition'), get('composition')]).toEqual([2200, 0xffff, NaN]);
    expect([get('compositionHighest'), shown('highestLoop')]).toEqual([2200, 1]);
    expect(get('advice')).toBe(3);
  });

  it('is one that was never anchored, and none that is not there', () => {
    fill([22, 20], [22, 0]);
    expect(get('anchorLost')).toBe(2);
    set('anchorLost', 15);
    fill([22, 20]);
    expect(get('anchorLost')).toBe(1);
  });
});

describe('an anchor', () => {
  let cabinet: Cabinet;
  beforeEach(async () => {
    cabinet = await Cabinet.start();
    cabinet.reach('cold');
    const { commands, margin, parameters, values } = cabinet.modules;
    fw = { commands, margin, parameters, values, loops: await import('../../../firmware/control/loops.js') };
    fill([22, 20], [24, 10]);
  });

  /** Anchors a loop; the result. */
  const reanchor = (loop: number, w: number, mass: number): string => cabinet.command('reanchor', 100 * w, 1000 * mass + (loop - 1) * 2 ** 28);

  it('of one loop leaves the masses of the other where the charge has brought them, and its uncertainty', () => {
    estimate(2, 40);
    set('counterError', 0.05 * 3_600_000);
    const before = shown('loop1Composition');
    expect(reanchor(2, 25, 12)).toBe('done');
    expect([get('charge'), get('counterError'), get('anchorLost')]).toEqual([0, 0, 0]);
    // 2 Ah take 2.918 g of the 20 g.
    expect(parameter('anchorMetalMass') / 1000).toBeCloseTo(20 - 2 * 1.45881, 2);
    expect(Math.abs(parameter('anchorComposition') - before)).toBeLessThan(2);
    expect([parameter('loop1Error'), parameter('loop2Error'), parameter('loop2Mass'), parameter('loop2Anchor')]).toEqual([5, 0, 12_000, 2500]);
    fw.margin.estimateMargin(1);
    expect([Math.abs(shown('loop1Composition') - before) < 2, shown('loop2Composition')]).toEqual([true, 2500]);
    // 0.05 Ah are 0.073 g of 17.1 g at 25.8 wt%: 0.11 wt% on top of the 1 wt% of an anchor.
    expect(shown('loop1Band')).toBeGreaterThanOrEqual(110);
    expect(shown('loop1Band')).toBeLessThan(113);
    expect(shown('loop2Band')).toBe(100);
  });

  it('of one loop loses another whose error is more than a parameter can say, instead of making it less', () => {
    estimate(2, 40);
    set('counterError', 656 * 3_600_000);
    expect([reanchor(2, 25, 12), get('anchorLost')]).toEqual(['done', 1]);
  });

  it('finds one loop after the other when all are lost', () => {
    set('anchorLost', 3);
    expect([reanchor(1, 22, 20), get('anchorLost')]).toEqual(['done', 2]);
    expect([reanchor(2, 23, 11), get('anchorLost')]).toEqual(['done', 0]);
  });

  it('of a loop that is not there is out of range', () => {
    expect(reanchor(3, 22, 20)).toBe('range');
  });

  it('whose copy flash does not take leaves every loop lost', () => {
    cabinet.flashRefuses = true;
    expect([reanchor(2, 25, 12), get('anchorLost')]).toEqual(['failed', 3]);
  });

  it('is owed by a loop that a commit adds', () => {
    const { shadow } = fw.parameters;
    shadow[126] = 3;
    expect([cabinet.command('commit'), get('anchorLost'), cabinet.signed]).toEqual(['done', 4, false]);
    expect([reanchor(3, 22, 20), get('anchorLost')]).toEqual(['done', 0]);
  });
});
