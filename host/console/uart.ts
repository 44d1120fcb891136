/**
 * The console of an Espruino board over a stream of bytes, in the shape that `DeviceController` of @espruino-tools/core expects of its UART.
 *
 * Works around what that package does with code: its own `eval` splits answers at the first new line whatever it belongs to, waits ten seconds and
 * never rejects, and hangs for good when the line is lost; `Call.f(1,2)` sends `f("1,2")`; `loadCode(code, true)` sends `reset(true)` and pastes the
 * code unescaped into a template literal, so that a backtick, `${` or a backslash changes it. Here every expression goes out as it is, between marks
 * that only its own answer has, and code for flash never comes this way: it travels in base64 (host/flash/commands.ts).
 *
 * Never sends the byte 3: Ctrl-C would delete the control interval of a running firmware. Free of Node: the commissioning page uses it too.
 */
import { bytesOf, textOf } from '../bytes.js';
import { LiquidusError } from '../error.js';

/** Control character that switches the echo off for one line. */
const NO_ECHO = '\u0010';
/** What a board sends in the middle of anything when its input is full and when there is room again (XOFF, XON). */
const FLOW = /[\u0011\u0013]/g;
/** Marks around an answer. They are put together on the board, so that an echo of the line does not look like an answer. */
const MARK = { open: '<lq:', close: ':lq>' } as const;
const WRAP = { open: '"<l"+"q:"', close: '":l"+"q>"' } as const;

type Answer = (value: unknown, log: 'success' | 'failed') => void;

/** What the console needs of a stream: `ByteStream` of host/bus is one. */
export interface ConsoleStream {
  /** What a person would call it. */
  readonly title: string;
  readonly isOpen: boolean;
  on(event: 'bytes', listener: (bytes: Uint8Array) => void): unknown;
  /** Once, with the reason. */
  on(event: 'end', listener: (reason: string) => void): unknown;
  write(bytes: Uint8Array): void;
  close(): Promise<void>;
}

/** The part of the package's UART that `DeviceController` uses. */
export interface ConsoleUart {
  /** Sends text as it is. */
  write(text: string): void;
  /** Evaluates an expression on the board; `answer` gets its JSON value, or null and `failed` when none came in time. */
  eval(expression: string, answer: Answer): boolean;
  close(): void;
}

/** A UART over an open stream. Expressions are evaluated one after another. */
export class StreamUart implements ConsoleUart {
  readonly #stream: ConsoleStream;
  readonly #answerMs: number;
  readonly #waiting: { readonly expression: string; readonly answer: Answer }[] = [];
  #received = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param answerMs longest wait for one answer, ms */
  constructor(stream: ConsoleStream, answerMs: number) {
    this.#stream = stream;
    this.#answerMs = answerMs;
    stream.on('bytes', (bytes) => this.#receive(textOf(bytes)));
    stream.on('end', () => this.#settle(null, 'failed'));
  }

  write(text: string): void {
    if (text.includes('\u0003'))
      throw new LiquidusError('internal.console', 'A text for the console contains Ctrl-C, which would stop the firmware; it was not sent.');
    this.#stream.write(bytesOf(text));
  }

  eval(expression: string, answer: Answer): boolean {
    this.#waiting.push({ expression, answer });
    if (this.#waiting.length === 1) this.#ask();
    return true;
  }

  close(): void {
    clearTimeout(this.#timer);
    void this.#stream.close();
  }

  #ask(): void {
    const [next] = this.#waiting;
    if (!next) return;
    this.#received = '';
    if (!this.#stream.isOpen) return this.#settle(null, 'failed');
    this.#timer = setTimeout(() => this.#settle(null, 'failed'), this.#answerMs);
    this.write(`${NO_ECHO}print(${WRAP.open}+JSON.stringify(${next.expression})+${WRAP.close})\n`);
  }

  #receive(text: string): void {
    this.#received += text.replace(FLOW, '');
    const start = this.#received.indexOf(MARK.open);
    const end = this.#received.indexOf(MARK.close, start);
    if (start < 0 || end < 0) return;
    try {
      this.#settle(JSON.parse(this.#received.slice(start + MARK.open.length, end)), 'success');
    } catch {
      this.#settle(null, 'failed');
    }
  }

  #settle(value: unknown, log: 'success' | 'failed'): void {
    clearTimeout(this.#timer);
    this.#waiting.shift()?.answer(value, log);
    this.#ask();
  }
}
