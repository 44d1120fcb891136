/** The event log of the shipped bundle: what a trip leaves behind, read through the window as any master does (requirement SAF-9). */
import { describe, expect, it } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { checksOf } from '../../../firmware/model/faults.js';
import { decodeEvents, type PlantEvent } from '../../../host/device/events.js';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, readFrame, writeManyFrame } from '../frames.js';
import { again, chipsOf, onChips } from './chips.js';

const NEWEST = 92;
const WINDOW = 200;
const CURSOR = 1020;
const [READY, DISCHARGE] = ['ready', 'discharge'];
const row = boardRow('pico');

/** Records `first`, `first` + 1 … as the window shows them. */
function shown(board: EmulatedBoard, first: number, count = 7): (PlantEvent | null)[] {
  board.write(CURSOR, first);
  return decodeEvents(board.input(WINDOW, 8 * count), first, count, row);
}

const newest = (board: EmulatedBoard): number => board.input(NEWEST, 1)[0];
const last = (board: EmulatedBoard): PlantEvent | null => shown(board, newest(board), 1)[0];

describe('the event log', () => {
  it('begins with a start, its cause and the number of the start', () => {
    const board = EmulatedBoard.commissioned();
    const first = shown(board, 1, 1)[0];
    // 0x0e: power-on, brown-out and pin (RM0368, RCC_CSR).
    expect(first).toMatchObject({ number: 1, start: 1, seconds: 0, kind: 'start', state: 'boot', fault: null, value: 0x0e, limit: 1 });
    board.target.trouble('stall', 3000);
    board.run(9000);
    // 0x24: watchdog and pin.
    expect(last(board)).toMatchObject({ start: 2, kind: 'start', value: 0x24, limit: 2 });
  });

  it('keeps cause, value, limit and state of a trip', () => {
    const board = EmulatedBoard.ready();
    board.expectCommand('discharge', 0, 300);
    board.run(2000);
    board.cell.leak = 5;
    board.run(1000);
    const event = last(board);
    expect(event).toMatchObject({ kind: 'trip', state: DISCHARGE, value: 5, limit: 20 });
    expect([event?.fault?.id, event?.check?.id]).toEqual(['P30', 'P30']);
    expect(Math.abs((event?.seconds ?? 0) - board.value('uptime'))).toBeLessThan(3);
  });

  it('tells the checks of a fault apart, and a missing value from a number', () => {
    const board = EmulatedBoard.ready();
    board.cell.nakB = NaN;
    board.run(1000);
    expect(last(board)).toMatchObject({ check: { id: 'F01b' }, value: 1, limit: 1, state: READY });
    board.cell.voltage = 9;
    board.run(1000);
    expect(last(board)).toMatchObject({ check: { id: 'P14' }, value: null, limit: 4.4 });
  });

  it('keeps every one of several trips in a tick, in the order of the table', () => {
    const board = EmulatedBoard.ready();
    const before = newest(board);
    board.cell.nakA = board.cell.nakB = NaN;
    board.run(1000);
    const ids = shown(board, before + 1, newest(board) - before).map((e) => e?.check?.id);
    expect(ids).toEqual(['F01', 'F01b', 'F01c']);
    expect(ids).toEqual(checksOf(row).flatMap((c) => (ids.includes(c.id) ? [c.id] : [])));
  });

  it('survives a loss of power, and goes on behind it', () => {
    const board = EmulatedBoard.commissioned();
    board.cell.leak = 5;
    board.run(1000);
    const before = newest(board);
    board.power(false);
    const after = onChips(chipsOf(board));
    expect(newest(after)).toBe(before + 1);
    expect(shown(after, before, 2)).toMatchObject([
      { kind: 'trip', fault: { id: 'P30' }, start: 1 },
      { kind: 'start', start: 2 },
    ]);
  });

  it('has the old or the new record after a cut at any byte of the write, and numbers without a hole', () => {
    const board = EmulatedBoard.commissioned();
    board.power(false);
    const chips = chipsOf(board);
    const before = newest(onChips(chips));
    const found = new Set<boolean>();
    // 16 bytes of the record, 132 of the counters that name it, and those of the next second.
    for (let byte = 0; byte < 170; byte++) {
      const cut = onChips(chips);
      cut.run(600 - (cut.now % 1000));
      cut.cell.leak = 5;
      // The tick of the trip is the third one from here: the counters are not written in between.
      cut.run(250);
      cut.target.fram.cutAfter(byte);
      cut.run(1500);
      const back = again(cut);
      const events = shown(back, before + 1, newest(back) - before);
      expect([byte, events.includes(null)]).toEqual([byte, false]);
      expect(events[events.length - 1]).toMatchObject({ kind: 'start' });
      found.add(events.some((e) => e?.fault?.id === 'P30'));
      expect(back.faults('alarmsActive')).not.toContain(5);
    }
    expect(found).toEqual(new Set([false, true]));
  });

  it('shows nothing where nothing was written, and what a memory that does not answer gives is no event', () => {
    const board = EmulatedBoard.commissioned();
    const count = newest(board);
    expect(shown(board, count + 1)).toEqual([null, null, null, null, null, null, null]);
    expect(shown(board, count + 256, 1)).toEqual([null]);
    board.target.trouble('framSilent', 1);
    expect(shown(board, 1)).toEqual([null, null, null, null, null, null, null]);
  });

  it('takes the cursor alone, and shows it', () => {
    const board = EmulatedBoard.commissioned();
    board.write(CURSOR, 4711);
    expect(board.holding(CURSOR, 1)).toEqual([4711]);
    board.send(writeManyFrame(1, CURSOR, [3]));
    expect(board.holding(CURSOR, 1)).toEqual([3]);
    expect(board.send(writeManyFrame(1, CURSOR - 1, [1, 2]))).toEqual(exceptionFrame(1, 16, 2));
    expect(board.send(readFrame(1, 4, WINDOW + 60, 5))).toEqual(exceptionFrame(1, 4, 2));
    expect(board.holding(CURSOR, 1)).toEqual([3]);
    expect(board.live('state')).toBe(2);
  });
});
