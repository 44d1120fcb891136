/**
 * Partial freezing: how much of the metal is solid at a temperature (lever rule), what heat that takes, and the way back from
 * heat content to temperature. Sources: docs/physics.md, section 1.6.
 */
import { NAK, type Alloy } from './alloys.js';
import type { LiquidusTable } from './liquidus.js';

/** Latent heat of a solid with `w` wt% Na, J/g: the share of each element counts with its own heat. */
export function latentHeat(w: number, { stays, moves }: Alloy = NAK): number {
  return moves.latent + ((stays.latent - moves.latent) * w) / 100;
}

/** Just below an invariant temperature, K. */
const BELOW = 1e-9;

/** Lever rule on the liquidus table. Results stand in fields, so that the step allocates nothing. */
export class Lever {
  /** Solid share of the metal by mass after `weigh`, 0..1. */
  solid = 0;
  /** Heat that melting this solid would take after `weigh`, J per g of metal. */
  latent = 0;

  constructor(private readonly table: LiquidusTable) {}

  /** Splits metal of `w` wt% Na at equilibrium at `celsius`. At the peritectic temperature itself the solid is still Na-rich. */
  weigh(celsius: number, w: number): void {
    const { table } = this;
    if (celsius < table.eutectic.celsius) return this.set(1, w, w);
    if (w < table.eutectic.w) {
      const liquid = table.lowerWindow(celsius);
      const crystals = table.potassiumSolid(celsius);
      return this.set((liquid - w) / (liquid - crystals), crystals, w);
    }
    const liquid = table.upperWindow(celsius);
    const crystals = celsius < table.peritectic.celsius ? table.compoundWt : table.sodiumSolid(celsius);
    return this.set((w - liquid) / (crystals - liquid), crystals, w);
  }

  private set(solid: number, crystals: number, w: number): void {
    this.solid = Math.min(1, Math.max(0, solid));
    this.latent = this.solid * latentHeat(this.solid < 1 ? crystals : w, this.table.alloy);
  }
}

/** A part of the plant that holds metal: its heat content is the state, temperature and solid share follow from it. */
export class MetalNode {
  /** Heat content against liquid at 0 °C, J. */
  enthalpy = 0;
  /** Temperature after `settle`, °C. */
  temperature = 0;
  /** Solid share of the metal after `settle`, 0..1. */
  solidFraction = 0;
  private readonly lever: Lever;
  /** Temperatures at which cooling stands still while phases react, falling, °C. */
  private readonly arrests: readonly number[];

  /** `heatCapacity` in J/K, all materials together. */
  constructor(
    readonly heatCapacity: number,
    private readonly table: LiquidusTable,
  ) {
    this.lever = new Lever(table);
    this.arrests = [table.peritectic.celsius, table.eutectic.celsius];
  }

  /** Sets the state from a temperature, with `grams` of metal of `w` wt% Na in equilibrium. */
  start(celsius: number, grams: number, w: number): void {
    this.temperature = celsius;
    this.solidFraction = 0;
    this.enthalpy = this.heatCapacity * celsius;
    if (celsius >= this.table.temperature(w)) return;
    this.lever.weigh(celsius, w);
    this.solidFraction = this.lever.solid;
    this.enthalpy -= grams * this.lever.latent;
  }

  /** Finds temperature and solid share for the present heat content. `liquidus` is the liquidus temperature of `w`, °C. */
  settle(grams: number, w: number, liquidus: number): void {
    const asLiquid = this.enthalpy / this.heatCapacity;
    if (asLiquid >= liquidus) {
      this.temperature = asLiquid;
      this.solidFraction = 0;
      return;
    }
    this.settleFrozen(grams, w, liquidus, asLiquid);
  }

  /** Heat content of this node at a temperature, J. Strictly rising with temperature, with jumps at the two invariants. */
  private content(celsius: number, grams: number, w: number): number {
    this.lever.weigh(celsius, w);
    return this.heatCapacity * celsius - grams * this.lever.latent;
  }

  private settleFrozen(grams: number, w: number, liquidus: number, asLiquid: number): void {
    let low = asLiquid;
    let high = liquidus;
    for (const arrest of this.arrests) {
      if (arrest - BELOW >= high || arrest <= low) continue;
      const above = this.content(arrest, grams, w);
      if (this.enthalpy >= above) {
        low = arrest;
        break;
      }
      const solidAbove = this.lever.solid;
      const below = this.content(arrest - BELOW, grams, w);
      if (this.enthalpy > below) {
        const share = (above - this.enthalpy) / (above - below);
        this.temperature = arrest;
        this.solidFraction = solidAbove + (this.lever.solid - solidAbove) * share;
        return;
      }
      high = arrest - BELOW;
    }
    this.temperature = this.solve(low, high, grams, w);
    this.lever.weigh(this.temperature, w);
    this.solidFraction = this.lever.solid;
  }

  /** Regula falsi with halving (Illinois) on the smooth stretch between two temperatures. */
  private solve(low: number, high: number, grams: number, w: number): number {
    let errorLow = this.content(low, grams, w) - this.enthalpy;
    let errorHigh = this.content(high, grams, w) - this.enthalpy;
    let side = 0;
    for (let i = 0; i < 60; i++) {
      if (errorHigh - errorLow < 1e-12) return high;
      const middle = high - (errorHigh * (high - low)) / (errorHigh - errorLow);
      const error = this.content(middle, grams, w) - this.enthalpy;
      if (Math.abs(error) < 1e-9) return middle;
      if (error > 0) {
        high = middle;
        errorHigh = error;
        if (side === 1) errorLow /= 2;
        side = 1;
      } else {
        low = middle;
        errorLow = error;
        if (side === -1) errorHigh /= 2;
        side = -1;
      }
    }
    return (low + high) / 2;
  }
}
