/**
 * The shipped bundle on an interpreter that writes down every call in its order and does nothing else: for the order of the boot and of a
 * tick, which a board with wires does not show.
 */
import { createContext, runInContext } from 'node:vm';
import { crc32 } from 'node:zlib';
import { boardRow } from '../../../firmware/model/boards.js';
import { decodeTokens } from '../../../firmware/model/tokens.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';

const ROW = boardRow('pico');

/** A call of the interpreter's API: its name, and its arguments as text. */
export interface Call {
  readonly name: string;
  readonly args: string;
}

const text = (value: unknown): string =>
  typeof value === 'function'
    ? 'f'
    : ArrayBuffer.isView(value)
      ? `[${String(value)}]`
      : typeof value === 'string'
        ? value
        : (JSON.stringify(value) ?? String(value));

export class RecordedBoard {
  readonly calls: Call[] = [];
  /** Controller's clock, ms. */
  now = 1000;
  /** Thrown by the next call of this name. */
  failing = '';
  /** Fractions of full scale by pin. */
  readonly analog: Record<string, number> = {};
  /** Levels of the digital inputs, first of a list the most significant bit. */
  digital = 0b0011;
  /** Callback of the one interval, and of events by name. */
  tick: () => void = () => undefined;
  /** The last timeout. */
  timeout: () => void = () => undefined;
  readonly listeners: Record<string, (argument: unknown) => void> = {};

  /** Runs the boot file. */
  boot(): void {
    const note =
      (name: string, result?: (...args: never[]) => unknown) =>
      (...args: unknown[]): unknown => {
        this.calls.push({ name, args: args.map(text).join(' ') });
        if (name === this.failing) throw new Error(`${name} fails`);
        return result?.(...(args as never[]));
      };
    const pin = (name: string): string => name;
    const world: Record<string, unknown> = {
      analogRead: note('analogRead', (p: string) => this.analog[p] ?? 0.5),
      digitalRead: note('digitalRead', (p: string | string[]) => (Array.isArray(p) ? this.digital : 1)),
      digitalWrite: note('digitalWrite'),
      analogWrite: note('analogWrite'),
      pinMode: note('pinMode'),
      setWatch: note('setWatch'),
      setInterval: note('setInterval', (f: () => void) => ((this.tick = f), 1)),
      setTimeout: note('setTimeout', (f: () => void) => void (this.timeout = f)),
      digitalPulse: note('digitalPulse'),
      clearInterval: note('clearInterval'),
      getTime: () => this.now / 1000,
      getSerial: () => '00112233-44556677-8899aabb',
      require: () => ({ read: note('Storage.read'), write: note('Storage.write', () => true), getFree: () => 1000 }),
      E: {
        setConsole: note('E.setConsole'),
        enableWatchdog: note('E.enableWatchdog'),
        kickWatchdog: note('E.kickWatchdog'),
        on: note('E.on', (event: string, f: (argument: unknown) => void) => void (this.listeners[event] = f)),
        getErrorFlags: note('E.getErrorFlags', () => []),
        reboot: note('E.reboot'),
        CRC32: (bytes: string | Uint8Array) => crc32(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Uint8Array.from(bytes)),
        toArrayBuffer: (bytes: string) => Uint8Array.from(bytes, (c) => c.charCodeAt(0)).buffer,
      },
      peek32: () => 0,
      poke32: () => undefined,
      process: { memory: () => ({ free: 2000, usage: 3000, total: 5000, blocksize: 13 }) },
      console: { log: note('console.log') },
      [ROW.serial.port]: {
        setup: note('Serial.setup'),
        on: note('Serial.on', (event: string, f: (argument: unknown) => void) => void (this.listeners[event] = f)),
        write: note('Serial.write'),
      },
      [ROW.i2c.port]: {
        setup: note('I2C.setup'),
        writeTo: note('I2C.writeTo'),
        readFrom: note('I2C.readFrom', (_a: number, n: number) => new Uint8Array(n)),
      },
    };
    for (const name of [...Object.values(ROW.pins), ROW.serial.rx, ROW.serial.tx, ROW.serial.direction, ROW.i2c.scl, ROW.i2c.sda])
      world[name] = pin(name);
    runInContext(decodeTokens(builtBundle('pico').text), createContext(world));
  }

  /** A tick 100 ms after the one before; calls that it made. */
  next(ms = 100): Call[] {
    this.now += ms;
    return this.during(() => this.tick());
  }

  /** Calls that were made while `f` ran. */
  during(f: () => void): Call[] {
    const from = this.calls.length;
    f();
    return this.calls.slice(from);
  }

  /** Place of the first call of this name, or −1. */
  first(name: string): number {
    return this.calls.findIndex((call) => call.name === name);
  }
}

/** Names of the output pins, the direction of the transceiver among them. */
export const OUTPUT_PINS: readonly string[] = [
  ROW.pins.contactor,
  ROW.pins.heaterEnable,
  ROW.pins.heater,
  ROW.pins.nakPump,
  ROW.pins.catholytePump,
  ROW.pins.chargeCurrent,
  ROW.pins.dischargeCurrent,
  ROW.serial.direction,
];
