/**
 * What a bus counted since it was opened.
 */
import type { PortCounters } from './port.js';

/** Counters of one bus. */
export interface BusCounters extends PortCounters {
  /** Requests sent, canary reads included. */
  readonly requests: number;
  /** Good replies, exceptions included. */
  readonly replies: number;
  /** Requests without any answer. */
  readonly timeouts: number;
  /** Requests answered only by bytes that are no valid reply. */
  readonly corrupt: number;
  readonly exceptions: number;
  /** Times that the line had to be silent and to pass a canary read before it was trusted again. */
  readonly quarantines: number;
  /** Time from sending to the whole reply, ms: last, mean and longest. 0 before the first reply. */
  readonly lastMs: number;
  readonly meanMs: number;
  readonly worstMs: number;
}

/** The writable side of the counters. */
export class Tally {
  requests = 0;
  replies = 0;
  timeouts = 0;
  corrupt = 0;
  exceptions = 0;
  quarantines = 0;
  #lastMs = 0;
  #sumMs = 0;
  #worstMs = 0;

  /** Counts a reply that took `ms`. */
  replied(ms: number): void {
    this.replies++;
    this.#lastMs = ms;
    this.#sumMs += ms;
    this.#worstMs = Math.max(this.#worstMs, ms);
  }

  with(port: PortCounters): BusCounters {
    const { requests, replies, timeouts, corrupt, exceptions, quarantines } = this;
    const meanMs = replies === 0 ? 0 : this.#sumMs / replies;
    return { ...port, requests, replies, timeouts, corrupt, exceptions, quarantines, lastMs: this.#lastMs, meanMs, worstMs: this.#worstMs };
  }
}
