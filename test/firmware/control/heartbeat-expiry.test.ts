/** The expiry of the controller heartbeat on the emulated board: its range, its times, and that nobody changes it under remote control (docs/physics.md, section 10, P37). */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame } from '../frames.js';

/** Holding register of `heartbeatExpiry`. */
const EXPIRY = 2023;
const WRONG_STATE = 5;

/** A board in state ready whose expiry is that many seconds. */
function readyWith(seconds: number): EmulatedBoard {
  const board = EmulatedBoard.commissioned();
  board.write(EXPIRY, seconds);
  board.expectCommand('commit');
  board.expectCommand('start');
  board.run(650_000, 100);
  return board;
}

describe('the expiry', () => {
  it.each([0, 61, 65535])('is never %i s: neither off nor beyond a minute', (seconds) => {
    const board = EmulatedBoard.commissioned();
    expect(board.write(EXPIRY, seconds)).toEqual(exceptionFrame(1, 6, 3));
    expect(board.holding(EXPIRY, 1)).toEqual([10]);
  });

  /** The age is judged once a second: what it raises is never early and 1.3 s late at most. */
  it.each([
    [1, 0.3],
    [2, 0.6],
    [10, 3],
    [60, 18],
  ])('of %i s warns after %f s and ends remote control when it is over', (seconds, warning) => {
    const board = readyWith(seconds);
    board.expectCommand('discharge', 0, 300);
    const begin = board.now;
    const after = (name: 'warnings' | 'alarmsActive'): number => {
      while (!board.faults(name).includes(37) && board.now < begin + 70_000) board.run(50);
      return (board.now - begin) / 1000;
    };
    const warned = after('warnings');
    const tripped = after('alarmsActive');
    expect(warned).toBeGreaterThan(warning - 0.3);
    expect(warned).toBeLessThan(warning + 1.3);
    expect(tripped).toBeGreaterThan(seconds - 0.3);
    expect(tripped).toBeLessThan(seconds + 1.3);
    board.run(12_000);
    expect([board.live('state'), board.live('reason')]).toEqual([4, 37]);
  });

  it('of a second neither warns nor trips while a master beats five times in it', () => {
    const board = readyWith(1);
    board.expectCommand('discharge', 0, 300);
    for (let beat = 1; beat <= 100; beat++) {
      board.write(1008, beat);
      expect([board.faults('warnings'), board.faults('alarmsActive')]).toEqual([[], []]);
      board.run(Math.max(0, 200 - (board.now % 200)));
    }
  });

  it('cannot be changed while a master has remote control: parameters are taken over in cold and fault only', () => {
    const board = readyWith(10);
    board.expectCommand('discharge', 0, 300);
    board.write(EXPIRY, 60);
    expect(board.command('commit')).toBe(WRONG_STATE);
    board.run(1000);
    expect(board.live('heartbeatLeft')).toBeLessThanOrEqual(10);
  });
});
