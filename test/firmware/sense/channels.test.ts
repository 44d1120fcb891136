/** Quality and age of the channels of every board, on the shipped bundle. */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';

const BAD = 90;

/** Bits and age as the map shows them. */
const quality = (board: EmulatedBoard): number[] => board.input(BAD, 2);

const BREAKS: readonly (readonly [string, number, (board: EmulatedBoard) => void])[] = [
  ['the cell voltage', 1, (board) => (board.cell.voltage = 9)],
  ['the current', 2, (board) => (board.cell.strayCurrent = 9)],
  ['the first NaK sensor', 4, (board) => (board.cell.nakA = NaN)],
  ['the second NaK sensor', 8, (board) => (board.cell.nakB = NaN)],
  ['the cell sensor', 16, (board) => (board.cell.cell = NaN)],
];

describe('channels', () => {
  it('all have a value on a sound board', () => {
    expect(quality(EmulatedBoard.commissioned())).toEqual([0, 0]);
  });

  it.each(BREAKS)('%s is bit %i when it has none, for so long', (_what, bit, breakIt) => {
    const board = EmulatedBoard.commissioned();
    breakIt(board);
    board.run(5000);
    const [bits, early] = quality(board) as [number, number];
    expect(bits & bit).toBe(bit);
    board.run(60_000);
    const [after, late] = quality(board) as [number, number];
    expect(after).toBe(bits);
    expect(Math.abs(late - early - 60)).toBeLessThanOrEqual(1); // the snapshot is up to a second old
  });

  it('are counted together, and from zero again', () => {
    const board = EmulatedBoard.commissioned();
    board.cell.nakA = board.cell.nakB = NaN;
    board.run(30_000);
    const [bits, age] = quality(board) as [number, number];
    expect([bits, age > 25]).toEqual([12, true]);
    board.cell.nakA = board.cell.nakB = 40;
    board.run(5000);
    expect(quality(board)).toEqual([0, 0]);
  });
});
