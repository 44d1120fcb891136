/** Heating: what stops it (docs/physics.md, section 7). */
import { beforeEach, describe, expect, it } from 'vitest';
import { Cabinet } from './cabinet.js';
import { warm } from './warm-cell.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
  cabinet.reach('soak');
});

describe('the heater', () => {
  it('does not heat a cell whose temperature is unknown', () => {
    warm(cabinet, 60, 15);
    cabinet.set('cellTemp', NaN);
    cabinet.second();
    expect(cabinet.out('heater')).toBe(0);
    cabinet.set('cellTemp', 150);
    cabinet.second();
    cabinet.second();
    expect(cabinet.out('heater')).toBeGreaterThan(0);
  });

  it('does not heat a cell above its set temperature', () => {
    warm(cabinet, 60, 15);
    for (let s = 0; s < 600; s++) {
      cabinet.set('cellTemp', 450);
      cabinet.second();
    }
    expect(cabinet.out('heater')).toBe(0);
  });

  it('goes off when its controller has not refreshed it for three seconds', () => {
    warm(cabinet, 600, 15);
    const { board, modules } = cabinet;
    const duty = cabinet.out('heater');
    expect(duty).toBeGreaterThan(0);
    board.now += 2900;
    modules.drive.drive(board.now, true);
    expect(cabinet.out('heater')).toBe(duty);
    board.now += 100;
    modules.drive.drive(board.now, true);
    expect(cabinet.out('heater')).toBe(0);
  });

  it('and its second switch are off in every state that does not heat', () => {
    for (const stage of ['cold', 'service', 'eStop'] as const) {
      cabinet.reach(stage);
      cabinet.set('cellTemp', 100);
      for (let s = 0; s < 10; s++) cabinet.second();
      expect([stage, cabinet.out('heater'), cabinet.out('heaterEnable')]).toEqual([stage, 0, 0]);
    }
  });
});
