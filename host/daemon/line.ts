/**
 * One line and the units on it. The line is opened again, later and later, until it is there; its units get turns, one after the other, so a dead one
 * costs the others its own deadline and nothing more.
 */
import type { Bus } from '../bus/bus.js';
import type { Connection } from '../bus/connection.js';
import { openBus } from '../bus/connection.js';
import type { BusCounters } from '../bus/counters.js';
import { LiquidusError } from '../error.js';
import type { Unit } from './unit.js';

/** Settings of a line. */
export interface LineOptions {
  readonly connection: Connection;
  /** Longest wait for one answer, ms; absent: from baud rate and length, 1000 on a network. */
  readonly timeoutMs?: number;
}

/** Waits between attempts to open the line, ms; the last one repeats. */
const BACKOFF_MS = [250, 500, 1000, 2000, 5000, 10_000];
/** Requests that may wait: those of the daemon and of the masters behind the gateway. */
const DEPTH = 256;

/** A line as people name it before it was ever open. */
function titleOf(connection: Connection): string {
  return connection.kind === 'serial' ? connection.path : `${connection.host}:${connection.port}`;
}

/** Counts that add up over the buses of a line. */
const COUNTS = ['requests', 'replies', 'timeouts', 'corrupt', 'exceptions', 'quarantines'] as const;
export type LineCounters = Readonly<Record<(typeof COUNTS)[number] | 'lastMs' | 'meanMs' | 'worstMs', number>>;

/** One line. */
export class Line {
  readonly units: readonly Unit[];
  readonly #options: LineOptions;
  readonly #stop = new AbortController();
  #bus: Bus | undefined;
  #title: string;
  #running: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;
  /** True after a line was lost that was open: replies to its last requests may still come. */
  #lost = false;
  /** Counters of the buses that are gone. */
  readonly #past: Record<(typeof COUNTS)[number], number> = { requests: 0, replies: 0, timeouts: 0, corrupt: 0, exceptions: 0, quarantines: 0 };
  #last: BusCounters | undefined;

  constructor(options: LineOptions, units: readonly Unit[]) {
    this.#options = options;
    this.units = units;
    this.#title = titleOf(options.connection);
  }

  /** The open bus, or undefined while the line is down. */
  get bus(): Bus | undefined {
    return this.#bus?.isOpen === true ? this.#bus : undefined;
  }

  get title(): string {
    return this.#title;
  }

  /** Counts of this line since the daemon started; times of the present bus. */
  get counters(): LineCounters {
    const now = this.#bus?.counters ?? this.#last;
    const sum = { ...this.#past };
    if (this.#bus && now) for (const name of COUNTS) sum[name] += now[name];
    return { ...sum, lastMs: now?.lastMs ?? 0, meanMs: now?.meanMs ?? 0, worstMs: now?.worstMs ?? 0 };
  }

  /** Opens the line and polls its units until `stop`. */
  start(): void {
    this.#running = this.#run();
  }

  /** Ends polling and closes the line. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake?.();
    for (const unit of this.units) unit.release();
    await this.#bus?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    for (let attempt = 0; !this.#stop.signal.aborted;) {
      if (!(await this.#open())) {
        await this.#sleep(BACKOFF_MS[Math.min(attempt++, BACKOFF_MS.length - 1)] ?? 0);
        continue;
      }
      attempt = 0;
      await this.#poll();
      this.#close();
    }
  }

  async #open(): Promise<boolean> {
    const { connection, timeoutMs } = this.#options;
    try {
      this.#bus = await openBus(connection, { depth: DEPTH, reopened: this.#lost, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
    } catch (error) {
      for (const unit of this.units) unit.lost(error);
      return false;
    }
    this.#title = this.#bus.title;
    this.#bus.once('close', () => this.#wake?.());
    for (const unit of this.units) unit.attach(this.#bus);
    return true;
  }

  /** Turns of the units until the bus is gone. */
  async #poll(): Promise<void> {
    while (!this.#stop.signal.aborted && this.#bus?.isOpen === true) {
      const next = this.units.reduce<Unit | undefined>((first, unit) => (first && first.due <= unit.due ? first : unit), undefined);
      if (!next) return this.#sleep(1000);
      const left = next.due - performance.now();
      if (left > 0) await this.#sleep(left);
      else await next.turn();
    }
  }

  #close(): void {
    const bus = this.#bus;
    if (!bus) return;
    const counters = bus.counters;
    for (const name of COUNTS) this.#past[name] += counters[name];
    this.#last = counters;
    this.#bus = undefined;
    this.#lost = true;
    for (const unit of this.units) {
      unit.attach(undefined);
      if (!this.#stop.signal.aborted) {
        unit.lost(
          new LiquidusError('link.closed', `The link to ${this.#title} is gone; the daemon connects again by itself. Check the cable or the server.`),
        );
      }
    }
  }

  #sleep(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
