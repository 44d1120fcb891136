/**
 * The console of an Espruino board over a serial device or TCP, in the shape that `DeviceController` of @espruino-tools/core expects of its UART.
 * That package is made for browsers: its own UART needs Web Bluetooth or Web Serial. It takes any object in its place.
 *
 * Never sends the byte 3: Ctrl-C would delete the control interval of a running firmware.
 */
import { parseHostPort } from '../bus/connection.js';
import { SerialStream } from '../bus/serial.js';
import type { ByteStream } from '../bus/stream.js';
import { TcpStream } from '../bus/tcp.js';
import { LiquidusError } from '../error.js';

/** USB consoles ignore the speed; serial ones have this one by default. */
const CONSOLE_BAUD = 9600;
const CONNECT_MS = 3000;
/** Control character that switches the echo off for one line. */
const NO_ECHO = '\u0010';
/** Marks around an answer. They are put together on the board, so that an echo of the line does not look like an answer. */
const MARK = { open: '<lq:', close: ':lq>' } as const;
const WRAP = { open: '"<l"+"q:"', close: '":l"+"q>"' } as const;

type Answer = (value: unknown, log: 'success' | 'failed') => void;

/** The part of the package's UART that `DeviceController` uses. */
export interface ConsoleUart {
  /** Sends text as it is. */
  write(text: string): void;
  /** Evaluates an expression on the board; `answer` gets its JSON value, or null and `failed` when none came in time. */
  eval(expression: string, answer: Answer): boolean;
  close(): void;
}

/** Opens the stream of `PORT` or `tcp://HOST:PORT`. */
export async function openConsole(where: string): Promise<ByteStream> {
  const tcp = where.startsWith('tcp://');
  if (tcp && !/:\d+$/.test(where)) throw new LiquidusError('usage.address', `"${where}" has no port; write tcp://HOST:PORT.`);
  const address = tcp ? parseHostPort(where.slice('tcp://'.length)) : undefined;
  const stream = address
    ? new TcpStream(address.host, address.port, CONNECT_MS)
    : new SerialStream({ path: where, baud: CONSOLE_BAUD, parity: 'none' });
  await stream.open();
  return stream;
}

/** A UART over an open stream. Expressions are evaluated one after another. */
export class StreamUart implements ConsoleUart {
  readonly #stream: ByteStream;
  readonly #answerMs: number;
  readonly #waiting: { readonly expression: string; readonly answer: Answer }[] = [];
  #received = '';
  #timer: NodeJS.Timeout | undefined;

  /** @param answerMs longest wait for one answer, ms */
  constructor(stream: ByteStream, answerMs: number) {
    this.#stream = stream;
    this.#answerMs = answerMs;
    stream.on('bytes', (bytes) => this.#receive(Buffer.from(bytes).toString('latin1')));
    stream.on('end', () => this.#settle(null, 'failed'));
  }

  write(text: string): void {
    if (text.includes('\u0003'))
      throw new LiquidusError('internal.console', 'A text for the console contains Ctrl-C, which would stop the firmware; it was not sent.');
    this.#stream.write(Buffer.from(text, 'latin1'));
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
    this.#received += text;
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
