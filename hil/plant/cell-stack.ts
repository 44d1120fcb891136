/**
 * The cells of a stack, each for itself: resistance, voltage and, where every cell has a NaK loop of its own, composition. One catholyte feeds
 * all. Everything is per 25 cm² of ceramic, as the controller counts (docs/physics.md, section 7, "Stack").
 *
 * `isolated`: cells in series, a NaK loop each. `shared`: one NaK loop; its manifold is a conductor, so that its cells stand in parallel.
 */
import { CellVoltage } from './cell.js';
import type { Couple } from './couples.js';
import { Electrodes } from './electrodes.js';
import type { FaultPort } from './fault-port.js';
import { type LoopFill, loopFills } from './fills.js';
import { Lever } from './freezing.js';
import type { LiquidusTable } from './liquidus.js';
import { Noise } from './noise.js';
import type { LabCellOptions } from './options.js';

export const LOOP_KINDS = ['isolated', 'shared'] as const;
export type LoopKind = (typeof LOOP_KINDS)[number];

/** Keeps the spread of the cells apart from the noise of the sensors. */
const SPREAD_STREAM = 0x63656c6c;

/** What a stack shows of itself at its terminals: mean of its cells in series, or all of them in parallel. */
export class CellStack {
  /** Terminal voltage of every cell after `settle`, V. */
  readonly voltages: Float64Array;
  /** Current of every cell after `settle`, A; discharge positive. */
  readonly currents: Float64Array;
  /** Metal of every loop; empty when all cells share one. */
  readonly loops: readonly Electrodes[];
  /** Voltage behind the resistance, its resistance (Ω), mean open-circuit voltage and its temperature derivative (V/K) after `observe`. */
  source = 0;
  resistance = 0;
  ocv = 0;
  slope = 0;
  private readonly factors: Float64Array;
  private readonly emf: Float64Array;
  private readonly ohms: Float64Array;
  private readonly voltage: CellVoltage;
  private readonly lever: Lever;

  constructor(table: LiquidusTable, o: Required<LabCellOptions>, couple: Couple) {
    const { cells, loops } = o;
    this.voltages = new Float64Array(cells);
    this.currents = new Float64Array(cells);
    this.emf = new Float64Array(cells);
    this.ohms = new Float64Array(cells);
    this.factors = spread(cells, o.spread, o.seed);
    this.voltage = new CellVoltage(couple, table.alloy);
    this.lever = new Lever(table);
    const { catholyteVolume, catholyteConcentration, oxidisedFraction } = o;
    const loop = ({ grams, sodiumWt }: LoopFill): Electrodes =>
      new Electrodes(table, grams, sodiumWt, catholyteVolume, catholyteConcentration, oxidisedFraction);
    this.loops = loops === 'isolated' ? loopFills(o).map(loop) : [];
  }

  /** Composition of all metal together when every loop holds the same mass, wt% Na. */
  get meanSodium(): number {
    return (this.loops.reduce((sum, loop) => sum + loop.sodiumMass, 0) / this.loops.reduce((sum, loop) => sum + loop.metalMass, 0)) * 100;
  }

  /** Least charge that one of the loops can still give, C. */
  get dischargeLeft(): number {
    let least = Infinity;
    for (const loop of this.loops) least = Math.min(least, loop.dischargeLeft);
    return least;
  }

  /** Voltages and resistances in the present state. `ohms`: resistance of a mean cell at this temperature, Ω. */
  observe(mean: Electrodes, celsius: number, ohms: number, faults: FaultPort): void {
    const { emf, factors, loops, voltage } = this;
    const cells = emf.length;
    let volts = 0;
    let slopes = 0;
    let resistance = 0;
    let conductance = 0;
    let driven = 0;
    if (loops.length === 0) voltage.at(mean.sodiumWt, mean.oxidised, celsius);
    for (let k = 0; k < cells; k++) {
      const loop = loops[k];
      if (loop !== undefined) voltage.at(loop.sodiumWt, mean.oxidised, celsius);
      const e = (emf[k] = voltage.ocv + faults.ocvOffset + (faults.cellOffsets[k] as number));
      const r = (this.ohms[k] = ohms * (factors[k] as number) * (1 + (faults.cellExcess[k] as number)));
      volts += e;
      slopes += voltage.slope;
      resistance += r;
      conductance += 1 / r;
      driven += e / r;
    }
    this.ocv = volts / cells;
    this.slope = slopes / cells;
    this.source = loops.length > 0 ? this.ocv : driven / conductance;
    this.resistance = loops.length > 0 ? resistance / cells : cells / conductance;
  }

  /**
   * Divides what the terminals show, `volts` and `current` of a mean cell, among the cells. Returns the heat of currents that circulate between
   * parallel cells, W of a mean cell; cells in series have none.
   */
  settle(volts: number, current: number): number {
    const { currents, emf, ohms, voltages } = this;
    const series = this.loops.length > 0;
    let heat = 0;
    for (let k = 0; k < emf.length; k++) {
      const e = emf[k] as number;
      const r = ohms[k] as number;
      const i = (currents[k] = series ? current : (e - volts) / r);
      voltages[k] = series ? volts + (e - this.source) - current * (r - this.resistance) : volts;
      heat += i * i * r;
    }
    return series ? 0 : heat / emf.length - current * current * this.resistance;
  }

  /** Moves charge of a mean cell, C: through every cell in series alike. */
  transfer(coulombs: number): void {
    for (const loop of this.loops) loop.transfer(coulombs);
  }

  /** Every loop loses `grams` of metal. */
  lose(grams: number): void {
    for (const loop of this.loops) loop.lose(grams);
  }

  /** Highest liquidus of the loops, °C. */
  get liquidus(): number {
    let highest = -Infinity;
    for (const loop of this.loops) highest = Math.max(highest, loop.liquidus);
    return highest;
  }

  /** The same of the loops whose metal freezes potassium first; NaN when there is none. */
  get liquidusPotassiumRich(): number {
    let highest = NaN;
    for (const loop of this.loops) if (loop.potassiumFirst && !(loop.liquidus <= highest)) highest = loop.liquidus;
    return highest;
  }

  /** Largest solid share of the loops when all are at `celsius`, 0..1. The latent heat follows the mean composition. */
  solidFraction(celsius: number): number {
    let most = 0;
    for (const loop of this.loops) {
      if (celsius >= loop.liquidus) continue;
      this.lever.weigh(celsius, loop.sodiumWt);
      most = Math.max(most, this.lever.solid);
    }
    return most;
  }
}

/** Resistances relative to their mean: Gaussian with the wanted standard deviation, mean exactly 1. */
function spread(cells: number, deviation: number, seed: number): Float64Array {
  const samples = new Float64Array(cells);
  new Noise(seed + SPREAD_STREAM).fill(samples);
  const mean = samples.reduce((sum, z) => sum + z, 0) / cells;
  return samples.map((z) => Math.max(1 + deviation * (z - mean), 0.1));
}
