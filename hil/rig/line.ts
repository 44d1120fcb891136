/**
 * The RS-485 line of the rig: one conversation at a time, whoever asks.
 */
import { replyLength } from '../../host/bus/rtu.js';
import type { MasterPort } from '../line/master.js';

/** Virtual time without a whole answer after which the line is free again, ms. A broadcast gets no answer: it only has to be taken. */
const ANSWER_MS = 400;
const BROADCAST_MS = 50;
/** Most conversations that wait. */
const DEPTH = 64;

interface Conversation {
  readonly bytes: Uint8Array;
  readonly done: (answer: Uint8Array) => void;
}

/** Serves conversations on a place on the line. `service` moves it on, once a step. */
export class RigLine {
  readonly #port: MasterPort;
  readonly #waiting: Conversation[] = [];
  #current: Conversation | undefined;
  #received = new Uint8Array(0);
  /** The request is on the wire until then. Virtual ms. */
  #sentMs = 0;

  constructor(port: MasterPort) {
    this.#port = port;
  }

  /** True while somebody talks or waits. */
  get busy(): boolean {
    return this.#current !== undefined || this.#waiting.length > 0;
  }

  /** Puts bytes on the line when it is free; resolves with everything that came back, empty when nothing did or too many wait already. */
  talk(bytes: Uint8Array): Promise<Uint8Array> {
    if (this.#waiting.length >= DEPTH) return Promise.resolve(new Uint8Array(0));
    return new Promise((done) => this.#waiting.push({ bytes, done }));
  }

  /** One turn at virtual time `nowMs`. */
  service(nowMs: number): void {
    if (this.#current) this.#proceed(this.#current, nowMs);
    if (this.#current) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#current = next;
    this.#received = new Uint8Array(0);
    this.#port.take();
    this.#sentMs = this.#port.send(nowMs, next.bytes);
  }

  /** Answers everybody with nothing: the rig ends. */
  close(): void {
    this.#finish();
    for (const { done } of this.#waiting.splice(0)) done(new Uint8Array(0));
  }

  #proceed(talk: Conversation, nowMs: number): void {
    const bytes = this.#port.take();
    let done = false;
    if (bytes.length > 0) {
      this.#received = Uint8Array.from([...this.#received, ...bytes]);
      const length = replyLength(this.#received);
      done = typeof length === 'number' && this.#received.length >= length;
    }
    const patience = talk.bytes[0] === 0 ? BROADCAST_MS : ANSWER_MS;
    if (done || nowMs >= this.#sentMs + patience) this.#finish();
  }

  #finish(): void {
    this.#current?.done(this.#received);
    this.#current = undefined;
  }
}
