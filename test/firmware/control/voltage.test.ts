/** Open-circuit voltage of the model, IR-free voltage and what the monitor sees of their difference (docs/physics.md, sections 4, 5.1 and 10, P20). */
import { beforeEach, describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { expected } from '../protect/driven-monitor.js';
import { freshFirmware } from '../stub-board.js';

let fw: Awaited<ReturnType<typeof freshFirmware<'commands' | 'monitor' | 'parameters' | 'values' | 'voltage'>>>;

beforeEach(async () => {
  fw = await freshFirmware(['commands', 'monitor', 'parameters', 'values', 'voltage']);
  fw.parameters.adoptShadow();
  fw.commands.applyParameters();
});

const get = (name: string): number => fw.values.X[valueIndex(name)];
const set = (name: string, value: number): void => void (fw.values.X[valueIndex(name)] = value);
/** mA·s that take 20 g of 22 wt% to `w` wt%: the closed form of section 2. */
const chargeTo = (w: number): number => 685.49 * (1 - 22 / w) * 20 * 3600;

/** Model voltage in mV at composition `w` (wt%), oxidised fraction and °C. */
function model(w: number, oxidised: number, celsius: number): number {
  set('charge', chargeTo(w));
  set('oxidisedFraction', 10000 * oxidised);
  set('cellTemp', 10 * celsius);
  fw.voltage.updateModel();
  return get('modelVoltage');
}

/** Half a second with this terminal voltage in mV; returns the anomaly. */
function judge(u: number, current = 0): number {
  set('current', current);
  set('cellVoltage', u);
  fw.voltage.judgeVoltage();
  return Math.round(get('voltageAnomaly'));
}

describe('the open-circuit voltage of the model', () => {
  it.each([
    [0.02, -100],
    [0.05, -76],
    [0.1, -56],
    [0.5, 0],
    [0.9, 56],
    [0.95, 76],
    [0.98, 100],
  ])('at 25 °C with %f oxidised differs from 3.3 V by %i mV', (s, by) => {
    expect(Math.abs(model(22, s, 25) - 3300 - by)).toBeLessThan(0.6);
  });

  it.each([
    [0, -177],
    [1, 177],
  ])('with %f oxidised is that of a thousandth less, which is as exact as the counter: %i mV from 3.3 V', (s, by) => {
    // RT/F · ln 999.
    expect(Math.abs(model(22, s, 25) - 3300 - by)).toBeLessThan(1);
  });

  it.each([
    [9.2, 3.7],
    [15, 5.8],
    [22, 8.1],
    [30, 10.6],
    [40, 13.4],
    [50, 16.3],
    [54, 17.5],
    [58.2, 18.8],
  ])('at %f wt%% is that of 22 wt%% less ΔE of section 5.1, within 1 mV', (w, lower) => {
    expect(Math.abs(model(w, 0.5, 25) - (3300 - (lower - 8.1)))).toBeLessThan(1);
  });

  it('falls by 1.2 mV/K, and spans 3.173 to 3.388 V in normal use', () => {
    expect(model(22, 0.5, 35)).toBeCloseTo(3288, 3);
    expect(Math.abs(model(50, 0.05, 55) - 3173)).toBeLessThan(2);
    expect(Math.abs(model(14, 0.95, 15) - 3388)).toBeLessThan(2);
  });
});

describe('the IR-free voltage', () => {
  it('follows the resistance that the pulses have found, between 0.75 and 1.5 times the commissioned one', () => {
    for (const [ratio, counts] of [
      [NaN, 1],
      [500, 0.75],
      [800, 0.8],
      [1200, 1.2],
      [2600, 1.5],
    ] as const) {
      set('resistanceRatio', ratio);
      model(22, 0.5, 25);
      judge(3300, 500);
      // 40.0 Ω·cm² on 25 cm² at 25 °C.
      expect(Math.abs(get('irFreeVoltage') - 3300 - 500 * 1.6 * counts)).toBeLessThan(1.2);
    }
  });
});

describe('the anomaly', () => {
  beforeEach(() => {
    model(22, 0.5, 25);
  });

  it('is the size of the error as long as that comes slowly, and short of a collapse', () => {
    expect(judge(3300)).toBe(0);
    expect(judge(3390)).toBe(90);
    expect(judge(3801)).toBe(299);
    for (let u = 3300; u > 2900; u -= 5) {
      for (let k = 0; k < 2; k++) expect(judge(u)).toBeLessThan(300);
    }
  });

  it('is the fall of the error within ten seconds, from no higher than the warn level', () => {
    judge(3360);
    expect(judge(3000)).toBe(360);
    judge(3300);
    for (let k = 0; k < 30; k++) judge(3500);
    expect(judge(3110)).toBe(290);
    expect(judge(3000)).toBe(400);
  });

  it('is a collapse at the first reading of a cell that is shorted already', () => {
    expect(judge(2900)).toBe(400);
  });

  it('of a cell whose voltage is low but steady comes down to its size after ten seconds', () => {
    for (let k = 0; k < 21; k++) judge(3000);
    // Nothing acts here: the monitor would have held the reference.
    expect(judge(3000)).toBe(299);
  });

  it('does not come down while its fault acts', () => {
    fw.monitor.startMonitor();
    const p20 = expected('P20').index;
    expect(judge(2900)).toBe(400);
    fw.monitor.evaluateOne(p20, 0, 1e6);
    fw.monitor.evaluateOne(p20, 1000, 1e6);
    expect(fw.monitor.acts(p20)).toBe(true);
    for (let k = 0; k < 60; k++) expect(judge(2900)).toBe(400);
  });

  it('forgets after ten seconds how high the error was', () => {
    expect(judge(3380)).toBe(80);
    for (let k = 0; k < 8; k++) judge(3300);
    // Four and a half seconds later it counts.
    expect(judge(3000)).toBe(380);
    for (let k = 0; k < 10; k++) judge(3300);
    expect(judge(3000)).toBeLessThan(301);
  });

  it('is unknown without a voltage, a current or a temperature', () => {
    expect(judge(NaN)).toBeNaN();
    expect(judge(3300, NaN)).toBeNaN();
    expect(judge(3300)).toBe(0);
    model(22, 0.5, NaN);
    expect(judge(3300)).toBeNaN();
  });
});
