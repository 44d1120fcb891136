/**
 * Runs the steps of a scenario, one after the other, between the steps of the plant.
 */
import type { PlantEvent } from '../../host/device/events.js';
import type { Undo } from '../fault/definition.js';
import type { CommandOutcome } from '../line/master.js';
import type { Bench } from './bench.js';
import { compileCondition, compileNumber, explain, type ConditionReader, type Readings } from './compile.js';
import type { Condition } from './expression.js';
import { formatDuration } from './quantity.js';
import type { Failure, Marker } from './result.js';
import type { Scenario, Step } from './scenario.js';
import { SET_QUANTITIES } from './settings.js';
import { stateName } from './signals.js';
import { describeEvent, readEventLog } from './event-log.js';

/** What a step needs from the run. */
export interface StepContext {
  readonly bench: Bench;
  readonly readings: Readings;
  readonly saved: Map<string, number>;
  readonly fail: (failure: Failure) => void;
  readonly mark: (kind: Marker['kind'], text: string) => void;
  readonly laneBegin: (label: string, text: string) => void;
  readonly laneEnd: (label: string) => void;
}

/** `go`: the step is over; `stay`: it goes on; `stop`: it failed, and what follows makes no sense. */
type Turn = 'go' | 'stay' | 'stop';
type RunningStep = (nowMs: number) => Turn;

interface TimedClear {
  readonly label: string;
  readonly dueMs: number;
}

/** Steps one after the other: those of a scenario, of a block, of a branch. */
class Strand {
  private index = 0;
  private running: RunningStep | undefined;

  constructor(
    private readonly steps: readonly Step[],
    private readonly begin: (step: Step, nowMs: number) => RunningStep,
    private readonly ended: (nowMs: number) => void = () => undefined,
  ) {}

  /** Does everything that is due at `nowMs`. */
  advance(nowMs: number): Turn {
    for (;;) {
      const step = this.steps[this.index];
      if (step === undefined) return 'go';
      this.running ??= this.begin(step, nowMs);
      const turn = this.running(nowMs);
      if (turn === 'stay') return turn;
      this.running = undefined;
      this.index++;
      this.ended(nowMs);
      if (turn === 'stop') return turn;
    }
  }
}

export class StepSequence {
  /** Virtual time at which each label was reached. */
  readonly labels = new Map<string, number>();
  /** Virtual time at which each step of the scenario ended, ms; blocks count as one. */
  readonly endedMs: number[] = [];
  private readonly undo = new Map<string, Undo>();
  private timed: TimedClear[] = [];
  private readonly strand: Strand;
  private turn: Turn = 'stay';
  /** True while a command of one branch runs: the mailbox holds one. */
  private mailboxTaken = false;

  constructor(
    scenario: Scenario,
    private readonly context: StepContext,
  ) {
    this.strand = this.strandOf(scenario.steps, (nowMs) => this.endedMs.push(nowMs));
  }

  private strandOf(steps: readonly Step[], ended?: (nowMs: number) => void): Strand {
    return new Strand(steps, (step, nowMs) => this.begin(step, nowMs), ended);
  }

  /** True when every step is over, or one has failed for good. */
  get finished(): boolean {
    return this.turn !== 'stay';
  }

  /** Does everything that is due at `nowMs`. */
  advance(nowMs: number): void {
    if (this.timed.length > 0) this.clearDue(nowMs);
    if (!this.finished) this.turn = this.strand.advance(nowMs);
  }

  private clearDue(nowMs: number): void {
    const due = this.timed.filter((entry) => entry.dueMs <= nowMs);
    if (due.length === 0) return;
    this.timed = this.timed.filter((entry) => entry.dueMs > nowMs);
    for (const entry of due) this.clear(entry.label);
  }

  private clear(label: string): void {
    const undo = this.undo.get(label);
    if (!undo) return;
    this.undo.delete(label);
    undo();
    this.context.laneEnd(label);
    this.context.mark('clear', `${label} cleared`);
  }

  private begin(step: Step, nowMs: number): RunningStep {
    const { bench, mark, readings, saved } = this.context;
    const done: RunningStep = () => 'go';
    switch (step.kind) {
      case 'wait':
        return (now) => (now - nowMs >= step.ms ? 'go' : 'stay');
      case 'mark':
        this.labels.set(step.label, nowMs);
        mark('mark', step.label);
        return done;
      case 'save':
        saved.set(step.name, compileNumber(step.tree, readings)());
        return done;
      case 'set':
        SET_QUANTITIES[step.quantity]?.apply(bench.plant.faults, step.value);
        mark('mark', step.text);
        return done;
      case 'converter':
        bench.plant.faults.regulation = step.regulation;
        mark('mark', step.text);
        return done;
      case 'inject':
        this.labels.set(step.label, nowMs);
        this.undo.set(step.label, step.use.definition.inject(bench, step.use.values));
        if (Number.isFinite(step.forMs)) this.timed.push({ label: step.label, dueMs: nowMs + step.forMs });
        mark('fault', step.text);
        if (step.use.definition.clearable) this.context.laneBegin(step.label, step.text.replace(/^inject /, ''));
        return done;
      case 'clear':
        this.clear(step.label);
        return done;
      case 'command':
        return this.command(step);
      case 'sunspec':
        return this.sunspec(step);
      case 'until':
        return this.until(step, nowMs);
      case 'expect':
        return this.expect(step, nowMs);
      case 'never':
        return this.never(step, nowMs);
      case 'event':
        return this.event(step, nowMs);
      case 'serial':
        return this.block(step, [step.steps], nowMs);
      case 'parallel':
        return this.block(step, step.branches, nowMs);
    }
  }

  /** Branches side by side. One that fails for good ends the run. */
  private block(step: Step & { kind: 'serial' | 'parallel' }, branches: readonly (readonly Step[])[], nowMs: number): RunningStep {
    const running = branches.map((steps) => ({ strand: this.strandOf(steps), turn: 'stay' as Turn }));
    return (now) => {
      for (const branch of running) {
        if (branch.turn === 'stay') branch.turn = branch.strand.advance(now);
        if (branch.turn === 'stop') return 'stop';
      }
      const open = running.filter(({ turn }) => turn === 'stay').length;
      if (open === 0) return 'go';
      if (now - nowMs < step.withinMs) return 'stay';
      const value = branches.length === 1 ? 'not over' : `${open} of ${branches.length} branches not over`;
      this.context.fail({ step: step.text, line: step.line, value, limit: `over within ${formatDuration(step.withinMs)}`, timeMs: now });
      return 'stop';
    };
  }

  private found(step: Step, condition: Condition, wanted: boolean, nowMs: number, limit: string): void {
    const { bench, fail, readings } = this.context;
    const finding = explain(condition, readings, wanted, () => stateName(bench));
    fail({ step: step.text, line: step.line, value: finding.value, limit: `${finding.limit}${limit}`, timeMs: nowMs });
  }

  private command(step: Step & { kind: 'command' }): RunningStep {
    const { bench, fail, mark } = this.context;
    let sentMs = 0;
    let outcome: (() => CommandOutcome | undefined) | undefined;
    return (now) => {
      if (!outcome) {
        if (this.mailboxTaken) return 'stay';
        sentMs = now;
        mark('command', step.text);
        outcome = bench.master.send({ name: step.name, argument: step.argument, argument32: step.argument32, ttl: step.ttlS });
        if (step.result === 'ignored') return 'go';
        this.mailboxTaken = true;
      }
      const ended = outcome();
      if (ended === undefined && now - sentMs < step.withinMs) return 'stay';
      this.mailboxTaken = false;
      if (ended && (step.result === 'any' || ended.result === step.result)) return 'go';
      fail({
        step: step.text,
        line: step.line,
        value: `result ${ended?.detail ?? 'none yet'} (state ${stateName(bench)})`,
        limit: `result ${step.result} within ${formatDuration(step.withinMs)}`,
        timeMs: now,
      });
      return 'stop';
    };
  }

  private sunspec(step: Step & { kind: 'sunspec' }): RunningStep {
    const { bench, fail, mark } = this.context;
    let answer: number | undefined;
    mark('command', step.text);
    bench.master.write(step.address, [step.value], (exception) => (answer = exception));
    return (now) => {
      if (answer === undefined) return 'stay';
      // A refusal that was asked for says nothing against the line.
      if (answer === step.exception && answer > 0) bench.master.counters.exceptions--;
      if (answer === step.exception) return 'go';
      const words = (code: number): string => (code === 0 ? 'accepted' : code < 0 ? 'no answer' : `exception ${code}`);
      fail({ step: step.text, line: step.line, value: words(answer), limit: words(step.exception), timeMs: now });
      return 'stop';
    };
  }

  private until(step: Step & { kind: 'until' }, nowMs: number): RunningStep {
    const met = compileCondition(step.condition.tree, this.context.readings);
    return (now) => {
      if (met()) return 'go';
      if (now - nowMs < step.withinMs) return 'stay';
      this.found(step, step.condition, true, now, ` within ${formatDuration(step.withinMs)}`);
      return 'stop';
    };
  }

  private expect(step: Step & { kind: 'expect' }, nowMs: number): RunningStep {
    const met: ConditionReader = compileCondition(step.condition.tree, this.context.readings);
    let since = -1;
    return (now) => {
      if (met()) {
        if (since < 0) since = now;
        return now - since >= step.holdMs ? 'go' : 'stay';
      }
      if (since >= 0) {
        this.found(step, step.condition, true, now, ` held for ${formatDuration(step.holdMs)}; it was so for ${formatDuration(now - since)}`);
        return 'go';
      }
      if (now - nowMs < step.withinMs) return 'stay';
      this.found(step, step.condition, true, now, step.withinMs > 0 ? ` within ${formatDuration(step.withinMs)}` : ' now');
      return 'go';
    };
  }

  private event(step: Step & { kind: 'event' }, nowMs: number): RunningStep {
    const { bench, fail, mark } = this.context;
    const log = readEventLog(bench.master, bench.target.board);
    return (now) => {
      const events = log();
      const trip = events?.findLast(
        (e, k) => e.kind === 'trip' && e.fault?.id === step.fault && e.check?.trip === e.limit && (step.loop === 0 || names(events[k - 1], step)),
      );
      if (trip) {
        mark('mark', `${step.text}: ${describeEvent(trip)}`);
        return 'go';
      }
      if (events === undefined && now - nowMs < step.withinMs) return 'stay';
      const value = events?.map(describeEvent).join('; ') ?? 'no answer';
      const limit = `a trip of ${step.fault} with its level${step.loop > 0 ? `, behind a record that names loop ${step.loop}` : ''}`;
      fail({ step: step.text, line: step.line, value: `log: ${value}`, limit, timeMs: now });
      return 'go';
    };
  }

  private never(step: Step & { kind: 'never' }, nowMs: number): RunningStep {
    const met = compileCondition(step.condition.tree, this.context.readings);
    return (now) => {
      if (met()) {
        this.found(step, step.condition, false, now, ` for ${formatDuration(step.forMs)}`);
        return 'go';
      }
      return now - nowMs >= step.forMs ? 'go' : 'stay';
    };
  }
}

/** True for the record in front of a trip that says which NaK loop it is about, when it is the one that the step asks for. */
function names(before: PlantEvent | undefined, { fault, loop }: Step & { kind: 'event' }): boolean {
  return before?.kind === 'loop' && before.fault?.id === fault && before.value === loop;
}
