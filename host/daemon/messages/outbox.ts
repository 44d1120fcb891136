/**
 * Messages on their way to one target: in order, tried again later and later, bounded in number and age, and kept in a file over a restart.
 */
import { readFileSync } from 'node:fs';
import { LiquidusError } from '../../error.js';
import { replaceDurably } from '../../files.js';
import type { Message } from './message.js';

/** Delivers one message. Rejects with `refused.*` when no later attempt can help, with anything else when one may. */
export type Deliver = (message: Message) => Promise<void>;

/** How a target stands. */
export interface OutboxHealth {
  readonly target: string;
  readonly sent: number;
  readonly waiting: number;
  /** Messages that were given up: too many, too old, or refused for good. */
  readonly lost: number;
  readonly error: LiquidusError | undefined;
  /** Since when it fails. */
  readonly since: Date | undefined;
}

/** Waits before the next attempt, ms; the last one repeats. */
const BACKOFF_MS = [1000, 2000, 5000, 15_000, 30_000, 60_000, 300_000];
/** Messages that wait for one target at most, and how long, ms. */
const MOST = 500;
const OLDEST_MS = 24 * 3_600_000;

/** Settings. */
export interface OutboxOptions {
  readonly target: string;
  readonly deliver: Deliver;
  /** File that keeps what waits; absent: memory only. */
  readonly file?: string | undefined;
  readonly complain: (message: string) => void;
  /** Waits, for tests that cannot wait. */
  readonly backoffMs?: readonly number[];
}

function stored(file: string | undefined): Message[] {
  if (file === undefined) return [];
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(found) ? (found as Message[]).filter((message) => typeof message?.id === 'string' && typeof message.time === 'string') : [];
  } catch {
    // No file: nothing waits. A damaged one: what it held cannot be known any more.
    return [];
  }
}

/** One target's queue. */
export class Outbox {
  readonly #options: OutboxOptions;
  #waiting: Message[];
  #sent = 0;
  #lost = 0;
  #attempt = 0;
  #error: LiquidusError | undefined;
  #since: Date | undefined;
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #stopped = false;
  #fileFails = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#waiting = stored(options.file);
  }

  get health(): OutboxHealth {
    const { target } = this.#options;
    return { target, sent: this.#sent, waiting: this.#waiting.length, lost: this.#lost, error: this.#error, since: this.#since };
  }

  /** Begins with what an earlier run has left. */
  start(): void {
    void this.#work();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  add(message: Message): void {
    this.#waiting.push(message);
    this.#lost += this.#waiting.splice(0, Math.max(0, this.#waiting.length - MOST)).length;
    this.#store();
    void this.#work();
  }

  async #work(): Promise<void> {
    if (this.#busy || this.#timer) return;
    this.#busy = true;
    while (!this.#stopped) {
      this.#dropOld();
      const [message] = this.#waiting;
      if (!message) break;
      try {
        await this.#options.deliver(message);
        this.#sent++;
        this.#done(message);
      } catch (trouble) {
        if (!this.#failed(message, trouble)) break;
      }
    }
    this.#busy = false;
  }

  /** Notes a failure; true when the next message may be tried at once. */
  #failed(message: Message, trouble: unknown): boolean {
    const error = trouble instanceof LiquidusError ? trouble : new LiquidusError('internal.messages', `Please report this: ${String(trouble)}`);
    const { target, complain, backoffMs = BACKOFF_MS } = this.#options;
    if (error.family === 'refused') {
      this.#lost++;
      complain(`A message to ${target} was given up: ${error.message}`);
      this.#remove(message);
      return true;
    }
    if (!this.#error) complain(`A message to ${target} could not be delivered: ${error.message} It is tried again for a day.`);
    this.#error = error;
    this.#since ??= new Date();
    if (this.#stopped) return false;
    const wait = backoffMs[Math.min(this.#attempt++, backoffMs.length - 1)];
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#work();
    }, wait);
    this.#timer.unref();
    return false;
  }

  #done(message: Message): void {
    if (this.#error) this.#options.complain(`Messages to ${this.#options.target} are delivered again; ${this.#lost} were given up since the start.`);
    this.#error = undefined;
    this.#since = undefined;
    this.#attempt = 0;
    this.#remove(message);
  }

  #remove(message: Message): void {
    this.#waiting = this.#waiting.filter((other) => other !== message);
    this.#store();
  }

  #dropOld(): void {
    const oldest = Date.now() - OLDEST_MS;
    const young = this.#waiting.filter(({ time }) => !(Date.parse(time) < oldest));
    if (young.length === this.#waiting.length) return;
    const old = this.#waiting.length - young.length;
    this.#lost += old;
    this.#options.complain(`${old} messages to ${this.#options.target} were given up: they are more than a day old by the clock of this machine.`);
    this.#waiting = young;
    this.#store();
  }

  /** A disk that is full costs the memory over a restart, not the message. */
  #store(): void {
    const { file, complain } = this.#options;
    if (file === undefined) return;
    try {
      replaceDurably(file, JSON.stringify(this.#waiting));
      this.#fileFails = false;
    } catch (error) {
      if (!this.#fileFails) complain(`${error instanceof Error ? error.message : String(error)} Messages wait in memory meanwhile.`);
      this.#fileFails = true;
    }
  }
}
