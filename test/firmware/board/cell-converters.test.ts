/** The bundle of the Pico with single cells on the emulated board: two converters, eight cells, their registers, and what a lost one does (docs/registers.md, docs/safety.md, X13). */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';

const X13 = 63;
/** Registers of voltages and resistances, and codes of a value that is not known. */
const VOLTAGES = 128;
const RESISTANCES = 160;
const NO_VOLTAGE = 0x8000;
const NO_RATIO = 0xffff;
/** Every cell another voltage, V. */
const APART = [3.3, 3.31, 3.32, 3.33, 3.34, 3.35, 3.36, 3.37];
const MILLIVOLTS = APART.map((v) => Math.round(v * 1000));

let board: EmulatedBoard;

function commit(cells: number, inSeries = 1): void {
  board.write(2109, cells);
  board.write(2110, inSeries);
  board.expectCommand('commit');
}

function measure(cells: number, inSeries = 1): void {
  commit(cells, inSeries);
  board.run(1500);
}

/** For half a second every voltage on the map is unknown or the one that is there now. */
function expectNoOther(): void {
  for (let look = 0; look < 10; look++) {
    const wanted = (board.cell.single ?? []).map((v) => Math.round(v * 1000));
    voltages().forEach((v, k) => expect(v === NO_VOLTAGE || Math.abs(v - (wanted[k] ?? NaN)) <= 1, `cell ${k + 1}: ${v}`).toBe(true));
    board.run(50);
  }
}

const voltages = (): number[] => board.input(VOLTAGES, 8);
/** Millivolts of the sound converter are within a code of 125 µV behind a divider by 7: a millivolt. */
const near = (measured: readonly number[], wanted: readonly number[]): void =>
  measured.forEach((v, k) => expect(Math.abs(v - (wanted[k] ?? NaN)), `cell ${k + 1}: ${v}`).toBeLessThanOrEqual(1));

beforeEach(() => {
  board = new EmulatedBoard({ board: 'pico-cells' });
  board.cell.single = APART;
  board.power(true);
  board.run(5000);
});

describe('the registers of single cells', () => {
  it('show nothing while none is measured', () => {
    expect(voltages()).toEqual(new Array(8).fill(NO_VOLTAGE));
    expect(board.faults('alarmsActive')).toEqual([]);
  });

  it('show every cell, and its resistance as not available before the first pulse', () => {
    measure(8);
    near(voltages(), MILLIVOLTS);
    expect(board.input(RESISTANCES, 8)).toEqual(new Array(8).fill(NO_RATIO));
    expect(board.faults('alarmsActive')).toEqual([]);
  });

  it('show as many as are measured, on the second converter too', () => {
    measure(5);
    near(voltages().slice(0, 5), MILLIVOLTS);
    expect(voltages().slice(5)).toEqual([NO_VOLTAGE, NO_VOLTAGE, NO_VOLTAGE]);
  });

  it('are one area with a gap that reads 0, and nothing lies before or behind it', () => {
    measure(8);
    const all = board.input(VOLTAGES, 40);
    near(all.slice(0, 8), MILLIVOLTS);
    expect(all.slice(8, 32)).toEqual(new Array(24).fill(0));
    expect(all.slice(32)).toEqual(new Array(8).fill(NO_RATIO));
    for (const [address, count] of [
      [127, 1],
      [168, 1],
      [160, 9],
    ] as const)
      expect(() => board.input(address, count)).toThrow();
  });

  it('have the mean of a stack in series as the voltage of the map', () => {
    measure(8, 8);
    expect(board.value('cellVoltage')).toBeCloseTo(3.335, 2);
    board.cell.voltage = 2.9;
    board.run(1500);
    expect(board.value('cellVoltage')).toBeCloseTo(3.335, 2);
  });
});

describe('a converter that does not answer', () => {
  it.each([
    ['adc0', 0],
    ['adc1', 4],
  ])('leaves the four cells of %s unknown, and X13 trips', (name, first) => {
    measure(8);
    board.target.chips.i2c.silence(name, true);
    board.run(2500);
    expect(voltages().map((v) => v === NO_VOLTAGE)).toEqual(MILLIVOLTS.map((_, k) => k >= first && k < first + 4));
    expect(board.faults('alarmsLatched')).toEqual([X13]);
    board.target.chips.i2c.silence(name, false);
    board.run(1500);
    near(voltages(), MILLIVOLTS);
    expect(board.faults('alarmsActive')).toEqual([]);
  });

  it('gives no old conversion for another cell when it comes back', () => {
    measure(8);
    for (let round = 0; round < 12; round++) {
      board.target.chips.i2c.silence('adc1', true);
      board.run(100 + 100 * (round % 4));
      board.target.chips.i2c.silence('adc1', false);
      expectNoOther();
    }
  });

  it('is set up again after a dip of its supply', () => {
    measure(8);
    board.target.chips.powerOff();
    board.run(1500);
    near(voltages(), MILLIVOLTS);
  });

  it('opens the contactor under current', () => {
    board = EmulatedBoard.commissioned({ board: 'pico-cells' });
    measure(8);
    board.expectSignature();
    board.expectCommand('start');
    board.run(650_000, 100);
    board.expectCommand('discharge', 0, 200);
    board.run(12_000);
    expect(board.target.outputs.contactor).toBe(1);
    board.target.chips.i2c.silence('adc1', true);
    board.run(1400);
    expect(board.target.outputs.contactor).toBe(0);
    expect(board.faults('alarmsLatched')).toEqual([X13]);
  });
});

it.each([1, 4, 5, 8])('a front end of cell %i that lies at its rail is X13', (cell) => {
  measure(8);
  board.cell.single = APART.map((v, k) => (k === cell - 1 ? -1 : v));
  board.run(2500);
  expect(voltages().map((v) => v === NO_VOLTAGE)).toEqual(APART.map((_, k) => k === cell - 1));
  expect(board.faults('alarmsLatched')).toEqual([X13]);
});
