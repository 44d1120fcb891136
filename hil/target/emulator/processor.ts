/**
 * The emulated processor: virtual clock, idle passes, interrupts of the program (exception, reboot, power cut).
 *
 * A pass is one turn of the interpreter's idle loop: queued characters and edges, timers that are due, then the error flags. The bundle takes
 * no virtual time; only a stall or `busy` does, and until then whatever arrives waits in the queue.
 */
import type { TargetEvent } from '../target.js';
import { PowerCut } from '../flash.js';
import { RebootSignal } from './system.js';
import type { Callback } from './timers.js';

/** Why the program stopped in the middle. */
export type Halt = 'no' | 'reboot' | 'cut';

export class Processor {
  /** Virtual time, microseconds. Ahead of the bench's time while the processor is busy. */
  clockUs = 0;
  /** Moment at which the processor is done with what keeps it busy, microseconds. */
  freeUs = 0;
  halt: Halt = 'no';
  private list: TargetEvent[] = [];

  /** @param offsetUs what the controller's own clock shows at virtual time 0, microseconds; a jump of the clock changes it. */
  constructor(public offsetUs: number) {}

  readonly halted = (): boolean => this.halt !== 'no';

  /** Controller's own clock, microseconds. */
  readonly ownClockUs = (): number => this.clockUs + this.offsetUs;

  /** `getTime()`, seconds. */
  readonly getTime = (): number => (this.clockUs + this.offsetUs) / 1e6;

  readonly call = (callback: Callback, args: readonly unknown[]): void => {
    try {
      if (args.length === 0) callback();
      else callback(...args);
    } catch (error) {
      this.caught(error);
    }
  };

  readonly call1 = (callback: Callback, argument: unknown): void => {
    try {
      callback(argument);
    } catch (error) {
      this.caught(error);
    }
  };

  /** Runs a memory operation in which power may be cut; after a cut no other one does anything. */
  guard<T>(operation: () => T): T {
    if (this.halt === 'cut') throw new PowerCut('the time without power');
    try {
      return operation();
    } catch (error) {
      if (error instanceof PowerCut) this.halt = 'cut';
      throw error;
    }
  }

  readonly reboot = (): never => {
    if (this.halt === 'no') this.halt = 'reboot';
    throw new RebootSignal();
  };

  /** Keeps the processor busy for `milliseconds` from now. */
  readonly busy = (milliseconds: number): void => {
    this.clockUs += Math.round(milliseconds * 1000);
    this.freeUs = this.clockUs;
  };

  readonly report = (kind: TargetEvent['kind'], text: string): void => {
    this.list.push({ timeMs: this.clockUs / 1000, kind, text });
  };

  /** Takes the events since the last call. */
  events(): TargetEvent[] {
    if (this.list.length === 0) return [];
    const taken = this.list;
    this.list = [];
    return taken;
  }

  /** Deals with what a callback or the boot file threw. */
  caught(error: unknown): void {
    if (error instanceof RebootSignal) return;
    if (error instanceof PowerCut) {
      this.halt = 'cut';
      return;
    }
    this.report('error', `uncaught ${textOf(error)}`);
  }
}

function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'exception without text';
  }
}
