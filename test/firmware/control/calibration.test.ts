/**
 * What a calibration works out, when it may and within which limits (docs/commissioning.md). Corrections are worked out by hand: for a zero what the
 * sensor shows beyond the reference, on top of what was corrected before.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { AS_IS } from '../../../firmware/model/commissioning.js';
import { COMMISSIONED, FIRST_OF_CALIBRATION, SIGNER } from '../../../firmware/persist/parameter.table.js';
import { Cabinet } from './cabinet.js';

/** Items in the order of docs/commissioning.md. */
const ITEM = { fill: 1, resistance: 2, currentZero: 3, nakTempA: 4, nakTempB: 5, cellTemp: 6, nakFlow: 7, currentGain: 8 } as const;

let cabinet: Cabinet;
let P: Float64Array;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  P = cabinet.modules.parameters.P;
  cabinet.second(3);
  rest();
});

/** Half a minute at rest, and steady. */
function rest(): void {
  cabinet.set('heatSlope', 0);
  cabinet.second(31);
}

/** Parameter of an item. */
const place = (item: number): number => FIRST_OF_CALIBRATION + item - 2;
const value = (item: number): number => P[place(item)] ?? NaN;
const calibrate = (item: number, reference: number): string => cabinet.command('calibrate', item, reference);

describe('a zero', () => {
  it.each([
    // item, signal, what it shows, reference, correction so far, correction afterwards
    ['currentZero', 'meanCurrent', 4, 0, 0, 40],
    ['currentZero', 'meanCurrent', 4, 10, 15, 45],
    ['currentZero', 'meanCurrent', -4, 0, 15, -25],
    ['nakTempA', 'nakTempA', 405, 4000, 0, 50],
    ['nakTempA', 'nakTempA', 395, 4000, 20, -30],
    ['nakTempB', 'nakTempB', 406, 4000, 0, 60],
    ['cellTemp', 'cellTemp', 407, 4000, -10, 60],
    ['nakFlow', 'nakFlow', 12, 0, 0, 120],
    ['nakFlow', 'nakFlow', 5, -50, 0, 100],
  ] as const)('of %s with %s at %i against %i, corrected by %i before, is then corrected by %i', (name, signal, shown, reference, before, after) => {
    const item = ITEM[name];
    cabinet.modules.parameters.setParameter(place(item), before);
    cabinet.set(signal, shown);
    expect([calibrate(item, reference), value(item)]).toEqual(['done', after]);
  });

  it.each([
    ['currentZero', 'meanCurrent', 10, 100],
    ['currentZero', 'meanCurrent', -10, -100],
    ['nakFlow', 'nakFlow', 20, 200],
    ['nakFlow', 'nakFlow', -20, -200],
  ] as const)('of %s takes %s = %i, the most that a sound sensor needs, and no tenth more', (name, signal, shown, most) => {
    const item = ITEM[name];
    cabinet.set(signal, shown);
    expect([calibrate(item, most > 0 ? -1 : 1), value(item)]).toEqual(['range', 0]);
    expect([calibrate(item, 0), value(item)]).toEqual(['done', most]);
  });

  it('is none when the sensor has no value', () => {
    cabinet.set('nakTempA', NaN);
    expect([calibrate(ITEM.nakTempA, 4000), value(ITEM.nakTempA)]).toEqual(['range', 0]);
  });
});

describe('the gain of the current', () => {
  it.each([
    // 5000 / 4900 = 1.020408, on top of the gain so far.
    [490, 5000, 0, 204],
    [490, 5000, 50, 255],
    [-510, -5000, 0, -196],
    [500, 5150, 0, 300],
  ])('with %i mA shown against %i tenths, %i before, is %i', (shown, reference, before, after) => {
    cabinet.modules.parameters.setParameter(place(ITEM.currentGain), before);
    cabinet.set('meanCurrent', shown);
    expect([calibrate(ITEM.currentGain, reference), value(ITEM.currentGain)]).toEqual(['done', after]);
  });

  it.each([
    [500, 5151],
    [500, 4849],
    [0, 5000],
  ])('is not taken from %i mA against %i tenths', (shown, reference) => {
    cabinet.set('meanCurrent', shown);
    expect([calibrate(ITEM.currentGain, reference), value(ITEM.currentGain)]).toEqual(['range', 0]);
  });
});

describe('the resistance', () => {
  /** Ω of the model at 40 °C: 42 Ω·cm² at 22 °C, 12 kJ/mol, 25 cm² (docs/physics.md, section 4). */
  const model = (42 * Math.exp((12000 / 8.314462618) * (1 / 313.15 - 1 / 295.15))) / 25;

  it('is that of an instrument, in thousandths of the model', () => {
    expect(calibrate(ITEM.resistance, Math.round(1250 * model))).toBe('done');
    expect(Math.abs(value(ITEM.resistance) - 1250)).toBeLessThan(4);
  });

  it('is what the last pulse has shown when there is no instrument', () => {
    cabinet.modules.parameters.setParameter(place(ITEM.resistance), 1100);
    cabinet.set('resistanceRatio', 900);
    expect([calibrate(ITEM.resistance, 0), value(ITEM.resistance)]).toEqual(['done', 990]);
  });
});

describe('a calibration', () => {
  it('marks its item and takes the signature away, as a measurement and as it is', () => {
    const { setParameter } = cabinet.modules.parameters;
    for (const reference of [0, AS_IS]) {
      setParameter(COMMISSIONED, 1);
      setParameter(SIGNER, 7);
      cabinet.set('nakFlow', 3);
      expect(calibrate(ITEM.nakFlow, reference)).toBe('done');
      // Bit of the item: its number less one.
      expect([P[COMMISSIONED], cabinet.signed]).toEqual([1 | (1 << 6), false]);
    }
  });

  it('as it is leaves the correction alone and needs no rest', () => {
    cabinet.set('heatSlope', 500);
    cabinet.set('nakTempA', 450);
    cabinet.modules.parameters.setParameter(place(ITEM.nakTempA), 33);
    expect([calibrate(ITEM.nakTempA, AS_IS), value(ITEM.nakTempA)]).toEqual(['done', 33]);
  });

  it.each([
    [50, 'done'],
    [-50, 'done'],
    [51, 'wrongState'],
    [-51, 'wrongState'],
  ])('with a slope of %i hundredths of a kelvin a minute is %s', (slope, result) => {
    cabinet.set('heatSlope', slope);
    expect(calibrate(ITEM.currentZero, 0)).toBe(result);
  });

  it.each([
    [29, 'wrongState'],
    [30, 'done'],
  ])('%i s after the pump went off is %s', (seconds, result) => {
    cabinet.home();
    // `home` ends with three seconds of rest.
    cabinet.command('service');
    cabinet.command('leaveService');
    cabinet.second(seconds);
    cabinet.set('heatSlope', 0);
    expect(calibrate(ITEM.currentZero, 0)).toBe(result);
  });

  it('waits for a pump that runs on in a fault', () => {
    cabinet.reach('ready');
    cabinet.set('hottestTemp', 650);
    cabinet.judge();
    cabinet.tick();
    cabinet.second(31);
    cabinet.set('heatSlope', 0);
    expect(cabinet.state).toBe('fault');
    expect(cabinet.out('nakPump')).toBeGreaterThan(0);
    expect(calibrate(ITEM.currentZero, 0)).toBe('wrongState');
    cabinet.command('stop');
    cabinet.second(31);
    expect([cabinet.out('nakPump'), calibrate(ITEM.currentZero, 0)]).toEqual([0, 'done']);
  });

  it('waits for a contactor that is closed although nobody asks for it', async () => {
    const fast = await import('../../../firmware/sense/fast.js');
    const { inputs } = cabinet.board;
    Object.assign(inputs, { contactorFeedback: 1, current: 0.5, eStopA: 1, eStopB: 1 });
    fast.senseFast(cabinet.board.now, 100);
    cabinet.set('meanCurrent', 0);
    expect(calibrate(ITEM.currentZero, 0)).toBe('wrongState');
    inputs.contactorFeedback = 0;
    fast.senseFast(cabinet.board.now, 100);
    cabinet.set('meanCurrent', 0);
    expect(calibrate(ITEM.currentZero, 0)).toBe('done');
  });

  it('is refused in state ready, even as it is: nothing that the Pico calibrates is measured there', () => {
    cabinet.reach('ready');
    cabinet.second(31);
    cabinet.set('heatSlope', 0);
    for (const item of Object.values(ITEM).slice(1)) expect([item, calibrate(item, AS_IS)]).toEqual([item, 'wrongState']);
  });

  it.each([0, 1, 9, 16, 65535])('of item %i, which is none, is out of range', (item) => {
    const before = [...P];
    expect([calibrate(item, AS_IS), calibrate(item, 0), [...P]]).toEqual(['range', 'range', before]);
  });
});

describe('corrections in force', () => {
  /** What the controller makes of 0.1 A and 10 mL/min at the sensors, mA and 0.1 mL/min. */
  async function sensed(): Promise<[number, number]> {
    const fast = await import('../../../firmware/sense/fast.js');
    Object.assign(cabinet.board.inputs, {
      current: 0.5 + 0.1 / 4.4,
      nakFlow: 15 / 65,
      cellVoltage: 4.3 / 7,
      leakLoop: 100 / 120,
      eStopA: 1,
      eStopB: 1,
    });
    fast.senseFast(cabinet.board.now, 100);
    return [cabinet.get('current'), cabinet.get('nakFlow')];
  }

  it('are none as delivered', async () => {
    const [current, flow] = await sensed();
    expect(current).toBeCloseTo(100, 6);
    expect(flow).toBeCloseTo(100, 6);
  });

  it('take zero and gain of the current and the zero of the flow', async () => {
    const { setParameter } = cabinet.modules.parameters;
    setParameter(place(ITEM.currentZero), 50);
    setParameter(place(ITEM.currentGain), 200);
    setParameter(place(ITEM.nakFlow), 100);
    cabinet.modules.commands.applyParameters();
    const [current, flow] = await sensed();
    // (100 − 5) mA · 1.02; 10 − 1 mL/min.
    expect(current).toBeCloseTo(96.9, 6);
    expect(flow).toBeCloseTo(90, 6);
    expect(cabinet.get('currentRatio')).toBeCloseTo(193.8, 6);
  });

  it('are taken over by the calibration itself', async () => {
    cabinet.set('meanCurrent', 5);
    calibrate(ITEM.currentZero, 0);
    expect((await sensed())[0]).toBeCloseTo(95, 6);
  });
});
