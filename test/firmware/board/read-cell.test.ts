/** Cells on two ADS1115 of their own, one reading at a time: a result is taken only when it is that of the cell, converted in the tick before (SBAS444). */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';

/** Volts on the eight inputs; a conversion is over when the next reading comes. */
const volts = new Array<number>(8).fill(0);
const chips = new Map([0x48, 0x49].map((address) => [address, { pointer: 0, result: 0, silent: false }]));
const configurations: number[][] = [];

function chipAt(address: number): { pointer: number; result: number; silent: boolean } {
  const chip = chips.get(address);
  if (!chip || chip.silent) throw new Error('nothing answers');
  return chip;
}

const port = {
  writeTo(address: number, bytes: readonly number[]): void {
    const chip = chipAt(address);
    const [pointer = 0, high, low] = bytes;
    chip.pointer = pointer;
    if (high === undefined || low === undefined) return;
    configurations.push([address, high, low]);
    chip.result = Math.round((volts[4 * (address - 0x48) + ((high >> 4) & 3)] ?? NaN) / 125e-6);
  },
  readFrom(address: number): Uint8Array {
    const { pointer, result } = chipAt(address);
    return pointer === 0 ? Uint8Array.of((result >> 8) & 255, result & 255) : Uint8Array.of(0x85, 0x83);
  },
};

let read: (k: number) => number;
let forget: () => void;
/** What a look at all inputs of both chips gives, by cell. */
function look(): number[] {
  const found = new Array<number>(8).fill(0);
  for (const k of [0, 4, 1, 5, 2, 6, 3, 7]) found[k] = read(k) * 3.3;
  return found;
}

beforeEach(async () => {
  volts.forEach((_, k) => (volts[k] = 0.5 + k / 10));
  for (const chip of chips.values()) Object.assign(chip, { pointer: 0, result: 0, silent: false });
  vi.resetModules();
  vi.doMock('../../../firmware/board/row.js', () => ({ BOARD: { ...boardRow('pico-cells'), i2c: { port, scl: '', sda: '' } } }));
  ({ readCell: read, forgetConverted: forget } = await import('../../../firmware/board/cell-converters.js'));
  configurations.length = 0;
});

describe('a cell', () => {
  it('is unknown before its first conversion and then what its input carries', () => {
    expect(look().map(Number.isNaN)).toEqual([true, false, false, false, true, false, false, false]);
    look().forEach((v, k) => expect(v).toBeCloseTo(0.5 + k / 10, 3));
  });

  it('may read below ground', () => {
    volts.fill(-0.25);
    look();
    look().forEach((v) => expect(v).toBeCloseTo(-0.25, 3));
  });

  it('is converted alone, within ±4.096 V, 128 times a second, without the comparator', () => {
    look();
    // Single-ended input 1, 2, 3, 0: multiplexer 101, 110, 111, 100.
    expect(configurations.filter(([address]) => address === 0x49)).toEqual([0xd3, 0xe3, 0xf3, 0xc3].map((high) => [0x49, high, 0x83]));
  });
});

describe('an old result', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('is not taken after %i ticks of silence', (ticks) => {
    look();
    const chip = chips.get(0x49);
    if (chip) chip.silent = true;
    for (let tick = 0; tick < ticks; tick++) expect(read(4 + (tick % 4))).toBeNaN();
    if (chip) chip.silent = false;
    volts.fill(0.1);
    expect(read(4 + (ticks % 4))).toBeNaN();
    expect(read(4 + ((ticks + 1) % 4)) * 3.3).toBeCloseTo(0.1, 3);
  });

  it('is not taken when cells are measured again after a while', () => {
    look();
    forget();
    volts.fill(0.1);
    expect([read(0), read(4)]).toEqual([NaN, NaN]);
  });
});
