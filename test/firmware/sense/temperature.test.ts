/** Temperatures: the characteristic of the PT1000, and the rule of the failed sensor (docs/physics.md, sections 9 and 10, F01). */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { expected } from '../protect/driven-monitor.js';
import { freshFirmware, StubBoard } from '../stub-board.js';

/** Resistance to the fraction that the converter reads under the pull-up of 2700 Ω. */
const fraction = (ohms: number): number => ohms / (ohms + 2700);
const ohms = (celsius: number): number => 1000 * (1 + 3.9083e-3 * celsius - 5.775e-7 * celsius * celsius);

let board: StubBoard;
let fw: Awaited<ReturnType<typeof freshFirmware<'fast' | 'temperature' | 'values'>>>;
let now = 0;

/** A board that has measured nothing yet. */
async function begin(): Promise<void> {
  board = new StubBoard();
  Object.assign(board.inputs, { cellVoltage: 0.6, current: 0.5, leakLoop: 0.8, nakFlow: 0.08, eStopA: 1, eStopB: 1 });
  fw = await freshFirmware(['fast', 'temperature', 'values']);
  now = 0;
}
beforeEach(begin);

const get = (name: string): number => fw.values.X[valueIndex(name)];

/** A second of ten readings; `each` may change the wires before one. */
function second(each: (k: number) => void = () => undefined): void {
  for (let k = 0; k < 10; k++) {
    each(k);
    now += 100;
    fw.fast.senseFast(now, 100);
  }
  fw.temperature.senseTemperatures(1, true);
}

function sensors(a: number, b: number, cell: number): void {
  Object.assign(board.inputs, { nakTempA: fraction(a), nakTempB: fraction(b), cellTemp: fraction(cell) });
}

describe('a PT1000', () => {
  it.each([
    [-20, 921.6],
    [0, 1000],
    [25, 1097.4],
    [40, 1155.4],
    [57, 1220.9],
    [60, 1232.4],
    [80, 1309.0],
    [100, 1385.1],
  ])('at %i °C has %f Ω', (celsius, r) => {
    sensors(r, r, r);
    second();
    // The table is rounded to 0.1 Ω, 0.013 K; the fit is within 0.006 K.
    for (const name of ['nakTempA', 'nakTempB', 'cellTemp', 'coldestTemp', 'hottestTemp'])
      expect(Math.abs(get(name) / 10 - celsius)).toBeLessThan(0.025);
  });

  it('follows its characteristic within 0.006 K from −20 to 100 °C', () => {
    for (let t = -20; t <= 100; t += 0.5) {
      sensors(ohms(t), ohms(t), ohms(t));
      second();
      expect(Math.abs(get('nakTempA') / 10 - t)).toBeLessThan(0.0065);
    }
  });

  it('is the mean of the readings of its second', () => {
    sensors(ohms(20), ohms(20), ohms(20));
    second();
    second((k) => sensors(ohms(k < 5 ? 19.9 : 20.1), ohms(20), ohms(20)));
    expect(Math.abs(get('nakTempA') / 10 - 20)).toBeLessThan(0.01);
  });

  it.each([
    ['open', Infinity],
    ['just above 1600 Ω', 1601],
    ['shorted', 0],
    ['just below 780 Ω', 779],
  ])('that is %s has no temperature, and its fault shows in the same tick', (_title, r) => {
    sensors(ohms(20), ohms(20), ohms(20));
    second();
    board.inputs.nakTempA = r === Infinity ? 4095 / 4096 : fraction(r);
    now += 100;
    fw.fast.senseFast(now, 100);
    expect([get('sensorABad'), get('sensorBBad'), get('pairBad')]).toEqual([1, 0, 0]);
    second();
    expect([get('nakTempA'), get('nakTempB') > 0]).toEqual([NaN, true]);
    expect(get('pairMismatch')).toBeNaN();
    sensors(ohms(20), ohms(20), ohms(20));
    second();
    expect([get('sensorABad'), get('nakTempA') > 0]).toEqual([0, true]);
  });

  it.each([1599, 781])('of %i Ω still counts', (r) => {
    sensors(r, r, r);
    second();
    expect([get('sensorABad'), Number.isNaN(get('nakTempA'))]).toEqual([0, false]);
  });
});

describe('the coldest and the hottest point', () => {
  it('are the lower of the pair, and the highest of all', async () => {
    sensors(ohms(21), ohms(23), ohms(30));
    second();
    expect(get('coldestTemp') / 10).toBeCloseTo(21, 1);
    expect(get('hottestTemp') / 10).toBeCloseTo(30, 1);
    expect(get('pairMismatch') / 10).toBeCloseTo(2, 1);
    await begin();
    sensors(ohms(45), ohms(23), ohms(30));
    second();
    expect([get('coldestTemp') / 10, get('hottestTemp') / 10].map(Math.round)).toEqual([23, 45]);
  });

  it.each([
    // A, B, which fails, what counts for freezing and for heat: the lesser of its last value and the other less 2 K; the greater of its last and the other plus 2 K.
    [20, 25, 'nakTempA', 20, 27],
    [20, 25, 'nakTempB', 18, 25],
    [25, 25.5, 'nakTempA', 23.5, 27.5],
    [30, 20, 'nakTempB', 20, 32],
  ] as const)('after %f and %f °C without %s are %f and %f °C', (a, b, bad, cold, hot) => {
    sensors(ohms(a), ohms(b), ohms((a + b) / 2));
    second();
    board.inputs[bad] = 4095 / 4096;
    second();
    second();
    expect(Math.abs(get('coldestTemp') / 10 - cold)).toBeLessThan(0.02);
    expect(Math.abs(get('hottestTemp') / 10 - hot)).toBeLessThan(0.02);
  });

  it('count a cell that is colder than both sensors of the line: a pair that is stuck warm hides nothing that the cell shows', () => {
    sensors(ohms(40), ohms(41), ohms(40.5));
    second();
    for (let t = 40; t >= 28; t -= 1) {
      sensors(ohms(40), ohms(41), ohms(t));
      second();
      expect(Math.abs(get('coldestTemp') / 10 - t)).toBeLessThan(0.02);
      // P12 goes on comparing cell and line.
      expect(Math.abs(get('thermalShock') / 10 - (40 - t))).toBeLessThan(0.02);
    }
  });

  it('do not rise when the colder cell loses its sensor', () => {
    sensors(ohms(40), ohms(41), ohms(30));
    second();
    board.inputs.cellTemp = 4095 / 4096;
    for (let i = 0; i < 5; i++) second();
    expect(get('cellTemp')).toBeNaN();
    expect(Math.abs(get('coldestTemp') / 10 - 30)).toBeLessThan(0.02);
  });

  it('without any of the pair is colder than every margin allows', () => {
    sensors(ohms(40), ohms(40), ohms(41));
    second();
    Object.assign(board.inputs, { nakTempA: 0, nakTempB: 4095 / 4096 });
    second();
    second();
    expect(get('pairBad')).toBe(1);
    // Lower than the lowest liquidus, −12.6 °C.
    expect(get('coldestTemp')).toBeLessThan(-126);
    expect(get('hottestTemp') / 10).toBeCloseTo(41, 1);
  });

  it('without the cell sensor has no hottest point: the over-temperature trips for it', () => {
    sensors(ohms(40), ohms(40), ohms(40));
    second();
    board.inputs.cellTemp = 4095 / 4096;
    second();
    second();
    expect(get('hottestTemp')).toBeNaN();
    expect(expected('P06').signal).toBe('hottestTemp');
  });

  it('before the pair was ever whole is never warmer than the only sensor less 2 K', () => {
    sensors(ohms(30), 1e9, ohms(40));
    second();
    expect(get('coldestTemp') / 10).toBeLessThanOrEqual(28);
    expect(get('hottestTemp') / 10).toBeGreaterThanOrEqual(32);
  });

  it('never get better by a sensor fault: at any temperatures, in any phase of the second, of either sensor or both', async () => {
    const celsius = fc.double({ min: -15, max: 60, noNaN: true });
    const failure = fc.constantFrom<('nakTempA' | 'nakTempB')[]>(['nakTempA'], ['nakTempB'], ['nakTempA', 'nakTempB']);
    const bad = fc.constantFrom(0, fraction(700), fraction(1700), 4095 / 4096);
    await fc.assert(
      fc.asyncProperty(
        celsius,
        celsius,
        failure,
        bad,
        fc.nat(9),
        fc.array(fc.double({ min: 0, max: 15, noNaN: true }), { maxLength: 5 }),
        async (a, b, pins, level, phase, rises) => {
          fw = await freshFirmware(['fast', 'temperature', 'values']);
          now = 0;
          sensors(ohms(a), ohms(b), ohms((a + b) / 2));
          second();
          const [cold, hot] = [get('coldestTemp'), get('hottestTemp')];
          second((k) => {
            if (k >= phase) for (const pin of pins) board.inputs[pin] = level;
          });
          for (let i = 0; i < 2; i++) {
            expect(get('coldestTemp')).toBeLessThanOrEqual(cold + 1e-6);
            if (pins.length < 2) expect(get('hottestTemp')).toBeGreaterThanOrEqual(hot - 1e-6);
            second();
          }
          // The sensor that is left warms up: the lost one still counts with its last value.
          for (const rise of rises) {
            if (!pins.includes('nakTempA')) board.inputs.nakTempA = fraction(ohms(a + rise));
            if (!pins.includes('nakTempB')) board.inputs.nakTempB = fraction(ohms(b + rise));
            second();
            expect(get('coldestTemp')).toBeLessThanOrEqual((pins.includes('nakTempA') ? 10 * a : 10 * b) + 0.07);
          }
        },
      ),
      { seed: 751, numRuns: 60 },
    );
  });
});

describe('a temperature that jumps', () => {
  const READINGS = ['nakTempA', 'nakTempB', 'cellTemp'] as const;
  const at = (t: number) => fraction(ohms(t));

  function all(celsius: number): void {
    for (const name of READINGS) board.inputs[name] = at(celsius);
  }

  beforeEach(() => {
    all(30);
    second();
    second();
  });

  it.each(READINGS)('by 1.9 K between two seconds is one: %s', (name) => {
    for (const step of [1.9, -1.9]) {
      board.inputs[name] = at(30 + step);
      second();
      expect(get(name) / 10).toBeCloseTo(30 + step, 1);
      board.inputs[name] = at(30);
      second();
    }
    for (let t = 30; t < 60; t += 1.9) {
      board.inputs[name] = at(t);
      second();
    }
    expect([get(name) > 580, get('sensorJumped')]).toEqual([true, 0]);
  });

  it.each(READINGS.flatMap((name) => [2.1, -2.1, 20, -20].map((by) => [name, by] as const)))(
    'holds its last value for two seconds and is bad from then on: %s by %f K',
    (name, by) => {
      board.inputs[name] = at(30 + by);
      for (let s = 0; s < 2; s++) {
        second();
        expect([get(name) / 10, get('sensorJumped')]).toEqual([expect.closeTo(30, 1) as number, 0]);
      }
      second();
      expect([get(name), get('sensorJumped')]).toEqual([NaN, 1]);
      second();
      const [a, b] = [name === 'nakTempA' ? 1 : 0, name === 'nakTempB' ? 1 : 0];
      expect([get('sensorABad'), get('sensorBBad'), get('pairBad')]).toEqual([a, b, 0]);
    },
  );

  it('and comes back within two seconds has not jumped', () => {
    for (let again = 0; again < 5; again++) {
      all(45);
      second();
      second();
      all(30);
      second();
      expect([get('nakTempA') / 10, get('sensorJumped'), get('pairBad')]).toEqual([expect.closeTo(30, 1) as number, 0, 0]);
    }
  });

  it('and goes back later is not believed before the reset, and the fault lasts a minute', () => {
    board.inputs.nakTempA = at(45);
    for (let s = 0; s < 3; s++) second();
    board.inputs.nakTempA = at(30);
    const seconds = (count: number, believe: boolean): void => {
      for (let s = 0; s < count; s++) {
        for (let k = 0; k < 10; k++) fw.fast.senseFast((now += 100), 100);
        fw.temperature.senseTemperatures(1, believe);
      }
    };
    seconds(55, true);
    expect([get('sensorJumped'), get('nakTempA')]).toEqual([1, NaN]);
    seconds(200, false);
    expect([get('sensorJumped'), get('nakTempA'), get('sensorABad')]).toEqual([0, NaN, 1]);
    seconds(2, true);
    expect([get('sensorJumped'), get('nakTempA') / 10, get('sensorABad')]).toEqual([0, expect.closeTo(30, 1) as number, 0]);
  });

  it('never raises the margin: upwards on one, on both, one after the other', () => {
    for (const first of ['nakTempA', 'nakTempB'] as const) {
      board.inputs[first] = at(50);
      for (let s = 0; s < 10; s++) {
        second();
        expect(get('coldestTemp')).toBeLessThanOrEqual(300.01);
      }
    }
    expect(get('coldestTemp')).toBeLessThan(-126);
  });

  it.each([0, 1, 3, 5, 7, 9])('never raises the margin when both jump after reading %i of a second', (phase) => {
    for (let s = 0; s < 20; s++) {
      second((k) => {
        if (s === 0 && k === phase) Object.assign(board.inputs, { nakTempA: at(38), nakTempB: at(38) });
      });
      expect(get('coldestTemp')).toBeLessThanOrEqual(300.01);
    }
    expect([get('coldestTemp') < -126, get('pairBad')]).toEqual([true, 1]);
  });

  it('lets nothing heat and trips the over-temperature when it is that of the cell: its value is unknown', () => {
    board.inputs.cellTemp = at(20);
    for (let s = 0; s < 4; s++) second();
    expect([get('cellTemp'), get('hottestTemp'), get('thermalShock')]).toEqual([NaN, NaN, NaN]);
  });
});

describe('a temperature that stands still', () => {
  function seconds(count: number, dither: readonly ('nakTempA' | 'nakTempB' | 'cellTemp')[]): void {
    for (let s = 0; s < count; s++) {
      second((k) => {
        for (const name of dither) board.inputs[name] = 0.29 + ((s + k) % 7 === 0 ? 1 / 4096 : 0);
      });
    }
  }
  const everywhere = ['nakTempA', 'nakTempB', 'cellTemp'] as const;

  beforeEach(() => {
    sensors(ohms(30), ohms(30), ohms(30));
    fw.values.X[valueIndex('heaterDuty')] = 3000;
  });

  it.each(everywhere)('counts its seconds while the heater works: %s', (name) => {
    const others = everywhere.filter((other) => other !== name);
    board.inputs[name] = 0.29;
    seconds(601, others);
    expect(get('sensorStill')).toBe(600);
    seconds(1, everywhere);
    expect(get('sensorStill')).toBeLessThan(10);
  });

  it('does not with the heater off, and goes on where it was when the heater comes back', () => {
    seconds(101, ['nakTempA', 'cellTemp']);
    fw.values.X[valueIndex('heaterDuty')] = 0;
    seconds(1000, ['nakTempA', 'cellTemp']);
    expect(get('sensorStill')).toBe(100);
    fw.values.X[valueIndex('heaterDuty')] = 1;
    seconds(10, ['nakTempA', 'cellTemp']);
    expect(get('sensorStill')).toBe(110);
  });

  it('is none while one reading in a second differs now and then by one step of the converter', () => {
    seconds(2000, everywhere);
    expect(get('sensorStill')).toBeLessThan(10);
  });

  it('is none without a reading', () => {
    Object.assign(board.inputs, { nakTempA: 1 });
    seconds(700, ['nakTempB', 'cellTemp']);
    expect(get('sensorStill')).toBeLessThan(10);
  });
});

describe('the thermal shock', () => {
  it.each([
    // A, B, cell, difference of the colder line sensor to the cell.
    [20, 21, 40, 20],
    [40, 41, 20, 20],
    [30, 30, 30, 0],
  ])('with %f and %f °C in the line and %f °C in the cell is %f K', (a, b, cell, shock) => {
    sensors(ohms(a), ohms(b), ohms(cell));
    second();
    expect(get('thermalShock') / 10).toBeCloseTo(shock, 1);
  });

  it('counts a lost sensor by what stands in for it, and is unknown without the pair', () => {
    sensors(ohms(30), ohms(30), ohms(40));
    second();
    board.inputs.nakTempA = 1;
    second();
    second();
    expect(get('thermalShock') / 10).toBeCloseTo(12, 1);
    board.inputs.nakTempB = 1;
    second();
    second();
    expect(get('thermalShock')).toBeNaN();
  });
});
