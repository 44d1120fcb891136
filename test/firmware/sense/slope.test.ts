/** Slopes of the cell temperature (docs/physics.md, section 10: P09, P10, P11; the time constant of the cell in section 7). */
import { beforeEach, describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

let fw: Awaited<ReturnType<typeof freshFirmware<'parameters' | 'slope' | 'values'>>>;

beforeEach(async () => {
  fw = await freshFirmware(['parameters', 'slope', 'values']);
  fw.parameters.adoptShadow();
});

const get = (name: string): number => fw.values.X[valueIndex(name)];
const set = (name: string, value: number): void => void (fw.values.X[valueIndex(name)] = value);

/** The cell at `from` °C moving by `perMinute` for `seconds`; where it is at the end. */
function move(seconds: number, perMinute: number, from: number, idle = false): number {
  for (let s = 1; s <= seconds; s++) {
    const t = from + (perMinute * s) / 60;
    set('cellTemp', 10 * t);
    set('hottestTemp', 10 * t);
    fw.slope.senseSlopes(1, idle);
  }
  return from + (perMinute * seconds) / 60;
}

describe('the slope while heating', () => {
  it.each([0, 2, 2.62, 5, 7.9, -3])('of %f K/min is seen within 35 s', (rate) => {
    const t = move(60, 0, 30);
    move(35, rate, t);
    expect(get('heatSlope') / 100).toBeCloseTo(rate, 2);
  });

  it('is taken over 30 s: after 15 s at most two thirds of it show', () => {
    const t = move(60, 0, 30);
    move(15, 6, t);
    expect(get('heatSlope') / 100).toBeGreaterThan(1.5);
    expect(get('heatSlope') / 100).toBeLessThan(4);
  });

  it('is zero in the first half minute', () => {
    move(29, 10, 30);
    expect(get('heatSlope')).toBe(0);
  });

  it('begins anew after a lost reading', () => {
    const t = move(60, 3, 30);
    set('cellTemp', NaN);
    fw.slope.senseSlopes(1, false);
    expect(get('heatSlope')).toBe(0);
    move(29, 3, t + 40);
    expect(get('heatSlope')).toBe(0);
    move(10, 3, t + 41.45);
    expect(get('heatSlope') / 100).toBeCloseTo(3, 1);
  });

  it('counts late calls by their time', () => {
    for (let k = 0; k < 40; k++) {
      set('cellTemp', 300 + 10 * k * ((4 * 1.5) / 60));
      fw.slope.senseSlopes(1.5, false);
    }
    // 30 s of six means: five seconds are three or four calls of one and a half.
    expect(get('heatSlope') / 100).toBeGreaterThan(3.5);
    expect(get('heatSlope') / 100).toBeLessThan(5);
  });
});

describe('the rise of 300 s of hard heating', () => {
  const NOT_ASKED = 9999;

  /** The ring of five minutes fills once after the start. */
  beforeEach(() => void move(310, 0, 30));

  it.each([0, 0.29, 0.5, 2])('is %f K per five minutes, once they are full', (rise) => {
    set('heaterDuty', 5001);
    const t = move(299, rise / 5, 30);
    expect(get('heatRise')).toBe(NOT_ASKED);
    move(6, rise / 5, t);
    expect(get('heatRise') / 10).toBeCloseTo(rise, 2);
  });

  it('is not asked at half duty or below, nor within 5 K of the set temperature, 40 °C', () => {
    for (const [duty, t] of [
      [5000, 30],
      [0, 30],
      [10_000, 35.1],
    ] as const) {
      set('heaterDuty', duty);
      move(400, 0, t);
      expect(get('heatRise')).toBe(NOT_ASKED);
    }
    set('heaterDuty', 10_000);
    move(310, 0, 34.9);
    expect(get('heatRise')).toBeCloseTo(0, 6);
  });

  it('begins anew when the heater rests for a moment', () => {
    set('heaterDuty', 10_000);
    move(250, 0, 30);
    set('heaterDuty', 0);
    move(1, 0, 30);
    set('heaterDuty', 10_000);
    move(299, 0, 30);
    expect(get('heatRise')).toBe(NOT_ASKED);
    move(2, 0, 30);
    expect(get('heatRise')).toBeCloseTo(0, 6);
  });
});

describe('the slope with the heater off', () => {
  it.each([0.3, 1, -0.5, 2.6])('of %f K/min is seen, at the latest when the warning is due after two minutes and one of waiting', (rate) => {
    move(180, rate, 40, true);
    expect(get('idleSlope') / 100).toBeCloseTo(rate, 2);
  });

  it('is zero in the first two minutes, and while the heater may heat', () => {
    move(119, 2, 40, true);
    expect(get('idleSlope')).toBe(0);
    move(300, 2, 45, false);
    expect([get('idleSlope'), get('idleTemp')]).toEqual([0, 0]);
  });

  it('loses what a room of 35 °C gives a colder cell in 25 minutes of time constant', () => {
    // dT/dt = (35 − T)/25 min: nothing is left of it. The cell stays where it is asked, so the slope of a real one is below that.
    for (const t of [10, 20, 30]) {
      const room = (35 - t) / 25;
      const end = move(200, room, t, true);
      expect(get('idleSlope') / 100).toBeCloseTo(room - (35 - end) / 25, 2);
      expect(get('idleSlope')).toBeLessThan(30);
      const hot = move(200, room + 2.6, t, true);
      expect(get('idleSlope') / 100).toBeCloseTo(room + 2.6 - Math.max(0, (35 - hot) / 25), 2);
      expect(get('idleSlope')).toBeGreaterThan(100);
    }
  });

  it('shows the hottest sensor only while it is positive', () => {
    move(180, 0.5, 55, true);
    expect(get('idleTemp') / 10).toBeCloseTo(56.5, 2);
    move(180, -0.5, 60, true);
    expect(get('idleTemp')).toBe(0);
  });
});
