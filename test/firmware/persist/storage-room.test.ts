/** Storage in service: the firmware makes no file and moves none, because a torn header or a cut in moving loses the program (docs/design.md). */
import { describe, expect, it } from 'vitest';
import { FlashStorage } from '../../../hil/target/storage.js';
import { EmulatedBoard } from '../emulated-board.js';
import { boardRow } from '../../../firmware/model/boards.js';
import { PARAMETER_FILE, parameterFileOf, placeOfCopy } from '../../../firmware/model/parameter-file.js';
import { chipsOf, onChips } from './chips.js';

const PICO_FILE = parameterFileOf(boardRow('pico'));
/** Result of the mailbox and the number of X08 (docs/registers.md). */
const [FAILED, X08] = [7, 58];

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

  it('whose erased places go bad in service fails the commit at once, says so by X08 with an event, and the controller goes on', () => {
    const board = EmulatedBoard.commissioned();
    const left = board.input(98, 1)[0] ?? 0;
    // Two copies lie in places 1 and 2; a bit falls in each of the others, behind the count at the start.
    for (let copy = 3; copy <= 16; copy++) board.target.spoilFile(PARAMETER_FILE, placeOfCopy(PICO_FILE, copy) + 40, 1);
    const event = board.input(92, 1)[0] ?? 0;
    board.write(2012, 300);
    expect([left, board.command('commit')]).toEqual([14, FAILED]);
    board.run(2000);
    expect([board.events('error'), board.input(98, 1), board.faults('alarmsActive')]).toEqual([[], [0], [X08]]);
    // What happened is a trip (kind 2) in state cold: grade 2 of fault 58.
    const [number, , , kind = 0, fault = 0, value, limit] = (board.write(1020, event + 1), board.input(200, 8));
    expect([number, (kind >> 4) & 15, fault & 255, value, limit]).toEqual([event + 1, 2, X08, 2, 2]);
    board.power(false);
    expect(onChips(chipsOf(board)).holding(2012, 1)).toEqual([400]);
  });

  it('with one bad place in front of a good one fails nothing', () => {
    const board = EmulatedBoard.commissioned();
    board.target.spoilFile(PARAMETER_FILE, placeOfCopy(PICO_FILE, 3) + 40, 1);
    board.write(2012, 300);
    board.expectCommand('commit');
    board.run(2000);
    expect([board.input(98, 1), board.faults('alarmsActive')]).toEqual([[13], []]);
    board.power(false);
    expect(onChips(chipsOf(board)).holding(2012, 1)).toEqual([300]);
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
