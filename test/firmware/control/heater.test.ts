/**
 * The heater's controller, second by second: a set-point that rises by 2 K/min and leads by 2.5 K at most, half of the duty for each kelvin that
 * it leads by, and an integral of 0.3 % of duty a kelvin and second at the set temperature only (docs/physics.md, section 7). Temperatures in 0.1 °C.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { freshFirmware } from '../stub-board.js';

let fw: Awaited<ReturnType<typeof freshFirmware<'thermal' | 'parameters' | 'values'>>>;
let now = 0;
beforeEach(async () => {
  fw = await freshFirmware(['thermal', 'parameters', 'values']);
  // The set temperature as delivered is 40 °C.
  fw.parameters.adoptShadow();
  now = 0;
});

const set = (name: string, value: number): void => void (fw.values.X[valueIndex(name)] = value);
const deficit = (): number => fw.values.X[valueIndex('heatDeficit')];

/** Duty after `seconds` calls with the cell at `t`. */
function duty(t: number, seconds: number, on = true): number {
  set('cellTemp', t);
  for (let s = 0; s < seconds; s++) fw.thermal.controlHeater(on, (now += 1000), 1);
  return fw.thermal.heaterDuty;
}

describe('on the ramp', () => {
  beforeEach(() => void duty(200, 1, false));

  it('the lead grows by 2 K/min and asks for half of the heater a kelvin, up to all of it', () => {
    expect(duty(200, 30)).toBeCloseTo(0.5, 9);
    expect(duty(200, 15)).toBeCloseTo(0.75, 9);
    expect(duty(200, 15)).toBeCloseTo(1, 9);
    expect(duty(200, 600)).toBe(1);
  });

  it('the lead ends at 2.5 K: a cell that has come up by a kelvin is still heated fully, one that has come up by 2.4 K hardly', () => {
    duty(200, 600);
    // The set-point stands at 222.5 and goes on by a thirtieth of a kelvin a second.
    expect(duty(224.5, 1)).toBeCloseTo(0.05 * (225 + 1 / 3 - 224.5), 9);
  });

  it('no integral is gathered', () => {
    duty(200, 600);
    expect(duty(225, 1)).toBeCloseTo(0.05 / 3, 9);
  });

  it('counts the seconds that have passed', () => {
    set('cellTemp', 200);
    fw.thermal.controlHeater(true, (now += 5000), 5);
    expect(fw.thermal.heaterDuty).toBeCloseTo(0.05 * (5 / 3), 9);
  });

  it.each([
    ['fallen behind by more than the lead', 300],
    ['run ahead by more than twice the lead', 149],
  ])('a set-point that has %s begins at the cell', (_title, t) => {
    duty(200, 1);
    expect(duty(t, 1)).toBeCloseTo(0.05 / 3, 9);
  });

  it.each([225, 151])('a set-point that is no further from the cell, at %i, goes on from where it is', (t) => {
    duty(200, 1);
    const lead = Math.min(200 + 2 / 3 - t, 25);
    expect(duty(t, 1)).toBeCloseTo(Math.min(Math.max(0.05 * lead, 0), 1), 9);
  });
});

describe('at the set temperature', () => {
  beforeEach(() => {
    duty(390, 1, false);
    // The set-point reaches 40 °C half a minute later.
    duty(390, 29);
  });

  it('a kelvin below asks for half and for 0.3 % more every second', () => {
    expect(duty(390, 1)).toBeCloseTo(0.5, 9);
    const before = duty(390, 1);
    expect(duty(390, 1) - before).toBeCloseTo(0.003, 9);
    expect(duty(390, 100) - before).toBeCloseTo(0.303, 9);
  });

  it('the integral stops when the heater is fully on, and unwinds above the set temperature', () => {
    duty(390, 1000);
    // At most half of the duty lies in the integral when the other half is due to the error: what is gathered beyond is less than a second of it.
    const held = duty(400, 1);
    expect(held).toBeGreaterThan(0.49);
    expect(held).toBeLessThan(0.51);
    const above = duty(401, 1);
    expect(above).toBeCloseTo(held - 0.05, 9);
    expect(duty(401, 100)).toBeCloseTo(above - 0.03, 9);
  });

  it('heat beyond what the cell needs is never gathered as cold: below zero the integral stands', () => {
    duty(410, 2000);
    expect(duty(400, 1)).toBeGreaterThan(-1e-9);
    expect(duty(399, 1)).toBeGreaterThan(0.04);
  });

  it('the integral of an hour of cold unwinds, too, while the cell is so warm that the heater is off', () => {
    duty(390, 1000);
    // 0.36 % a second at 1.2 K above: a hundred seconds take 36 % of the 50 % away.
    duty(412, 100);
    expect(Math.abs(duty(400, 1) - 0.14)).toBeLessThan(0.01);
  });

  it('nothing is gathered while the heater is fully on, nor while it is off above the set temperature', () => {
    duty(378, 1, false);
    // The set-point is there after 66 s; 2.2 K below it all of the heater is due.
    duty(378, 200);
    expect(duty(400, 1)).toBeCloseTo(0, 9);
    duty(410, 1, false);
    duty(410, 100);
    expect(duty(399, 1)).toBeCloseTo(0.05, 9);
  });

  it('the integral counts the seconds that have passed', () => {
    const before = duty(390, 3);
    fw.thermal.controlHeater(true, (now += 4000), 4);
    expect(duty(390, 1) - before).toBeCloseTo(0.003 + 4 * 0.003, 9);
  });

  it('switched off it forgets the integral', () => {
    duty(390, 100);
    expect(duty(390, 1, false)).toBe(0);
    expect(duty(390, 1)).toBeCloseTo(0.05 / 3, 9);
  });
});

describe('the deficit of heat', () => {
  it('is not counted while the heater is off, and not before the cell has been within 5 K of its set temperature', () => {
    duty(200, 1, false);
    expect(deficit()).toBe(-1);
    duty(200, 100);
    expect(deficit()).toBe(-1);
    duty(349, 10);
    expect(deficit()).toBe(-1);
    duty(350, 1);
    expect(deficit()).toBe(0);
  });

  it('adds up what is missing to that band, and ends when the cell is back in it', () => {
    duty(350, 1);
    expect(deficit()).toBe(0);
    duty(340, 7);
    expect(deficit()).toBeCloseTo(70, 9);
    fw.thermal.controlHeater(true, (now += 3000), 3);
    expect(deficit()).toBeCloseTo(100, 9);
    duty(350, 1);
    expect(deficit()).toBe(0);
    duty(340, 1);
    duty(340, 1, false);
    expect(deficit()).toBe(-1);
  });
});

it('says when it was worked out last, on or off', () => {
  duty(200, 1);
  expect(fw.thermal.heaterRefreshed).toBe(1000);
  duty(200, 2, false);
  expect(fw.thermal.heaterRefreshed).toBe(3000);
});
