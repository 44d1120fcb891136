/** The free globals that the bundle finds: the interpreter's API as far as the firmware uses it, and nothing else. */
import type { BoardRow } from '../../../firmware/model/boards.js';
import type { FlashStorage } from '../storage.js';
import type { SpiBus } from '../chips/spi.js';
import type { FramPort } from './fram.js';
import type { Network } from './network.js';
import type { Pins } from './pins.js';
import type { Processor } from './processor.js';
import { bytesOf, type SerialPort } from './serial.js';
import type { System } from './system.js';
import type { Timers } from './timers.js';

/** What the interpreter for Linux answers; a board has a number of its own. */
const SERIAL_NUMBER = '00000000-addeadde-addeadde';

/** The parts of the board behind the API. */
export interface ApiParts {
  readonly board: BoardRow;
  readonly processor: Processor;
  readonly pins: Pins;
  readonly serial: SerialPort;
  readonly system: System;
  readonly fram: FramPort;
  readonly spi: SpiBus;
  /** A Uint8Array in the realm of the bundle. */
  readonly makeBytes: (bytes: Uint8Array) => Uint8Array;
  readonly storage: FlashStorage;
  readonly network: Network;
  /** The timers of the present start of the program. */
  readonly timers: () => Timers;
  /** Offers `busy(ms)` too. */
  readonly probe: boolean;
}

/** Globals by name. They serve every start of the program. */
export function makeApi({
  board,
  processor,
  pins,
  serial,
  system,
  fram,
  spi,
  makeBytes,
  storage,
  network,
  timers,
  probe,
}: ApiParts): Record<string, unknown> {
  const files = storageApi(storage, processor);
  const { setup, readFrom, writeTo } = fram.api;
  const api: Record<string, unknown> = {
    analogRead: pins.analogRead,
    digitalRead: pins.digitalRead,
    digitalWrite: pins.digitalWrite,
    analogWrite: pins.analogWrite,
    digitalPulse: pins.digitalPulse,
    pinMode: pins.pinMode,
    setWatch: pins.setWatch,
    setInterval: (f: unknown, ms: unknown, ...args: unknown[]) => timers().add(f, ms, true, processor.clockUs, args),
    setTimeout: (f: unknown, ms: unknown, ...args: unknown[]) => timers().add(f, ms, false, processor.clockUs, args),
    clearInterval: (...args: unknown[]) => timers().clear(args, 'Interval'),
    clearTimeout: (...args: unknown[]) => timers().clear(args, 'Timeout'),
    getTime: processor.getTime,
    require: (name: unknown) => {
      if (name === 'Storage') return files;
      if (name === 'net' && board.wifi) return network.api;
      if (name === 'Wifi' && board.wifi) return network.wifi;
      throw new Error(`Module ${JSON.stringify(name)} not found`);
    },
    E: system.api,
    process: system.process,
    peek32: system.registers.peek32,
    poke32: system.registers.poke32,
    getSerial: () => SERIAL_NUMBER,
    console: { log: system.print },
    print: system.print,
    [board.serial.port]: serial.api,
    [board.i2c.port]: { setup, readFrom, writeTo: (address: unknown, ...items: unknown[]) => processor.guard(() => writeTo(address, ...items)) },
  };
  if (board.spi.port !== '') api[board.spi.port] = spiApi(spi, processor, makeBytes);
  for (const pin of pins.pins) api[pin.name] = pin;
  if (probe) api['busy'] = processor.busy;
  return api;
}

function spiApi(spi: SpiBus, processor: Processor, makeBytes: ApiParts['makeBytes']): Record<string, unknown> {
  return {
    setup: (options: { mode?: unknown }): void => spi.setup(Number(options.mode ?? 0)),
    // A number is answered by a number, text by text, anything else by bytes.
    send: (content: unknown, select: unknown): number | string | Uint8Array | undefined => {
      const back = Uint8Array.from(spi.transfer(String(select), [...bytesOf(content)], processor.clockUs));
      if (typeof content === 'number') return back[0];
      return typeof content === 'string' ? Buffer.from(back).toString('latin1') : makeBytes(back);
    },
  };
}

function storageApi(storage: FlashStorage, processor: Processor): Record<string, unknown> {
  return {
    read: (name: unknown, offset?: unknown, length?: unknown): string | undefined => {
      const bytes = processor.guard(() => storage.read(String(name), Number(offset ?? 0), Number(length ?? 0)));
      return bytes && Buffer.from(bytes).toString('latin1');
    },
    write: (name: unknown, content: unknown, offset?: unknown, size?: unknown): boolean => {
      const bytes = bytesOf(content);
      processor.guard(() => storage.write(String(name), bytes, Number(offset ?? 0), Number(size ?? 0) || bytes.length));
      return true;
    },
    getFree: (): number => storage.free(),
  };
}
