/** The tick on a board without FRAM, whose counters lie in a file of Storage that takes a bounded number of records (docs/design.md; firmware/persist/counter-file.ts). */
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'rp2040-flash';
});

import { TickingBoard } from './ticking-board.js';

let board: TickingBoard;
beforeEach(async () => {
  board = await TickingBoard.start();
  board.seconds(6);
});

describe('the charge of more than a minute at the largest current', () => {
  /** Records written in three seconds with that supply, V, after 0.5 A for so many seconds. */
  function records(volts: number, seconds: number): number {
    board.process.supply = volts / 33;
    board.seconds(1);
    const before = board.get('saves');
    board.set('charge', 500 * seconds);
    board.seconds(3);
    return board.get('saves') - before;
  }

  it('is written at once when the supply is down to 22 V, and not before', () => {
    expect([records(24, 100), records(22.1, 200), records(22, 300)]).toEqual([0, 0, 1]);
  });

  it('is the least that is worth a record', () => {
    expect(records(21, 20)).toBe(0);
  });
});

describe('the mark of a run under power', () => {
  it.each([0, 3, 5, 8])('is in the file in the tick in which its fault is reset, %i ticks into a second', async (moment) => {
    Object.assign(board.wires, { feedback: 1 });
    board.set('energised', 1);
    board.modules.counters.saveCounters(1);
    board = await TickingBoard.start(1000, board.memories);
    board.seconds(3);
    expect([board.faults('alarmsLatched'), board.get('energised')]).toEqual([[36], 2]);
    for (let i = 0; i < moment; i++) board.tick();
    const before = board.get('saves');
    board.wires.localReset = 1;
    board.tick();
    expect([board.faults('alarmsLatched'), board.get('energised'), board.get('saves') - before]).toEqual([[], 0, 1]);
  });
});
