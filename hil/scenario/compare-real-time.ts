/**
 * Two traces of one scenario side by side when one was recorded in real time. They are aligned at the ends of the steps, so that a step that took a little
 * longer does not count again in all that follow; what one shows must then be in the other within a window and a tolerance. docs/bench-targets.md
 */
import type { FirstDifference, SignalDifference, TraceComparison } from './compare.js';
import type { RunResult } from './result.js';
import { allowedMs, ROW_MS, SWITCHES, TOLERANCES, toleranceOf, WINDOW_MS } from './tolerances.js';
import type { Trace } from './trace.js';

/** What is compared of a run. */
export type TimedRun = Pick<RunResult, 'target' | 'trace' | 'stepsFromMs' | 'stepsEndedMs'> & {
  readonly scenario: { readonly steps: readonly { readonly text: string }[] };
};

/** Moments at which two runs were at the same place: power on, end of the start-up, end of each step. */
function moments({ stepsFromMs, stepsEndedMs }: TimedRun): readonly number[] {
  return [0, stepsFromMs, ...stepsEndedMs];
}

/** Turns a moment of one run into that of the other. */
function aligned(from: readonly number[], to: readonly number[]): (ms: number) => number {
  const known = Math.min(from.length, to.length);
  return (ms) => {
    let k = known - 1;
    while (k > 0 && (from[k] as number) > ms) k--; // inside
    const there = (to[k] as number) + ms - (from[k] as number);
    return k + 1 < known ? Math.min(there, to[k + 1] as number) : there;
  };
}

/** True when the controller may begin with memories of an earlier run, so that its start-up, which overwrites them, says nothing. */
function remembers({ target }: TimedRun): boolean {
  return target === 'bench-board';
}

/** The first step whose length differs by more than is allowed. */
function firstStepApart(a: TimedRun, b: TimedRun): FirstDifference | undefined {
  const here = moments(a);
  const there = moments(b);
  for (let k = remembers(b) ? 2 : 1; k < Math.max(here.length, there.length); k++) {
    const [longA, longB] = [here, there].map((at) => (at[k] ?? NaN) - (at[k - 1] ?? NaN)) as [number, number];
    if (Math.abs(longA - longB) <= allowedMs(longA)) continue;
    const step = k === 1 ? 'the start-up' : `"${a.scenario.steps[k - 2]?.text ?? ''}"`;
    return { timeMs: here[k - 1] ?? there[k - 1] ?? 0, signal: `seconds that ${step} took`, a: longA / 1000, b: longB / 1000 };
  }
  return undefined;
}

/** Rows from the last one at or before `fromMs` to the first one at or after `toMs`: what lies between two rows was not seen. */
class Window {
  private first = 0;
  private next = 0;

  constructor(private readonly time: Float64Array) {}

  /** Moments must not go back. */
  move(fromMs: number, toMs: number): readonly [first: number, end: number] {
    const { time } = this;
    while (this.first + 1 < time.length && (time[this.first + 1] as number) <= fromMs) this.first++; // inside
    while (this.next < time.length && (time[this.next] as number) < toMs) this.next++;
    return [this.first, Math.min(this.next + 1, time.length)];
  }
}

/**
 * The value nearest to `wanted` that the rows show, or pass on their way where the signal is no code; NaN when none of them has one, or when `wanted` is none
 * and some row has none.
 */
function nearest(wanted: number, values: Float64Array, [first, end]: readonly [number, number], code: boolean): number {
  let low = Infinity;
  let high = -Infinity;
  let none = false;
  for (let row = first; row < end; row++) {
    const value = values[row] as number; // inside
    if (code && value === wanted) return value;
    if (Number.isNaN(value)) none = true;
    else {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high || (none && Number.isNaN(wanted))) return NaN;
  if (Number.isNaN(wanted)) return low;
  if (code) return Math.abs(wanted - low) < Math.abs(wanted - high) ? low : high;
  return Math.min(Math.max(wanted, low), high);
}

/** Distance of two values; two that are not available are the same, one of them alone has no measure. */
function distanceOf(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y) ? 0 : Infinity;
  return x === y ? 0 : Math.abs(x - y);
}

interface Found {
  readonly signal: string;
  readonly unit: string;
  readonly atMs: number;
  readonly largest: number;
  readonly share: number;
}

/** Everything that `a` shows and `b` does not. `swapped`: values change places in what is found, and moments are those of `b`. */
function search(
  a: Trace,
  b: Trace,
  there: (ms: number) => number,
  fromMs: number,
  swapped: boolean,
  found: (first: FirstDifference) => void,
): Found[] {
  const time = a.time();
  const rowsThere = new Window(b.time());
  const windows = Array.from(time, (ms) => rowsThere.move(there(ms) - WINDOW_MS, there(ms) + WINDOW_MS));
  return a.signals.flatMap(({ name, unit }) => {
    const code = TOLERANCES.get(name)?.absolute === 0;
    const here = a.column(name);
    const other = b.column(name);
    let worst = { largest: 0, share: 0, atMs: 0 };
    let since: FirstDifference | undefined;
    windows.forEach((window, row) => {
      const value = here[row] as number; // as long as the windows
      const tolerance = toleranceOf(name, value);
      const timeMs = time[row] as number;
      if (tolerance === undefined || timeMs < fromMs) return;
      const close = nearest(value, other, window, code);
      const distance = distanceOf(value, close);
      const shownMs = swapped ? there(timeMs) : timeMs;
      if (distance <= tolerance) since = undefined;
      else {
        since ??= { timeMs: shownMs, signal: name, a: swapped ? close : value, b: swapped ? value : close };
        if (SWITCHES.has(name) || shownMs - since.timeMs > ROW_MS) found(since);
      }
      const share = distance === 0 ? 0 : distance / tolerance;
      if (share > worst.share) worst = { largest: distance, share, atMs: shownMs };
    });
    return worst.largest > 0 ? [{ signal: name, unit, ...worst }] : [];
  });
}

/**
 * Compares within `WINDOW_MS` and `TOLERANCES`, both ways: what the first run shows must be in the second and the other way round. A difference of a signal that is
 * seen once a second only counts when it lasts longer than that. `differences` holds the largest distance of each signal, those within the tolerance too;
 * nearest to the tolerance or furthest beyond first. Moments are those of the first run. Where the second run's controller has memories, its start-up is left out.
 */
export function compareInRealTime(a: TimedRun, b: TimedRun): TraceComparison {
  const here = moments(a);
  const there = moments(b);
  let first = firstStepApart(a, b);
  const earlier = (one: FirstDifference): void => {
    if (first === undefined || one.timeMs < first.timeMs) first = one;
  };
  const [fromA, fromB] = remembers(b) ? [a.stepsFromMs, b.stepsFromMs] : [0, 0];
  const all = [
    ...search(a.trace, b.trace, aligned(here, there), fromA, false, earlier),
    ...search(b.trace, a.trace, aligned(there, here), fromB, true, earlier),
  ].sort((x, y) => y.share - x.share);
  const worst = new Map<string, SignalDifference>();
  for (const { signal, unit, largest, atMs } of all) if (!worst.has(signal)) worst.set(signal, { signal, unit, largest, atMs });
  return { same: first === undefined, rowsCompared: a.trace.rows + b.trace.rows, rowsUnmatched: 0, first, differences: [...worst.values()] };
}
