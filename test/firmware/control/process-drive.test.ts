/** A board of profile full: pre-charge (X11), valves, fan, purge, trace heater and the limits for a power converter (docs/physics.md, sections 6–8). */
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});

import { BOARD } from '../../../firmware/board/row.js';
import { expected } from '../protect/driven-monitor.js';
import { Cabinet } from './cabinet.js';

/** Levels on the port expander by channel, and the bus voltage that a converter chip gives. */
const lines = new Map<number, boolean>();
let readings: Float64Array;
let cabinet: Cabinet;

const line = (channel: 'isolationValves' | 'argonPurge' | 'enclosureFan' | 'scrubber' | 'traceHeater'): boolean | undefined =>
  lines.get(BOARD.line[channel]);
const bus = (volts: number): void => void (readings[BOARD.slot.busVoltage] = (1000 * volts + 1000) / 7000);
const pin = (name: 'preCharge' | 'contactor' | 'chargeLimitOut' | 'dischargeLimitOut'): number => cabinet.board.outputs[name] ?? 0;

beforeEach(async () => {
  lines.clear();
  vi.doMock('../../../firmware/board/expander.js', () => ({
    writeLine: (at: number, on: boolean) => void lines.set(at, on),
    writeLines: () => lines.clear(),
    readLine: () => true,
  }));
  cabinet = await Cabinet.start();
  readings = (await import('../../../firmware/board/readings.js')).READINGS;
  bus(0);
  for (let s = 0; s < 3; s++) cabinet.second();
});

/** From cold to the beginning of the pre-charge. */
function toPreCharge(): void {
  cabinet.command('start');
  cabinet.second(600);
  cabinet.second(10);
  cabinet.second(30);
  expect([cabinet.state, pin('preCharge'), pin('contactor')]).toEqual(['preCharge', 1, 0]);
}

describe('pre-charge', () => {
  it.each([
    [3.3, true],
    [3.136, true],
    [3.464, true],
    // Five per cent to the digit.
    [3.135, true],
    [3.465, true],
    [3.134, false],
    [3.466, false],
    [NaN, false],
  ])('with %f V on the bus of a cell of 3.3 V closes the contactor: %s', (volts, closes) => {
    toPreCharge();
    bus(volts);
    for (let s = 0; s < 3; s++) cabinet.second();
    expect([cabinet.state, pin('contactor'), pin('preCharge')]).toEqual(closes ? ['ready', 1, 0] : ['preCharge', 0, 1]);
  });

  it('does not close the contactor in its first second', () => {
    bus(3.3);
    toPreCharge();
    cabinet.second(0.9);
    expect(pin('contactor')).toBe(0);
  });

  it('that takes five seconds is X11: switch and contactor open, no start before a reset', () => {
    toPreCharge();
    for (let s = 0; s < 4; s++) {
      cabinet.second();
      cabinet.judge();
      cabinet.tick();
      expect(cabinet.state).toBe('preCharge');
    }
    cabinet.second();
    cabinet.judge();
    cabinet.tick();
    expect([cabinet.state, cabinet.get('reason'), pin('preCharge'), pin('contactor')]).toEqual(['fault', 61, 0, 0]);
    expect(cabinet.command('start')).toBe('wrongState');
    cabinet.judge();
    expect(cabinet.command('reset')).toBe('done');
    cabinet.second();
    expect(cabinet.state).toBe('cold');
  });

  it('ends with any trip that opens the contactor, by the output stage alone', () => {
    toPreCharge();
    cabinet.raise(expected('P13'));
    cabinet.drive();
    expect([pin('preCharge'), pin('contactor')]).toEqual([0, 0]);
  });
});

describe('a stack whose cells are measured', () => {
  it.each([
    [1000, 2000],
    [2000, 1000],
  ])('counts its worst: %i thousandths as a whole and %i in the worst cell leave 275 mA', (stack, cell) => {
    cabinet.set('resistanceHigh', stack);
    cabinet.set('cellResistanceHigh', cell);
    cabinet.estimate();
    expect(cabinet.modules.limits.dischargeLimit).toBeCloseTo(275, 6);
  });
});

describe('the outputs on the map', () => {
  it('are contactor, heater switch, valves and fan when all is well', () => {
    cabinet.reach('fault');
    cabinet.home();
    cabinet.modules.drive.showOutputs();
    expect(cabinet.get('outputs')).toBe(4 + 8);
    toPreCharge();
    bus(3.3);
    for (let s = 0; s < 3; s++) cabinet.second();
    cabinet.modules.drive.showOutputs();
    expect(cabinet.get('outputs')).toBe(1 + 2 + 4 + 8);
  });
});

describe('the wait for the soak', () => {
  it.each([
    [279, false],
    [280, true],
    [NaN, false],
  ])('with a NaK inlet of %d tenths above a liquidus of 20 °C ends: %s', (inlet, ends) => {
    cabinet.set('nakInletTemp', inlet);
    cabinet.command('start');
    for (let s = 0; s < 601; s++) cabinet.second();
    expect([inlet, cabinet.state]).toEqual([inlet, ends ? 'circulate' : 'warmUp']);
  });
});

describe('the pumps that stop in a fault', () => {
  it.each([
    ['because the cell is cool', () => cabinet.set('cellTemp', 300)],
    ['by a stop', () => void cabinet.command('stop')],
  ])('%s leave valves open and the fan running', (_title, end) => {
    cabinet.command('start');
    cabinet.second(600);
    cabinet.second(10);
    expect([cabinet.out('nakPump') > 0, cabinet.out('catholytePump') > 0]).toEqual([true, true]);
    cabinet.command('stop');
    cabinet.trip(expected('P13'));
    cabinet.second();
    expect([cabinet.state, cabinet.out('nakPump') > 0, cabinet.out('catholytePump') > 0]).toEqual(['fault', true, true]);
    end();
    cabinet.second();
    cabinet.second();
    expect([cabinet.state, cabinet.out('nakPump'), cabinet.out('catholytePump')]).toEqual(['fault', 0, 0]);
    expect([line('isolationValves'), line('enclosureFan')]).toEqual([true, true]);
  });
});

describe('the outputs beyond the cell', () => {
  it('open the valves and run the fan as long as nothing forbids it, and never purge or scrub by themselves', () => {
    expect([line('isolationValves'), line('enclosureFan'), line('argonPurge'), line('scrubber')]).toEqual([true, true, false, false]);
    cabinet.trip(expected('P35'));
    expect([line('isolationValves'), line('enclosureFan')]).toEqual([false, false]);
  });

  it('are on the map each by a bit of its own', () => {
    const shown = (): number => {
      cabinet.modules.drive.showOutputs();
      return cabinet.get('outputs');
    };
    // Valves 4, fan 8, purge 16, scrubber 32 (docs/registers.md, outputs).
    expect([shown(), line('argonPurge'), line('scrubber')]).toEqual([4 + 8, false, false]);
    cabinet.trip(expected('P30'));
    cabinet.second();
    expect([shown(), line('isolationValves'), line('enclosureFan'), line('argonPurge')]).toEqual([16, false, false, true]);
    cabinet.trip(expected('P29'));
    cabinet.second();
    expect([shown(), line('argonPurge'), line('scrubber')]).toEqual([16 + 32, true, true]);
  });

  it('heat the line behind a cell that is thawed, and never above the cell', () => {
    cabinet.command('start');
    for (const [liquidus, coldest, on] of [
      [321, 350, false],
      [320, 350, true],
      [320, 400, false],
      [NaN, 350, false],
      [320, NaN, false],
    ] as const) {
      cabinet.set('liquidus', liquidus);
      cabinet.set('coldestTemp', coldest);
      cabinet.second();
      expect([liquidus, coldest, line('traceHeater')]).toEqual([liquidus, coldest, on]);
    }
    cabinet.set('liquidus', 200);
    cabinet.set('coldestTemp', 350);
    cabinet.command('stop');
    cabinet.second();
    expect(line('traceHeater')).toBe(false);
  });

  it('tell the power converter both limits while the contactor is closed, and nothing otherwise', () => {
    bus(3.3);
    expect([pin('chargeLimitOut'), pin('dischargeLimitOut')]).toEqual([0, 0]);
    toPreCharge();
    for (let s = 0; s < 3; s++) cabinet.second();
    expect([pin('chargeLimitOut'), pin('dischargeLimitOut')]).toEqual([0.5, 0.5]);
    cabinet.trip(expected('P17'));
    cabinet.second();
    expect([pin('chargeLimitOut'), pin('dischargeLimitOut')]).toEqual([0.5, 0]);
    cabinet.trip(expected('P13'));
    cabinet.second();
    expect([pin('chargeLimitOut'), pin('dischargeLimitOut')]).toEqual([0, 0]);
  });

  it('let a converter of its own mind run down with the current of a silent master (P37), and give nothing back before a new set-point', () => {
    toPreCharge();
    bus(3.3);
    for (let s = 0; s < 3; s++) cabinet.second();
    const limits = (): number[] => [pin('chargeLimitOut'), pin('dischargeLimitOut')].map((duty) => Math.round(1000 * duty));
    cabinet.command('discharge', 0, 500);
    for (let i = 0; i < 12; i++) cabinet.tick();
    cabinet.second();
    expect(limits()).toEqual([500, 500]);
    cabinet.set('heartbeatAge', 100);
    cabinet.judge();
    // A hundredth of the largest current in each tick (docs/physics.md, section 10: ten seconds in all); the limits follow once a second.
    for (const left of [450, 400, 350]) {
      for (let i = 0; i < 10; i++) cabinet.tick();
      cabinet.second(0);
      expect(limits()[0]).toBe(0);
      expect(Math.abs((limits()[1] ?? 0) - left)).toBeLessThanOrEqual(50);
    }
    for (let i = 0; i < 100; i++) cabinet.tick();
    cabinet.second();
    expect([cabinet.state, limits()]).toEqual(['ready', [0, 0]]);
    cabinet.set('heartbeatAge', 0);
    cabinet.judge();
    cabinet.second();
    expect(limits()).toEqual([0, 0]);
    cabinet.command('charge', 0, 200);
    cabinet.second();
    expect(limits()).toEqual([500, 500]);
  });
});
