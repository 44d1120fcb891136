/** Energy counters, and where both counter records lie (docs/registers.md; docs/design.md, "What survives a loss of power"). */
import { beforeEach, describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, Memories } from '../stub-board.js';

let memories: Memories;
let fw: Awaited<ReturnType<typeof freshFirmware<'counters' | 'values'>>>;
beforeEach(async () => {
  memories = new Memories();
  fw = await freshFirmware(['counters', 'values'], memories);
});
const get = (name: string): number => fw.values.X[valueIndex(name)];
const set = (name: string, value: number): void => void (fw.values.X[valueIndex(name)] = value);

/** Counts `seconds` at `milliamps`, discharge positive, and `millivolts`; mWh out and in so far. */
function count(milliamps: number, millivolts: number, seconds: number): number[] {
  set('meanCurrent', milliamps);
  set('cellVoltage', millivolts);
  fw.counters.countEnergy(seconds);
  return [get('energyOut'), get('energyIn')].map((v) => Math.round(1000 * v) / 1000);
}

describe('energy', () => {
  it('of a discharge goes out and of a charge in: current times voltage times time, in mWh', () => {
    // 0.5 A at 3.3 V for an hour are 1.65 Wh.
    expect(count(500, 3300, 3600)).toEqual([1650, 0]);
    expect(count(500, 3300, 1800)).toEqual([2475, 0]);
    expect(count(-400, 3600, 3600)).toEqual([2475, 1440]);
    expect(count(-400, 3600, 900)).toEqual([2475, 1800]);
    expect(count(0, 3300, 3600)).toEqual([2475, 1800]);
    // A second of it is 1 A · 3.6 V / 3600.
    expect(count(1000, 3600, 1)).toEqual([2476, 1800]);
  });

  it('is not counted with an unknown voltage or current', () => {
    count(500, 3300, 3600);
    count(-500, 3300, 3600);
    expect(count(500, NaN, 3600)).toEqual([1650, 1650]);
    expect(count(NaN, 3300, 3600)).toEqual([1650, 1650]);
  });
});

describe('the records of the counters', () => {
  it('are two at the start of the FRAM, 256 bytes apart, and both are looked at after a start', () => {
    const { readFram } = memories.module;
    const places: number[] = [];
    memories.module.readFram = (address, length) => {
      places.push(address);
      return readFram(address, length);
    };
    fw.counters.loadCounters();
    expect(places).toEqual([0, 256]);
  });
});
