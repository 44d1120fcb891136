/** The RS-485 port of the emulated board. */
import { characterMs, type LineSettings, type Transmission, UNSET_PORT } from '../line-settings.js';
import type { Callback } from './timers.js';

/** Most characters kept for a listener that is still to come (`STREAM_MAX_BUFFER_SIZE`). */
const STREAM_BYTES = 512;
/** What the port needs from the processor. */
export interface SerialHost {
  clockUs(): number;
  call1(callback: Callback, argument: unknown): void;
  halted(): boolean;
  /** A write waits for the transmit buffer: the interpreter does nothing else for so long. */
  blocked(bytes: number, milliseconds: number): void;
  /** Characters were lost because nobody listens (`BUFFER_FULL`). */
  bufferFull(): void;
  /** Characters that arrive as if from the wire. */
  receive(text: string): void;
}

export class SerialPort {
  /** As the program has set the port up. */
  settings: LineSettings = UNSET_PORT;
  private listeners: Record<string, readonly Callback[]> = {};
  private stream = '';
  /** Moment at which the transmit buffer will be empty, microseconds. */
  private emptyUs = 0;
  /** Writes of the program so far. */
  writes = 0;
  private sent: Transmission[] = [];

  /** @param transmitBuffer bytes that a write may leave behind without waiting (row of the board). */
  constructor(
    private readonly transmitBuffer: number,
    private readonly host: SerialHost,
  ) {}

  /** The object that the bundle sees. */
  readonly api = {
    setup: (baud?: unknown, options?: { parity?: unknown; stopbits?: unknown; bytesize?: unknown } | null): void => {
      const rate = baud === undefined ? UNSET_PORT.baud : Number(baud);
      if (!(rate > 0)) throw new Error(`Serial setup: baud rate ${String(baud)} is not above 0`);
      if (options?.bytesize !== undefined && options.bytesize !== 8)
        throw new Error(`Serial setup: the bench has no characters of ${String(options.bytesize)} bits`);
      const parity = options?.parity === 'odd' || options?.parity === 'even' ? options.parity : 'none';
      this.settings = { baud: rate, parity, stopBits: options?.stopbits === 2 ? 2 : 1 };
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
      this.host.receive(Buffer.from(bytesOf(items)).toString('latin1'));
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

  /** What was sent since the last call. */
  take(): Transmission[] {
    if (this.sent.length === 0) return NOTHING;
    const taken = this.sent;
    this.sent = [];
    return taken;
  }

  /** Forgets listeners, settings and what waits; bytes already on the wire stay. */
  reset(): void {
    this.settings = UNSET_PORT;
    this.listeners = {};
    this.stream = '';
    this.late.length = 0;
    this.emptyUs = 0;
  }

  private deliverLater(text: string): void {
    this.late.push(text);
  }

  private write(items: readonly unknown[]): void {
    const bytes = bytesOf(items.length === 1 ? items[0] : items);
    const characterUs = characterMs(this.settings) * 1000;
    const now = this.host.clockUs();
    const startUs = Math.max(now, this.emptyUs);
    const excess = bytes.length - (this.transmitBuffer - (startUs - now) / characterUs);
    this.emptyUs = startUs + bytes.length * characterUs;
    this.writes++;
    this.sent.push({ startMs: startUs / 1000, bytes: bytes.slice() });
    if (excess > 0) this.host.blocked(bytes.length, (excess * characterUs) / 1000);
  }
}

const NOTHING: Transmission[] = [];

/** Visits the bytes of what `write` takes: a number, a string, an array, a typed array, an ArrayBuffer. */
function eachByte(item: unknown, visit: (byte: number) => void): void {
  if (typeof item === 'number') visit(item & 255);
  else if (typeof item === 'string') for (let i = 0; i < item.length; i++) visit(item.charCodeAt(i) & 255);
  else if (Array.isArray(item)) for (const inner of item) eachByte(inner, visit);
  else if (ArrayBuffer.isView(item)) for (const n of item as unknown as Iterable<number>) visit(n & 255);
  else if (isBuffer(item)) for (const n of new Uint8Array(item)) visit(n);
  else throw new Error(`Expecting a number or something iterable, got ${typeof item}`);
}

/** The bytes of what `write` takes, in one piece. That of a view of bytes is the view's own memory. */
export function bytesOf(item: unknown): Uint8Array {
  if (ArrayBuffer.isView(item) && (item as Uint8Array).BYTES_PER_ELEMENT === 1) return new Uint8Array(item.buffer, item.byteOffset, item.byteLength);
  const bytes: number[] = [];
  eachByte(item, (b) => bytes.push(b));
  return Uint8Array.from(bytes);
}

/** True for an ArrayBuffer of any realm. */
export function isBuffer(item: unknown): item is ArrayBuffer {
  return Object.prototype.toString.call(item) === '[object ArrayBuffer]';
}
