/** Restarts of the shipped bundle: under power, with and without the counter (docs/physics.md, section 10, P05 and P36; requirement SAF-3). */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { writeManyFrame } from '../frames.js';

const [P05, P36] = [5, 36];
const LOCAL_ONLY = 8;

/** Power goes and comes back after a second. */
function powerCycle(board: EmulatedBoard): void {
  board.power(false);
  board.now += 1000;
  board.power(true);
  board.run(400);
}

function pressReset(board: EmulatedBoard): void {
  board.cell.localReset = 1;
  board.run(300);
  board.cell.localReset = 0;
  board.run(300);
}

const allOff = (board: EmulatedBoard): boolean => Object.values(board.target.outputs).every((level) => level === 0);

describe('a restart with the contactor closed', () => {
  it.each(['rest', 'discharge'] as const)('at %s is P36: everything stays off until the button on the board resets it', (what) => {
    const board = EmulatedBoard.ready();
    if (what === 'discharge') board.expectCommand('discharge', 0, 300);
    board.run(2000);
    powerCycle(board);
    expect(board.faults('alarmsLatched')).toEqual([P36]);
    board.run(2000);
    expect(board.command('reset')).toBe(LOCAL_ONLY);
    expect(board.command('start')).not.toBe(2);
    board.run(60_000);
    expect(allOff(board)).toBe(true);
    expect([board.live('state'), board.live('reason')]).toEqual([7, P36]);
    pressReset(board);
    board.run(2000);
    expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([2, []]);
    expect(allOff(board)).toBe(true);
  });

  it('is not forgotten by another restart, nor by many', () => {
    const board = EmulatedBoard.ready();
    for (let i = 0; i < 3; i++) {
      powerCycle(board);
      if (i > 0) board.run(5000);
      expect([i, board.faults('alarmsLatched')]).toEqual([i, [P36]]);
    }
    pressReset(board);
    board.run(2000);
    powerCycle(board);
    expect(board.faults('alarmsLatched')).toEqual([]);
  });

  it('by the watchdog is P36 too', () => {
    const board = EmulatedBoard.ready();
    board.target.events();
    board.target.trouble('stall', 3000);
    board.run(4000);
    expect(board.events('watchdog')).toHaveLength(1);
    expect(board.faults('alarmsLatched')).toContain(P36);
    expect(allOff(board)).toBe(true);
  });

  it('is seen after a power cut at any byte of any write to the counter', () => {
    const ready = EmulatedBoard.ready();
    ready.expectCommand('discharge', 0, 300);
    ready.run(3000);
    for (let byte = 0; byte < 56; byte += 3) {
      const board = new EmulatedBoard();
      board.target.flash.bytes.set(ready.target.flash.bytes);
      board.target.fram.bytes.set(ready.target.fram.bytes);
      board.power(true);
      board.run(3000);
      // Two saves of the running second: the mark stays through both.
      board.target.fram.cutAfter(byte);
      board.run(4000);
      board.power(false);
      const after = new EmulatedBoard();
      after.target.flash.bytes.set(board.target.flash.bytes);
      after.target.fram.bytes.set(board.target.fram.bytes);
      after.power(true);
      after.run(500);
      expect([byte, after.faults('alarmsLatched')]).toEqual([byte, [P36]]);
    }
  });
});

describe('a restart with the contactor open', () => {
  it('is no fault: the board comes back to cold with the composition that it had', () => {
    const board = EmulatedBoard.commissioned();
    board.expectCommand('start');
    board.run(30_000);
    powerCycle(board);
    board.run(5000);
    expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([2, []]);
    expect(Math.abs(board.value('composition') - 22)).toBeLessThan(0.011);
    expect(allOff(board)).toBe(true);
  });

  it('after an orderly stop is no fault', () => {
    const board = EmulatedBoard.ready();
    board.expectCommand('stop');
    board.run(2000);
    powerCycle(board);
    expect(board.faults('alarmsLatched')).toEqual([]);
  });

  it('is counted', () => {
    const board = EmulatedBoard.commissioned();
    const before = board.input(71, 1)[0];
    for (let i = 0; i < 3; i++) {
      powerCycle(board);
      board.run(2000);
    }
    expect(board.input(71, 1)).toEqual([before + 3]);
  });
});

describe('the charge that was counted', () => {
  it('is at most a second of current short after a restart at any moment', () => {
    const board = EmulatedBoard.commissioned();
    // 2 A through a contactor that does not open: a second is 0.56 mAh.
    Object.assign(board.cell, { feedback: 1, strayCurrent: 2 });
    board.run(10_000);
    for (let i = 0; i < 12; i++) {
      board.run(7030 + 97 * i);
      const before = board.live('netCharge');
      powerCycle(board);
      const after = board.live('netCharge');
      // Both are whole mAh, and the snapshot before may be a second old, as is the one after.
      expect(Math.abs(after - before)).toBeLessThanOrEqual(2);
      expect(after).toBeGreaterThan(0);
    }
  });
});

describe('a lost counter', () => {
  const blank = (): EmulatedBoard => {
    const board = new EmulatedBoard();
    board.power(true);
    board.run(4500);
    return board;
  };

  it('is P05 after ten seconds: no start, and the worst composition counts', () => {
    const board = blank();
    board.run(5000);
    expect(board.faults('alarmsLatched')).toEqual([]);
    board.run(3000);
    expect(board.faults('alarmsLatched')).toEqual([P05]);
    expect([board.live('state'), board.live('reason')]).toEqual([7, P05]);
    expect(board.command('start')).not.toBe(2);
    expect(board.live('composition')).toBeNaN();
    expect(board.value('liquidus')).toBeCloseTo(25.1, 6);
    expect(board.command('reset')).toBe(7);
  });

  it('ends with a new anchor and a reset by an operator', () => {
    const board = blank();
    board.run(20_000);
    board.expectCommand('reanchor', 2500, 18_000);
    board.run(2000);
    board.expectCommand('reset');
    board.run(2000);
    expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([2, []]);
    expect(Math.abs(board.value('composition') - 25)).toBeLessThan(0.011);
    powerCycle(board);
    board.run(2000);
    expect(Math.abs(board.value('composition') - 25)).toBeLessThan(0.011);
  });

  it.each([
    [899, 20_000],
    [6001, 20_000],
    [2200, 999],
    [2200, 100_000_001],
  ])('is not ended by an anchor of %i hundredths of wt%% and %i mg', (w, mass) => {
    const board = blank();
    board.unlock();
    board.send(writeManyFrame(1, 1002, [7, w, mass >>> 16, mass & 65535, 0, 5]));
    board.run(2000);
    expect([board.live('ackResult'), Number.isNaN(board.live('composition'))]).toEqual([4, true]);
  });
});
