/**
 * The air around the plant: hydrogen and toxic gas in the enclosure, diluted by the room exhaust and cleaned by the scrubber.
 * Numbers: docs/physics.md, section 6, "Balance of plant".
 */
import type { FaultPort } from './fault-port.js';

/** Time constants of dilution, s: room exhaust alone, with the enclosure fan, and for toxic gas with the scrubber besides. */
const EXHAUST = 120;
const FAN = 60;
const SCRUBBER = 30;

export class Enclosure {
  /** Hydrogen in the air, % of the lower explosive limit. */
  hydrogen = 0;
  /** Toxic gas in the air, ppm. */
  toxicGas = 0;

  /** One step. `fan`, `scrubber`: what runs, 0 or 1. The room exhaust always runs. */
  advance(seconds: number, faults: FaultPort, fan: 0 | 1, scrubber: 0 | 1): void {
    const rate = 1 / EXHAUST + (fan === 1 ? 1 / FAN : 0);
    this.hydrogen = follow(this.hydrogen, faults.roomHydrogenSource, rate, seconds);
    this.toxicGas = follow(this.toxicGas, faults.toxicGasSource, rate + (scrubber === 1 ? 1 / SCRUBBER : 0), seconds);
  }
}

/** Concentration after `seconds` of a source per second and a dilution rate per second. */
function follow(c: number, source: number, rate: number, seconds: number): number {
  const end = source / rate;
  return end + (c - end) * Math.exp(-rate * seconds);
}
