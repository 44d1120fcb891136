/** The RS-485 port of the emulated board. */
import type { Callback } from './timers.js';

/** Most characters kept for a listener that is still to come (`STREAM_MAX_BUFFER_SIZE`). */
const STREAM_BYTES = 512;
/** Rate until `setup` names one. */
const DEFAULT_BAUD = 9600;

/** What the port needs from the processor. */
export interface SerialHost {
  clockUs(): number;
  call1(callback: Callback, argument: unknown): void;
  halted(): boolean;
  /** A write had to wait for the transmit buffer. */
  blocked(bytes: number, milliseconds: number): void;
  /** Characters were lost because nobody listens (`BUFFER_FULL`). */
  bufferFull(): void;
  /** Characters that arrive as if from the wire. */
  receive(text: string): void;
}

export class SerialPort {
  /** Time of one character on the wire, microseconds. */
  private characterUs = 10e6 / DEFAULT_BAUD;
  private listeners: Record<string, readonly Callback[]> = {};
  private stream = '';
  /** Moment at which the transmit buffer will be empty, microseconds. */
  private emptyUs = 0;
  private sent = new Uint8Array(512);
  private sentLength = 0;

  /** @param transmitBuffer bytes that a write may leave behind without waiting (row of the board). */
  constructor(
    private readonly transmitBuffer: number,
    private readonly host: SerialHost,
  ) {}

  /** The object that the bundle sees. */
  readonly api = {
    setup: (baud?: unknown, options?: { parity?: unknown; stopbits?: unknown; bytesize?: unknown } | null): void => {
      const rate = baud === undefined ? DEFAULT_BAUD : Number(baud);
      if (!(rate > 0)) throw new Error(`Serial setup: baud rate ${String(baud)} is not above 0`);
      const parity = options?.parity;
      const parityBits = parity === undefined || parity === null || parity === 'none' ? 0 : 1;
      const stopBits = options?.stopbits === 2 ? 2 : 1;
      const dataBits = options?.bytesize === 7 ? 7 : 8;
      this.characterUs = ((1 + dataBits + parityBits + stopBits) * 1e6) / rate;
    },
    on: (event: unknown, callback: unknown): void => {
      if (typeof event !== 'string') throw new TypeError('First argument must be String');
      if (typeof callback !== 'function') throw new TypeError('Second argument must be a function or a String');
      this.listeners[event] = [...(this.listeners[event] ?? []), callback as Callback];
      if (event === 'data' && this.stream) {
        const text = this.stream;
        this.stream = '';
        this.deliverLater(text);
      }
    },
    write: (...items: unknown[]): void => this.write(items),
    inject: (...items: unknown[]): void => {
      let text = '';
      for (const item of items) eachByte(item, (b) => (text += String.fromCharCode(b)));
      this.host.receive(text);
    },
  };

  /** Text that waits for the end of the pass in which its listener was added. */
  private late: string[] = [];

  /** Hands one chunk to the listeners, or keeps it for one. */
  deliver(text: string): void {
    const list = this.listeners['data'];
    if (!list) {
      const room = STREAM_BYTES - this.stream.length;
      if (text.length > room) this.host.bufferFull();
      this.stream += text.slice(0, room);
      return;
    }
    for (let i = 0; i < list.length && !this.host.halted(); i++) this.host.call1(list[i] as Callback, text); // i < list.length
  }

  /** Hands over what waited for a listener; called at the end of a pass. */
  deliverLate(): void {
    while (this.late.length > 0 && !this.host.halted()) this.deliver(this.late.shift() as string); // length > 0
  }

  /** Bytes sent since the last call. */
  take(): Uint8Array {
    if (this.sentLength === 0) return NOTHING;
    const bytes = this.sent.slice(0, this.sentLength);
    this.sentLength = 0;
    return bytes;
  }

  /** Forgets listeners, settings and what waits; bytes already on the wire stay. */
  reset(): void {
    this.characterUs = 10e6 / DEFAULT_BAUD;
    this.listeners = {};
    this.stream = '';
    this.late.length = 0;
    this.emptyUs = 0;
  }

  private deliverLater(text: string): void {
    this.late.push(text);
  }

  private write(items: readonly unknown[]): void {
    const before = this.sentLength;
    for (const item of items) eachByte(item, (b) => this.push(b));
    const count = this.sentLength - before;
    const now = this.host.clockUs();
    const waiting = this.emptyUs > now ? (this.emptyUs - now) / this.characterUs : 0;
    const excess = count - (this.transmitBuffer - waiting);
    if (excess > 0) this.host.blocked(count, (excess * this.characterUs) / 1000);
    this.emptyUs = Math.max(now, this.emptyUs) + count * this.characterUs;
  }

  private push(byte: number): void {
    if (this.sentLength === this.sent.length) {
      const larger = new Uint8Array(this.sent.length * 2);
      larger.set(this.sent);
      this.sent = larger;
    }
    this.sent[this.sentLength++] = byte;
  }
}

const NOTHING = new Uint8Array(0);

/** Visits the bytes of what `write` takes: a number, a string, an array, a typed array, an ArrayBuffer. */
export function eachByte(item: unknown, visit: (byte: number) => void): void {
  if (typeof item === 'number') visit(item & 255);
  else if (typeof item === 'string') for (let i = 0; i < item.length; i++) visit(item.charCodeAt(i) & 255);
  else if (Array.isArray(item)) for (const inner of item) eachByte(inner, visit);
  else if (ArrayBuffer.isView(item)) for (const n of item as unknown as Iterable<number>) visit(n & 255);
  else if (isBuffer(item)) for (const n of new Uint8Array(item)) visit(n);
  else throw new Error(`Expecting a number or something iterable, got ${typeof item}`);
}

/** True for an ArrayBuffer of any realm. */
export function isBuffer(item: unknown): item is ArrayBuffer {
  return Object.prototype.toString.call(item) === '[object ArrayBuffer]';
}
