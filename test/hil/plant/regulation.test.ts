import { describe, expect, it } from 'vitest';
import { LabCell, type Equipment } from '../../../hil/plant/lab-cell.js';
import { regulatedCurrent, type Regulation } from '../../../hil/plant/regulation.js';
import { board, PUMPING, run } from './bench.js';

const FREE = { charge: 1, discharge: 1 };
const LIMITED: Equipment = { process: false, valves: false, preCharge: false, limitOutputs: true };

describe('what a charger or load takes', () => {
  // A cell of 3.3 V behind 1.6 Ω: 25 cm² at 25 °C have 40 Ω·cm².
  const of = (regulation: Regulation, ceilings = FREE): number => regulatedCurrent(regulation, 3.3, 1.6, ceilings);

  it('is the constant current, and no more than is allowed in its direction', () => {
    expect(of({ holds: 'current', at: 0.3 })).toBe(0.3);
    expect(of({ holds: 'current', at: -0.3 })).toBe(-0.3);
    expect(of({ holds: 'current', at: 0.3 }, { charge: 1, discharge: 0.2 })).toBe(0.2);
    expect(of({ holds: 'current', at: -0.3 }, { charge: 0.1, discharge: 1 })).toBe(-0.1);
    expect(of({ holds: 'current', at: 0.3 }, { charge: 1, discharge: 0 })).toBe(0);
  });

  it('is what brings the terminals to the constant voltage: (3.3 − 3.62)/1.6 = −0.2 A', () => {
    expect(of({ holds: 'voltage', at: 3.62, only: 'charge' })).toBeCloseTo(-0.2, 12);
    expect(of({ holds: 'voltage', at: 3.14, only: 'discharge' })).toBeCloseTo(0.1, 12);
    expect(of({ holds: 'voltage', at: 3.62, only: 'charge' }, { charge: 0.15, discharge: 1 })).toBe(-0.15);
  });

  it('is nothing when the voltage lies on the other side: a charger does not discharge, a load does not charge', () => {
    expect(of({ holds: 'voltage', at: 3.14, only: 'charge' })).toBeCloseTo(0, 12);
    expect(of({ holds: 'voltage', at: 3.62, only: 'discharge' })).toBeCloseTo(0, 12);
    expect(of({ holds: 'voltage', at: 3.14 })).toBeCloseTo(0.1, 12);
  });

  it('gives the constant power at the terminals: 0.25 A at 2.9 V, −0.25 A at 3.7 V', () => {
    expect(of({ holds: 'power', at: 0.25 * 2.9 })).toBeCloseTo(0.25, 12);
    expect(of({ holds: 'power', at: -0.25 * 3.7 })).toBeCloseTo(-0.25, 12);
    expect(of({ holds: 'power', at: 0 })).toBe(0);
    expect(regulatedCurrent({ holds: 'power', at: 0.66 }, 3.3, 0, FREE)).toBeCloseTo(0.2, 12);
  });

  it('is all that is allowed when the cell cannot give the power: at most 3.3²/(4·1.6) = 1.70 W, at 1.03 A', () => {
    const wide = { charge: 2, discharge: 2 };
    expect(of({ holds: 'power', at: 1.7 }, wide)).toBeCloseTo(1.01, 1);
    expect(of({ holds: 'power', at: 1.71 }, wide)).toBe(2);
    expect(of({ holds: 'power', at: 1.71 }, { charge: 0, discharge: 0.4 })).toBe(0.4);
    for (const source of [0, -0.5]) expect(regulatedCurrent({ holds: 'power', at: 0.1 }, source, 1.6, FREE)).toBe(1);
  });
});

describe('charger and load on the cell', () => {
  const silent = (equipment?: Equipment): LabCell =>
    new LabCell({ noise: 0, temperature: 20, oxidisedFraction: 0.5, catholyteVolume: 0.01 }, equipment);

  it('stay within the command of a board without limit outputs, and within the limits of one that has them', () => {
    const outputs = { contactor: 1, chargeCurrent: 0.2, chargeLimitOut: 0.4, ...PUMPING } as const;
    for (const [equipment, amperes] of [
      [undefined, -0.2],
      [LIMITED, -0.3],
    ] as const) {
      const cell = silent(equipment);
      cell.faults.regulation = { holds: 'current', at: -0.3 };
      run(cell, 0.5, board(outputs));
      expect(cell.truth.current).toBeCloseTo(amperes, 9);
      run(cell, 0.5, board({ ...outputs, chargeCurrent: 0, chargeLimitOut: 0 }));
      expect(cell.truth.current).toBeCloseTo(0, 9);
    }
  });

  it('end a charge at constant voltage in a taper: the voltage stays, the current falls', () => {
    const cell = silent();
    cell.faults.regulation = { holds: 'voltage', at: 3.42, only: 'charge' };
    const outputs = board({ contactor: 1, chargeCurrent: 0.05, ...PUMPING });
    run(cell, 60, outputs);
    expect(cell.truth.current).toBeCloseTo(-0.05, 6);
    expect(cell.truth.terminalVoltage).toBeLessThan(3.42);
    let before = -1;
    for (let minute = 0; minute < 120; minute++) {
      run(cell, 60, outputs);
      expect(cell.truth.current).toBeGreaterThanOrEqual(before);
      before = cell.truth.current;
    }
    expect(cell.truth.terminalVoltage).toBeCloseTo(3.42, 4);
    expect(before).toBeGreaterThan(-0.02);
    expect(before).toBeLessThan(0);
  });

  it('hold the power while the voltage of the cell moves', () => {
    const cell = silent();
    cell.faults.regulation = { holds: 'power', at: 0.8 };
    const outputs = board({ contactor: 1, dischargeCurrent: 0.5, ...PUMPING });
    run(cell, 60, outputs);
    const first = cell.truth.current;
    run(cell, 450, outputs);
    expect(cell.truth.power).toBeCloseTo(0.8, 4);
    expect(cell.truth.current).toBeGreaterThan(first + 0.002);
  });

  it('ignore command and limits when they do not ask the board, up to the full scale and with the contactor closed only', () => {
    const cell = silent(LIMITED);
    cell.faults.wilful = { holds: 'current', at: 0.62 };
    run(cell, 0.5, board({ contactor: 1, ...PUMPING }));
    expect(cell.truth.current).toBeCloseTo(0.62, 9);
    expect(cell.truth.currentUncontrollable).toBe(0);
    expect(cell.truth.contactorUncontrollable).toBe(0);
    cell.faults.wilful = { holds: 'voltage', at: 0 };
    run(cell, 0.5, board({ contactor: 1, ...PUMPING }));
    expect(cell.truth.current).toBeCloseTo(1, 9);
    run(cell, 0.5, board(PUMPING));
    expect(cell.truth.current).toBe(0);
    cell.faults.contactor = 'welded';
    run(cell, 0.5, board(PUMPING));
    expect(cell.truth.current).toBeCloseTo(1, 9);
    expect(cell.truth.currentUncontrollable).toBe(1);
    expect(cell.truth.contactorUncontrollable).toBe(1);
    cell.faults.wilful = undefined;
    run(cell, 0.5, board(PUMPING));
    expect(cell.truth.currentUncontrollable).toBe(0);
    expect(cell.truth.contactorUncontrollable).toBe(1);
  });

  it('keep the balances: potassium by charge, chemical energy by electricity and heat', () => {
    for (const regulation of [
      { holds: 'voltage', at: 3.6, only: 'charge' },
      { holds: 'power', at: 0.8 },
      { holds: 'current', at: -0.3 },
    ] as const) {
      const cell = new LabCell({ noise: 0, oxidisedFraction: 0.5 });
      cell.faults.regulation = regulation;
      const outputs = board({ contactor: 1, chargeCurrent: 0.5, dischargeCurrent: 0.5, ...PUMPING });
      const { truth } = cell;
      const potassium = truth.potassiumMass;
      let stored = truth.storedHeat;
      let heat = 0;
      let apart = 0;
      let through = 0;
      for (let i = 0; i < 20 * 1800; i++) {
        const charge = truth.netCharge;
        cell.step(50, outputs);
        heat += (truth.ohmicHeat + truth.entropicHeat - truth.ambientLoss) * 0.05;
        const coulombs = (truth.netCharge - charge) * 3600;
        // What the cell gives at its open-circuit voltage leaves at the terminals or stays as ohmic heat.
        apart += truth.ocv * coulombs - truth.terminalVoltage * coulombs - truth.ohmicHeat * 0.05;
        through += Math.abs(truth.ocv * coulombs);
      }
      stored = truth.storedHeat - stored;
      // 0.405225 mg of potassium a coulomb (docs/physics.md, section 2).
      expect(potassium - truth.potassiumMass).toBeCloseTo(0.405225e-3 * truth.netCharge * 3600, 6);
      expect(Math.abs(stored - heat)).toBeLessThan(1e-3 * Math.max(Math.abs(stored), 1));
      expect(Math.abs(apart)).toBeLessThan(2e-4 * through);
    }
  });
});
