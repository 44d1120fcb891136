/** Process values of a board of profile `full`: front ends of docs/wiring.md, quality, age, curves, level, gas sensors. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});
import { loop, ntc, ProcessBoard, pt } from './process-board.js';

let board: ProcessBoard;
beforeEach(async () => {
  board = await ProcessBoard.start();
});

describe('front ends of the process', () => {
  it('make the units of the registers from a sound plant', () => {
    const rows: [string, number, number][] = [
      ['catholyteTemp', 400, 1],
      ['nakInletTemp', 400, 1],
      ['nakPressure', 110, 0.01],
      ['catholytePressure', 86, 0.01],
      ['pressureDifference', 24, 0.01],
      ['membranePressure', 24, 0.01],
      ['blanketPressure', 500, 0.01],
      ['oxygen', 30, 2],
      ['hydrogen', 0, 2],
      ['roomHydrogen', 0, 2],
      ['toxicGas', 0, 4],
      ['supplyVoltage', 2400, 0.01],
      ['busVoltage', 3300, 0.01],
      ['nakPumpCurrent', 300, 0.01],
      ['catholytePumpCurrent', 220, 0.01],
      ['catholyteLeakResistance', 1000, 0.01],
      ['referenceVoltage', 2500, 0.01],
      ['referenceError', 0, 0.01],
      ['nakLinePressure', 60, 0.01],
      ['catholyteReserve', 286, 1],
      ['smoke', 1, 0],
    ];
    for (const [name, value, within] of rows) expect(Math.abs(board.get(name) - value), `${name}: ${board.get(name)}`).toBeLessThanOrEqual(within);
  });

  it.each([-10, 0, 15.4, 25, 57, 80])('catholyte: NTC of 10 kΩ and B 3950 under 10 kΩ, at %f °C', (celsius) => {
    board.set('catholyteTemp', ntc(celsius));
    board.seconds(1);
    expect(board.get('catholyteTemp')).toBeCloseTo(10 * celsius, 6);
    expect(board.get('catholyteReserve')).toBeCloseTo(10 * celsius - 114, 6);
  });

  it.each([0.01, 0.99, NaN])('catholyte: a probe at the rail, %f, gives no temperature', (f) => {
    board.set('catholyteTemp', f);
    board.seconds(1);
    expect([board.get('catholyteTemp'), board.get('catholyteReserve')]).toEqual([NaN, NaN]);
  });

  it('NaK inlet: PT1000 on 2700 Ω, 780–1600 Ω', () => {
    board.set('nakInletTemp', pt(31.5));
    board.seconds(1);
    expect(Math.abs(board.get('nakInletTemp') - 315)).toBeLessThan(0.1);
    board.set('nakInletTemp', 1);
    board.seconds(1);
    expect(board.get('nakInletTemp')).toBeNaN();
  });

  it('the difference across the ceramic has a sign on the map and none for the protection', () => {
    board.set('catholytePressure', loop(4 + (16 * 33) / 200));
    board.ticks(1);
    expect(board.get('pressureDifference')).toBeCloseTo(-220, 6);
    expect(board.get('membranePressure')).toBeCloseTo(220, 6);
  });

  it('a reference 5 % high or low is an error of 5 %, one that is missing has none', () => {
    board.set('adcReference', (2.5 * 1.05) / 3.3);
    board.ticks(1);
    expect(board.get('referenceError')).toBeCloseTo(50, 6);
    board.set('adcReference', (2.5 * 0.95) / 3.3);
    board.ticks(1);
    expect(board.get('referenceError')).toBeCloseTo(50, 6);
    board.set('adcReference', NaN);
    board.ticks(1);
    expect(board.get('referenceError')).toBeNaN();
  });

  it('a converter that gives no supply voltage leaves it unknown at once', () => {
    board.set('supply', NaN);
    board.ticks(1);
    expect(board.get('supplyVoltage')).toBeNaN();
  });
});

describe('a 4–20 mA loop out of its range', () => {
  it.each([
    [3.59, 0],
    [21.01, 0],
    [0, 0],
    [NaN, 0],
    [3.61, 1],
    [20.99, 1],
  ])('%f mA: good is %i', (milliamps, good) => {
    board.set('nakPressure', loop(milliamps));
    board.ticks(1);
    expect(board.get('pressureLost')).toBe(1 - good);
  });

  it('is made up for by its last value for less than half a second, and unknown then', () => {
    board.set('blanketPressure', loop(0));
    board.ticks(4);
    expect(board.get('blanketPressure')).toBeCloseTo(500, 6);
    expect(board.get('blanketLost')).toBe(1);
    board.ticks(1);
    expect(board.get('blanketPressure')).toBeNaN();
    board.set('blanketPressure', loop(8));
    board.ticks(1);
    expect([board.get('blanketPressure'), board.get('blanketLost')]).toEqual([1000, 0]);
  });

  it('shows on the map which inputs are bad and how old each value is', () => {
    board.set('oxygen', loop(0));
    board.seconds(3);
    // Bit 12, low byte of the ages of bits 12 and 13 is hydrogen's.
    expect(board.get('badInputs')).toBe(1 << 12);
    expect(board.get('inputAges12') >> 8).toBe(30);
    expect(board.get('inputAges12') & 255).toBe(0);
    board.seconds(30);
    expect(board.get('inputAges12') >> 8).toBe(255);
  });

  it('has no value before the first good reading', async () => {
    board = await ProcessBoard.start();
    board.fw.watched.forgetInputs();
    board.set('hydrogen', loop(2));
    board.ticks(1);
    expect(board.get('hydrogen')).toBeNaN();
  });
});

describe('pump motors', () => {
  it('are compared with a straight line from idle to full current', () => {
    // 0.1 + 0.4 · 0.5 = 0.3 A and 0.1 + 0.4 · 0.3 = 0.22 A.
    expect(board.get('nakPumpLoad')).toBeCloseTo(1000, 6);
    expect(board.get('catholytePumpLoad')).toBeCloseTo(1000, 6);
    board.set('nakPumpCurrent', 0.45 / 3.3);
    board.seconds(1);
    expect(board.get('nakPumpLoad')).toBeCloseTo(1500, 6);
  });

  it('run dry with less than half of the current and a quarter of the flow, not with one of them', () => {
    board.set('nakPumpCurrent', 0.149 / 3.3);
    board.seconds(1);
    expect(board.get('nakPumpDry')).toBe(0);
    board.value('nakCurveRatio', 249);
    board.seconds(1);
    expect(board.get('nakPumpDry')).toBe(1);
    board.set('nakPumpCurrent', 0.151 / 3.3);
    board.seconds(1);
    expect(board.get('nakPumpDry')).toBe(0);
    board.set('catholytePumpCurrent', 0.1 / 3.3);
    board.value('catholyteFlow', 70);
    board.seconds(1);
    expect(board.get('catholytePumpDry')).toBe(1);
  });

  it('have no load and are not dry while they are off', () => {
    board.nak = board.catholyte = 0;
    board.set('nakPumpCurrent', 0);
    board.set('catholytePumpCurrent', 0);
    board.value('nakCurveRatio', 1000);
    board.value('catholyteFlow', 0);
    board.seconds(1);
    for (const name of ['nakPumpLoad', 'catholytePumpLoad']) expect(board.get(name)).toBe(1000);
    for (const name of ['nakPumpDry', 'catholytePumpDry', 'nakBlockage']) expect(board.get(name)).toBe(0);
  });
});

describe('pressure of the NaK line', () => {
  it('counts as a blockage only while the flow is below 70 % of its curve', () => {
    // 5 kPa of blanket and 9.3 kPa of line: 155 % of the 6 kPa that 10 mL/min take.
    board.set('nakPressure', loop(4 + (16 * 14.3) / 200));
    board.seconds(1);
    expect(board.get('nakBlockage')).toBe(0);
    board.value('nakCurveRatio', 690);
    board.seconds(1);
    expect(board.get('nakBlockage')).toBeCloseTo(1550, 3);
  });
});

describe('NaK level', () => {
  // docs/physics.md, section 2: per 22 g of sodium 115.5 mL at 22 wt%, 83.7 at 30, 62.0 at 40, 49.0 at 50, 41.7 at 58.2, 183.8 at 14.
  it.each([
    [22, 115.5],
    [30, 83.7],
    [40, 62.0],
    [50, 49.0],
    [58.2, 41.7],
    [14, 183.8],
  ])('at %f wt%% is predicted as %f mL per 115.5 mL of the start', (w, volume) => {
    // Charge that leaves 4.4 g of sodium in metal of w wt%, mA·s.
    const charge = (20 - 440 / w) / 0.405225e-6;
    board.value('charge', charge);
    board.seconds(1);
    expect(Math.abs(board.get('nakLevelPredicted') / 100 - (100 * volume) / 115.5)).toBeLessThan(0.15);
  });

  it('falls by 0.39 % of itself in 15 K less, as the density says', () => {
    const at25 = board.get('nakLevelPredicted');
    board.value('cellTemp', 400);
    board.seconds(1);
    expect(board.get('nakLevelPredicted') / at25).toBeCloseTo(1 / (1 - (0.223 / 866) * 15), 5);
  });

  it('is the deficit against the prediction, in shares of the start', () => {
    expect(Math.abs(board.get('levelDeficit'))).toBeLessThan(2);
    board.set('nakLevel', loop(4 + (16 * 23.095 * 0.88) / 50));
    board.seconds(2);
    expect(board.get('nakLevel')).toBeCloseTo(8800, -1);
    expect(board.get('levelDeficit')).toBeCloseTo(1200, -1);
    expect(board.get('levelReserve')).toBeCloseTo(8800 - 1500, -1);
  });

  it('speaks for a leak with a low blanket or a low line pressure only', () => {
    board.set('nakLevel', loop(4 + (16 * 23.095 * 0.88) / 50));
    board.seconds(2);
    expect(board.get('leakDeficit')).toBe(0);
    board.set('blanketPressure', loop(4 + (16 * 0.9) / 40));
    board.seconds(1);
    expect(board.get('leakDeficit')).toBeCloseTo(1200, -1);
    board.set('blanketPressure', loop(6));
    // 4.7 kPa of line are 78 % of its curve.
    board.set('nakPressure', loop(4 + (16 * 9.7) / 200));
    board.seconds(1);
    expect(board.get('leakDeficit')).toBeCloseTo(1200, -1);
    board.set('nakPressure', loop(4 + (16 * 9.9) / 200));
    board.seconds(1);
    expect(board.get('leakDeficit')).toBe(0);
  });

  it('differs from the composition by charge in wt% Na', () => {
    expect(board.get('levelMismatch')).toBeLessThan(2);
    // 4.4 g of sodium in 83.7/115.5 of the volume is metal of 30 wt%.
    board.set('nakLevel', loop(4 + (16 * 23.095 * (83.7 / 115.5)) / 50));
    board.seconds(2);
    expect(Math.abs(board.get('levelMismatch') - 800)).toBeLessThan(15);
  });

  it('keeps the last prediction while the composition is lost', () => {
    board.value('charge', 4e6);
    board.seconds(1);
    const before = board.get('nakLevelPredicted');
    board.value('anchorLost', 1);
    board.value('charge', 20e6);
    board.seconds(1);
    expect(board.get('nakLevelPredicted')).toBe(before);
    expect(board.get('levelMismatch')).toBe(0);
  });

  it('is unknown, and so are deficit and reserve, half a second after its transmitter failed', () => {
    board.set('nakLevel', loop(0));
    board.seconds(1);
    for (const name of ['nakLevel', 'levelDeficit', 'levelReserve']) expect(board.get(name)).toBeNaN();
    expect(board.get('levelLost')).toBe(1);
  });
});

describe('gas sensors', () => {
  it('are in order while they flicker and are in range', () => {
    board.seconds(120);
    expect(board.get('gasSensorFailed')).toBe(0);
  });

  it.each(['oxygen', 'hydrogen', 'roomHydrogen', 'toxicGas'] as const)('have failed when %s is out of range', (channel) => {
    board.set(channel, loop(2));
    board.seconds(1);
    expect(board.get('gasSensorFailed')).toBe(1);
  });

  it('have failed after a minute without any change of a reading', () => {
    board.seconds(59, true);
    expect(board.get('gasSensorFailed')).toBe(0);
    board.seconds(2, true);
    expect(board.get('gasSensorFailed')).toBe(1);
  });

  it('have failed when the oxygen cell reads nothing for a minute: its heater is cold', () => {
    board.set('oxygen', loop(4));
    board.seconds(30);
    expect(board.get('gasSensorFailed')).toBe(0);
    board.seconds(60);
    expect(board.get('gasSensorFailed')).toBe(1);
  });

  it('are not blamed for the oxygen that a purge takes away, nor for half an hour behind it; then a cold heater shows again', () => {
    board.set('oxygen', loop(4));
    board.purging = true;
    board.seconds(900);
    expect(board.get('gasSensorFailed')).toBe(0);
    board.purging = false;
    board.seconds(1859);
    expect(board.get('gasSensorFailed')).toBe(0);
    board.seconds(1);
    expect(board.get('gasSensorFailed')).toBe(1);
  });

  it('forget the half hour when the trace of oxygen is back before it is over', () => {
    board.purging = true;
    board.seconds(1);
    board.purging = false;
    board.seconds(10);
    board.set('oxygen', loop(4));
    board.seconds(100);
    expect(board.get('gasSensorFailed')).toBe(1);
  });

  it.each(['oxygen', 'hydrogen'] as const)('have failed in a purge, too, when %s is out of range', (channel) => {
    board.purging = true;
    board.set(channel, loop(2));
    board.seconds(1);
    expect(board.get('gasSensorFailed')).toBe(1);
  });

  it('have failed when their bump test is overdue', () => {
    board.parameter('bumpTestDue', 100);
    board.hours = 99.9;
    board.seconds(1);
    expect(board.get('gasSensorFailed')).toBe(0);
    board.hours = 100;
    board.seconds(1);
    expect(board.get('gasSensorFailed')).toBe(1);
  });
});
