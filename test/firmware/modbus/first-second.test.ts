/** The live block before the first measurements (docs/design.md: a bad value is bad, never zero). */
import { describe, expect, it } from 'vitest';
import { LIVE_ROWS } from '../../../firmware/model/registers.js';
import { EmulatedBoard, rawValue } from '../emulated-board.js';
import { readFrame, registersOf } from '../frames.js';

/** Counters: known at the start, or lost. */
const COUNTED = ['netCharge', 'oxidisedFraction'];

describe('a board that has not measured yet', () => {
  it('says "not available" for every value that may be missing, and not zero', () => {
    const board = new EmulatedBoard();
    board.power(true);
    board.run(10);
    const words = registersOf(board.send(readFrame(1, 4, 0, 60)));
    const shown = LIVE_ROWS.filter((row) => row.optional && !COUNTED.includes(row.name) && !Number.isNaN(rawValue(row, words)));
    expect(shown.map((row) => row.name)).toEqual([]);
  });

  it('shows every value after its first seconds: one of the four charges left is worked out in each', () => {
    const board = EmulatedBoard.commissioned();
    board.power(false);
    board.power(true);
    board.run(5100);
    const words = board.input(0, 60);
    expect(LIVE_ROWS.filter((row) => Number.isNaN(rawValue(row, words))).map((row) => row.name)).toEqual([]);
  });
});
