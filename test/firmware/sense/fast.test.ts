/** What every tick reads: front ends of docs/wiring.md, contacts, stalled pumps, and the charge counter. */
import { beforeEach, describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware, type StubBoard } from '../stub-board.js';
import { soundBoard } from './sound-board.js';

let board: StubBoard;
let fw: Awaited<ReturnType<typeof freshFirmware<'fast' | 'flow' | 'monitor' | 'values' | 'parameters'>>>;
let now = 0;

beforeEach(async () => {
  board = soundBoard();
  fw = await freshFirmware(['fast', 'flow', 'monitor', 'parameters', 'values']);
  fw.parameters.adoptShadow();
  now = 0;
});

const get = (name: string): number => fw.values.X[valueIndex(name)];
const ticks = (count: number, dt = 100): void => {
  for (let i = 0; i < count; i++) {
    now += dt;
    fw.fast.senseFast(now, dt);
  }
};

describe('front ends', () => {
  it.each([-0.4, 0, 1.234, 3.3, 4.4, 5.4])('cell voltage: f = (U + 1) / 7, at %f V', (u) => {
    board.inputs.cellVoltage = (u + 1) / 7;
    ticks(1);
    expect(get('cellVoltage')).toBeCloseTo(1000 * u, 6);
  });

  it.each([-0.51, 5.51, -1, 6])('cell voltage: %f V is outside −0.5 … 5.5 V and unknown', (u) => {
    board.inputs.cellVoltage = (u + 1) / 7;
    ticks(1);
    expect(get('cellVoltage')).toBeNaN();
  });

  it.each([-2.1, -0.5, 0, 0.005, 0.5, 2.1])('current: f = 0.5 + I / 4.4, discharge positive, at %f A', (i) => {
    board.inputs.current = 0.5 + i / 4.4;
    fw.fast.setCurrentScale(500, 1, 0, 0);
    ticks(1);
    expect(get('current')).toBeCloseTo(1000 * i, 6);
    expect(get('currentRatio')).toBeCloseTo((1000 * Math.abs(i)) / 0.5, 6);
  });

  it.each([0, 1, 4095 / 4096])('current: a saturated input, %f, is unknown', (f) => {
    board.inputs.current = f;
    ticks(1);
    expect([get('current'), get('currentRatio')]).toEqual([NaN, NaN]);
  });

  it.each([0, 3, 19.9, 20, 100, 299, 301, 900])('leak loop: f = R / (R + 20 kΩ), at %f kΩ', (r) => {
    board.inputs.leakLoop = r / (r + 20);
    ticks(1);
    expect(get('leakResistance')).toBeCloseTo(10 * r, 4);
  });

  it('leak loop: an open wire reads as broken, beyond 300 kΩ', () => {
    for (const f of [1, 4095 / 4096, 0.985]) {
      board.inputs.leakLoop = f;
      ticks(1);
      expect(get('leakResistance')).toBeGreaterThan(3000);
      expect(get('leakResistance')).toBeLessThan(32768);
    }
  });

  it.each([-4.5, 0, 0.5, 10, 20, 55])('NaK flow: f = (Q + 5) / 65, at %f mL/min', (q) => {
    board.inputs.nakFlow = (q + 5) / 65;
    ticks(1);
    expect(get('nakFlow')).toBeCloseTo(10 * q, 6);
  });

  it.each([0, 1])('NaK flow: an input at its rail, %f, is unknown', (f) => {
    board.inputs.nakFlow = f;
    ticks(1);
    expect(get('nakFlow')).toBeNaN();
  });
});

describe('the NaK flow ratio', () => {
  it('is the flow in tenths of a percent of what is needed, and 100 % when none is', () => {
    board.inputs.nakFlow = (2.5 + 5) / 65;
    ticks(1);
    expect(get('nakFlowRatio')).toBe(1000);
    fw.fast.expectNakFlow(100);
    ticks(1);
    expect(get('nakFlowRatio')).toBeCloseTo(250, 6);
    board.inputs.nakFlow = 0;
    ticks(1);
    expect(get('nakFlowRatio')).toBeNaN();
    fw.fast.expectNakFlow(0);
    ticks(1);
    expect(get('nakFlowRatio')).toBe(1000);
  });
});

describe('contacts', () => {
  it.each([
    [1, 1, 0, 0],
    [1, 0, 1, 1],
    [0, 1, 1, 1],
    [0, 0, 1, 0],
  ])('of the emergency stop %i and %i: open %i, different %i', (a, b, open, differs) => {
    Object.assign(board.inputs, { eStopA: a, eStopB: b });
    ticks(1);
    expect([get('eStopOpen'), get('eStopDiffers')]).toEqual([open, differs]);
  });

  it('of the emergency stop that have differed for long count as different until both have been open together', () => {
    const seen = (a: number, b: number, count = 2): number => {
      Object.assign(board.inputs, { eStopA: a, eStopB: b });
      for (let i = 0; i < count; i++) {
        ticks(1);
        fw.monitor.evaluateFast(100, 10_000);
      }
      return get('eStopDiffers');
    };
    fw.monitor.startMonitor();
    fw.fast.noteCommands(0, false, false);
    // One reading that differs is a button on its way.
    expect([seen(1, 0, 1), seen(1, 1)]).toEqual([1, 0]);
    // Two readings are 100 ms: the contact of A does not open.
    expect([seen(1, 0), seen(1, 1), seen(1, 0), seen(1, 1, 100)]).toEqual([1, 1, 1, 1]);
    expect([seen(0, 0), seen(1, 1)]).toEqual([0, 0]);
  });

  it('show a contactor that does not follow, both ways', () => {
    for (const [command, feedback, idle, welded] of [
      [0, 0, 0, 0],
      [1, 0, 1, 0],
      [1, 1, 0, 0],
      [0, 1, 0, 1],
    ] as const) {
      fw.fast.noteCommands(command, false, false);
      board.inputs.contactorFeedback = feedback;
      ticks(1);
      expect([command, feedback, get('contactorIdle'), get('contactorWelded')]).toEqual([command, feedback, idle, welded]);
    }
  });
});

describe('the charge counter', () => {
  const amps = (i: number): void => void (board.inputs.current = 0.5 + i / 4.4);

  it('integrates the current with its sign: an ampere for an hour is 3600 A·s', () => {
    fw.fast.noteCommands(1, false, false);
    board.inputs.contactorFeedback = 1;
    ticks(1);
    const start = get('charge');
    amps(0.5);
    ticks(36_000);
    expect(get('charge') - start).toBeCloseTo(0.5 * 3_600_000, 3);
    amps(-0.25);
    ticks(18_000, 200);
    expect(get('charge') - start).toBeCloseTo(0.25 * 3_600_000, 3);
  });

  it('does not move by an offset of the sensor while the contactor is open', () => {
    ticks(2);
    const start = get('charge');
    amps(0.0049);
    ticks(36_000);
    expect(get('charge')).toBe(start);
  });

  it('goes on while a contactor that was told to open is still closed', () => {
    fw.fast.noteCommands(0, false, false);
    board.inputs.contactorFeedback = 1;
    ticks(1);
    const start = get('charge');
    amps(1);
    ticks(10);
    expect(get('charge') - start).toBeCloseTo(1000, 3);
  });

  it('does not become unknown by a current that is unknown', () => {
    fw.fast.noteCommands(1, false, false);
    amps(1);
    ticks(10);
    const start = get('charge');
    board.inputs.current = 1;
    ticks(5);
    expect(get('charge')).toBe(start);
  });
});

describe('a current sensor', () => {
  it('without noise is seen by the time for which its reading has not changed', () => {
    ticks(1);
    ticks(49);
    expect(get('currentFrozen')).toBe(4900);
    board.inputs.current = 0.5 + 1 / 4096;
    ticks(1);
    expect(get('currentFrozen')).toBe(0);
  });

  it('shows its offset with the contactor open only', () => {
    board.inputs.current = 0.5 - 0.006 / 4.4;
    ticks(100);
    fw.fast.senseOffset();
    expect(get('offsetCurrent')).toBeCloseTo(6, 2);
    board.inputs.contactorFeedback = 1;
    ticks(1);
    fw.fast.senseOffset();
    expect(get('offsetCurrent')).toBe(0);
  });
});

describe('a pump', () => {
  it('that stands is seen half a second after its first half second', () => {
    fw.fast.noteCommands(0, true, true);
    ticks(9);
    expect([get('nakStall'), get('catholyteStall')]).toEqual([400, 400]);
    ticks(1);
    expect([get('nakStall'), get('catholyteStall')]).toEqual([500, 500]);
  });

  it('that is off does not count as standing', () => {
    ticks(100);
    expect([get('nakStall'), get('catholyteStall')]).toEqual([0, 0]);
    fw.fast.noteCommands(0, true, true);
    ticks(20);
    fw.fast.noteCommands(0, false, true);
    ticks(1);
    expect([get('nakStall'), get('catholyteStall')]).toEqual([0, 1600]);
  });
});
