/** Storage in service: the firmware makes no file and moves none, because a torn header or a cut in moving loses the program (docs/design.md). */
import { describe, expect, it } from 'vitest';
import { FlashStorage } from '../../../hil/target/storage.js';
import { EmulatedBoard } from '../emulated-board.js';
import { chipsOf, onChips } from './chips.js';

describe('Storage', () => {
  it('is not filled: commits go into the file that is there until it is full, and are refused as failed from then on', () => {
    const board = EmulatedBoard.commissioned();
    const storage = new FlashStorage(board.target.flash, () => undefined);
    const free = storage.free();
    const results: number[] = [];
    for (let i = 0; i < 20; i++) {
      board.write(2012, 300 + i);
      results.push(board.command('commit'));
    }
    expect(board.events('error')).toEqual([]);
    expect(storage.free()).toBe(free);
    const stored = results.lastIndexOf(2);
    // Two of the sixteen went with the commissioning.
    expect([stored, results.slice(stored + 1)]).toEqual([13, new Array<number>(6).fill(7)]);
    board.run(2000);
    expect([board.live('state'), board.input(98, 1)]).toEqual([2, [0]]);
    board.power(false);
    expect(onChips(chipsOf(board)).holding(2012, 1)).toEqual([300 + stored]);
  });

  it('with a header that power has torn in the last page is erased at the next start: a board without a program has its outputs off', () => {
    const board = EmulatedBoard.commissioned();
    board.power(false);
    const { flash } = board.target;
    const storage = new FlashStorage(flash, () => undefined);
    // The last of its three pages begins at 32 KiB.
    storage.write('more', new Uint8Array(4000));
    flash.cutAfter(0, 2);
    expect(() => storage.write('most', new Uint8Array(100))).toThrow('power cut');
    board.power(true);
    board.run(2000);
    expect(board.events('error')).toContain('Storage is corrupt: the interpreter erases all of it');
    expect([storage.has('.bootcde'), storage.free()]).toEqual([false, 49_152]);
    expect(Object.values(board.target.outputs).every((level) => level === 0)).toBe(true);
  });
});
