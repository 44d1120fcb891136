/** What changes slowly, on a small board that measures single cells (docs/registers.md: 128–135 voltages, 160–167 resistances, a gap between them). */
import { describe, expect, it } from 'vitest';
import { EXTENSION_COUNT } from '../../../firmware/model/registers.js';
import { cellWords, decodeSlowCells } from '../../../host/device/slow.js';

describe('the single cells of a small board', () => {
  it('are one read from 128 to 167 for eight of them', () => {
    expect(cellWords(8)).toEqual({ start: 128, count: 40 });
  });

  it('are decoded as many as it measures, and one without a value is null', () => {
    const words = new Uint16Array(40);
    words.set([3300, 3310, 0x8000, 3330, 3340, 3350, 3360, 3370]);
    words.set([1000, 1500, 0xffff, 990, 991, 992, 993, 994], 32);
    const { values } = decodeSlowCells(new Uint16Array(EXTENSION_COUNT), words, 8);
    expect(Object.entries(values).filter(([name]) => /^cell(?:Resistance)?\d+$/.test(name))).toEqual([
      ...[3.3, 3.31, null, 3.33, 3.34, 3.35, 3.36, 3.37].map((v, k) => [`cell${k + 1}`, v]),
      ...[1, 1.5, null, 0.99, 0.991, 0.992, 0.993, 0.994].map((v, k) => [`cellResistance${k + 1}`, v]),
    ]);
    expect(values).toHaveProperty('newestEvent', 0);
  });
});
