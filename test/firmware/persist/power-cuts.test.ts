/**
 * The parameters of the shipped bundle under power cuts at every write to flash: what was stored is the old set or the new one, never a
 * mixture (docs/design.md, persistence; requirement SEQ-2).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { writeManyFrame } from '../frames.js';
import { again, chipsOf, onChips, shoot, type Chips } from './chips.js';

const AREA = 2000;
const read = (board: EmulatedBoard): string => board.holding(AREA, 18).join(' ');

describe('parameters', () => {
  const OLD = [1, 192, 1, 250, 0, 20_000, 2200, 9500, 0, 3216, 0, 500, 400, 100, 1000, 100, 300, 600];
  const NEW = [1, 192, 1, 300, 0, 30_000, 2300, 5000, 0, 4000, 0, 600, 410, 50, 1100, 120, 350, 700];
  let chips: Chips;

  beforeAll(() => {
    const board = EmulatedBoard.commissioned();
    board.send(writeManyFrame(1, AREA, OLD));
    board.expectCommand('commit');
    board.run(1000);
    board.power(false);
    chips = chipsOf(board);
  });

  /** Writes and erasures of flash that one commit takes. */
  function operations(): number {
    const board = onChips(chips);
    const before = board.target.flash.operations;
    board.send(writeManyFrame(1, AREA, NEW));
    board.expectCommand('commit');
    return board.target.flash.operations - before;
  }

  it('that were committed come back after a restart', () => {
    const board = onChips(chips);
    expect(read(board)).toBe(OLD.join(' '));
    board.send(writeManyFrame(1, AREA, NEW));
    board.expectCommand('commit');
    board.power(false);
    expect(read(onChips(chipsOf(board)))).toBe(NEW.join(' '));
  });

  it('that were written and not committed do not', () => {
    const board = onChips(chips);
    board.send(writeManyFrame(1, AREA, NEW));
    board.power(false);
    expect(read(onChips(chipsOf(board)))).toBe(OLD.join(' '));
  });

  it('are the old or the new set after a cut at any write of a commit, also one that stops in the middle', () => {
    const seen = new Set<string>();
    const count = operations();
    expect(count).toBeGreaterThan(0);
    for (let operation = 0; operation < count; operation++) {
      for (const torn of [0, 1, 2, 3, 7, 20, 130, 259]) {
        const board = onChips(chips);
        board.send(writeManyFrame(1, AREA, NEW));
        board.target.flash.cutAfter(operation, torn);
        shoot(board, 8, 0, 0, 0);
        const after = again(board);
        expect([operation, torn, [OLD.join(' '), NEW.join(' ')]]).toEqual([operation, torn, expect.arrayContaining([read(after)]) as unknown]);
        seen.add(read(after));
        expect(after.faults('alarmsActive')).toEqual([]);
        // And the next commit works on what the cut has left.
        after.send(writeManyFrame(1, AREA, NEW));
        after.expectCommand('commit');
        after.power(false);
        expect(read(onChips(chipsOf(after)))).toBe(NEW.join(' '));
      }
    }
    expect(seen).toEqual(new Set([OLD.join(' ')]));
  });

  it('are the last committed set after several cuts in a row', () => {
    let board = onChips(chips);
    for (const [operation, torn] of [
      [0, 0],
      [0, 5],
      [0, 10],
      [0, 259],
      [0, 130],
      [0, 1],
    ] as const) {
      board.send(writeManyFrame(1, AREA, NEW));
      board.target.flash.cutAfter(operation, torn);
      shoot(board, 8, 0, 0, 0);
      board = again(board);
      expect([operation, torn, read(board)]).toEqual([operation, torn, OLD.join(' ')]);
      // A minute of running, or the starts would count as a reset loop (X09).
      board.run(61_000, 50);
    }
  });

  it('are those as delivered when every copy is damaged', () => {
    const board = onChips(chips);
    board.send(writeManyFrame(1, AREA, NEW));
    board.expectCommand('commit');
    // Number 0 to 15 behind sixteen bytes; the content of the file begins behind the 28 bytes of its name.
    const flash = board.target.flash.bytes;
    const at = Buffer.from(flash).indexOf('lqp\0', undefined, 'latin1') + 28 + 16;
    for (let copy = 0; copy < 16; copy++) flash[at + 260 * copy + 12] ^= 0xff;
    board.power(false);
    expect(read(onChips(chipsOf(board)))).toBe(OLD.join(' '));
  });
});
