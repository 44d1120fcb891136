/**
 * Liquidus of Na–K: from the thermodynamics (exact, slow) and from a table built out of it once (fast, for the step of the plant).
 *
 * The stable liquidus is the highest of the three freezing temperatures, because on cooling the first solid to become stable freezes
 * first. Where two are equal lie the eutectic (K-rich bcc + Na2K) and the peritectic (Na2K + Na-rich bcc).
 * Sources: docs/physics.md, section 1.
 */
import { NAK, type Alloy } from './alloys.js';
import { compoundWt, freezeCompound, freezePotassiumRich, freezeSodiumRich } from './solids.js';
import type { Freezing } from './solids.js';

/** Liquidus temperature at `w` wt% Na (0..100) straight from the thermodynamics, °C. Some 30 µs a call. */
export function thermodynamicLiquidus(w: number, alloy: Alloy = NAK): number {
  if (w <= 0) return freezePotassiumRich(0, alloy).celsius;
  if (w >= 100) return freezeSodiumRich(100, alloy).celsius;
  const compound = alloy.compound === undefined ? -Infinity : freezeCompound(w, alloy).celsius;
  return Math.max(freezePotassiumRich(w, alloy).celsius, compound, freezeSodiumRich(w, alloy).celsius);
}

/** A point where three phases meet. */
export interface InvariantPoint {
  /** Composition of the liquid, wt% Na. */
  readonly w: number;
  /** Temperature, °C. */
  readonly celsius: number;
}

/** Where two freezing curves cross between `low` and `high` wt%: `left` is the stable one on the low side, `right` on the high side. */
function crossing(left: (w: number) => Freezing, right: (w: number) => Freezing, low: number, high: number): InvariantPoint {
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (left(middle).celsius > right(middle).celsius) low = middle;
    else high = middle;
  }
  const w = (low + high) / 2;
  return { w, celsius: right(w).celsius };
}

/** Nodes of one branch of the liquidus, evenly spaced in w; both ends are exact. */
interface Branch {
  readonly start: number;
  readonly perWt: number;
  readonly celsius: Float64Array;
  /** Composition of the crystals in equilibrium with the liquid of the node, wt% Na. */
  readonly solidWt: Float64Array;
}

function branch(start: number, end: number, intervals: number, freeze: (w: number) => Freezing): Branch {
  const celsius = new Float64Array(intervals + 1);
  const solidWt = new Float64Array(intervals + 1);
  for (let i = 0; i <= intervals; i++) {
    const point = freeze(start + ((end - start) * i) / intervals);
    celsius[i] = point.celsius;
    solidWt[i] = point.solidWt;
  }
  return { start, perWt: intervals / (end - start), celsius, solidWt };
}

/** Array element whose index is inside by construction; spares the step a test for undefined. */
function at(array: Float64Array, index: number): number {
  return array[index] as number;
}

/** Intervals of the potassium-rich, Na2K and sodium-rich branch: spacing below 0.25 wt%, error below 0.01 °C. */
const INTERVALS = [96, 112, 224] as const;

/** Dense table of the liquidus. Use `liquidusTable()` for the shared one. */
export class LiquidusTable {
  /** Lowest melting liquid: 22.5 wt%, −12.6 °C. */
  readonly eutectic: InvariantPoint;
  /** Liquid of the peritectic reaction: 45.4 wt%, 6.9 °C; without a compound the eutectic's composition at a temperature that never comes. */
  readonly peritectic: InvariantPoint;
  /** wt% of the compound that freezes between the two. */
  readonly compoundWt: number;
  private readonly potassiumBranch: Branch;
  private readonly compoundBranch: Branch;
  private readonly sodiumBranch: Branch;

  constructor(readonly alloy: Alloy = NAK) {
    const poor = (w: number): Freezing => freezePotassiumRich(w, alloy);
    const rich = (w: number): Freezing => freezeSodiumRich(w, alloy);
    const between = (w: number): Freezing => freezeCompound(w, alloy);
    const { peritectic: wanted } = alloy;
    const eutectic = crossing(poor, wanted === undefined ? rich : between, ...alloy.eutectic);
    const peritectic = wanted === undefined ? { w: eutectic.w, celsius: -Infinity } : crossing(between, rich, ...wanted);
    this.eutectic = eutectic;
    this.peritectic = peritectic;
    this.compoundWt = compoundWt(alloy);
    this.potassiumBranch = branch(0, eutectic.w, INTERVALS[0], poor);
    this.sodiumBranch = branch(peritectic.w, 100, INTERVALS[2], rich);
    this.compoundBranch = wanted === undefined ? this.sodiumBranch : branch(eutectic.w, peritectic.w, INTERVALS[1], between);
  }

  /** Liquidus temperature at `w` wt% Na, °C; within 0.02 °C of the thermodynamics. `w` outside 0..100 counts as the end. */
  temperature(w: number): number {
    const b = w < this.eutectic.w ? this.potassiumBranch : w < this.peritectic.w ? this.compoundBranch : this.sodiumBranch;
    const position = Math.max(0, (w - b.start) * b.perWt);
    const i = Math.min(Math.floor(position), b.celsius.length - 2);
    const low = at(b.celsius, i);
    return low + (at(b.celsius, i + 1) - low) * Math.min(1, position - i);
  }

  /** Position (node + fraction) of a temperature on a branch that falls (`sign` −1) or rises (+1) with w; ends are clamped. */
  private locate(b: Branch, celsius: number, sign: 1 | -1): number {
    let low = 0;
    let high = b.celsius.length - 1;
    if (sign * (celsius - at(b.celsius, 0)) <= 0) return 0;
    if (sign * (celsius - at(b.celsius, high)) >= 0) return high;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (sign * (celsius - at(b.celsius, middle)) >= 0) low = middle;
      else high = middle;
    }
    const floor = at(b.celsius, low);
    return low + (celsius - floor) / (at(b.celsius, high) - floor);
  }

  private sodiumSide(celsius: number): Branch {
    return celsius < this.peritectic.celsius ? this.compoundBranch : this.sodiumBranch;
  }

  /** Lower end of the liquid window at a temperature, wt% Na (9.2 at 25 °C); the eutectic below its temperature. */
  lowerWindow(celsius: number): number {
    const b = this.potassiumBranch;
    return b.start + this.locate(b, celsius, -1) / b.perWt;
  }

  /** Upper end of the liquid window at a temperature, wt% Na (58.2 at 25 °C); the eutectic below its temperature. */
  upperWindow(celsius: number): number {
    const b = this.sodiumSide(celsius);
    return b.start + this.locate(b, celsius, 1) / b.perWt;
  }

  /** Composition of the potassium-rich crystals beside liquid at a temperature, wt% Na (2.8 at 20 °C, 3.5 at 10 °C). */
  potassiumSolid(celsius: number): number {
    return this.crystals(this.potassiumBranch, celsius, -1);
  }

  /** Composition of the crystals beside sodium-rich liquid at a temperature, wt% Na: 97.8 near 25 °C, Na2K (54.04) below 6.9 °C. */
  sodiumSolid(celsius: number): number {
    return this.crystals(this.sodiumSide(celsius), celsius, 1);
  }

  private crystals(b: Branch, celsius: number, sign: 1 | -1): number {
    const position = this.locate(b, celsius, sign);
    const i = Math.min(Math.floor(position), b.solidWt.length - 2);
    const low = at(b.solidWt, i);
    return low + (at(b.solidWt, i + 1) - low) * (position - i);
  }
}

const shared = new Map<Alloy, LiquidusTable>();

/** The table of an alloy, built at the first call (some 20 ms) and shared by all cells of the process. */
export function liquidusTable(alloy: Alloy = NAK): LiquidusTable {
  const table = shared.get(alloy) ?? new LiquidusTable(alloy);
  shared.set(alloy, table);
  return table;
}
