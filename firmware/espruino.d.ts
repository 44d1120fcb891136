/**
 * The interpreter's own API, as far as the bundle uses it (Espruino 2v29). The emulator offers exactly this; whoever adds a line here adds
 * it there and to the conformance probes.
 */

/**
 * A pin. Sources name it by text from the board's row; the build writes the name as the interpreter's pin object, a free global.
 */
type Pin = string;

/** 0..1 of the converter's full scale. */
declare function analogRead(pin: Pin): number;
declare function digitalRead(pin: Pin): 0 | 1;
/** Several pins at once, the first one the most significant bit. */
declare function digitalRead(pins: readonly Pin[]): number;
declare function digitalWrite(pin: Pin, level: 0 | 1 | boolean): void;
/**
 * Puts a level on a pin at once, and from then on the other and the one by turns, each so long after the one before, ms; nothing where a time is 0. A timer of
 * the processor does it. While such a level of the pin is still to come none is put there at once, and these come behind it.
 */
declare function digitalPulse(pin: Pin, level: 0 | 1, times: readonly number[]): void;
/** Duty cycle 0..1, frequency in Hz. */
declare function analogWrite(pin: Pin, duty: number, options?: { freq: number }): void;
declare function pinMode(pin: Pin, mode: 'analog' | 'input' | 'input_pullup' | 'input_pulldown' | 'output' | 'opendrain'): void;
/** Time of the edge and of the one before it, s. */
interface WatchEvent {
  readonly time: number;
  readonly lastTime: number;
  readonly state: boolean;
}
declare function setWatch(f: (event: WatchEvent) => void, pin: Pin, options: { repeat: true; edge: 'rising' | 'falling' | 'both' }): number;

/** Period in ms. Missed calls are made up for in a burst. */
declare function setInterval(f: () => void, period: number): number;
/** Delay in ms. */
declare function setTimeout(f: () => void, delay: number): number;
declare function clearInterval(id: number): void;
/** Seconds since the start of the board's clock, with fractions. */
declare function getTime(): number;

interface SerialOptions {
  readonly rx: Pin;
  readonly tx: Pin;
  readonly parity?: 'none' | 'even' | 'odd';
  readonly stopbits?: 1 | 2;
  /** True: `framing` and `parity` events are raised; not on every board. */
  readonly errors?: boolean;
}
/** A serial port, for example `Serial2`: named by text in the board's row, written as the port object by the build. */
interface Serial {
  setup(baud: number, options: SerialOptions): void;
  /** At most 64 bytes a call, cut anywhere; one character a byte. */
  on(event: 'data', f: (bytes: string) => void): void;
  on(event: 'framing' | 'parity', f: () => void): void;
  /** Returns at once while the transmit buffer has room, and blocks the interpreter beyond. */
  write(bytes: string | number | TypedArray | readonly number[]): void;
}

/** An I2C port, for example `I2C1`: named by text in the board's row, written as the port object by the build. */
interface I2C {
  setup(options: { scl: Pin; sda: Pin; bitrate?: number }): void;
  writeTo(address: number, bytes: TypedArray | readonly number[]): void;
  readFrom(address: number, count: number): Uint8Array;
}

/** An SPI port, for example `SPI1`: named by text in the board's row, written as the port object by the build. */
interface SPI {
  /** `mode`: clock polarity × 2 + phase. */
  setup(options: { sck: Pin; miso: Pin; mosi: Pin; baud: number; mode: 0 | 1 | 2 | 3 }): void;
  /** Sends bytes while `select` is low; the bytes that came back, as many. */
  send(bytes: Uint8Array, select: Pin): Uint8Array;
}

/** Files in the board's flash. Overwriting erases first, and a full Storage compacts itself: see docs/safety.md before writing. */
interface Storage {
  /** On a board a string that lies in flash: it takes one variable, whatever its length. */
  read(name: string, offset?: number, length?: number): string | undefined;
  /** With `offset` and `size` a piece of a file: the piece at 0 makes the file, the others fill what is still erased. */
  write(name: string, content: string | ArrayBuffer | TypedArray, offset?: number, size?: number): boolean;
  getFree(): number;
}
declare function require(name: 'Storage'): Storage;

/** A TCP connection. */
interface TcpSocket {
  /** At most 536 bytes a call, cut anywhere; one character a byte. What came before there was a listener comes with the first call. */
  on(event: 'data', f: (bytes: string) => void): void;
  /** `drain`: all that was written is with the network. */
  on(event: 'drain' | 'close', f: () => void): void;
  /** Keeps the text until the network takes it, without a limit. Throws when the connection is closed. */
  write(bytes: string): void;
  /** Closes when all is sent. */
  end(): void;
  /** Set: closes in the next turn of the idle loop, whatever is still to be sent (socketserver.c; not documented). */
  clsNow?: boolean;
}
interface TcpServer {
  /** Throws without a network, or when the port is taken. */
  listen(port: number): void;
}
declare function require(name: 'net'): { createServer(f: (socket: TcpSocket) => void): TcpServer };

interface Wifi {
  /** `mode`: `NULL` while the board is in no network and has none of its own. */
  getStatus(): { readonly mode: string };
  /** Joins the network that `save` has put into Storage; nothing happens without one. The interpreter calls it once, at its start. */
  restore(): void;
}
declare function require(name: 'Wifi'): Wifi;

declare const E: {
  /** Moves the console to a port, or nowhere with null. */
  setConsole(device: string | null, options?: { force: boolean }): void;
  /** Timeout in s. `automatic` false: only `kickWatchdog` feeds it. */
  enableWatchdog(timeout: number, automatic: boolean): void;
  kickWatchdog(): void;
  on(event: 'errorFlag', f: (flags: readonly string[]) => void): void;
  on(event: 'init', f: () => void): void;
  /** Flags since the last call, which are cleared. */
  getErrorFlags(): string[];
  reboot(): void;
  /** CRC-32 (IEEE 802.3) of bytes, unsigned. */
  CRC32(bytes: string | TypedArray): number;
  /** Bytes as a string, one character a byte. */
  toString(bytes: TypedArray): string;
  /** Bytes of a string, or undefined when it does not lie in one piece of memory. */
  toArrayBuffer(text: string): ArrayBuffer | undefined;
};

declare const process: {
  /** In variables. The argument false leaves garbage uncollected, which is quick. */
  memory(collect: false): { readonly free: number; readonly usage: number; readonly total: number; readonly blocksize: number };
};
/** Serial number of the processor; letters, digits and dashes. */
declare function getSerial(): string;
/** Registers of the processor. */
declare function peek32(address: number): number;
declare function poke32(address: number, value: number): void;
declare const console: { log(...items: unknown[]): void };
