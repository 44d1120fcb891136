/** Single cells of a stack on a board that measures eight: every one counts, within four ticks, and an unknown one is not a good one. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import { BOARD } from '../../../firmware/board/row.js';
import { ProcessBoard } from './process-board.js';

let board: ProcessBoard;

/** Puts a voltage on a cell, 1–8; NaN: its chip gives none. The front end makes (V + 1) / 7 of it (docs/wiring.md). */
function put(cell: number, volts: number): void {
  board.fw.readings.READINGS[BOARD.cellSlot + cell - 1] = (volts + 1) / 7;
}

const values = (): number[] => ['highestCell', 'lowestCell', 'cellSpread', 'cellsLost'].map((name) => Math.round(board.get(name)));

beforeEach(async () => {
  board = await ProcessBoard.start();
  board.parameter('singleCells', 8);
  (await import('../../../firmware/sense/cells.js')).forgetCells();
  for (let cell = 1; cell <= 8; cell++) put(cell, 3.3);
  board.ticks(4);
});

describe('single cells', () => {
  it('are all on the map, and those that are not there are unknown', () => {
    put(8, 3.35);
    board.ticks(4);
    for (let cell = 1; cell <= 7; cell++) expect(board.get(`cell${cell}`)).toBeCloseTo(3300, 6);
    expect(board.get('cell8')).toBeCloseTo(3350, 6);
    for (let cell = 9; cell <= 32; cell++) expect(board.get(`cell${cell}`)).toBeNaN();
    expect(values()).toEqual([3350, 3300, 50, 0]);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('shows the extreme of cell %i within four ticks and forgets it within eight', (cell) => {
    put(cell, 0.2);
    board.ticks(4);
    expect(board.get('lowestCell')).toBeCloseTo(200, 6);
    put(cell, 4.6);
    board.ticks(4);
    expect(board.get('highestCell')).toBeCloseTo(4600, 6);
    put(cell, 3.3);
    board.ticks(8);
    expect(values()).toEqual([3300, 3300, 0, 0]);
  });

  it('takes an extreme over in the tick in which it is read', () => {
    for (let cell = 1; cell <= 8; cell++) put(cell, cell % 4 === 1 ? 4.5 : 3.3);
    board.ticks(1);
    expect(board.get('highestCell')).toBeCloseTo(4500, 6);
  });

  it.each([NaN, -0.51, 5.51])('counts a cell that reads %f V as lost and judges by the others', (volts) => {
    put(5, volts);
    put(6, 3.2);
    board.ticks(4);
    expect(values()).toEqual([3300, 3200, 100, 1]);
    expect(board.get('cell5')).toBeNaN();
  });

  it('knows nothing when every cell is lost', () => {
    for (let cell = 1; cell <= 8; cell++) put(cell, NaN);
    board.ticks(4);
    expect(values()).toEqual([NaN, NaN, NaN, 8]);
  });

  it('gives the mean as the voltage of a stack in series, and leaves that of one in parallel alone', () => {
    board.value('cellVoltage', 3000);
    put(1, 2.5);
    board.ticks(4);
    expect(board.get('cellVoltage')).toBe(3000);
    board.parameter('cellsInSeries', 8);
    board.ticks(4);
    expect(board.get('cellVoltage')).toBeCloseTo((7 * 3300 + 2500) / 8, 6);
    put(2, NaN);
    board.ticks(4);
    expect(board.get('cellVoltage')).toBeCloseTo((6 * 3300 + 2500) / 7, 6);
  });

  it('has a voltage of a stack in series from the first tick after a change of parameters, so that none is missing for P14', async () => {
    board.parameter('cellsInSeries', 8);
    board.ticks(4);
    (await import('../../../firmware/sense/cells.js')).forgetCells();
    for (let tick = 0; tick < 5; tick++) {
      board.ticks(1);
      expect(board.get('cellVoltage')).toBeCloseTo(3300, 6);
    }
  });

  it('has moved with a step of all cells after four ticks, whenever it comes', () => {
    board.parameter('cellsInSeries', 8);
    for (let offset = 0; offset < 4; offset++) {
      board.ticks(8 + offset);
      for (let cell = 1; cell <= 8; cell++) put(cell, 3.1);
      board.ticks(4);
      expect(board.get('cellVoltage')).toBeCloseTo(3100, 6);
      for (let cell = 1; cell <= 8; cell++) put(cell, 3.3);
    }
  });

  it('has extremes that are far from every level when none is measured: an unknown one would send every tick through the slow path of the monitor', async () => {
    board.parameter('singleCells', 0);
    (await import('../../../firmware/sense/cells.js')).forgetCells();
    expect(board.get('highestCell')).toBeLessThan(-1e6);
    expect(board.get('lowestCell')).toBeGreaterThan(1e6);
    expect(board.get('cellSpread')).toBeLessThan(-1e6);
    board.parameter('singleCells', 8);
    (await import('../../../firmware/sense/cells.js')).forgetCells();
    expect(values()).toEqual([NaN, NaN, NaN, 0]);
  });

  it('looks at none when none is measured', () => {
    board.parameter('singleCells', 0);
    put(1, 0);
    board.ticks(8);
    expect(values()).toEqual([3300, 3300, 0, 0]);
  });
});
