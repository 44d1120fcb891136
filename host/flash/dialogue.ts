/**
 * Questions to the interpreter over its console, one at a time. Every question carries a number that the answer repeats, so that a late
 * answer is never taken for the answer to another question.
 */
import { pause } from '../bytes.js';
import type { ConsoleStream } from '../console/uart.js';
import { StreamUart } from '../console/uart.js';
import { FlashFailure } from './failure.js';

/** Escape sequence of the interpreter's line editor: drops the line typed so far, for example the half line of a cut connection. */
const DROP_LINE = '\u001b[2H';
/** Time that late answers get to arrive before a question is repeated, ms. */
const LATE_MS = 300;

/** What a board that did not answer looks like: nothing came, or not the answer to this question. */
const NO_ANSWER = Symbol('no answer');

/** The console of one board. */
export class Dialogue {
  readonly #stream: ConsoleStream;
  readonly #uart: StreamUart;
  #number = 0;
  #end = '';
  /** Questions that had to be repeated. */
  repeated = 0;

  /**
   * @param stream console, open
   * @param answerMs longest wait for one answer, ms
   */
  constructor(stream: ConsoleStream, answerMs: number) {
    this.#stream = stream;
    this.#uart = new StreamUart(stream, answerMs);
    stream.on('end', (reason) => (this.#end = reason));
  }

  /** Line as people name it. */
  get title(): string {
    return this.#stream.title;
  }

  get isOpen(): boolean {
    return this.#stream.isOpen;
  }

  /** True when the interpreter answers. Drops what stands in its input line first. */
  async answers(): Promise<boolean> {
    if (!this.isOpen) return false;
    this.#uart.write(DROP_LINE);
    return (await this.#once('1')) === 1;
  }

  /**
   * Value of an expression, as JSON brings it over. A question without an answer is repeated while `tries` last, so with more than one the
   * expression must be harmless to repeat. Rejects with a `FlashFailure`: line lost, no answer, exception on the board.
   */
  async ask(expression: string, tries: number): Promise<unknown> {
    for (let left = tries; left > 0; left--) {
      if (left < tries) {
        this.repeated++;
        await pause(LATE_MS);
        this.#uart.write(DROP_LINE);
      }
      const answer = await this.#once(expression);
      if (answer !== NO_ANSWER) return answer;
      if (!this.isOpen) throw this.lost();
    }
    throw new FlashFailure('link.flash', `The board at ${this.title} stopped answering`);
  }

  /** The failure of a line that ended. */
  lost(): FlashFailure {
    return new FlashFailure('link.flash', `The line to ${this.title} was lost (${this.#end})`);
  }

  /** Sends a text that is no question. */
  say(text: string): void {
    if (this.isOpen) this.#uart.write(text);
  }

  /** Waits until the interpreter answers again, at most `ms`. False when it does not. */
  async wait(ms: number): Promise<boolean> {
    const end = performance.now() + ms;
    do {
      if (await this.answers()) return true;
      await pause(LATE_MS);
    } while (this.isOpen && performance.now() < end);
    return false;
  }

  close(): void {
    this.#uart.close();
  }

  async #once(expression: string): Promise<unknown> {
    const number = ++this.#number;
    const guarded = `[${number},(function(){try{return ${expression}}catch(e){return{error:""+e}}})()]`;
    const answer = await new Promise<unknown>((resolve) => void this.#uart.eval(guarded, resolve));
    if (!Array.isArray(answer) || answer[0] !== number) return NO_ANSWER;
    const value: unknown = answer[1];
    if (typeof value === 'object' && value !== null && 'error' in value) {
      throw new FlashFailure('refused.flash', `The interpreter answered "${String(value.error)}"`);
    }
    return value ?? null;
  }
}
