/**
 * The RS-485 line of the rig: one conversation at a time, whoever asks.
 */
import { parameterRow } from '../../firmware/model/parameters.js';
import { replyLength } from '../../host/bus/rtu.js';
import type { Target } from '../target/target.js';

/** Virtual time without a whole answer after which the line is free again, ms. A broadcast gets no answer: it only has to be taken. */
const ANSWER_MS = 400;
const BROADCAST_MS = 50;
/** Time of one character of 11 bits at the speed that the board ships with, ms. */
const CHARACTER_MS = (11 * 1000) / (parameterRow('baudRate').fallback * parameterRow('baudRate').scale);
/** Most conversations that wait. */
const DEPTH = 64;

interface Conversation {
  readonly bytes: Uint8Array;
  readonly done: (answer: Uint8Array) => void;
}

/** Serves conversations on a target's serial port, bytes at the speed of the wire. `service` moves it on, once a step. */
export class RigLine {
  readonly #target: Target;
  readonly #waiting: Conversation[] = [];
  #current: Conversation | undefined;
  #received = new Uint8Array(0);
  /** The request is on the wire until then; the board has it from then on. Virtual ms. */
  #sentMs = 0;
  #delivered = false;
  /** The answer is on the wire until then, once it is whole. */
  #doneMs = Infinity;

  constructor(target: Target) {
    this.#target = target;
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
    this.#sentMs = nowMs + next.bytes.length * CHARACTER_MS;
    this.#delivered = false;
    this.#doneMs = Infinity;
  }

  /** Answers everybody with nothing: the rig ends. */
  close(): void {
    this.#finish();
    for (const { done } of this.#waiting.splice(0)) done(new Uint8Array(0));
  }

  #proceed(talk: Conversation, nowMs: number): void {
    if (!this.#delivered) {
      if (nowMs < this.#sentMs) return;
      this.#delivered = true;
      this.#target.transmitted();
      this.#target.receive(nowMs, talk.bytes);
      return;
    }
    const bytes = this.#target.transmitted();
    if (bytes.length > 0) {
      this.#received = Uint8Array.from([...this.#received, ...bytes]);
      const length = replyLength(this.#received);
      if (typeof length === 'number' && this.#received.length >= length) this.#doneMs = nowMs + this.#received.length * CHARACTER_MS;
    }
    const patience = talk.bytes[0] === 0 ? BROADCAST_MS : ANSWER_MS;
    if (nowMs >= Math.min(this.#doneMs, this.#sentMs + patience)) this.#finish();
  }

  #finish(): void {
    this.#current?.done(this.#received);
    this.#current = undefined;
  }
}
