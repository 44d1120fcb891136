/** Room in Storage: a file that no longer fits makes it move all files together, and a power cut in there loses the program (docs/design.md, persistence). */
import { describe, expect, it } from 'vitest';
import { FlashStorage } from '../../../hil/target/storage.js';
import { EmulatedBoard } from '../emulated-board.js';
import { chipsOf, onChips } from './chips.js';

describe('Storage', () => {
  /** A commissioned board with room for `slots` more writes of a parameter slot: 40 bytes and a header of 32. */
  function almostFull(slots: number): EmulatedBoard {
    const board = EmulatedBoard.commissioned();
    const storage = new FlashStorage(board.target.flash, () => undefined);
    storage.write('filler', new Uint8Array(storage.free() - 32 - 72 * slots - 8));
    return board;
  }

  it('is not filled by commits until it moves its files together: a power cut in there would lose the program', () => {
    const board = almostFull(6);
    for (let i = 0; i < 20; i++) {
      board.write(2012, 300 + i);
      board.command('commit');
    }
    expect(board.events('error').filter((text) => text.includes('compacted'))).toEqual([]);
  });

  it('that has no room left refuses a commit as failed, and what was stored last is in force, before and after a restart', () => {
    const board = almostFull(1);
    const results: number[] = [];
    for (let i = 0; i < 4; i++) {
      board.write(2012, 300 + i);
      results.push(board.command('commit'));
    }
    expect(board.events('error')).toEqual([]);
    const stored = results.lastIndexOf(2);
    expect(results.slice(stored + 1)).toContain(7);
    board.run(2000);
    expect(board.live('state')).toBe(2);
    board.power(false);
    expect(onChips(chipsOf(board)).holding(2012, 1)).toEqual([stored < 0 ? 400 : 300 + stored]);
  });
});
