/**
 * Motor current of a pump, with the signatures of section 6 of docs/physics.md: idling, load, dry, stalled.
 */
import type { PumpFault } from './fault-port.js';
import { Lag } from './lag.js';

/** Current of both pumps at full speed on a fresh line, A. */
export const PUMP_RATED_CURRENT = 0.5;
/** Share of it that an idling motor takes, and the share that follows the pressure it works against. */
const NO_LOAD = 0.2;
const PRESSURE_SHARE = 0.2;
/** Current at which the drive limits, A: a rotor that stands. */
const DRIVE_LIMIT = 1;
/** Lag of the drive, s: a stall is at the limit in less than 0.2 s. */
const DRIVE_LAG = 0.05;
/** Duty below which the drive is off. */
const OFF = 0.001;

export class PumpMotor {
  private readonly lag = new Lag(DRIVE_LAG);

  /** `dryShare`: current of a pump that runs dry relative to a wet one. */
  constructor(private readonly dryShare: number) {}

  /** Motor current now, A. */
  get current(): number {
    return this.lag.value;
  }

  /** Prepares for steps of `seconds`. */
  prepare(seconds: number): void {
    this.lag.prepare(seconds);
  }

  /** One step. `speed` relative to full speed, `pressureRatio`: pressure across the line relative to the fresh line at this speed; `fed`: the drive has its supply. */
  advance(duty: number, speed: number, pressureRatio: number, fault: PumpFault, fed: 0 | 1): void {
    if (fed === 0 || (duty < OFF && !fault.stuckOn)) this.lag.settle(0);
    else if (fault.stalled) this.lag.advance(DRIVE_LIMIT);
    else {
      const load = 1 - NO_LOAD - PRESSURE_SHARE + PRESSURE_SHARE * pressureRatio;
      this.lag.advance(PUMP_RATED_CURRENT * (NO_LOAD + load * speed) * (fault.dry ? this.dryShare : 1));
    }
  }
}
