/** Emergency stop and leak on the emulated board, to the millisecond (docs/physics.md, section 10: P35 within 50 ms, P30 within 420 ms). */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';

let board: EmulatedBoard;
beforeEach(() => {
  board = EmulatedBoard.ready();
  board.expectCommand('discharge', 0, 300);
  board.run(1000);
});

const allOff = (): boolean => Object.values(board.target.outputs).every((level) => level === 0);

/** Milliseconds until everything is off, in steps of one, 1000 at most. */
function timeToOff(): number {
  for (let t = 0; t <= 1000; t++) {
    if (allOff()) return t;
    board.run(1);
  }
  return Infinity;
}

/** Opens channels for `ms`, `phase` ms after a tick. */
function open(channels: readonly ('eStopA' | 'eStopB')[], ms: number, phase: number): void {
  board.run(100 - (board.now % 100) + phase);
  for (const channel of channels) board.cell[channel] = 0;
  board.present();
  board.run(ms);
  for (const channel of channels) board.cell[channel] = 1;
  board.present();
}

const CHANNELS = [['eStopA'], ['eStopB'], ['eStopA', 'eStopB']] as const;

describe('an emergency stop', () => {
  it.each([0, 1, 13, 50, 79, 80, 81, 99])('switches everything off within 50 ms, %i ms after a tick, through either channel', (phase) => {
    board.run(100 - (board.now % 100) + phase);
    for (const channel of CHANNELS[phase % 3]) board.cell[channel] = 0;
    board.present();
    expect(timeToOff()).toBeLessThanOrEqual(50);
    board.run(1500);
    expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([8, [35]]);
  });

  it.each([20, 21, 30, 60, 79, 99])('of %i ms trips, also between two ticks', (ms) => {
    open(CHANNELS[ms % 3], ms, 0.5);
    board.run(1500);
    expect([ms, board.faults('alarmsLatched'), allOff()]).toEqual([ms, [35], true]);
  });

  it.each([1, 5, 15])('of %i ms between two ticks is a bounce: no trip, and the current goes on', (ms) => {
    for (const channels of CHANNELS) {
      open(channels, ms, 30);
      board.run(1500);
      board.write(1008, board.now & 0xffff);
      expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([6, []]);
      expect(board.target.outputs.dischargeCurrent).toBeCloseTo(0.3, 6);
    }
  });
});

describe('the emergency stop', () => {
  it('that bounces at its opening trips by its last opening', () => {
    board.run(100 - (board.now % 100) + 3);
    for (const closed of [0, 1, 0, 1, 0, 1] as const) {
      board.cell.eStopA = closed;
      board.present();
      board.run(4);
    }
    board.cell.eStopA = 0;
    board.present();
    expect(timeToOff()).toBeLessThanOrEqual(50);
  });

  it('is not reset while it is pressed, nor from afar, nor by a new start of the supervisor', () => {
    board.expectCommand('rest');
    board.run(10_000);
    board.cell.eStopA = board.cell.eStopB = 0;
    board.run(2000);
    expect(board.command('reset')).toBe(7);
    board.cell.localReset = 1;
    board.run(300);
    board.cell.localReset = 0;
    board.cell.eStopA = board.cell.eStopB = 1;
    board.run(2000);
    expect(board.faults('alarmsLatched')).toEqual([35]);
    expect(board.command('reset')).toBe(8);
    expect(board.command('start')).toBe(5);
    board.cell.localReset = 1;
    board.run(300);
    expect([board.faults('alarmsLatched'), allOff()]).toEqual([[], true]);
  });

  it.each([['eStopA'], ['eStopB'], ['eStopA', 'eStopB']] as const)('that is pressed when power comes trips without an edge: %s %s', (...channels) => {
    board = new EmulatedBoard();
    for (const channel of channels) board.cell[channel] = 0;
    board.present();
    board.power(true);
    board.run(1500);
    expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([8, [35]]);
  });

  it('warns when its channels differ for a tenth of a second', () => {
    board.cell.eStopB = 0;
    board.run(1500);
    expect(board.faults('warnings')).toContain(35);
    board.cell.eStopA = 0;
    board.run(1500);
    expect(board.faults('warnings')).not.toContain(35);
  });
});

describe('a leak', () => {
  it.each([0, 40, 99])('of 5 kΩ, %i ms after a tick, switches everything off within 420 ms', (phase) => {
    board.run(100 - (board.now % 100) + phase);
    board.cell.leak = 5;
    board.present();
    expect(timeToOff()).toBeLessThanOrEqual(420);
    board.run(1500);
    expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([7, [30]]);
  });

  it('of 150 ms is two readings at most and does not trip; of 350 ms does', () => {
    board.run(100 - (board.now % 100) + 60);
    board.cell.leak = 5;
    board.run(150);
    board.cell.leak = 100;
    board.run(1500);
    expect(board.faults('alarmsLatched')).toEqual([]);
    board.run(100 - (board.now % 100) + 60);
    board.cell.leak = 5;
    board.run(350);
    board.cell.leak = 100;
    board.run(1500);
    expect(board.faults('alarmsLatched')).toEqual([30]);
  });
});
