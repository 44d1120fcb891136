/** Values of the SunSpec map against what the wires carry, worked out by hand; signs, states and events as docs/sunspec.md says. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard, loopFraction } from '../emulated-board.js';
import { readFrame, registersOf } from '../frames.js';
import { type FoundModel, type Points, scan } from './sunspec-reader.js';

let board: EmulatedBoard;

/** Models by id, as a master finds them now. */
function models(): Map<number, FoundModel> {
  const { models } = scan((address, count) => {
    const reply = board.send(readFrame(1, 3, address, count));
    return reply[1] & 128 ? undefined : registersOf(reply);
  });
  return new Map(models.map((m) => [m.id, m]));
}

function pointsOf(id: number): Points {
  const model = models().get(id);
  if (!model) throw new Error(`no model ${id}`);
  return model.points;
}

/** Values of points of a model now. */
function values(id: number, ...names: string[]): unknown[] {
  const points = pointsOf(id);
  return names.map((name) => points.get(name)?.value);
}

/** Numbers of the bits that are set. */
function bits(value: unknown): number[] {
  const found: number[] = [];
  for (let b = 0; b < 32; b++) if (((value as number) >>> b) & 1) found.push(b);
  return found;
}

/** Alarms and warnings of model 802. */
function events(): number[] {
  return bits(values(802, 'Evt1')[0]);
}

/** Warms or cools the cell, by 4 K/min upwards and 1 K/s downwards: faster is another fault. */
function warm(to: number): void {
  const step = to > board.cell.cell ? 0.1 : -1;
  while ((to - board.cell.cell) * step > 0) {
    board.cell.cell += step;
    board.run(step > 0 ? 1500 : 1000, 100);
  }
  board.run(5000);
}

describe('a parked battery', () => {
  beforeEach(() => {
    board = EmulatedBoard.commissioned();
  });

  it('tells its ratings from the parameters as delivered: 3.216 Ah at 3.3 V, 0.5 A', () => {
    expect(values(802, 'AHRtg', 'WHRtg', 'WChaRteMax', 'WDisChaRteMax', 'Typ')).toEqual([3, 11, 2, 2, 10]);
    expect(values(713, 'WHRtg', 'SoC', 'WHAvail')).toEqual([11, 95, 10]);
  });

  it('tells 3.3 V, no current and 95 % with its limits at 5 and 95 %', () => {
    const [v, soc, ...rest] = values(802, 'V', 'SoC', 'SoCMin', 'SoCMax', 'SoCRsvMin', 'SocRsvMax', 'A', 'W');
    expect(v).toBeCloseTo(3.3, 2);
    expect([soc, ...rest.slice(0, 4)]).toEqual([95, 5, 95, 5, 95]);
    expect(Math.abs(rest[4] as number)).toBeLessThan(0.01);
    expect(rest[5]).toBe(0);
    for (const cell of values(802, 'CellVMax', 'CellVMin', 'CellVAvg')) expect(cell).toBeCloseTo(3.3, 2);
  });

  it('is disconnected, off, without events and without a state of health before the first pulse', () => {
    expect(values(802, 'State', 'StateVnd', 'ChaSt', 'LocRemCtl', 'SetOp', 'SetInvState', 'SoH')).toEqual([1, 2, 1, 0, 2, 1, null]);
    expect(values(802, 'Evt1', 'Evt2', 'EvtVnd1', 'EvtVnd2')).toEqual([0, 0, 0, 0]);
    expect(values(713, 'Sta', 'SoH')).toEqual([0, null]);
  });

  it('counts the seconds of its heartbeat', () => {
    const [first] = values(802, 'Hb') as [number];
    board.run(10_000);
    const passed = (values(802, 'Hb')[0] as number) - first;
    expect(passed).toBeGreaterThanOrEqual(10);
    expect(passed).toBeLessThanOrEqual(12);
  });

  it('is local in service', () => {
    board.expectCommand('service');
    expect(values(802, 'LocRemCtl', 'State')).toEqual([1, 1]);
  });

  it('shows a voltage that is not known as not implemented, and one that is reversed as 0', () => {
    board.cell.voltage = -0.3;
    board.run(2000);
    expect(values(802, 'V', 'CellVAvg')).toEqual([0, 0]);
    board.cell.voltage = -0.9;
    board.run(2000);
    expect(values(802, 'V', 'CellVMax', 'W')).toEqual([null, null, null]);
  });
});

describe('current and power', () => {
  it('are positive while discharging and negative while charging', () => {
    board = EmulatedBoard.ready();
    expect(values(802, 'State', 'ChaSt', 'SetOp', 'SetInvState')).toEqual([3, 5, 1, 2]);
    board.expectCommand('discharge', 0, 400);
    board.run(5000);
    const [a, w, ...discharging] = values(802, 'A', 'W', 'ChaSt', 'State', 'SetInvState');
    expect(a).toBeCloseTo(0.4, 1);
    expect(w).toBe(1);
    expect(discharging).toEqual([3, 3, 3]);
    expect(values(802, 'ADisChaMax')[0]).toBeCloseTo(0.5, 1);
    board.expectCommand('rest');
    board.run(60_000);
    board.expectCommand('discharge', 0, 500);
    board.run(600_000);
    board.expectCommand('charge', 0, 300);
    board.run(5000);
    const [minus, ...charging] = values(802, 'A', 'W', 'ChaSt');
    expect(minus).toBeCloseTo(-0.3, 1);
    expect(charging).toEqual([-1, 4]);
    // The measured resistance has noise of its own.
    expect(values(802, 'SoH')[0]).toBeCloseTo(100, 0);
  });
});

describe('events', () => {
  beforeEach(() => {
    board = EmulatedBoard.commissioned();
  });

  it('show an over-temperature, first as a warning', () => {
    warm(56);
    expect(events()).toContain(2);
    expect(events()).not.toContain(1);
    expect(values(713, 'Sta')).toEqual([1]);
    warm(62);
    expect(events()).toEqual(expect.arrayContaining([1, 2]));
    expect(bits(values(802, 'EvtVnd1')[0])).toContain(5);
    expect(values(713, 'Sta')).toEqual([2]);
    expect(values(802, 'State')).toEqual([99]);
  });

  it('show an over-current in both directions, because its size counts', () => {
    board.cell.strayCurrent = 0.7;
    board.run(3000);
    expect(events()).toEqual(expect.arrayContaining([5, 6, 7, 8]));
  });

  it('show voltages by their side', () => {
    board.cell.voltage = 4.6;
    board.run(3000);
    expect(events()).toEqual(expect.arrayContaining([9, 10]));
    board = EmulatedBoard.commissioned();
    board.cell.voltage = 1.8;
    board.run(3000);
    expect(events()).toEqual(expect.arrayContaining([11, 12]));
  });

  it('show a contactor that does not follow, and a leak as OTHER with the number of its fault', () => {
    board.cell.feedback = 1;
    board.run(3000);
    expect(events()).toEqual(expect.arrayContaining([20]));
    board = EmulatedBoard.commissioned();
    board.cell.leak = 5;
    board.run(3000);
    expect(events()).toEqual([25]);
    expect(bits(values(802, 'EvtVnd1')[0])).toEqual([29]);
  });

  it('have no bit 31: it would say that the field is not implemented', () => {
    for (const name of ['Evt1', 'EvtVnd1', 'EvtVnd2']) expect(bits(values(802, name)[0])).not.toContain(31);
  });
});

describe('model 807', () => {
  it('shows one module for the whole battery, with its temperatures', () => {
    board = EmulatedBoard.commissioned({ board: 'esp32' });
    const found = models().get(807) as FoundModel;
    const of = (name: string): unknown => found.points.get(name)?.value;
    expect(['Idx', 'NMod', 'NModCon', 'Evt1', 'Evt2'].map(of)).toEqual([1, 1, 0, 0, 0]);
    for (const name of ['ModVMax', 'ModVMin', 'ModVAvg', 'CellVMax', 'CellVMin', 'CellVAvg']) expect(of(name)).toBeCloseTo(3.3, 1);
    for (const name of ['TmpMax', 'TmpMin', 'TmpAvg']) expect(of(name)).toBeCloseTo(40, 0);
    expect(found.modules).toHaveLength(1);
    const module = found.modules[0] as Points;
    expect(['ModIdx', 'ModNStk', 'ModSt', 'ModSoC', 'ModConSt', 'ModDisRsn', 'ModSetEna'].map((n) => module.get(n)?.value)).toEqual([
      1,
      1,
      1,
      95,
      0,
      0,
      null,
    ]);
    for (const name of ['ModV', 'ModOCV', 'ModCellVAvg']) expect(module.get(name)?.value).toBeCloseTo(3.3, 1);
    for (const name of ['ModAnoTmp', 'ModCatTmp']) expect(module.get(name)?.value).toBeCloseTo(40, 0);
  });

  it.each([
    ['a NaK leak', 30, 0, (b: EmulatedBoard) => void (b.cell.leak = 5)],
    ['a leak of catholyte', 31, 0, (b: EmulatedBoard) => void (b.process.analog.catholyteLeakLoop = 5 / 25)],
    ['pressure across the ceramic', 25, 2, (b: EmulatedBoard) => void (b.process.analog.nakPressure = loopFraction(0.95))],
  ])('shows %s in its second word', (_name, number, bit, spoil) => {
    board = EmulatedBoard.commissioned({ board: 'esp32' });
    spoil(board);
    board.run(5000);
    expect(board.faults('alarmsLatched')).toContain(number);
    expect(bits(values(807, 'Evt2')[0])).toContain(bit);
  });

  it('shows smoke as FIRE, and what 802 calls an imbalance of temperatures as OTHER', () => {
    board = EmulatedBoard.commissioned({ board: 'esp32' });
    board.process.smoke = 0;
    board.run(5000);
    expect(bits(values(807, 'Evt1')[0])).toEqual(expect.arrayContaining([25, 27]));
    board = EmulatedBoard.commissioned({ board: 'esp32' });
    warm(28.5);
    expect(events()).toContain(19);
    expect(bits(values(807, 'Evt1')[0])).not.toContain(19);
    expect(bits(values(807, 'Evt1')[0])).toContain(26);
  });
});
