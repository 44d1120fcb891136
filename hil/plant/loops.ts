/**
 * A second NaK loop of the stack, isolated from the first: its cells are in series, so that the same charge moves through it, but its fill is its own.
 * Temperature, flow and leaks are those of the first loop; what differs is composition, and with it what freezes when.
 */
import { movedPerCoulomb } from './alloys.js';
import type { Electrodes } from './electrodes.js';
import type { LiquidusTable } from './liquidus.js';
import type { PlantTruth } from './truth.js';

export class SecondLoop {
  private readonly sodium: number;
  private readonly potassium: number;

  /** `grams` of metal at `sodiumWt` wt% Na. */
  constructor(
    private readonly table: LiquidusTable,
    grams: number,
    sodiumWt: number,
  ) {
    this.sodium = (grams * sodiumWt) / 100;
    this.potassium = grams - this.sodium;
  }

  /** Puts composition and margin into the truth, after the temperatures are there. */
  record(truth: PlantTruth, electrodes: Electrodes): void {
    const left = Math.max(0, this.potassium - electrodes.charge * movedPerCoulomb(this.table.alloy));
    truth.secondSodiumWt = (100 * this.sodium) / (this.sodium + left);
    truth.secondMargin = truth.coldestTemperature - this.table.temperature(truth.secondSodiumWt);
  }
}
