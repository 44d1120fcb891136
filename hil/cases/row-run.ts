/**
 * The eight cases of one row, in one run: what must not trip comes first, then one trip, its recovery and its reset.
 *
 * Times are judged in readings, exactly: the moment of an alarm bit tells at which moment of its period the row is read, so a debounce that is one
 * reading too short or too long shows.
 */
import type { BundleUnderTest } from '../scenario/bundle-file.js';
import { CaseBench } from './case-bench.js';
import { CASES, type CaseName, type CaseVerdict, type RowResult } from './case.js';
import type { CaseLevel, CaseOracle, CaseRow } from './oracle.js';
import { reactionMs, untouchedBy, wantedOf, type Shown } from './reactions.js';
import type { Exceptions, RowException } from './exceptions.js';

/** A debounce may be over this much early: ticks are not exact to the millisecond (docs/design.md). */
const TOLERANCE_MS = 20;
/** Time with the plant's own signals in which nothing may happen, ms. */
const QUIET_MS = 30_000;
/** A level just below is held for its debounce and this much more, ms. */
const BEYOND_MS = 5_000;
/** Longest wait beyond what the table says, ms. */
const LATE_MS = 15_000;
/** Longest time to a new current limit, ms: worked out once a second, and a tick. */
const LIMITS_MS = 1_100;
/** Pulses that are too short, one after the other. */
const PULSES = 3;

/** Readings, the first one included, after which a time has passed. */
function readingsFor(ms: number, periodMs: number): number {
  return Math.max(1, Math.ceil((ms - TOLERANCE_MS) / periodMs) + 1);
}

/** How a run is made shorter, for bundles that are known to be wrong. */
export interface RowOptions {
  /** One red case is enough. */
  readonly stopAtFirst?: boolean;
  /** The cell stays cold, which saves the start: what the reaction takes is off already, and nobody looks at it. */
  readonly cold?: boolean;
}

export class RowRun {
  private readonly failures = new Map<CaseName, string>();
  private readonly at: CaseBench;
  private readonly exceptions: RowException;

  constructor(
    private readonly row: CaseRow,
    private readonly oracle: CaseOracle,
    private readonly all: Exceptions,
    bundle: BundleUnderTest,
    private readonly options: RowOptions = {},
  ) {
    this.exceptions = all.of(row.check);
    this.at = new CaseBench(row, bundle, this.cold);
  }

  private get cold(): boolean {
    return this.options.cold === true && this.exceptions.tellBy !== 'contactor';
  }

  /** Runs and judges. */
  run(): RowResult {
    const { at, row } = this;
    try {
      this.play();
      return { check: row.check, board: row.board, verdicts: CASES.map((name) => this.verdict(name)), simSeconds: at.nowMs / 1000 };
    } finally {
      at.close();
    }
  }

  private play(): void {
    const { at, row } = this;
    if (!at.start()) return this.fail('no false trip', at.failure);
    this.quiet();
    at.takeOver(this.oracle);
    at.wait(2 * row.periodMs + 1000);
    const { warn, trip } = row;
    if (warn && warn.at !== trip?.at) this.warning(warn);
    else if (warn && warn.debounceMs < (trip?.debounceMs ?? 0)) this.warning(warn);
    if (this.over()) return;
    if (trip) this.trip(trip);
    else this.warningOnly();
  }

  private over(): boolean {
    return this.options.stopAtFirst === true && this.failures.size > 0;
  }

  private fail(name: CaseName, detail: string): void {
    if (!this.failures.has(name) && this.exceptions.reasons[name] === undefined) this.failures.set(name, detail);
  }

  private verdict(name: CaseName): CaseVerdict {
    const detail = this.failures.get(name);
    if (detail !== undefined) return { name, outcome: 'red', detail };
    const reason = this.exceptions.reasons[name] ?? (name === 'debounce too short' && !this.hasDebounce() ? this.all.noDebounce : undefined);
    return reason === undefined ? { name, outcome: 'green', detail: '' } : { name, outcome: 'not applicable', detail: reason };
  }

  private hasDebounce(): boolean {
    const { periodMs, trip, warn } = this.row;
    return [trip, warn].some((level) => level !== undefined && readingsFor(level.debounceMs, periodMs) > 1);
  }

  /** True when the row's trip shows: the bit of its fault, or what tells it from a sibling with the same bit. */
  private acts(): boolean {
    const { at, row } = this;
    if (this.exceptions.tellBy === 'contactor') return at.bench.target.outputs.contactor === 0;
    return at.shows('alarmsActive', row.number);
  }

  private readonly warns = (): boolean => this.at.shows('warnings', this.row.number);
  private readonly active = (): boolean => this.acts();

  /** The plant as it is: nothing of the row's fault may show. */
  private quiet(): void {
    const { at, row } = this;
    const seen = (): boolean => this.warns() || at.shows('alarmsActive', row.number) || at.shows('alarmsLatched', row.number);
    if (this.holds(QUIET_MS, seen)) this.fail('no false trip', `a bit of ${row.fault} in a run where nothing is wrong`);
  }

  /** Lets `ms` pass; true when `seen` came true at any step. */
  private holds(ms: number, seen: () => boolean): boolean {
    const { at } = this;
    let found = false;
    for (const until = at.nowMs + ms; at.nowMs < until && !found;) {
      at.step();
      found = seen();
    }
    return found;
  }

  /** Readings from now until `seen`, the one that shows it included; NaN when it does not come in `limit` readings and some more. */
  private readings(limit: number, seen: () => boolean): number {
    const { at, row } = this;
    const since = at.nowMs;
    return this.holds(limit * row.periodMs + LATE_MS, seen) ? Math.ceil((at.nowMs - since) / row.periodMs) : NaN;
  }

  /** One step short of a level for longer than its debounce, then pulses at the level that are one reading too short. */
  private below(what: string, level: CaseLevel, seen: () => boolean): void {
    const { at, row } = this;
    const needed = readingsFor(level.debounceMs, row.periodMs);
    at.set(level.at - row.worse);
    const held = this.exceptions.tellBy === 'early' ? row.periodMs : level.debounceMs + BEYOND_MS;
    if (this.holds(held, seen)) this.fail('just below', `${what} one step short of its level (${this.inUnits(level.at - row.worse)})`);
    at.set(row.healthy);
    at.wait(2 * row.periodMs);
    if (needed < 2) return;
    for (let again = 0; again < PULSES; again++) {
      at.set(level.at);
      const early = this.holds((needed - 1) * row.periodMs, seen);
      at.set(row.healthy);
      if (this.holds(2 * row.periodMs, seen) || early) {
        this.fail('debounce too short', `${what} after ${needed - 1} readings at its level, fewer than the ${needed} of its debounce`);
        return;
      }
    }
  }

  /** At the level: it must come, and with the right reading. */
  private reach(what: string, level: CaseLevel, seen: () => boolean): boolean {
    const { at, row } = this;
    const needed = readingsFor(level.debounceMs, row.periodMs);
    at.set(level.at);
    const found = this.readings(needed, seen);
    if (found === needed) return true;
    const value = `at its level (${this.inUnits(level.at)})`;
    this.fail('at the limit', Number.isNaN(found) ? `no ${what} ${value}` : `${what} ${value} with reading ${found}, wanted reading ${needed}`);
    return !Number.isNaN(found);
  }

  /** Value one step short of the release; half a step where the hysteresis is one step, so that it is not the level itself. */
  private inside({ at }: CaseLevel, release: number): number {
    return release + this.row.worse * (Math.abs(at - release) > 1 ? 1 : 0.5);
  }

  /** Lets go at the release level after the release time, and not one step before. `gone`: the alarm is over. */
  private letGo(what: string, level: CaseLevel, releaseMs: number, gone: () => boolean): void {
    const { at, row } = this;
    const release = level.release ?? row.healthy;
    if (level.release !== undefined) {
      const inside = this.inside(level, level.release);
      at.set(inside);
      if (this.holds(releaseMs + 3 * row.periodMs + 1000, gone)) {
        this.fail('recover', `${what} let go at ${this.inUnits(inside)}, inside its hysteresis`);
        return;
      }
    }
    at.set(release);
    const needed = readingsFor(releaseMs, row.periodMs);
    const found = this.readings(needed, gone);
    if (found !== needed)
      this.fail(
        'recover',
        `${what} at ${this.inUnits(release)}: ${Number.isNaN(found) ? 'still there' : `gone with reading ${found}`}, wanted reading ${needed}`,
      );
  }

  private warning(warn: CaseLevel): void {
    this.below('warning', warn, this.warns);
    if (!this.reach('warning', warn, this.warns)) return;
    if (this.at.shows('alarmsLatched', this.row.number)) this.fail('latch', 'a warning has latched');
    this.letGo('warning', warn, 0, () => !this.warns());
    this.at.set(this.row.healthy);
    this.at.wait(2 * this.row.periodMs);
  }

  /** The row has no trip: far beyond its level too it acts on no output and latches nothing. */
  private warningOnly(): void {
    const { at, row } = this;
    const before = at.shown();
    at.set((row.warn?.at ?? 0) + row.worse);
    if (!this.holds((row.warn?.debounceMs ?? 0) + LATE_MS, this.warns)) this.fail('detect', 'no warning beyond its level');
    if (at.shows('alarmsActive', row.number)) this.fail('detect', 'a trip of a row that only warns');
    if (at.shows('alarmsLatched', row.number)) this.fail('latch', 'a warning has latched');
    this.untouched(before);
  }

  private trip(trip: CaseLevel): void {
    const { at, row } = this;
    const warnsWith = row.warn?.at === trip.at && row.warn.debounceMs === trip.debounceMs;
    this.below('trip', trip, warnsWith ? () => this.acts() || this.warns() : this.active);
    if (this.over()) return;
    const before = at.shown();
    if (!this.reach('trip', trip, this.active)) return;
    if (warnsWith && !this.warns()) this.fail('at the limit', 'no warning with the trip');
    if (!this.cold) this.react(before);
    if (this.over()) return;
    this.detect(trip);
    if (this.over()) return;
    const latching = row.resetBy !== 'itself';
    if (latching && at.resetRemotely()) this.fail('latch', 'reset while its cause was there');
    if (latching && !at.shows('alarmsLatched', row.number)) this.fail('latch', 'not latched');
    if (this.over()) return;
    if (this.exceptions.tellBy === 'contactor') this.recoverByReset(trip);
    else this.recover(trip, latching);
  }

  private recover(trip: CaseLevel, latching: boolean): void {
    const { at, row } = this;
    this.letGo('trip', trip, row.releaseMs, () => !this.acts());
    at.set(row.healthy);
    at.wait(2 * row.periodMs);
    if (!latching) {
      if (at.shows('alarmsLatched', row.number)) this.fail('latch', 'latched, and should clear by itself');
      return;
    }
    if (!at.shows('alarmsLatched', row.number)) this.fail('latch', 'the latch went with its cause');
    const remote = at.resetRemotely();
    if (row.resetBy === 'operator') {
      if (!remote || at.shows('alarmsLatched', row.number)) this.fail('latch', 'not taken back by a reset over the line');
      return;
    }
    if (remote || !at.shows('alarmsLatched', row.number)) this.fail('latch', 'taken back over the line, and only the button at the board may');
    at.resetLocally();
    if (at.shows('alarmsLatched', row.number)) this.fail('latch', 'not taken back by the button at the board');
  }

  /** A row whose bit a sibling holds too: its release shows when a reset takes its latch back. */
  private recoverByReset(trip: CaseLevel): void {
    const { at, row } = this;
    const latched = (): boolean => at.shows('alarmsLatched', row.number);
    const release = trip.release ?? row.healthy;
    const inside = this.inside(trip, release);
    at.set(inside);
    at.wait(5 * row.periodMs);
    at.resetRemotely();
    if (!latched()) this.fail('recover', `reset at ${this.inUnits(inside)}, inside its hysteresis`);
    at.set(release);
    at.wait(5 * row.periodMs);
    at.resetRemotely();
    if (latched()) this.fail('recover', `no reset at ${this.inUnits(release)}`);
  }

  /** Everything that the reaction takes is off, in time, and nothing else. */
  private react(before: Shown): void {
    const { at, row } = this;
    const wanted = wantedOf(row.reaction, row.board);
    const idle = wanted.filter(([, question]) => question(before, before)).map(([what]) => what);
    if (wanted.length > 0 && idle.length === wanted.length) this.fail('react in time', `shows nothing: before the trip already ${idle.join(', ')}`);
    this.untouched(before);
    const limit = reactionMs(row.reaction);
    for (const until = at.nowMs + limit; ; at.step()) {
      const now = at.shown();
      const missing = wanted.filter(([, question]) => !question(now, before)).map(([what]) => what);
      if (missing.length === 0) break;
      if (at.nowMs >= until) return this.fail('react in time', `not so ${limit} ms after the alarm: ${missing.join(', ')}`);
    }
    this.bothBlocked();
  }

  /** A row that blocks both directions shows on the pins in the one that flows only; in the other one the limit says so, which is worked out once a second. */
  private bothBlocked(): void {
    const { at, row } = this;
    if (!row.reaction.includes('Sd') || !row.reaction.includes('Sc')) return;
    if (!this.holds(LIMITS_MS, () => at.shown().limit === 0))
      this.fail('react in time', `${at.shown().limit} A are still allowed in one direction ${LIMITS_MS} ms after the alarm`);
  }

  private untouched(before: Shown): void {
    const { outputs } = this.at.bench.target;
    const changed = untouchedBy(this.row.reaction).filter((name) => before.outputs[name] > 0 && outputs[name] === 0);
    if (changed.length > 0) this.fail('react in time', `switched off too: ${changed.join(', ')}`);
  }

  /** Far beyond too; the right bit on the line, the right record in the event log, and no other fault. */
  private detect(trip: CaseLevel): void {
    const { at, row } = this;
    const others = at.all('alarmsActive').filter((number) => number !== row.number && !this.exceptions.with.includes(number));
    if (others.length > 0) this.fail('detect', `faults ${others.join(', ')} tripped with it`);
    const first = at.firstOut;
    if (first !== row.number && !this.exceptions.with.includes(first)) this.fail('detect', `first out is fault ${first}, wanted ${row.number}`);
    at.wait(1500);
    if (!at.onTheLine()) this.fail('detect', `no bit of ${row.fault} in the live block`);
    const event = at.events().findLast((e) => e.kind === 'trip' && e.check?.id === row.check);
    const limit = trip.at / row.steps;
    if (!event) this.fail('detect', `no record of check ${row.check} in the event log`);
    else if (event.limit === null || Math.abs(event.limit - limit) > 0.5 / row.steps)
      this.fail('detect', `the event log says level ${String(event.limit)}, wanted ${limit}`);
  }

  private inUnits(steps: number): string {
    return `${steps / this.row.steps}`;
  }
}
