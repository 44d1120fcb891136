/**
 * The argon blanket over the NaK reservoir and the catholyte tank: pressure, oxygen, hydrogen. One gas space for both, so that the ceramic
 * sees no more than the difference of the two line pressures. Numbers: docs/physics.md, section 6, "Balance of plant".
 */
import type { FaultPort } from './fault-port.js';

/** Gauge pressure that the regulator holds, kPa. */
export const BLANKET_PRESSURE = 5;
/** Gauge pressure above which the relief valve blows, kPa. */
export const RELIEF_PRESSURE = 35;
/** Gas space when the run begins, in volumes of the metal. */
const GAS_VOLUMES = 7;
/** Atmosphere, kPa. */
const ATMOSPHERE = 101.325;
/** Conductances, mL of gas per second and kPa. */
const REGULATOR = 2;
const RELIEF = 10;
/** Argon bottle behind the reducing valve, kPa gauge, and the conductance of a regulator that stands open. */
const BOTTLE_PRESSURE = 200;
const STUCK_OPEN = 1;
/** Argon that bleeds through all the time, and with the purge valve open, mL/s. */
const TRICKLE = 0.05;
const PURGE = 20;
/** Oxygen that seals let through, ppm·mL/s: with the trickle 3 ppm. */
const PERMEATION = 0.15;
/** Oxygen in air, ppm. */
const AIR = 209_500;

export class Blanket {
  /** Gauge pressure, kPa. */
  pressure = BLANKET_PRESSURE;
  /** Oxygen in the gas, ppm. */
  oxygen = PERMEATION / TRICKLE;
  /** Hydrogen in the gas, vol%. */
  hydrogen = 0;
  private metalVolume: number;
  /** Gas space now, mL. */
  private space: number;

  /** `metalVolume`: NaK in the loop when the run begins, mL. */
  constructor(metalVolume: number) {
    this.metalVolume = metalVolume;
    this.space = GAS_VOLUMES * metalVolume;
  }

  /** One step. `purge`: the purge valve is open. `metalVolume`: NaK in the loop, mL; metal that goes leaves room for gas. */
  advance(seconds: number, faults: FaultPort, purge: boolean, metalVolume: number): void {
    const { argon } = faults;
    const space = this.makeRoom(metalVolume);
    const before = this.pressure;
    // Everything that flows is linear in the pressure while the valves keep their places, so the step is exact.
    let conductance = argon.leak;
    let flowAtZero = 0;
    if (argon.stuckOpen && !argon.empty) {
      conductance += STUCK_OPEN;
      flowAtZero += STUCK_OPEN * BOTTLE_PRESSURE;
    } else if (!argon.empty && before < BLANKET_PRESSURE) {
      conductance += REGULATOR;
      flowAtZero += REGULATOR * BLANKET_PRESSURE;
    }
    if (before > RELIEF_PRESSURE) {
      conductance += RELIEF;
      flowAtZero += RELIEF * RELIEF_PRESSURE;
    }
    if (conductance > 0) {
      const end = flowAtZero / conductance;
      this.pressure = end + (before - end) * Math.exp((-conductance * ATMOSPHERE * seconds) / space);
    }
    const through = argon.empty ? 0 : TRICKLE + (purge ? PURGE : 0);
    const air = before < 0 ? -before * argon.leak : 0;
    const dilution = Math.exp((-(through + air) * seconds) / space);
    this.oxygen = Math.max(0, dilute(this.oxygen, dilution, PERMEATION + AIR * air, through + air, space, seconds) + argon.oxygen * seconds);
    this.hydrogen = Math.max(0, this.hydrogen * dilution + argon.hydrogen * seconds);
  }

  /** Gas space now, mL; a metal level that has moved has compressed or drawn out the gas. */
  private makeRoom(metalVolume: number): number {
    const moved = metalVolume - this.metalVolume;
    this.metalVolume = metalVolume;
    this.space -= moved;
    this.pressure += ((this.pressure + ATMOSPHERE) * moved) / this.space;
    return this.space;
  }
}

/** Concentration after `seconds` of a source (amount per second) and a flow that dilutes. */
function dilute(c: number, decay: number, source: number, flow: number, space: number, seconds: number): number {
  if (flow === 0) return c + (source * seconds) / space;
  const end = source / flow;
  return end + (c - end) * decay;
}
