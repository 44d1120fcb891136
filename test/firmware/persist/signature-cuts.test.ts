/**
 * The commissioning record under power cuts at every write: calibration and signature are the old ones or the new ones together (requirement CAL-2).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { again, chipsOf, onChips, shoot, type Chips } from './chips.js';

const [RECORD, NAK_A_ITEM] = [2050, 4];
/** Items, person, event, and the corrections that follow. */
const record = (board: EmulatedBoard): string => board.holding(RECORD, 9).join(' ');

describe('the commissioning record', () => {
  let chips: Chips;

  beforeAll(() => {
    const board = EmulatedBoard.commissioned();
    board.power(false);
    chips = chipsOf(board);
  });

  /** A board with a new calibration that nobody has signed yet. */
  function calibrated(): EmulatedBoard {
    const board = onChips(chips);
    board.run(31_000, 100);
    board.expectCommand('calibrate', NAK_A_ITEM, 4050);
    return board;
  }

  it('is the old or the new one after a cut at any write of the signature to flash, also one that stops in the middle', () => {
    const old = record(onChips(chips));
    const whole = calibrated();
    const before = whole.target.flash.operations;
    whole.expectCommand('sign', 9);
    const signed = record(whole);
    const operations = whole.target.flash.operations - before;
    expect(operations).toBeGreaterThan(0);
    expect(signed.split(' ')[1]).toBe('9');
    for (let operation = 0; operation < operations; operation++) {
      for (const torn of [0, 1, 7, 33, 100, 111, 255]) {
        const board = calibrated();
        board.target.flash.cutAfter(operation, torn);
        shoot(board, 14, 9, 0, 0);
        const after = again(board);
        // The number of the event goes on with every start.
        const [items, person, , ...corrections] = record(after).split(' ');
        const wanted = [old, signed].map((text) => text.split(' ').filter((_word, i) => i !== 2));
        expect(wanted).toContainEqual([items, person, ...corrections]);
        expect([operation, torn, (after.live('modeBits') >> 7) & 1, after.faults('alarmsActive')]).toEqual([operation, torn, 1, []]);
      }
    }
  });

  it('is the old or the new one after a cut at any byte of the counter that is written with it', () => {
    for (let byte = 0; byte < 132; byte += 6) {
      const board = calibrated();
      board.target.fram.cutAfter(byte);
      shoot(board, 14, 9, 0, 0);
      const [, person, , , correction] = record(again(board)).split(' ');
      expect([byte, [person, correction === '0']]).toEqual([byte, person === '9' ? ['9', false] : ['1', true]]);
    }
  });
});
