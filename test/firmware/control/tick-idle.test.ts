/** From when on a cell counts as idle, whose warming would be a welded heater (docs/physics.md, section 10, P11): a minute without heat and current. */
import { describe, expect, it } from 'vitest';
import { TickingBoard } from './ticking-board.js';

/** A round of the slow work, s: ticks that come every 125 ms are fewer. */
const ROUND = 1.25;

/** Warms all sensors by 1 K/min. */
function warm(board: TickingBoard, seconds: number): void {
  for (let s = 0; s < seconds; s += ROUND) {
    for (const sensor of ['nakA', 'nakB', 'cell'] as const) board.wires[sensor] += ROUND / 60;
    for (let i = 0; i < 10; i++) board.tick(100 * ROUND);
  }
}

describe('a cell that warms at rest', () => {
  it('is idle when a minute has passed since it was heated, charged or discharged, not counting 5 mA', async () => {
    const board = await TickingBoard.start();
    warm(board, 140);
    // 0.01 K/min.
    expect(Math.abs(board.get('idleSlope') - 100)).toBeLessThan(10);
    const idle = (): boolean => board.get('idleSlope') > 50;
    // Beyond the range of the converter, mA: the mean current stays what it was.
    board.wires.reading = 2200;
    for (const [value, busy, rest] of [
      ['heaterDuty', 1, 0],
      ['meanCurrent', 5.01, 5],
      ['meanCurrent', -5.01, -5],
    ] as const) {
      board.forced.set(value, busy);
      warm(board, ROUND);
      expect([value, busy, idle()]).toEqual([value, busy, false]);
      board.forced.set(value, rest);
      warm(board, 60 - ROUND);
      expect([value, busy, idle()]).toEqual([value, busy, false]);
      warm(board, ROUND);
      expect([value, busy, idle()]).toEqual([value, busy, true]);
    }
  });
});
