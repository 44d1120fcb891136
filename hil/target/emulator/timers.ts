/**
 * `setInterval` and `setTimeout` in the order in which the interpreter runs them (jsinteractive.c, jsiIdle).
 *
 * One pass runs every timer that is due once, by age of the timer and not by due time; a callback that adds or clears a timer starts the
 * pass again from the oldest. An interval is due one period after it was due, however late it ran: missed calls come in a burst.
 */

/** Shortest period, ms (`TIMER_MIN_INTERVAL`). */
const MIN_MS = 0.1;
/** Longest period, ms (`TIMER_MAX_INTERVAL`, 1000 years in spite of the text of its error). */
const MAX_MS = 31536000001000;

/** A callback of the bundle. */
export type Callback = (...args: unknown[]) => unknown;

interface Timer {
  readonly id: number;
  readonly callback: Callback;
  readonly args: readonly unknown[];
  /** Period in microseconds, 0 for a timeout. */
  readonly periodUs: number;
  dueUs: number;
  listed: boolean;
}

/** What the timers need from the processor. */
export interface TimerHost {
  /** Runs a callback; an exception ends in a report, never here. */
  call(callback: Callback, args: readonly unknown[]): void;
  /** True when the processor stopped in the middle: reboot or power cut. */
  halted(): boolean;
  /** An interval was removed, because its callback ran out of memory. */
  intervalLost(): void;
}

export class Timers {
  /** Earliest due time, microseconds; Infinity without timers. */
  nextDueUs = Infinity;
  /** True when the last pass ran an interval. */
  ranInterval = false;
  private list: Timer[] = [];
  private changed = false;
  private starved = false;

  /** Adds a timer and returns its id: one more than the youngest timer's, so that the id of a cleared youngest timer comes back. */
  add(callback: unknown, ms: unknown, repeat: boolean, nowUs: number, args: readonly unknown[]): number {
    if (typeof callback !== 'function') throw new Error('Function or String not supplied!');
    let period = Number(ms);
    if (!(period >= MIN_MS)) period = MIN_MS;
    if (period > MAX_MS) throw new Error('Interval is too long (>100 years)');
    const us = Math.trunc(period * 1000);
    const last = this.list[this.list.length - 1];
    const id = last ? last.id + 1 : 1;
    const timer: Timer = { id, callback: callback as Callback, args, periodUs: repeat ? us : 0, dueUs: nowUs + us, listed: true };
    this.list.push(timer);
    this.changed = true;
    if (timer.dueUs < this.nextDueUs) this.nextDueUs = timer.dueUs;
    return id;
  }

  /** Clears one timer, or all of them when called without an id. An id that is gone is ignored, undefined is an error, as on the board. */
  clear(args: readonly unknown[], name: string): void {
    if (args.length === 0) {
      for (const t of this.list) t.listed = false;
      this.list.length = 0;
    } else {
      const id = args[0];
      if (id === undefined) throw new Error(`clear${name}(undefined) not allowed. Use clear${name}() instead`);
      const found = this.list.find((t) => t.id === id);
      if (found) this.remove(found);
    }
    this.changed = true;
    this.schedule();
  }

  /** The next interval that comes due runs out of memory: it does not complete and is gone. */
  starve(): void {
    this.starved = true;
  }

  /** The clock has jumped: timers come due by it. */
  shift(us: number): void {
    for (const t of this.list) t.dueUs -= us;
    this.schedule();
  }

  /** One pass over the timers that are due at `nowUs`. */
  run(nowUs: number, host: TimerHost): void {
    const list = this.list;
    this.ranInterval = false;
    do {
      this.changed = false;
      for (let i = 0; i < list.length && !this.changed; i++) {
        const timer = list[i] as Timer; // i < list.length
        if (timer.dueUs > nowUs) continue;
        if (this.starved && timer.periodUs > 0) {
          this.starved = false;
          this.remove(timer);
          i--;
          host.intervalLost();
          continue;
        }
        host.call(timer.callback, timer.args);
        if (host.halted()) return;
        if (timer.periodUs > 0) {
          timer.dueUs += timer.periodUs;
          this.ranInterval = true;
        } else if (timer.listed) {
          const place = list.indexOf(timer);
          this.remove(timer);
          if (place <= i) i--;
        }
      }
    } while (this.changed);
    this.schedule();
  }

  private remove(timer: Timer): void {
    timer.listed = false;
    const place = this.list.indexOf(timer);
    if (place >= 0) this.list.splice(place, 1);
  }

  private schedule(): void {
    let next = Infinity;
    for (let i = 0; i < this.list.length; i++) {
      const due = (this.list[i] as Timer).dueUs; // i < list.length
      if (due < next) next = due;
    }
    this.nextDueUs = next;
  }
}
