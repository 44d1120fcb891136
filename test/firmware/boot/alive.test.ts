/** Staying alive on the emulated board: the wrap of 32-bit clocks, stalls, lost memory, noise (docs/design.md, "Staying alive"). */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';

const allOff = (board: EmulatedBoard): boolean => Object.values(board.target.outputs).every((level) => level === 0);

describe.each([
  ['2^31', 2 ** 31],
  ['2^32', 2 ** 32],
])('a clock that passes %s ms', (_title, wrap) => {
  it('changes nothing: ticks, uptime, charge, current and heartbeat go on', () => {
    // Ready after some 655 s; the wrap comes 20 s later, under current.
    const board = EmulatedBoard.ready({ clockOffsetMs: wrap - 680_000 });
    board.expectCommand('discharge', 0, 300);
    const charge: number[] = [];
    const uptime: number[] = [];
    for (let second = 0; second < 60; second++) {
      board.write(1008, 1 + second);
      board.run(1000 - (board.now % 1000));
      charge.push(board.live('netCharge'));
      uptime.push(board.live('uptime'));
      expect([board.live('state'), board.live('worstTick'), board.live('heartbeatLeft') > 7]).toEqual([6, 100, true]);
    }
    expect(board.now).toBeGreaterThan(700_000);
    expect(board.faults('alarmsActive').concat(board.faults('warnings'))).toEqual([]);
    expect(board.events('watchdog').concat(board.events('reboot'), board.events('error'))).toEqual([]);
    // 300 mA for a minute: 5 mAh, and a second more of uptime every second.
    expect(Math.abs((charge.at(-1) ?? 0) - charge[0] - 5)).toBeLessThanOrEqual(1);
    uptime.forEach((u, i) => i > 0 && expect(u - uptime[i - 1]).toBeLessThanOrEqual(2));
    expect(Math.abs(uptime[59] - uptime[0] - 59)).toBeLessThanOrEqual(1);
  });

  it('does not keep a debounce from ending, nor a silent master from being noticed', () => {
    const board = EmulatedBoard.ready({ clockOffsetMs: wrap - 665_000 });
    board.expectCommand('discharge', 0, 300);
    const start = board.now;
    while (board.target.outputs.dischargeCurrent > 0.29 || board.now < start + 3000) board.run(100);
    // 10 s of silence, evaluated once a second.
    expect(board.now - start).toBeGreaterThan(9000);
    expect(board.now - start).toBeLessThan(12_500);
    board.cell.leak = 5;
    const leak = board.now;
    while (!allOff(board)) board.run(10);
    expect(board.now - leak).toBeLessThanOrEqual(420);
  });

  it('answers requests across it', () => {
    const board = new EmulatedBoard({ clockOffsetMs: wrap - 5000 });
    board.power(true);
    for (let i = 0; i < 100; i++) {
      board.run(100);
      expect(board.holding(2000, 1)).toEqual([1]);
    }
  });
});

describe('a stall', () => {
  it('shorter than the watchdog is seen on the map, costs one late tick and no fault', () => {
    const board = EmulatedBoard.ready();
    board.run(950);
    board.target.trouble('stall', 600);
    board.run(650);
    let worst = 0;
    for (let i = 0; i < 30; i++) {
      board.run(100);
      worst = Math.max(worst, board.live('worstTick'));
    }
    expect(worst).toBeGreaterThanOrEqual(600);
    expect(worst).toBeLessThanOrEqual(800);
    expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([4, []]);
    board.run(3000);
    expect(board.live('worstTick')).toBe(100);
  });

  it('longer than a second is ended by the watchdog with everything off', () => {
    const board = EmulatedBoard.ready();
    board.target.events();
    board.target.trouble('stall', 5000);
    board.run(1150);
    expect(allOff(board)).toBe(true);
    expect(board.events('watchdog')).toHaveLength(1);
  });
});

describe('memory that is out', () => {
  it('costs the control interval: the board goes safe at once, reboots, and does not start again by itself', () => {
    const board = EmulatedBoard.ready();
    board.expectCommand('discharge', 0, 300);
    board.run(1000);
    board.target.events();
    board.target.trouble('outOfMemory');
    board.run(150);
    expect(allOff(board)).toBe(true);
    expect(board.events('reboot')).toHaveLength(1);
    for (let i = 0; i < 100; i++) {
      board.run(1000);
      expect(allOff(board)).toBe(true);
    }
    expect(board.faults('alarmsLatched')).toEqual([36]);
  });

  it('in cold is a restart and nothing else', () => {
    const board = EmulatedBoard.commissioned();
    board.target.trouble('outOfMemory');
    board.run(6000);
    expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([2, []]);
  });
});

describe('power on', () => {
  it('keeps every output off through boot, self-test and cold, whatever the wires say', () => {
    const board = new EmulatedBoard();
    Object.assign(board.cell, { feedback: 1, localReset: 1, nakA: 10, cell: 10 });
    board.power(true);
    for (let i = 0; i < 200; i++) {
      expect(allOff(board)).toBe(true);
      board.run(50);
    }
  });

  it('does not take a button that hangs for a reset', () => {
    const ready = EmulatedBoard.ready();
    ready.power(false);
    ready.cell.localReset = 1;
    ready.present();
    ready.power(true);
    ready.run(20_000);
    expect(ready.faults('alarmsLatched')).toEqual([36]);
    ready.cell.localReset = 0;
    ready.run(500);
    ready.cell.localReset = 1;
    ready.run(500);
    expect(ready.faults('alarmsLatched')).toEqual([]);
  });
});
