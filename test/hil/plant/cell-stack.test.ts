import { describe, expect, it } from 'vitest';
import { HazardOracle } from '../../../hil/plant/hazards.js';
import { LabCell } from '../../../hil/plant/lab-cell.js';
import { completeOptions, type LabCellOptions } from '../../../hil/plant/options.js';
import { anchorParameters } from '../../../hil/scenario/hand.js';
import { board, PUMPING, run } from './bench.js';

/** 1.45881 g of potassium an ampere-hour: M_K / F. */
const POTASSIUM = 39.0983 / 96485.33212;
const EYES = { process: true, valves: false, preCharge: false };

function stack(options: LabCellOptions = {}): LabCell {
  return new LabCell({ preset: 'stack', temperature: 40, ambient: 22, noise: 0, ...options }, EYES);
}

/** Voltages that the board reads, from the fractions of its front ends: (U + 1) / 7. */
function read(plant: LabCell): number[] {
  return [...(plant.inputs.cells as Float64Array)].map((fraction) => fraction * 7 - 1);
}

describe('a stack of 1 kW and 10 kWh', () => {
  it('gives 1 kW at 10 mA/cm² and 25 °C, and 10 kWh from 22 to 50 wt% at 2.9 V', () => {
    const plant = stack({ temperature: 25, ambient: 25, oxidisedFraction: 0.5, sodiumWt: 22, spread: 0 });
    run(plant, 1, board({ contactor: 1, dischargeCurrent: 0.25, ...PUMPING }));
    // Section 7: 29 mW/cm² on 3.45 m².
    expect(plant.truth.power).toBeGreaterThan(980);
    expect(plant.truth.power).toBeLessThan(1020);
    // 383.9 mAh/g (section 2) on 24 loops of 57.5 pieces of 6.52 g.
    const hours = 0.3839 * 6.52 * 24 * 57.5;
    expect((hours * 2.9) / 1000).toBeCloseTo(10, 1);
    // 90 % of 180 L at 0.8 mol/L carry that charge.
    const { catholyteVolume, catholyteConcentration } = completeOptions({ preset: 'stack' });
    expect(catholyteVolume * 24 * 57.5).toBeCloseTo(180, 0);
    expect((catholyteConcentration * catholyteVolume * 96485.33212) / 3600).toBeGreaterThan((0.3839 * 6.52) / 0.9);
  });

  it('cools with a time constant of 11 h (787 kJ/K on 20 W/K: 40 → 20 °C in a room of 15 °C in 17 h), its NaK line at rest faster', () => {
    const plant = stack({ ambient: 15, cells: 2, loops: 'shared' });
    run(plant, 1800, board(), 100);
    // The sum of 42 and 745 kJ/K loses 20 W/K · 25 K for half an hour: 1.14 K; tank and room share it unevenly.
    expect(40 - plant.truth.catholyteTemperature).toBeGreaterThan(0.6);
    expect(40 - plant.truth.catholyteTemperature).toBeLessThan(1.15);
    expect(plant.truth.lineTemperature).toBeLessThan(plant.truth.catholyteTemperature - 3);
    const pieces = 24 * 57.5;
    expect(plant.truth.ambientLoss * pieces).toBeGreaterThan(430);
    expect(plant.truth.ambientLoss * pieces).toBeLessThan(500);
  });

  it('tells the controller its cells and flows', () => {
    const told = anchorParameters(completeOptions({ preset: 'stack', cells: 16 }), 4);
    expect(['cellsInSeries', 'singleCells', 'nakFlowSet', 'catholyteFlowSet'].map((name) => told.get(name))).toEqual([16, 16, 50, 100]);
    expect(anchorParameters(completeOptions({ preset: 'stack', loops: 'shared' }), 4).has('cellsInSeries')).toBe(false);
  });

  it.each([
    [{ preset: 'stack', cells: 1 }, 'a stack of 1 cells'],
    [{ cells: 4 }, 'a lab-cell of 4 cells'],
    [{ preset: 'stack', cells: 8, offLoop: 9 }, 'there is no loop 9'],
    [{ preset: 'stack', loops: 'shared', offLoop: 1 }, 'there is no loop 1'],
    [{ preset: 'stack', cells: 2.5 }, 'whole numbers'],
    [{ preset: 'pile' as never }, 'there is no preset "pile"'],
    [{ preset: 'stack', loops: 'ring' as never }, 'isolated or shared'],
  ] satisfies [LabCellOptions, string][])('refuses %o', (options, words) => {
    expect(() => completeOptions(options)).toThrow(words);
  });
});

/** Loops that a controller is told of that follows `followed`: composition, 0.01 wt% Na, and mass, mg. */
function told(options: LabCellOptions, followed: number): number[][] {
  const values = anchorParameters(completeOptions({ preset: 'stack', sodiumWt: 26, ...options }), followed);
  const rest = Array.from({ length: (values.get('nakLoops') ?? 1) - 1 }, (_, k) => [
    values.get(`loop${k + 2}Anchor`) ?? NaN,
    values.get(`loop${k + 2}Mass`) ?? NaN,
  ]);
  expect(values.has(`loop${rest.length + 2}Mass`)).toBe(false);
  return [[values.get('anchorComposition') ?? NaN, values.get('anchorMetalMass') ?? NaN], ...rest];
}

describe('what is in the loops of a stack', () => {
  it('is told loop by loop to a controller that follows as many', () => {
    expect(told({ cells: 3, offLoop: 2, offSodium: 40 }, 4)).toEqual([
      [2600, 6520],
      [4000, 6520],
      [2600, 6520],
    ]);
    expect(told({ cells: 2, offLoop: 1, offSodium: 14.4, metalMass: 20 }, 4)).toEqual([
      [1440, 20000],
      [2600, 20000],
    ]);
  });

  it('is told by its two ends when there are more: least sodium first, then most', () => {
    expect(told({ cells: 24, offLoop: 9, offSodium: 30 }, 4)).toEqual([
      [2600, 6520],
      [3000, 6520],
    ]);
    expect(told({ cells: 5, offLoop: 1, offSodium: 20 }, 4)).toEqual([
      [2000, 6520],
      [2600, 6520],
    ]);
  });

  it('is one loop when all are alike and more than are followed, or when all cells share it', () => {
    expect(told({ cells: 24 }, 4)).toEqual([[2600, 6520]]);
    expect(told({ cells: 4 }, 1)).toEqual([[2600, 6520]]);
    expect(told({ cells: 3, loops: 'shared' }, 4)).toEqual([[2600, 6520]]);
  });

  it('is refused when the loops differ and the controller follows one', () => {
    expect(() => told({ cells: 24, offLoop: 9, offSodium: 30 }, 1)).toThrow(/NaK loops hold 26 to 30 wt% Na, but the board follows one loop/);
  });

  it('never goes beyond the two ends, wherever the charge leads: all of a mass keep their order', () => {
    const ends = { cells: 6, offLoop: 3, offSodium: 30, sodiumWt: 26, oxidisedFraction: 0.9 };
    const plant = stack(ends);
    run(plant, 900, board({ contactor: 1, dischargeCurrent: 0.4, ...PUMPING }));
    // By hand: 6.52 g each, the same potassium out of all.
    const left = 6.52 - plant.truth.netCharge * 3600 * POTASSIUM;
    expect(plant.truth.sodiumWtLowest).toBeCloseTo((6.52 * 26) / left, 9);
    expect(plant.truth.sodiumWtHighest).toBeCloseTo((6.52 * 30) / left, 9);
  });
});

describe('cells in series with a NaK loop each', () => {
  it('share the current, and their voltages add up to the mean at the terminals', () => {
    const plant = stack({ cells: 8, spread: 0.1, oxidisedFraction: 0.5 });
    plant.faults.cellExcess[2] = 0.5;
    plant.faults.cellOffsets[5] = -0.2;
    run(plant, 2, board({ contactor: 1, dischargeCurrent: 0.4, ...PUMPING }));
    const volts = read(plant).slice(0, 8);
    const mean = volts.reduce((sum, u) => sum + u, 0) / 8;
    expect(mean).toBeCloseTo(plant.truth.terminalVoltage, 2);
    expect(plant.truth.cellLowest).toBeLessThan(mean - 0.15);
    // Cell 6: 0.2 V less; cell 3: half a resistance more at 0.4 A, 31.7 Ω·cm² on 25 cm² at 40 °C: 0.25 V of 1.27 Ω · 0.4 A, spread aside.
    expect(volts.indexOf(Math.min(...volts))).toBeOneOf([2, 5]);
    expect(Math.max(...volts) - (volts[2] as number)).toBeGreaterThan(0.15);
  });

  it('differ by the wanted spread, the same for the same seed', () => {
    const deviations = (seed: number): number[] => {
      const plant = stack({ cells: 32, spread: 0.05, seed, oxidisedFraction: 0.5 });
      run(plant, 2, board({ contactor: 1, dischargeCurrent: 0.4, ...PUMPING }));
      const volts = read(plant);
      const mean = volts.reduce((sum, u) => sum + u, 0) / 32;
      const drop = plant.truth.ocv - plant.truth.terminalVoltage;
      return volts.map((u) => (mean - u) / drop);
    };
    const first = deviations(3);
    expect(deviations(3)).toEqual(first);
    expect(deviations(4)).not.toEqual(first);
    const variance = first.reduce((sum, d) => sum + d * d, 0) / 31;
    expect(Math.sqrt(variance)).toBeGreaterThan(0.035);
    expect(Math.sqrt(variance)).toBeLessThan(0.065);
  });

  it('balance mass: every loop keeps its sodium and loses M_K/F of potassium a coulomb', () => {
    const plant = stack({ cells: 6, offLoop: 2, offSodium: 40, sodiumWt: 26, oxidisedFraction: 0.9 });
    run(plant, 600, board({ contactor: 1, dischargeCurrent: 0.3, heaterEnable: 1, heater: 0.4, ...PUMPING }));
    const { truth } = plant;
    const potassium = truth.netCharge * 3600 * POTASSIUM;
    const after = (w: number): number => (100 * ((6.52 * w) / 100)) / (6.52 - potassium);
    expect(truth.netCharge).toBeGreaterThan(0.049);
    expect(truth.sodiumWtHighest).toBeCloseTo(after(40), 9);
    expect(truth.sodiumWtLowest).toBeCloseTo(after(26), 9);
    // The mean of five loops of 26 and one of 40 wt%.
    expect(truth.sodiumMass).toBeCloseTo((6.52 * (5 * 26 + 40)) / 600, 9);
    expect(truth.sodiumMass + truth.potassiumMass + potassium).toBeCloseTo(6.52, 9);
  });

  it('judge margin and solid share by the worst loop: 55 wt% freezes at 20.5 °C, 26 wt% does not', () => {
    const plant = stack({ cells: 4, offLoop: 4, offSodium: 55, sodiumWt: 26, temperature: 15, ambient: 15 });
    run(plant, 1, board());
    expect(plant.truth.liquidus).toBeCloseTo(20.5, 0);
    expect(plant.truth.margin).toBeCloseTo(15 - plant.truth.liquidus, 6);
    // Lever rule of section 1.6: (55 − 51.0) / (97.8 − 51.0) at 15 °C.
    expect(plant.truth.solidFraction).toBeCloseTo(4 / 46.8, 2);
  });

  /** Hazards of 40 s of a cold stack of four with another fill in its loop 4. */
  const hazards = (options: LabCellOptions, outputs: Parameters<typeof board>[0]): string[] => {
    const plant = stack({ cells: 4, offLoop: 4, temperature: 15, ambient: 15, oxidisedFraction: 0.5, ...options });
    const oracle = new HazardOracle();
    for (let ms = 0; ms < 40_000; ms += 50) {
      plant.step(50, board({ ...PUMPING, ...outputs }));
      oracle.observe(50, plant.truth);
    }
    return oracle.hazards.map(({ id }) => id).sort();
  };

  it('are frozen for the pump when one of them is', () => {
    expect(hazards({ sodiumWt: 26, offSodium: 55 }, {})).toEqual(['frozenPump']);
    expect(hazards({ sodiumWt: 26, offSodium: 26 }, {})).toEqual([]);
  });

  it('forbid the direction in which the frozen one freezes more, and leave the way back', () => {
    const charge = { contactor: 1, chargeCurrent: 0.3 } as const;
    const discharge = { contactor: 1, dischargeCurrent: 0.3 } as const;
    // 53 wt% freezes at 17.8 °C (docs/physics.md, section 1: 16.4 at 52, 19.2 at 54): sodium-rich, so charging helps, although the metal of the other loops lies potassium-rich.
    expect(hazards({ sodiumWt: 20, offSodium: 53 }, charge)).toEqual(['frozenPump']);
    expect(hazards({ sodiumWt: 20, offSodium: 53 }, discharge)).toEqual(['dischargeBelowLiquidus', 'frozenPump']);
    // 11 wt% freezes at 18.8 °C (22.2 at 10, 15.5 at 12): potassium-rich.
    expect(hazards({ sodiumWt: 30, offSodium: 11 }, charge)).toEqual(['chargeBelowLiquidus', 'frozenPump']);
  });

  it('show the margin of the potassium-rich ones apart', () => {
    const plant = stack({ cells: 2, sodiumWt: 55, offLoop: 2, offSodium: 14.4, temperature: 26, ambient: 26 });
    run(plant, 1, board());
    // docs/physics.md, section 1: 19.2 °C at 54 and 22.0 at 56 wt%, 9.3 at 14.
    expect(plant.truth.margin).toBeCloseTo(5.4, 0);
    expect(plant.truth.marginPotassiumRich).toBeGreaterThan(16.7);
    const rich = stack({ cells: 2, sodiumWt: 55, offLoop: 2, offSodium: 23, temperature: 26, ambient: 26 });
    run(rich, 1, board());
    expect(rich.truth.marginPotassiumRich).toBeNaN();
  });
});

describe('cells in parallel on one NaK loop', () => {
  const faults = (plant: LabCell): void => {
    plant.faults.cellExcess[0] = 2;
    plant.faults.cellOffsets[1] = -0.1;
  };

  it('have one voltage, that of Kirchhoff', () => {
    const plant = stack({ cells: 3, loops: 'shared', spread: 0, oxidisedFraction: 0.5 });
    faults(plant);
    run(plant, 2, board({ contactor: 1, dischargeCurrent: 0.3, ...PUMPING }));
    const { truth } = plant;
    expect(truth.cellHighest).toBe(truth.cellLowest);
    // By hand: E, E − 0.1, E behind 3R, R, R; three times the current of a mean cell.
    const ohms = 31.7 / 25;
    const volts = 3.3 - 1.2e-3 * 15 + 0;
    const g = [1 / (3 * ohms), 1 / ohms, 1 / ohms];
    const e = [volts, volts - 0.1, volts];
    const u = (g.reduce((sum, s, k) => sum + s * (e[k] as number), 0) - 3 * truth.current) / g.reduce((sum, s) => sum + s, 0);
    expect(truth.terminalVoltage).toBeCloseTo(u, 2);
  });

  it('keep energy: with one cell 0.1 V lower, currents circulate and heat at rest', () => {
    const plant = stack({ cells: 3, loops: 'shared', spread: 0, oxidisedFraction: 0.5 });
    run(plant, 1, board());
    expect(plant.truth.ohmicHeat).toBeCloseTo(0, 12);
    faults(plant);
    run(plant, 1, board());
    // Two cells of R and 3R, 0.1 V apart from one of R: 0.1² over the loop, for a third of a mean cell each.
    const ohms = plant.truth.asr;
    expect(ohms).toBeGreaterThan(0);
    const r = 31.7 / 25;
    const g = [1 / (3 * r), 1 / r, 1 / r];
    const u = (-0.1 * (g[1] as number)) / g.reduce((sum, s) => sum + s, 0);
    const heat = (u * u * ((g[0] as number) + (g[2] as number)) + (-0.1 - u) ** 2 * (g[1] as number)) / 3;
    expect(plant.truth.ohmicHeat).toBeCloseTo(heat, 5);
  });
});

describe('balances and convergence of the stack', () => {
  it('closes its energy balance through heating, current and rest', () => {
    const plant = stack({ cells: 4, offLoop: 3, offSodium: 34, sodiumWt: 26, oxidisedFraction: 0.8, spread: 0.05 });
    const start = plant.truth.storedHeat;
    let heat = 0;
    for (let ms = 0; ms < 300_000; ms += 50) {
      const phase = Math.floor(ms / 100_000);
      plant.step(
        50,
        board({
          contactor: 1,
          heaterEnable: 1,
          heater: 0.5,
          dischargeCurrent: phase === 0 ? 0.4 : 0,
          chargeCurrent: phase === 2 ? 0.3 : 0,
          ...PUMPING,
        }),
      );
      const { heaterPower, ohmicHeat, entropicHeat, ambientLoss } = plant.truth;
      heat += (heaterPower + ohmicHeat + entropicHeat - ambientLoss) * 0.05;
    }
    expect(plant.truth.storedHeat - start).toBeCloseTo(heat, 6);
  });

  it('changes nothing that matters when the step is halved', () => {
    const after = (dtMs: number): Readonly<LabCell['truth']> => {
      const plant = stack({ cells: 3, offLoop: 1, offSodium: 56, sodiumWt: 40, temperature: 26, ambient: 0, oxidisedFraction: 0.8 });
      run(plant, 300, board({ contactor: 1, dischargeCurrent: 0.3, ...PUMPING }), dtMs);
      return plant.truth;
    };
    const [half, whole] = [after(25), after(50)];
    for (const [name, most] of [
      ['lineTemperature', 0.01],
      ['cellTemperature', 0.01],
      ['catholyteTemperature', 0.01],
      ['solidFraction', 0.0005],
      ['sodiumWtHighest', 1e-6],
      ['netCharge', 1e-9],
      ['cellLowest', 0.0005],
    ] as const)
      expect([name, Math.abs(half[name] - whole[name]) < most]).toEqual([name, true]);
  });
});
