/** Virtual time of a run tied to the clock of this machine, and how well the bench keeps up with it. */
import { hrtime } from 'node:process';
import { OVERRUN_MS, type Pacing } from '../pacing.js';

/** Milliseconds of a clock that never goes back and is the same in all threads. */
export function clockMs(): number {
  return Number(hrtime.bigint() / 1000n) / 1000;
}

export class RealTime {
  private offsetMs = 0;
  private steps = 0;
  private overruns = 0;
  private worstMs = 0;

  constructor(private readonly clock: () => number = clockMs) {}

  /** Virtual time `nowMs` is this moment. */
  begin(nowMs: number): void {
    this.offsetMs = this.clock() - nowMs;
  }

  /** Virtual time of a moment of the clock. */
  at(clock: number): number {
    return clock - this.offsetMs;
  }

  /** Milliseconds until virtual time `nowMs`; negative when it is over. */
  left(nowMs: number): number {
    return nowMs - this.at(this.clock());
  }

  /** A step begins that should begin at `nowMs`. */
  step(nowMs: number): void {
    const late = -this.left(nowMs);
    this.steps++;
    if (late > OVERRUN_MS) this.overruns++;
    this.worstMs = Math.max(this.worstMs, late);
  }

  get pacing(): Pacing {
    return { steps: this.steps, overruns: this.overruns, worstMs: this.worstMs };
  }
}
