/** The history of the shipped bundle: ten snapshots of one second before a trip, read through the window as any master does (requirement SAF-9). */
import { describe, expect, it } from 'vitest';
import { decodeHistory, HISTORY_READS, type Snapshot } from '../../../host/device/history.js';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, readFrame } from '../frames.js';
import { chipsOf, onChips } from './chips.js';

const NEWEST = 92;
const WINDOW = 300;
const CURSOR = 1020;

const newest = (board: EmulatedBoard): number => board.input(NEWEST, 1)[0];

/** The record of an event as the window shows it. */
function shown(board: EmulatedBoard, number: number): Snapshot[] | null {
  board.write(CURSOR, number);
  return decodeHistory(Uint16Array.from(HISTORY_READS.flatMap(([from, count]) => [...board.input(WINDOW + from, count)])), number);
}

const column = (history: Snapshot[] | null, name: string): (number | null)[] => (history ?? []).map((snapshot) => snapshot[name] ?? null);

/** A board in state ready whose voltage has risen by 10 mV a second for a quarter of a minute, before the tray got wet. */
function tripped(): EmulatedBoard {
  const board = EmulatedBoard.ready();
  for (let s = 0; s < 15; s++) {
    board.cell.voltage = 3.3 + 0.01 * s;
    board.run(1000);
  }
  board.cell.leak = 5;
  board.run(1000);
  return board;
}

describe('the history of a trip', () => {
  it('is the ten seconds before it, the oldest first', () => {
    const board = tripped();
    const history = shown(board, newest(board));
    expect(history).toHaveLength(10);
    const voltages = column(history, 'cellVoltage').map((v) => Math.round(100 * ((v ?? NaN) - 3.3)));
    expect(voltages.at(-1)).toBeGreaterThanOrEqual(13);
    expect(voltages).toEqual(voltages.map((_, k) => (voltages[9] ?? NaN) - 9 + k));
    expect(column(history, 'nakTempA').every((t) => t !== null && t > 20)).toBe(true);
    expect(column(history, 'margin').every((m) => m !== null && m > 5)).toBe(true);
  });

  it('keeps a missing value as missing', () => {
    const board = EmulatedBoard.ready();
    board.cell.nakA = NaN;
    board.run(4000);
    board.cell.leak = 5;
    board.run(1000);
    const readings = column(shown(board, newest(board)), 'nakTempA');
    expect(readings.slice(0, 5)).not.toContain(null);
    expect(readings.slice(-2)).toEqual([null, null]);
  });

  it('is there for the last eight trips and for no other event', () => {
    const board = tripped();
    const first = newest(board);
    expect(shown(board, first)).not.toBeNull();
    expect([1, first + 1, first + 8].map((number) => shown(board, number))).toEqual([null, null, null]);
  });

  it('survives a loss of power, and a spoiled byte makes it unknown', () => {
    const board = tripped();
    const number = newest(board);
    board.power(false);
    const chips = chipsOf(board);
    const again = onChips(chips);
    expect(shown(again, number)).toHaveLength(10);
    again.power(false);
    const place = 2048 + 256 * (number % 8) + 100;
    chips.fram[place] = (chips.fram[place] ?? 0) ^ 1;
    expect(shown(onChips(chips), number)).toBeNull();
  });

  it('ends with its last register', () => {
    const board = EmulatedBoard.commissioned();
    expect(board.send(readFrame(1, 4, WINDOW + 120, 2))).toHaveLength(9);
    expect(board.send(readFrame(1, 4, WINDOW + 121, 2))).toEqual(exceptionFrame(1, 4, 2));
    expect(board.send(readFrame(1, 4, WINDOW - 1, 1))).toEqual(exceptionFrame(1, 4, 2));
  });
});
