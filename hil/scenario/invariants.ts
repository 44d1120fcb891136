/**
 * Watches what a scenario says must be so at every step of the plant.
 */
import { compileCondition, explain, type ConditionReader, type Readings } from './compile.js';
import { formatDuration } from './quantity.js';
import type { Failure } from './result.js';
import type { Invariant } from './scenario.js';

/** `waits`: its label has not been reached; `open`: an answer or an end is still to come. */
type Phase = 'waits' | 'holds' | 'open' | 'over';

export class InvariantWatch {
  private phase: Phase;
  private readonly met: ConditionReader;
  /** What ends an `always`, or answers a `whenever`. */
  private readonly second: ConditionReader | undefined;
  private sinceMs = 0;
  private was = false;

  /** `labels` is filled by the steps as they run. */
  constructor(
    private readonly invariant: Invariant,
    private readonly labels: ReadonlyMap<string, number>,
    private readonly readings: Readings,
    private readonly describeState: () => string,
    private readonly fail: (failure: Failure) => void,
  ) {
    this.met = compileCondition(invariant.condition.tree, readings);
    const second = invariant.kind === 'always' ? invariant.until : invariant.then;
    this.second = second ? compileCondition(second.tree, readings) : undefined;
    this.phase = invariant.from === '' ? this.first : 'waits';
  }

  private get first(): Phase {
    return this.invariant.kind === 'always' && this.invariant.until ? 'open' : 'holds';
  }

  /** True when nothing that must come is still to come. */
  get settled(): boolean {
    return this.phase !== 'open';
  }

  /** Looks at the bench after a step that ended at `nowMs`. */
  look(nowMs: number): void {
    if (this.phase === 'waits' && this.labels.has(this.invariant.from)) this.phase = this.first;
    if (this.phase === 'waits' || this.phase === 'over') return;
    if (this.invariant.kind === 'always') this.always(nowMs);
    else this.whenever(nowMs, this.invariant.withinMs);
  }

  /** At the end of the run, `nowMs`: what is still open has not come. */
  settle(nowMs: number): void {
    const { invariant } = this;
    if (this.phase !== 'open') return;
    if (invariant.kind === 'whenever') this.late(nowMs, invariant.withinMs);
    else if (invariant.until) this.refuse(`"${invariant.until.text}" never came`, 'that moment, to end it', nowMs);
  }

  private always(nowMs: number): void {
    if (this.second?.() === true) this.phase = 'over';
    else if (!this.met()) {
      const { value, limit } = explain(this.invariant.condition, this.readings, true, this.describeState);
      this.refuse(value, limit, nowMs);
    }
  }

  private whenever(nowMs: number, withinMs: number): void {
    const is = this.met();
    if (is && !this.was && this.phase === 'holds') {
      this.phase = 'open';
      this.sinceMs = nowMs;
    }
    this.was = is;
    if (this.phase !== 'open') return;
    if (this.second?.() === true) this.phase = 'holds';
    else if (nowMs - this.sinceMs >= withinMs) this.late(nowMs, withinMs);
  }

  private late(nowMs: number, withinMs: number): void {
    if (this.invariant.kind !== 'whenever') return;
    const { value, limit } = explain(this.invariant.then, this.readings, true, this.describeState);
    this.refuse(`${value} ${formatDuration(nowMs - this.sinceMs)} after it`, `${limit} within ${formatDuration(withinMs)}`, nowMs);
  }

  /** Told once: what follows has the same cause. */
  private refuse(value: string, limit: string, timeMs: number): void {
    const { condition, kind, line } = this.invariant;
    this.phase = 'over';
    this.fail({ step: `${kind === 'always' ? 'invariant' : kind} ${condition.text}`, line, value, limit, timeMs });
  }
}
