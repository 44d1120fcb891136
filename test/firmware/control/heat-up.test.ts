/** The ramp of the heat-up and its end (docs/physics.md, section 7: no more than 2 K/min, band 35 … 45 °C around 40). */
import { beforeEach, describe, expect, it } from 'vitest';
import { Cabinet } from './cabinet.js';
import { warm } from './warm-cell.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
  cabinet.reach('soak');
});

/** Largest rise within a minute, K. */
function steepestMinute(seen: readonly number[]): number {
  let steepest = 0;
  for (let s = 60; s < seen.length; s++) steepest = Math.max(steepest, seen[s] - seen[s - 60]);
  return steepest;
}

describe('heat-up', () => {
  it.each([15, 22, 30])('from %i °C is no steeper than 2 K/min, over any minute', (from) => {
    const steepest = steepestMinute(warm(cabinet, 3600, from));
    expect(steepest).toBeGreaterThan(1.5);
    expect(steepest).toBeLessThan(2.05);
  });

  it('settles at the set temperature of 40 °C without passing the operating band', () => {
    const seen = warm(cabinet, 4 * 3600, 15);
    expect(Math.max(...seen)).toBeLessThan(42);
    expect(Math.abs((seen.at(-1) ?? 0) - 40)).toBeLessThan(0.3);
  });

  it('begins again from the temperature that the cell has after a pause', () => {
    warm(cabinet, 1800, 15);
    cabinet.command('stop');
    cabinet.second();
    cabinet.second();
    cabinet.command('start');
    expect(steepestMinute(warm(cabinet, 600, 20))).toBeLessThan(2.05);
  });
});
