/** Flash that refuses to write, without a power cut: what is in force is one whole set (requirement LIQ-4). */
import { beforeEach, describe, expect, it } from 'vitest';
import { Cabinet } from '../control/cabinet.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
  cabinet.reach('cold');
});

describe('flash that refuses to write', () => {
  it('fails a new anchor, and leaves the old composition or counts it as lost', () => {
    const { margin } = cabinet.modules;
    // 2 Ah discharged from 20 g of 22 wt%: 25.76 wt%.
    cabinet.set('charge', 2 * 3_600_000);
    margin.estimateMargin(1);
    const before = cabinet.get('composition');
    expect(Math.abs(before - 2576)).toBeLessThan(1);
    cabinet.flashRefuses = true;
    expect(cabinet.command('reanchor', 3000, 15_000)).toBe('failed');
    margin.estimateMargin(1);
    const after = cabinet.get('composition');
    expect(Number.isNaN(after) || Math.abs(after - before) < 1 ? 'whole' : after).toBe('whole');
  });

  it('fails a commit', () => {
    cabinet.flashRefuses = true;
    expect(cabinet.command('commit')).toBe('failed');
  });
});
