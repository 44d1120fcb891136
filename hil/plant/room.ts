/**
 * The room around the plant: its temperature goes where the bench sends it.
 */
import type { FaultPort } from './fault-port.js';

export class Room {
  /** Ambient temperature, °C. */
  temperature: number;

  constructor(celsius: number) {
    this.temperature = celsius;
  }

  /** Moves towards the target at the rate that the fault port asks for. */
  advance(seconds: number, faults: FaultPort): void {
    const { ambientTarget, ambientRate } = faults;
    if (this.temperature === ambientTarget) return;
    const most = (ambientRate / 60) * seconds;
    const gap = ambientTarget - this.temperature;
    if (Math.abs(gap) <= most) this.temperature = ambientTarget;
    else this.temperature += gap > 0 ? most : -most;
  }
}
