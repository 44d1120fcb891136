import { describe, expect, it } from 'vitest';
import { type Equipment, LabCell } from '../../../hil/plant/lab-cell.js';
import type { LabCellOptions } from '../../../hil/plant/options.js';
import type { PlantTruth } from '../../../hil/plant/truth.js';
import type { BoardOutputs } from '../../../hil/target/wires.js';
import { PUMPING, board, run } from './bench.js';

const ALONE: Equipment = { process: false, valves: false, preCharge: false };

function guarded(options: LabCellOptions = {}, equipment: Equipment = ALONE): LabCell {
  return new LabCell({ noise: 0, oxidisedFraction: 0.5, safetyHardware: 1, ...options }, equipment);
}

/** Steps of 1 ms until it is so; the time in ms. Fails after `most` ms. */
function timeUntil(cell: LabCell, outputs: BoardOutputs, met: (truth: Readonly<PlantTruth>) => boolean, most: number): number {
  for (let ms = 1; ms <= most; ms++) {
    cell.step(1, outputs);
    if (met(cell.truth)) return ms;
  }
  throw new Error(`not so within ${most} ms`);
}

/** The button at the cabinet, pressed and let go. */
function press(cell: LabCell, outputs: BoardOutputs): void {
  cell.faults.resetPressed = true;
  cell.step(50, outputs);
  cell.faults.resetPressed = false;
  cell.step(50, outputs);
}

const DISCHARGING = board({ contactor: 1, dischargeCurrent: 0.4, ...PUMPING });

describe('over-current comparator, 0.75 A within 1 ms', () => {
  it('opens the contactor 21 ms after 0.75 A, although its coil is still commanded and the converter pushes by itself', () => {
    const cell = guarded();
    run(cell, 1, DISCHARGING);
    cell.faults.converterOffset = 1.5;
    timeUntil(cell, DISCHARGING, (t) => t.current > 0.75, 10);
    expect(timeUntil(cell, DISCHARGING, (t) => t.currentComparator === 1, 10)).toBe(1);
    expect(timeUntil(cell, DISCHARGING, (t) => t.contactorClosed === 0, 100)).toBe(20);
    expect(cell.truth.current).toBe(0);
    run(cell, 10, DISCHARGING);
    expect(cell.truth.contactorClosed).toBe(0);
  });

  it('takes the release of the converter at once: the current falls before the contacts open', () => {
    const cell = guarded();
    const much = board({ contactor: 1, chargeCurrent: 0.8, ...PUMPING });
    timeUntil(cell, much, (t) => t.currentComparator === 1, 200);
    run(cell, 0.01, much, 1);
    expect(cell.truth.contactorClosed).toBe(1);
    // One time constant of the converter, 10 ms: 1/e of 0.75 A.
    expect(Math.abs(cell.truth.current)).toBeCloseTo(0.75 / Math.E, 1);
  });

  it('lets 0.74 A pass for ever', () => {
    const cell = guarded();
    run(cell, 60, board({ contactor: 1, dischargeCurrent: 0.74, ...PUMPING }));
    expect(cell.truth.currentComparator).toBe(0);
    expect(cell.truth.contactorClosed).toBe(1);
  });

  it('opens a contactor whose coil the board cannot switch off', () => {
    const cell = guarded();
    run(cell, 1, DISCHARGING);
    cell.faults.contactorDriven = true;
    run(cell, 1, board());
    expect(cell.truth.contactorClosed).toBe(1);
    cell.faults.converterOffset = 1;
    run(cell, 0.1, board(), 1);
    expect(cell.truth.contactorClosed).toBe(0);
  });
});

describe('window on the voltage, 0.5 to 4.6 V', () => {
  it.each([
    ['above 4.6 V within 1 ms', { chargeCurrent: 0.5 }, 2.5, 2],
    ['below 0.5 V within 20 ms', { dischargeCurrent: 0.5 }, 4, 21],
  ] as const)('acts %s', (_, duty, resistance, most) => {
    const cell = guarded({ temperature: 25 });
    const outputs = board({ contactor: 1, ...duty, ...PUMPING });
    run(cell, 1, outputs);
    expect(cell.truth.voltageComparator).toBe(0);
    cell.faults.asrFactor = resistance;
    expect(timeUntil(cell, outputs, (t) => t.voltageComparator === 1, 100)).toBeLessThanOrEqual(most);
    run(cell, 0.03, outputs, 1);
    expect(cell.truth.contactorClosed).toBe(0);
  });

  it('leaves a cell alone that is drained at rest', () => {
    const cell = guarded();
    cell.faults.ocvOffset = -3.3;
    run(cell, 10, board());
    expect(cell.truth.terminalVoltage).toBeLessThan(0.5);
    expect(cell.truth.voltageComparator).toBe(0);
  });
});

describe('thermal cut-out, 70 °C', () => {
  it('ends the heat of two welded switches and stays open while the cell cools', () => {
    const cell = guarded({ temperature: 66, ambient: 30 });
    cell.faults.heater.dutyWelded = cell.faults.heater.enableWelded = true;
    run(cell, 60, board(PUMPING));
    expect(cell.truth.heaterPower).toBeGreaterThan(0);
    run(cell, 1200, board(PUMPING));
    expect(cell.truth).toMatchObject({ cutOut: 1, heaterPower: 0, contactorFed: 0, pumpsFed: 1 });
    expect(cell.truth.maxTemperature).toBeLessThan(71);
    cell.faults.heater.dutyWelded = cell.faults.heater.enableWelded = false;
    run(cell, 1800, board(PUMPING));
    expect(cell.truth.heaterFed).toBe(0);
    press(cell, board());
    expect(cell.truth).toMatchObject({ cutOut: 0, heaterFed: 1 });
  });
});

describe('leak relay, 20 kΩ for 100 ms', () => {
  it('takes contactor, heater and pumps', () => {
    const cell = guarded();
    const all = board({ contactor: 1, heaterEnable: 1, heater: 1, ...PUMPING });
    run(cell, 5, all);
    cell.faults.leakResistance = 20_100;
    run(cell, 5, all);
    expect(cell.truth.leakRelay).toBe(0);
    cell.faults.leakResistance = 19_900;
    expect(timeUntil(cell, all, (t) => t.leakRelay === 1, 200)).toBe(101);
    run(cell, 5, all, 10);
    expect(cell.truth).toMatchObject({ contactorClosed: 0, heaterPower: 0 });
    expect(cell.truth.nakPumpSpeed).toBeLessThan(1);
    expect(cell.truth.catholytePumpSpeed).toBeLessThan(1);
  });

  it('is not reset while the tray is wet', () => {
    const cell = guarded();
    cell.faults.leakResistance = 5000;
    run(cell, 1, board());
    press(cell, board());
    expect(cell.truth.leakRelay).toBe(1);
    cell.faults.leakResistance = 100_000;
    run(cell, 1, board());
    expect(cell.truth.leakRelay).toBe(1);
    press(cell, board());
    expect(cell.truth.leakRelay).toBe(0);
  });
});

describe('chain of the emergency stop, 20 ms', () => {
  it('stops a pump whose drive runs by itself and opens a coil that is stuck on', () => {
    const cell = guarded();
    run(cell, 5, DISCHARGING);
    cell.faults.contactorDriven = true;
    cell.faults.nakPump.stuckOn = true;
    cell.faults.eStopPressed = true;
    expect(timeUntil(cell, DISCHARGING, (t) => t.contactorClosed === 0, 100)).toBe(41);
    run(cell, 5, DISCHARGING);
    expect(cell.truth.nakPumpSpeed).toBeLessThan(1);
  });

  it.each(['eStopA', 'eStopB'] as const)('opens by a broken wire of %s too, and ignores a bounce of 15 ms', (channel) => {
    const cell = guarded();
    cell.faults.digital[channel] = 0;
    run(cell, 0.015, board(), 1);
    cell.faults.digital[channel] = null;
    run(cell, 1, board(), 1);
    expect(cell.truth.stopChain).toBe(0);
    cell.faults.digital[channel] = 0;
    run(cell, 0.03, board(), 1);
    expect(cell.truth.stopChain).toBe(1);
  });
});

describe('relay behind safetyToggle, 1 s', () => {
  const WATCHED: Equipment = { ...ALONE, safetyRelay: true };

  /** The output changes with every tick of 100 ms. */
  function toggle(cell: LabCell, seconds: number, on: Partial<BoardOutputs> = {}): void {
    for (let i = 0; i < seconds * 10; i++) run(cell, 0.1, board({ safetyToggle: i % 2 === 0 ? 1 : 0, ...on }));
  }

  it('feeds nothing before the first change, then everything', () => {
    const cell = guarded({}, WATCHED);
    run(cell, 5, board({ contactor: 1 }));
    expect(cell.truth).toMatchObject({ contactorClosed: 0, heaterFed: 0, pumpsFed: 0, watchdogRelay: 0 });
    toggle(cell, 5, { contactor: 1 });
    expect(cell.truth).toMatchObject({ contactorClosed: 1, heaterFed: 1, pumpsFed: 1 });
  });

  it('falls a second after the last change and needs toggling and the button to come back', () => {
    const cell = guarded({}, WATCHED);
    toggle(cell, 5, { contactor: 1 });
    const still = board({ contactor: 1, ...PUMPING });
    run(cell, 0.85, still);
    expect(cell.truth.watchdogRelay).toBe(0);
    run(cell, 0.2, still);
    expect(cell.truth).toMatchObject({ watchdogRelay: 1, contactorClosed: 0, pumpsFed: 0, heaterFed: 0 });
    press(cell, still);
    expect(cell.truth.watchdogRelay).toBe(1);
    toggle(cell, 5, { contactor: 1 });
    expect(cell.truth.contactorClosed).toBe(0);
    cell.faults.resetPressed = true;
    toggle(cell, 1, { contactor: 1 });
    expect(cell.truth).toMatchObject({ watchdogRelay: 0, contactorClosed: 1 });
  });

  it('is not fitted to a board without the output', () => {
    const cell = guarded();
    run(cell, 5, board({ contactor: 1 }));
    expect(cell.truth.contactorClosed).toBe(1);
  });
});

it('takes nothing from a plant that is judged with its controller alone', () => {
  const cell = new LabCell({ noise: 0 });
  cell.faults.leakResistance = 5000;
  cell.faults.eStopPressed = true;
  cell.faults.converterOffset = 1.5;
  run(cell, 5, board({ contactor: 1, ...PUMPING }));
  expect(cell.truth).toMatchObject({
    contactorClosed: 1,
    contactorFed: 1,
    heaterFed: 1,
    pumpsFed: 1,
    currentComparator: 0,
    leakRelay: 0,
    stopChain: 0,
  });
});
