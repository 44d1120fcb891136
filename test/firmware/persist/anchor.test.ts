/**
 * A new anchor under power cuts: it changes parameters in flash and the counter in FRAM, and half of it would be a wrong composition that
 * nobody sees (requirements LIQ-4 and SEQ-2).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { again, chipsOf, onChips, shoot, type Chips } from './chips.js';

describe('a new anchor', () => {
  /** mAh that were discharged before, the composition that they gave, and the new anchor: 30 wt% in 15 g. */
  const [BEFORE, ANCHOR] = [22 / (1 - 2000 / 20 / 685.49), 30];
  let chips: Chips;

  beforeAll(() => {
    // A welded contactor and 2 A for an hour: the counter counts what the feedback shows.
    const board = EmulatedBoard.commissioned();
    Object.assign(board.cell, { feedback: 1, strayCurrent: 2 });
    board.run(3_600_000);
    Object.assign(board.cell, { feedback: 0, strayCurrent: 0 });
    board.run(10_000);
    board.power(false);
    chips = chipsOf(board);
  });

  const composition = (board: EmulatedBoard): number => board.value('composition');
  const anchor = (board: EmulatedBoard): void => shoot(board, 7, 3000, 0, 15_000);
  const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) < 0.06;

  it('gives the new composition, and the catholyte keeps what it has', () => {
    const board = onChips(chips);
    expect(near(composition(board), BEFORE)).toBe(true);
    const s = board.value('oxidisedFraction');
    expect(Math.abs(s - (95 - (100 * 2) / 3.216))).toBeLessThan(0.1);
    anchor(board);
    board.run(2000);
    expect(near(composition(board), ANCHOR)).toBe(true);
    expect(Math.abs(board.value('oxidisedFraction') - s)).toBeLessThan(0.02);
    board.power(false);
    const after = onChips(chipsOf(board));
    expect(near(composition(after), ANCHOR)).toBe(true);
    expect(Math.abs(after.value('oxidisedFraction') - s)).toBeLessThan(0.02);
  });

  it('changes no other parameter: what waits for commit goes on waiting, through a loss of power not even that', () => {
    const board = onChips(chips);
    const SET_TEMP = 2012;
    board.write(SET_TEMP, 450);
    anchor(board);
    board.run(2000);
    expect(board.holding(SET_TEMP, 1)).toEqual([450]);
    expect(board.holding(2006, 1)).toEqual([3000]);
    board.power(false);
    const after = onChips(chipsOf(board));
    expect([...after.holding(SET_TEMP, 1), ...after.holding(2006, 1)]).toEqual([400, 3000]);
  });

  it('is taken whole or not at all after a cut at any write to flash', () => {
    for (let operation = 0; operation < 3; operation++) {
      for (const torn of [0, 1, 9, 130, 259]) {
        const board = onChips(chips);
        board.target.flash.cutAfter(operation, torn);
        anchor(board);
        if (board.events('error').length === 0) {
          expect(operation).toBeGreaterThan(0);
          return;
        }
        board.power(false);
        const w = composition(onChips(chipsOf(board)));
        expect([operation, torn, w, near(w, BEFORE) || near(w, ANCHOR) || Number.isNaN(w)]).toEqual([operation, torn, w, true]);
      }
    }
  });

  it('is taken whole, or not at all, or counts as lost after a cut at any byte of the counter that is zeroed with it', () => {
    for (let byte = 0; byte < 26; byte++) {
      const board = onChips(chips);
      // The next write to the FRAM is the one of the command: it comes in the same call.
      board.target.fram.cutAfter(byte);
      anchor(board);
      const w = composition(again(board));
      expect([byte, w, near(w, BEFORE) || near(w, ANCHOR) || Number.isNaN(w)]).toEqual([byte, w, true]);
    }
  });
});
