/** Calibrations that only boards of profile full have: curves of line, motors and flow in state ready, temperatures of the process at rest (docs/commissioning.md). */
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});

import { AS_IS } from '../../../firmware/model/commissioning.js';
import { FIRST_OF_CALIBRATION } from '../../../firmware/persist/parameter.table.js';
import { CATHOLYTE_MOTOR_IDLE, NAK_MOTOR_IDLE } from '../../../firmware/sense/process.table.js';
import { metalDensity } from '../../../hil/plant/metal.js';
import { Cabinet } from './cabinet.js';

const CURVES = { nakLine: 10, nakMotor: 11, catholyteMotor: 12, nakCurve: 15 } as const;
const ZEROS = { catholyteTemp: 13, nakInletTemp: 14 } as const;

let cabinet: Cabinet;
let P: Float64Array;
beforeEach(async () => {
  vi.doMock('../../../firmware/board/expander.js', () => ({ writeLine: () => undefined, writeLines: () => undefined, readLine: () => true }));
  cabinet = await Cabinet.start();
  const { READINGS } = await import('../../../firmware/board/readings.js');
  // Bus and cell at 3.3 V: the pre-charge ends at once.
  READINGS.fill(4.3 / 7);
  P = cabinet.modules.parameters.P;
  cabinet.second(3);
});

const place = (item: number): number => FIRST_OF_CALIBRATION + item - 2;
const value = (item: number): number => P[place(item)] ?? NaN;
const calibrate = (item: number, reference: number): string => cabinet.command('calibrate', item, reference);

/** Current flows for nobody yet, both pumps at half and a third of their full command. */
function running(): void {
  cabinet.reach('ready');
  cabinet.second(31);
  cabinet.set('nakPumpDuty', 5000);
  cabinet.set('catholytePumpDuty', 3000);
}

describe('a curve', () => {
  it.each([
    // 6 kPa at half command are 12 at the full one.
    ['nakLine', 60, 120],
    // Idle 0.1 A, then in proportion: 0.1 + 0.2 / 0.5, and 0.1 + 0.15 / 0.3.
    ['nakMotor', 300, 500],
    ['catholyteMotor', 250, 600],
    // 9 of 10 mL/min.
    ['nakCurve', 90, 900],
  ] as const)('of %s by an instrument that shows %i is %i', (name, reference, after) => {
    running();
    expect([calibrate(CURVES[name], reference), value(CURVES[name])]).toEqual(['done', after]);
  });

  it.each([
    ['nakLine', 'nakLinePressure', 55, 110],
    ['nakMotor', 'nakPumpCurrent', 280, 460],
    ['catholyteMotor', 'catholytePumpCurrent', 220, 500],
    ['nakCurve', 'nakFlow', 110, 1100],
  ] as const)('of %s without an instrument is what %s shows', (name, signal, shown, after) => {
    running();
    cabinet.set(signal, shown);
    expect([calibrate(CURVES[name], 0), value(CURVES[name])]).toEqual(['done', after]);
  });

  it('counts what each motor takes just above standstill', () => {
    running();
    cabinet.modules.parameters.setParameter(NAK_MOTOR_IDLE, 50);
    cabinet.modules.parameters.setParameter(CATHOLYTE_MOTOR_IDLE, 160);
    expect([calibrate(CURVES.nakMotor, 300), value(CURVES.nakMotor)]).toEqual(['done', 550]);
    expect([calibrate(CURVES.catholyteMotor, 250), value(CURVES.catholyteMotor)]).toEqual(['done', 460]);
  });

  it('needs half a minute of state ready, and nothing less', () => {
    cabinet.reach('ready');
    cabinet.set('nakPumpDuty', 5000);
    cabinet.second(20);
    expect(calibrate(CURVES.nakLine, 60)).toBe('wrongState');
    cabinet.second(10);
    cabinet.set('heatSlope', 300);
    expect(calibrate(CURVES.nakLine, 60)).toBe('done');
  });

  it('is not measured at rest, but may be taken as it is', () => {
    cabinet.set('heatSlope', 0);
    cabinet.second(31);
    for (const item of Object.values(CURVES)) {
      expect([item, calibrate(item, 60)]).toEqual([item, 'wrongState']);
      expect([item, calibrate(item, AS_IS)]).toEqual([item, 'done']);
    }
  });
});

describe('a temperature of the process', () => {
  it.each([
    ['catholyteTemp', 'catholyteTemp', 405, 0, 50],
    ['catholyteTemp', 'catholyteTemp', 405, -20, 30],
    ['nakInletTemp', 'nakInletTemp', 394, 10, -50],
  ] as const)('%s: %s at %i against 40 °C, corrected by %i, is then corrected by %i', (name, signal, shown, before, after) => {
    cabinet.set('heatSlope', 0);
    cabinet.second(31);
    cabinet.modules.parameters.setParameter(place(ZEROS[name]), before);
    cabinet.set('catholyteTemp', 400);
    cabinet.set('nakInletTemp', 400);
    cabinet.set(signal, shown);
    expect([calibrate(ZEROS[name], 4000), value(ZEROS[name])]).toEqual(['done', after]);
  });

  it('is not measured in state ready', () => {
    running();
    expect([calibrate(ZEROS.catholyteTemp, 4000), calibrate(ZEROS.catholyteTemp, AS_IS)]).toEqual(['wrongState', 'wrongState']);
  });
});

describe('the zero of the level', () => {
  it('is what was filled in beyond what the level shows, in tenths of a millilitre', async () => {
    const level = await import('../../../firmware/sense/level.js');
    level.judgeLevel(0);
    cabinet.set('heatSlope', 0);
    cabinet.second(31);
    // 20 g of 22 wt%, by the density of the bench, which is another table.
    const start = 200 / metalDensity(22, 25);
    cabinet.modules.parameters.setParameter(place(9), 30);
    cabinet.set('nakLevel', 9000);
    expect(calibrate(9, 250)).toBe('done');
    expect(Math.abs(value(9) - (30 + 250 - 0.9 * start))).toBeLessThan(2);
  });
});

describe('what every board calibrates', () => {
  it('is worked out the same way here', () => {
    cabinet.set('heatSlope', 0);
    cabinet.second(31);
    cabinet.set('meanCurrent', 4);
    expect([calibrate(3, 0), value(3)]).toEqual(['done', 40]);
    // 5000 / 4900 = 1.020408.
    cabinet.set('meanCurrent', 490);
    expect([calibrate(8, 5000), value(8)]).toEqual(['done', 204]);
    cabinet.set('resistanceRatio', 900);
    expect([calibrate(2, 0), value(2)]).toEqual(['done', 900]);
  });
});

describe('a start', () => {
  it('fails while a gas sensor has failed', () => {
    cabinet.home();
    cabinet.set('gasSensorFailed', 1);
    expect([cabinet.command('start'), cabinet.state]).toEqual(['failed', 'cold']);
    cabinet.set('gasSensorFailed', 0);
    expect([cabinet.command('start'), cabinet.state]).toEqual(['done', 'warmUp']);
  });
});
