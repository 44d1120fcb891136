/**
 * One connected master: cuts its bytes into requests, asks, and sends the answers, never more at once than the line behind can bear.
 */
import type net from 'node:net';
import { MbapReader, wrapMbap } from '../../bus/mbap.js';

/** Requests of one master that are asked at once; what comes beyond them stays in the network. */
const IN_FLIGHT = 4;
/** Time after which the network is asked whether a silent master is still there, ms. */
const KEEP_ALIVE_MS = 30_000;

/** Answers a request: unit and PDU in, PDU out. Never rejects. */
type Answer = (unit: number, pdu: Uint8Array, gone: AbortSignal) => Promise<Uint8Array>;

/** One connection. */
export class Master {
  readonly #socket: net.Socket;
  readonly #answer: Answer;
  readonly #reader = new MbapReader();
  readonly #gone = new AbortController();
  readonly #waiting: { readonly transaction: number; readonly body: Uint8Array }[] = [];
  #running = 0;
  #lastMs = performance.now();

  constructor(socket: net.Socket, answer: Answer) {
    this.#socket = socket;
    this.#answer = answer;
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#gone.abort());
    socket.on('data', (bytes) => this.#take(bytes));
    socket.on('drain', () => this.#serve());
  }

  /** When it last asked something, ms of `performance.now()`. */
  get lastMs(): number {
    return this.#lastMs;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(bytes: Uint8Array): void {
    this.#lastMs = performance.now();
    const messages = this.#reader.push(bytes);
    if (!messages) return this.close();
    this.#waiting.push(...messages);
    this.#serve();
  }

  #serve(): void {
    while (this.#running < IN_FLIGHT && !this.#socket.writableNeedDrain) {
      const next = this.#waiting.shift();
      if (!next) break;
      this.#running++;
      void this.#one(next.transaction, next.body);
    }
    if (this.#waiting.length > 0) this.#socket.pause();
    else this.#socket.resume();
  }

  async #one(transaction: number, body: Uint8Array): Promise<void> {
    const [unit = 0] = body;
    const reply = await this.#answer(unit, body.subarray(1), this.#gone.signal);
    this.#running--;
    if (this.#socket.destroyed) return;
    this.#socket.write(wrapMbap(transaction, Uint8Array.of(unit, ...reply)));
    this.#serve();
  }
}
