/** Emergency stops at any moment, what one under current leaves behind, and one that comes while the interpreter is busy. */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';

/** A board that discharges 500 mA, `phase` ms after a full second. */
function underCurrent(phase: number): EmulatedBoard {
  const board = EmulatedBoard.ready();
  board.expectCommand('discharge', 0, 500);
  board.run(5000 - (board.now % 1000) + phase);
  return board;
}

describe('an emergency stop at any moment', () => {
  it('switches everything off within 50 ms: the time between two clock readings is a fraction, and may be a hair short of the debounce', () => {
    const board = EmulatedBoard.ready();
    const late: string[] = [];
    const on = (): boolean => Object.values(board.target.outputs).some((level) => level !== 0);
    for (let k = 0; k < 150; k++) {
      board.run(100 - (board.now % 100) + ((k * 7.3) % 100));
      board.cell.eStopA = 0;
      board.present();
      const pressed = board.now;
      while (on() && board.now < pressed + 300) board.run(1);
      if (board.now - pressed > 50) late.push(`${(board.now - pressed).toFixed(0)} ms, pressed at ${pressed.toFixed(3)} ms`);
      board.cell.eStopA = 1;
      board.run(1500);
      board.cell.localReset = 1;
      board.run(300);
      board.cell.localReset = 0;
      board.run(300);
      board.expectCommand('start');
      board.run(300);
    }
    expect(late).toEqual([]);
  });
});

describe('an emergency stop under current', () => {
  it.each([0, 100, 200, 300, 400, 500, 600, 700, 800, 900])(
    'trips nothing else: pumps that were switched off owe no flow, %i ms after a full second',
    (phase) => {
      const board = underCurrent(phase);
      board.cell.eStopA = board.cell.eStopB = 0;
      board.run(15_000);
      expect(board.faults('alarmsLatched')).toEqual([35]);
    },
  );

  it('is seen after the fact when the interpreter was busy through all of it', () => {
    const board = underCurrent(50);
    board.target.trouble('stall', 300);
    board.run(20);
    board.cell.eStopA = 0;
    board.run(60);
    board.cell.eStopA = 1;
    board.run(400);
    expect(board.faults('alarmsLatched')).toEqual([35]);
    expect(Object.values(board.target.outputs).filter((level) => level !== 0)).toEqual([]);
  });
});
