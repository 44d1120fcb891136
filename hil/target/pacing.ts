/** How a run in real time kept time. */

/** A step whose inputs go out later than this is an overrun, ms: a tenth of the controller's tick. */
export const OVERRUN_MS = 10;
/** A run in which a step was later than this proves nothing, ms: one tick of the controller. */
export const HOPELESS_MS = 100;

/** How a run kept time. */
export interface Pacing {
  /** Steps of the plant, and those that were late by more than `OVERRUN_MS`. */
  readonly steps: number;
  readonly overruns: number;
  /** Latest step, ms behind its time. */
  readonly worstMs: number;
}
