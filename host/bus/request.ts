/**
 * What a bus is told: its settings, the options of one request, and a request as it waits.
 */
import type { LiquidusError } from '../error.js';
import type { Framing } from './port.js';

/** Settings of a bus. Times in ms. */
export interface BusOptions {
  readonly framing: Framing;
  /** Bits per second of a serial line: gives every request its deadline. Absent behind a network. */
  readonly baud?: number;
  /** Deadline of every request; replaces the one from the baud rate. Default 1000 without a baud rate. */
  readonly timeoutMs?: number;
  /** Time after a failure before its unit is asked again, and silence after bytes that nobody asked for: longer than a slave takes to answer. Default 300. */
  readonly silenceMs?: number;
  /** Longest wait for that silence. Default 3000. */
  readonly babbleMs?: number;
  /** Times that a read is repeated after no or a bad answer. Writes are never repeated. Default 0. */
  readonly readRetries?: number;
  /** Most requests that wait. Default 32. */
  readonly depth?: number;
  /** First input register of the canary read. Default 6, the snapshot number of the live block. */
  readonly canaryAddress?: number;
  /** True for a line that was lost with requests under way: their replies may still come, so that no unit is trusted without a canary. */
  readonly reopened?: boolean;
}

/** Options of one request. */
export interface RequestOptions {
  /** Takes the request out of the queue, or gives it up while it is under way. */
  readonly signal?: AbortSignal;
  /** Takes the request out of the queue only; one that is under way ends as it ends. */
  readonly queued?: AbortSignal;
  /** A read that waits until no other read does. Default false. */
  readonly background?: boolean;
}

/** One request in the queue. */
export interface Job {
  readonly write: boolean;
  readonly background: boolean;
  readonly unit: number;
  /** What is asked, for messages: "read 60 input registers from 0". */
  readonly asked: string;
  readonly requestBytes: number;
  readonly replyBytes: number;
  /** Registers in the reply, 0 for writes. */
  readonly quantity: number;
  /** Sends through the client or the port; settles with the reply. */
  readonly send: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: LiquidusError) => void;
  readonly signal: AbortSignal | undefined;
}

/** A request before it is queued. */
export type Question = Omit<Job, 'resolve' | 'reject' | 'signal' | 'background'>;
