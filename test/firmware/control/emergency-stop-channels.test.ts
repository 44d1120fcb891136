/** Two channels of the emergency stop that do not move together: one that stays open counts, whatever the other does (requirement SAF-2). */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';

describe('an emergency stop whose channels do not agree', () => {
  /** Milliseconds until everything is off, while `bounce` moves the other channel. */
  function timeToOff(bounce: (t: number) => 0 | 1): number {
    const board = EmulatedBoard.ready();
    board.run(100 - (board.now % 100) + 3);
    board.cell.eStopA = 0;
    for (let t = 0; t <= 300; t++) {
      if (Object.values(board.target.outputs).every((level) => level === 0)) return t;
      board.cell.eStopB = bounce(t);
      board.present();
      board.run(1);
    }
    return Infinity;
  }

  it.each([
    ['opens with it', () => 0],
    ['stays closed', () => 1],
    ['opens 10 ms later', (t: number) => (t < 10 ? 1 : 0)],
    ['bounces once', (t: number) => (t > 2 && t < 7 ? 0 : 1)],
    ['bounces for 15 ms and stays open', (t: number) => (t < 15 && t % 6 < 3 ? 1 : 0)],
    ['chatters all the time', (t: number) => (t % 10 < 5 ? 1 : 0)],
    ['opens and closes every 15 ms', (t: number) => (t % 30 < 15 ? 1 : 0)],
  ] as [string, (t: number) => 0 | 1][])('switches everything off within 50 ms of the first opening when the other channel %s', (_title, bounce) => {
    expect(timeToOff(bounce)).toBeLessThanOrEqual(50);
  });
});
