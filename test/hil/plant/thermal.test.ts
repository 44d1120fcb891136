import { describe, expect, it } from 'vitest';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { metalDensity, metalSpecificHeat } from '../../../hil/plant/metal.js';
import type { BoardOutputs } from '../../../hil/target/wires.js';
import { board, PUMPING, run } from './bench.js';

/** Minutes until the cell body has cooled to `end` °C. */
function cooldown(outputs: BoardOutputs, end: number): number {
  const cell = new LabCell({ temperature: 40, ambient: 15, noise: 0 });
  let minutes = 0;
  while (cell.truth.cellTemperature > end) {
    run(cell, 6, outputs);
    minutes += 0.1;
  }
  return minutes;
}

describe('metal properties', () => {
  it('have the densities of section 3 at 25 °C', () => {
    const rows: [number, number][] = [
      [10, 849],
      [14, 855],
      [22, 866],
      [30, 876],
      [40, 888],
      [50, 898],
      [58.2, 907],
      [70, 918],
    ];
    for (const [w, density] of rows) expect(Math.abs(metalDensity(w, 25) * 1000 - density)).toBeLessThan(0.8);
    expect(metalDensity(22, 25) * 1000).toBeCloseTo(865.7, 1);
    expect((metalDensity(22, 60) - metalDensity(22, 20)) * 25).toBeCloseTo(-0.223, 3);
  });

  it('have the specific heats of section 3', () => {
    const rows: [number, number, number][] = [
      [22, 25, 960],
      [22, 50, 950],
      [22, 100, 938],
      [14, 25, 913],
      [30, 25, 1008],
      [50, 25, 1126],
      [58.2, 25, 1174],
    ];
    for (const [w, celsius, heat] of rows) expect(Math.abs((metalSpecificHeat(w, celsius) * 1000) / heat - 1)).toBeLessThan(0.005);
  });
});

describe('heat balance', () => {
  it('cools from 40 to 20 °C in a room of 15 °C in about 40 minutes with both pumps on', () => {
    // One body of 1030 J/K and 0.7 W/K: 1471 s × ln(25/5) = 39.5 min.
    expect(Math.abs(cooldown(board(PUMPING), 20) - 39.5)).toBeLessThan(1);
  });

  it('cools about as fast at rest', () => {
    expect(Math.abs(cooldown(board(), 20) - 39.5)).toBeLessThan(4);
  });

  it('warms at no more than 2.6 K/min with the heater alone', () => {
    const cell = new LabCell({ temperature: 20, ambient: 20, noise: 0 });
    run(cell, 60, board({ heaterEnable: 1, heater: 1, ...PUMPING }));
    const rise =
      (600 * (cell.truth.cellTemperature - 20) + 50 * (cell.truth.lineTemperature - 20) + 380 * (cell.truth.catholyteTemperature - 20)) / 1030;
    expect(rise).toBeGreaterThan(2.5);
    expect(rise).toBeLessThan(2.63);
    for (const celsius of [cell.truth.cellTemperature, cell.truth.lineTemperature, cell.truth.catholyteTemperature])
      expect(celsius - 20).toBeLessThan(2.75);
  });

  it('holds 35 K above the room with 54 % of 45 W', () => {
    const cell = new LabCell({ temperature: 40, ambient: 5, noise: 0 });
    run(cell, 8 * 3600, board({ heaterEnable: 1, heater: 0.544, ...PUMPING }), 100);
    const { cellTemperature, lineTemperature, catholyteTemperature, ambientLoss } = cell.truth;
    expect(ambientLoss).toBeCloseTo(24.5, 1);
    expect((0.4 * cellTemperature + 0.05 * lineTemperature + 0.25 * catholyteTemperature) / 0.7).toBeCloseTo(40, 1);
  });

  it('has its coldest point in the NaK line, closer to the cell with flow', () => {
    const spread = (outputs: BoardOutputs): number => {
      const cell = new LabCell({ temperature: 40, ambient: 15, noise: 0 });
      run(cell, 4 * 3600, outputs, 100);
      return cell.truth.cellTemperature - cell.truth.coldestTemperature;
    };
    const flowing = spread(board({ heaterEnable: 1, heater: 0.39, ...PUMPING }));
    const resting = spread(board({ heaterEnable: 1, heater: 0.39 }));
    expect(flowing).toBeGreaterThan(1);
    expect(flowing).toBeLessThan(2);
    expect(resting).toBeGreaterThan(3);
    expect(resting).toBeLessThan(5);
  });

  it('lets a bare line in a draught fall far below the cell', () => {
    const cell = new LabCell({ temperature: 40, ambient: 15, noise: 0 });
    cell.faults.lineLossFactor = 10;
    cell.faults.lineAmbientOffset = -10;
    run(cell, 600, board({ heaterEnable: 1, heater: 0.39 }));
    expect(cell.truth.lineTemperature).toBeLessThan(12);
    expect(cell.truth.cellTemperature).toBeGreaterThan(37);
  });

  it('closes: heat in minus heat out is heat stored, through freezing and melting, current and faults', () => {
    const cell = new LabCell({ temperature: 12, ambient: 2, sodiumWt: 55, oxidisedFraction: 0.6, catholyteVolume: 2, seed: 9 });
    const { truth } = cell;
    const start = truth.storedHeat;
    let balance = 0;
    let gross = 0;
    let frozen = 0;
    let melted = 0;
    for (let i = 0; i < 144000; i++) {
      const phase = Math.floor(i / 6000) % 6;
      cell.faults.ambientTarget = i < 60000 ? 2 : 25;
      cell.faults.lineLossFactor = phase === 5 ? 8 : 1;
      cell.step(
        50,
        board({
          contactor: 1,
          heaterEnable: 1,
          heater: i > 60000 ? 0.8 : 0,
          dischargeCurrent: phase === 1 ? 0.8 : 0,
          chargeCurrent: phase === 3 ? 0.6 : 0,
          nakPump: phase > 2 ? 0.5 : 0,
          catholytePump: phase > 1 ? 0.3 : 0,
        }),
      );
      const into = truth.heaterPower + truth.ohmicHeat + truth.entropicHeat;
      balance += (into - truth.ambientLoss) * 0.05;
      gross += (into + truth.ambientLoss) * 0.05;
      if (truth.solidFraction > 0.1) frozen++;
      else if (truth.solidFraction === 0) melted++;
    }
    expect(frozen).toBeGreaterThan(1000);
    expect(melted).toBeGreaterThan(1000);
    expect(gross).toBeGreaterThan(50_000);
    expect(Math.abs(truth.storedHeat - start - balance)).toBeLessThan(1e-6 * gross);
  });

  it('conserves energy in the cell: chemical energy becomes electricity and heat', () => {
    const cell = new LabCell({ temperature: 30, ambient: 30, oxidisedFraction: 0.5, noise: 0 });
    run(cell, 1, board({ contactor: 1, dischargeCurrent: 0.4, ...PUMPING }));
    const { current, ocv, terminalVoltage, ohmicHeat } = cell.truth;
    expect(ocv * current).toBeCloseTo(terminalVoltage * current + ohmicHeat, 6);
  });
});

describe('heater', () => {
  const power = (outputs: BoardOutputs, fault: Partial<LabCell['faults']['heater']> = {}): number => {
    const cell = new LabCell();
    Object.assign(cell.faults.heater, fault);
    cell.step(50, outputs);
    return cell.truth.heaterPower;
  };

  it('needs both switches', () => {
    expect(power(board({ heaterEnable: 1, heater: 0.5 }))).toBe(22.5);
    expect(power(board({ heater: 1 }))).toBe(0);
    expect(power(board({ heaterEnable: 1 }))).toBe(0);
  });

  it('with a welded switch still obeys the other one', () => {
    expect(power(board({ heaterEnable: 1 }), { dutyWelded: true })).toBe(45);
    expect(power(board(), { dutyWelded: true })).toBe(0);
    expect(power(board({ heater: 0.2 }), { enableWelded: true })).toBeCloseTo(9, 9);
    expect(power(board(), { enableWelded: true })).toBe(0);
    expect(power(board(), { dutyWelded: true, enableWelded: true })).toBe(45);
  });

  it('whose driver is slow ramps, and is off at once with the second switch', () => {
    const cell = new LabCell();
    cell.faults.heater.ramp = 10;
    run(cell, 5, board({ heaterEnable: 1, heater: 1 }));
    expect(cell.truth.heaterPower).toBeCloseTo(22.5, 6);
    run(cell, 2, board({ heaterEnable: 1 }));
    expect(cell.truth.heaterPower).toBeCloseTo(45 * 0.3, 6);
    run(cell, 0.05, board());
    expect(cell.truth.heaterPower).toBe(0);
  });

  it('can burn out or give three times its heat', () => {
    expect(power(board({ heaterEnable: 1, heater: 1 }), { broken: true })).toBe(0);
    expect(power(board({ heaterEnable: 1, heater: 1 }), { gain: 3 })).toBe(135);
  });
});
