/**
 * The daemon's end of a rig's control socket: JSON lines over loopback (docs/daemon.md). It connects when it is first asked, and again after a loss.
 */
import net from 'node:net';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { LiquidusError } from '../error.js';
import type { RigRequest } from './api.js';
import { RigStanding } from './api.js';

/** Longest wait for an answer, ms. */
const ANSWER_MS = 3000;
const Answer = v.object({
  id: v.number(),
  ok: v.optional(RigStanding),
  error: v.optional(v.object({ code: v.string(), message: v.string() })),
});

interface Question {
  readonly resolve: (standing: RigStanding) => void;
  readonly reject: (error: LiquidusError) => void;
  readonly timer: NodeJS.Timeout;
}

/** One rig. */
export class RigLink {
  readonly #host: string;
  readonly #port: number;
  readonly #waiting = new Map<number, Question>();
  #socket: net.Socket | undefined;
  #count = 0;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
  }

  /** What is broken and what can be. Rejects with `link.rig`. */
  standing(): Promise<RigStanding> {
    return this.#ask({ ask: 'faults' });
  }

  /** Does what the request says. Rejects with `usage.*` when it does not name exactly one thing or the rig refuses, with `link.rig` without a rig. */
  async change(request: RigRequest): Promise<RigStanding> {
    const wishes: object[] = [];
    if (request.inject) wishes.push({ ask: 'inject', fault: request.inject.fault, values: request.inject.values ?? {} });
    if (request.clear !== undefined) wishes.push({ ask: 'clear', ...(request.clear === 'all' ? {} : { injection: request.clear }) });
    if (request.speed !== undefined) wishes.push({ ask: 'speed', speed: request.speed });
    const [wish] = wishes;
    if (!wish || wishes.length > 1) throw new LiquidusError('usage.rig', 'Say exactly one of "inject", "clear" and "speed".');
    return this.#ask(wish);
  }

  close(): void {
    this.#socket?.destroy();
  }

  #ask(wish: object): Promise<RigStanding> {
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id, this.#gone(`no answer within ${ANSWER_MS} ms`)), ANSWER_MS);
      this.#waiting.set(id, { resolve, reject, timer });
      this.#connect().write(`${JSON.stringify({ id, ...wish })}\n`);
    });
  }

  #connect(): net.Socket {
    if (this.#socket && !this.#socket.destroyed) return this.#socket;
    const socket = net.connect({ host: this.#host, port: this.#port, noDelay: true });
    this.#socket = socket;
    socket.on('error', (error: NodeJS.ErrnoException) => this.#drop(error.code ?? error.message));
    socket.on('close', () => this.#drop('closed'));
    // It repeats the errors of its input, which the socket's own listener has told already.
    createInterface({ input: socket })
      .on('line', (line) => this.#take(line))
      .on('error', () => undefined);
    socket.unref();
    return socket;
  }

  #take(line: string): void {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      return this.#drop('it answers no JSON');
    }
    const answer = v.safeParse(Answer, parsed);
    if (!answer.success) return this.#drop('its answer is none that this program knows');
    const { id, ok, error } = answer.output;
    this.#settle(id, ok ?? new LiquidusError('usage.fault', error?.message ?? 'The rig refused without a word.'));
  }

  #settle(id: number, result: RigStanding | LiquidusError): void {
    const question = this.#waiting.get(id);
    if (!question) return;
    this.#waiting.delete(id);
    clearTimeout(question.timer);
    if (result instanceof LiquidusError) question.reject(result);
    else question.resolve(result);
  }

  #drop(why: string): void {
    this.#socket?.destroy();
    for (const id of [...this.#waiting.keys()]) this.#settle(id, this.#gone(why));
  }

  #gone(why: string): LiquidusError {
    return new LiquidusError(
      'link.rig',
      `The control socket of the rig at ${this.#host}:${this.#port} is not there (${why}); start it with --control.`,
    );
  }
}
