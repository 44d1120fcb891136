/** What happens to the current when the controlling master falls silent (docs/physics.md, section 10, P37 and the priority of reactions). */
import { beforeEach, describe, expect, it } from 'vitest';
import { expected } from '../protect/driven-monitor.js';
import { Cabinet } from './cabinet.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
});

/** Duty of the converter, discharge positive; 1 is 1 A. */
const current = (): number => cabinet.out('dischargeCurrent') - cabinet.out('chargeCurrent');

/** Currents after each of `ticks` ticks, in mA. */
function follow(ticks: number): number[] {
  const seen: number[] = [];
  for (let i = 0; i < ticks; i++) {
    cabinet.tick();
    seen.push(Math.round(1000 * current()));
  }
  return seen;
}

describe('a silent master', () => {
  /** P37: 500 mA run down in ten seconds. */
  beforeEach(() => {
    cabinet.reach('ready');
    cabinet.command('discharge', 0, 500);
    follow(12);
    cabinet.set('heartbeatAge', 100);
    cabinet.judge();
  });

  it('lets the current run down to zero in ten seconds, in equal steps', () => {
    const seen = follow(100);
    expect(seen[0]).toBe(495);
    expect(seen[49]).toBe(250);
    expect(seen[99]).toBe(0);
    cabinet.second();
    expect([cabinet.state, cabinet.get('reason')]).toEqual(['ready', 37]);
    expect(cabinet.out('contactor')).toBe(1);
  });

  it('does not raise the current again before it was zero and a master has sent a set-point', () => {
    follow(120);
    cabinet.second();
    cabinet.set('heartbeatAge', 0);
    cabinet.judge();
    expect(follow(20).at(-1)).toBe(0);
    expect(cabinet.command('discharge', 0, 200)).toBe('done');
    expect(follow(10).at(-1)).toBe(200);
  });

  it.each(['P01', 'P04', 'P17'])('does not keep a direction alive that %s blocks: blocked is zero at once', (id) => {
    follow(10);
    cabinet.trip(expected(id));
    expect(current()).toBe(0);
  });

  it('does not hold the current above a limit that falls meanwhile', () => {
    follow(10);
    cabinet.set('marginNaRich', 50);
    cabinet.second();
    expect(current()).toBeLessThanOrEqual(0.05);
  });

  it('loses to an over-temperature: contactor open at once', () => {
    follow(10);
    cabinet.trip(expected('P06'));
    expect([current(), cabinet.out('contactor'), cabinet.out('heaterEnable')]).toEqual([0, 0, 0]);
  });
});
