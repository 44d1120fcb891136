import { describe, expect, it } from 'vitest';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import type { LabCellOptions } from '../../../hil/plant/options.js';
import type { ProcessOutputs } from '../../../hil/plant/process-channels.js';
import type { BoardOutputs } from '../../../hil/target/wires.js';
import { board, PUMPING, run } from './bench.js';

const WITH_PROCESS = { process: true, valves: false, preCharge: true } as const;

/** A quiet cell with everything around it. */
function plant(options: LabCellOptions = {}): LabCell {
  return new LabCell({ noise: 0, temperature: 25, ambient: 25, ...options }, WITH_PROCESS);
}

/** Outputs of a board of profile `full`. */
function full(on: Partial<BoardOutputs> & ProcessOutputs = {}): BoardOutputs & ProcessOutputs {
  return { ...board(on), ...on };
}

describe('a plant without a balance of plant', () => {
  it('runs to the same last bit as one with it, on every input that both have', () => {
    const alone = new LabCell({ seed: 7, temperature: 40 });
    const whole = new LabCell({ seed: 7, temperature: 40 }, WITH_PROCESS);
    for (let i = 0; i < 2000; i++) {
      const outputs = board({ heaterEnable: 1, heater: (i % 7) / 10, ...PUMPING });
      alone.step(50, outputs);
      whole.step(50, outputs);
      expect({ ...whole.inputs, process: undefined, cells: undefined }).toEqual(alone.inputs);
    }
    expect(alone.process).toBeUndefined();
    expect(alone.truth.blanketPressure).toBeNaN();
  });
});

describe('the argon blanket', () => {
  it('is held at 5 kPa and clean', () => {
    const cell = plant();
    run(cell, 600, board(PUMPING));
    expect(cell.truth.blanketPressure).toBeCloseTo(5, 1);
    expect(cell.truth.oxygen).toBeCloseTo(3, 3);
    expect(cell.truth.hydrogen).toBe(0);
  });

  it('falls towards the room through a leak when the bottle is empty, with the time constant of its gas space', () => {
    const cell = plant();
    cell.faults.argon.empty = true;
    cell.faults.argon.leak = 0.1;
    run(cell, 10, board());
    // Seven times 23.1 mL of metal is gas: 0.1 mL/s·kPa on 162 mL at 101 kPa is 16 s.
    expect(cell.truth.blanketPressure).toBeCloseTo(5 * Math.exp((-0.1 * 101.325 * 10) / (7 * 23.1)), 1);
  });

  it('stands above 35 kPa, where the relief valve blows, when the regulator stays open', () => {
    const cell = plant();
    cell.faults.argon.stuckOpen = true;
    run(cell, 60, board());
    expect(cell.truth.blanketPressure).toBeGreaterThan(35);
    expect(cell.truth.blanketPressure).toBeLessThan(60);
  });

  it('is compressed by metal that comes and drawn out by metal that goes', () => {
    const cell = plant({ oxidisedFraction: 0.5 });
    cell.faults.argon.empty = true;
    const before = cell.truth.blanketPressure + 101.325;
    cell.faults.metalLost = 0.5;
    cell.step(50, board());
    // Boyle: 7 volumes become 7.5.
    expect((cell.truth.blanketPressure + 101.325) / before).toBeCloseTo(1 - 0.5 / 7.5, 3);
  });

  it('collects oxygen and hydrogen, and a purge takes them out', () => {
    const cell = plant();
    cell.faults.argon.oxygen = 2;
    cell.faults.argon.hydrogen = 0.01;
    run(cell, 60, board());
    expect(cell.truth.oxygen).toBeGreaterThan(110);
    expect(cell.truth.oxygen).toBeLessThan(125);
    expect(cell.truth.hydrogen).toBeGreaterThan(0.55);
    cell.faults.argon.oxygen = cell.faults.argon.hydrogen = 0;
    for (let i = 0; i < 2400; i++) cell.step(50, full({ argonPurge: 1 }));
    expect(cell.truth.purging).toBe(1);
    expect(cell.truth.oxygen).toBeLessThan(1);
    expect(cell.truth.hydrogen).toBeLessThan(0.001);
  });
});

describe('pressures', () => {
  it('are 6 and 3.6 kPa above the blanket at nominal flow, so that the ceramic sees 2.4 kPa', () => {
    const cell = plant();
    run(cell, 20, board(PUMPING));
    expect(cell.truth.nakPressure).toBeCloseTo(11, 1);
    expect(cell.truth.catholytePressure).toBeCloseTo(8.6, 1);
    expect(cell.truth.membranePressure).toBeCloseTo(2.4, 1);
  });

  it('rise to 1.75 times the fresh line behind a shut NaK line, and past half more only below a third of the flow', () => {
    const cell = plant();
    const above = (share: number): number => {
      cell.faults.nakPump.blockage = share;
      run(cell, 20, board(PUMPING));
      return cell.truth.nakPressure - cell.truth.blanketPressure;
    };
    expect(above(1)).toBeCloseTo(10.5, 1);
    // Slush flows 0.64 and 0.36 of the fresh flow at 5 and 10 % solid: no more than half above the fresh 6 kPa.
    expect(above(0.36)).toBeLessThan(9);
    expect(above(0.64)).toBeLessThan(9);
    expect(above(0.73)).toBeGreaterThan(9);
  });

  it('do not rise with a worn pump', () => {
    const cell = plant();
    cell.faults.nakPump.efficiency = 0.6;
    run(cell, 20, board(PUMPING));
    expect(cell.truth.nakPressure - cell.truth.blanketPressure).toBeCloseTo(3.6, 1);
  });

  it('load the ceramic when the vent of the catholyte tank is blocked', () => {
    const cell = plant();
    cell.faults.catholyteTankPressure = 22;
    run(cell, 20, board(PUMPING));
    expect(cell.truth.membranePressure).toBeCloseTo(2.4 - 22, 1);
  });
});

describe('the level', () => {
  it('is the mass over the density of docs/physics.md: 23.1 mL of 20 g, 42 % of it at 50 wt%', () => {
    const cell = plant();
    expect(cell.truth.nakVolume).toBeCloseTo(20 / 0.8657, 2);
    // 115.5 mL at 22 wt% become 49.0 at 50 wt%, per 22 g of sodium.
    const rich = plant({ sodiumWt: 50, metalMass: 4.4 / 0.5 });
    expect(rich.truth.nakVolume / cell.truth.nakVolume).toBeCloseTo(49.0 / 115.5, 3);
  });

  it('falls with metal that runs out, and composition and mass balance stay', () => {
    const cell = plant({ oxidisedFraction: 0.5 });
    cell.faults.metalLost = 0.12;
    run(cell, 10, board({ contactor: 1, dischargeCurrent: 0.4, ...PUMPING }));
    expect(cell.truth.nakVolumeShare).toBeCloseTo(88, 0);
    expect(cell.truth.lostMetal).toBeCloseTo(2.4, 2);
    expect(cell.truth.sodiumMass).toBeCloseTo(4.4 * 0.88, 3);
    const moved = cell.truth.netCharge * 1.45881;
    expect(cell.truth.sodiumMass + cell.truth.potassiumMass + cell.truth.lostMetal + moved).toBeCloseTo(20, 6);
    cell.faults.metalLost = 0;
    run(cell, 10, board());
    expect(cell.truth.nakVolumeShare).toBeCloseTo(88, 0);
  });
});

describe('pump motors', () => {
  it('take 0.5 A at full speed and less below', () => {
    const cell = plant();
    run(cell, 20, board({ nakPump: 1, catholytePump: 0.3 }));
    expect(cell.truth.nakPumpCurrent).toBeCloseTo(0.5, 3);
    expect(cell.truth.catholytePumpCurrent).toBeCloseTo(0.5 * (0.2 + 0.8 * 0.3), 3);
    run(cell, 20, board());
    expect(cell.truth.nakPumpCurrent).toBe(0);
  });

  it('show a stall at the limit of the drive within 0.2 s, and a dry pump below half', () => {
    const cell = plant();
    run(cell, 20, board(PUMPING));
    const sound = cell.truth.nakPumpCurrent;
    cell.faults.nakPump.stalled = true;
    run(cell, 0.2, board(PUMPING));
    expect(cell.truth.nakPumpCurrent).toBeGreaterThan(1.5 * sound);
    cell.faults.nakPump.stalled = false;
    cell.faults.nakPump.dry = true;
    run(cell, 20, board(PUMPING));
    expect(cell.truth.nakPumpCurrent / sound).toBeLessThan(0.5);
    expect(cell.truth.nakFlow).toBe(0);
    expect(cell.truth.nakPumpSpeed).toBeCloseTo(825, 0);
  });
});

describe('bus and valves', () => {
  it('charges the bus through the pre-charge switch in half a second, and keeps the charge balance', () => {
    const cell = plant({ oxidisedFraction: 0.5 });
    for (let i = 0; i < 20; i++) cell.step(50, full({ preCharge: 1 }));
    expect(cell.truth.busVoltage).toBeGreaterThan(0.97 * cell.truth.terminalVoltage);
    expect(cell.truth.netCharge * 3600).toBeCloseTo(0.01 * cell.truth.busVoltage, 6);
    cell.step(50, full({ preCharge: 1, contactor: 1 }));
    expect(cell.truth.inrushCurrent).toBeLessThan(0.1);
  });

  it('shows the inrush of a contactor that closes on an empty bus', () => {
    const cell = plant();
    cell.step(50, full({ contactor: 1 }));
    expect(cell.truth.inrushCurrent).toBeGreaterThan(1.9);
    cell.step(50, full({ contactor: 1 }));
    expect(cell.truth.inrushCurrent).toBe(0);
  });

  it('has a bus that a converter charges by itself where the board has no switch for it', () => {
    const cell = new LabCell({ noise: 0 }, { process: true, valves: false, preCharge: false });
    cell.step(50, full({ contactor: 1 }));
    expect(cell.truth.busVoltage).toBeCloseTo(cell.truth.terminalVoltage, 12);
    expect(cell.truth.inrushCurrent).toBe(0);
  });

  it('stops both flows while valves that a board can shut are not held open', () => {
    const cell = new LabCell({ noise: 0 }, { process: true, valves: true, preCharge: true });
    for (let i = 0; i < 200; i++) cell.step(50, full({ isolationValves: 1, ...PUMPING }));
    expect(cell.truth.nakFlow).toBeCloseTo(10, 3);
    cell.step(50, full(PUMPING));
    expect(cell.truth).toMatchObject({ nakFlow: 0, catholyteFlow: 0, valvesOpen: 0 });
  });
});

describe('devices that are stuck', () => {
  it('stay where they are, whatever the board says, until they are freed', () => {
    const cell = new LabCell({ noise: 0 }, { process: true, valves: true, preCharge: false });
    const all = board({ isolationValves: 1, enclosureFan: 1, argonPurge: 1, nakPump: 0.5 });
    Object.assign(cell.faults.stuck, { isolationValves: 0, argonPurge: 0 });
    run(cell, 5, all);
    expect(cell.truth).toMatchObject({ valvesOpen: 0, fanOn: 1, purging: 0, nakFlow: 0, fanUncontrollable: 0 });
    cell.faults.reset();
    run(cell, 5, all);
    expect(cell.truth).toMatchObject({ valvesOpen: 1, fanOn: 1, purging: 1 });
    Object.assign(cell.faults.stuck, { isolationValves: 1, enclosureFan: 1 });
    run(cell, 5, board({ nakPump: 0.5 }));
    expect(cell.truth).toMatchObject({ valvesOpen: 1, fanOn: 1, purging: 0, fanUncontrollable: 1 });
    expect(cell.truth.nakFlow).toBeGreaterThan(9);
  });

  it('leave the toxic gas where it is when the scrubber does not start', () => {
    const gas = (stuck: 0 | undefined): number => {
      const cell = new LabCell({ noise: 0 }, { process: true, valves: false, preCharge: false });
      cell.faults.toxicGasSource = 0.1;
      cell.faults.stuck.scrubber = stuck;
      run(cell, 300, board({ scrubber: 1 }));
      return cell.truth.toxicGas;
    };
    expect(gas(0)).toBeGreaterThan(3 * gas(undefined));
  });
});

describe('the enclosure', () => {
  it('fills with gas and is cleaned by exhaust, fan and scrubber', () => {
    const cell = plant();
    cell.faults.toxicGasSource = 0.1;
    cell.faults.roomHydrogenSource = 0.5;
    run(cell, 120, board());
    // 120 s of exhaust: 1 − 1/e of 0.1 · 120 and of 0.5 · 120.
    expect(cell.truth.toxicGas).toBeCloseTo(12 * (1 - Math.exp(-1)), 2);
    expect(cell.truth.roomHydrogen).toBeCloseTo(60 * (1 - Math.exp(-1)), 2);
    cell.faults.toxicGasSource = cell.faults.roomHydrogenSource = 0;
    const before = cell.truth.toxicGas;
    for (let i = 0; i < 600; i++) cell.step(50, full({ scrubber: 1 }));
    expect(cell.truth.toxicGas / before).toBeCloseTo(Math.exp(-30 / 120 - 1), 3);
  });
});
