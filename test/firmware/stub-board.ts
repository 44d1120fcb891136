/**
 * A board made of variables, under single modules of the firmware: pins that a test sets and reads, a clock that it moves, an FRAM and a Storage
 * that it looks into. `freshFirmware` gives modules that have seen nothing yet.
 */
import { crc32 } from 'node:zlib';
import { vi } from 'vitest';
import { BOARD as ROW } from '../../firmware/board/row.js';
import type { Channel } from '../../firmware/model/channels.js';
import { emptyFile } from '../../firmware/model/memory.js';
import { PARAMETER_FILE, parameterFileOf } from '../../firmware/model/parameter-file.js';
import { EVENT_FILE, eventFileBytes, recordFiles } from '../../firmware/model/record-files.js';
import { FRAM_ADDRESS, FramPort } from '../../hil/target/emulator/fram.js';

/** Roles of the pins, as the tests name them. */
export type PinName = Channel;

/** Pins by role, and the clock. Everything else of the interpreter is not there. */
export class StubBoard {
  /** Fractions of full scale and levels that the firmware reads. */
  readonly inputs: Partial<Record<PinName, number>> = {};
  /** What the firmware has written last. */
  readonly outputs: Partial<Record<PinName, number>> = {};
  /** What it has written to the pin that switches the RS-485 transceiver. */
  direction: number | undefined;
  /** Controller's clock, ms. */
  now = 0;
  /** Calls of the console functions, in order. */
  readonly consoles: (string | null)[] = [];
  watchdogFed = 0;
  private readonly watches: Partial<Record<PinName, () => void>> = {};
  constructor() {
    const roles = new Map(Object.entries(ROW.pins).map(([name, pin]) => [pin, name as PinName]));
    const role = (pin: string): PinName => {
      const found = roles.get(pin);
      if (!found) throw new Error(`no role has the pin ${pin}`);
      return found;
    };
    const level = (pin: string): number => this.inputs[role(pin)] ?? 0;
    const write = (pin: string, value: number | boolean): void => {
      if (pin === ROW.serial.direction) this.direction = Number(value);
      else this.outputs[role(pin)] = Number(value);
    };
    vi.stubGlobal('analogRead', level);
    vi.stubGlobal('digitalRead', (pin: string | string[]) => (Array.isArray(pin) ? pin.reduce((bits, p) => bits * 2 + level(p), 0) : level(pin)));
    vi.stubGlobal('digitalWrite', write);
    vi.stubGlobal('analogWrite', write);
    vi.stubGlobal('pinMode', () => undefined);
    vi.stubGlobal('setWatch', (f: () => void, pin: string) => void (this.watches[role(pin)] = f));
    vi.stubGlobal('getTime', () => this.now / 1000);
    vi.stubGlobal('E', {
      setConsole: (device: string | null) => void this.consoles.push(device),
      kickWatchdog: () => void this.watchdogFed++,
    });
  }

  /** Edges on a pin that is watched. */
  pulse(pin: PinName, count: number): void {
    for (let i = 0; i < count; i++) this.watches[pin]?.();
  }
}

/** The modules of the firmware that the tests of single modules use. */
const load = {
  composition: () => import('../../firmware/chemistry/composition.js'),
  counterFile: () => import('../../firmware/persist/counter-file.js'),
  counters: () => import('../../firmware/persist/counters.js'),
  commands: () => import('../../firmware/control/commands.js'),
  crc: () => import('../../firmware/modbus/crc.js'),
  drive: () => import('../../firmware/control/drive.js'),
  events: () => import('../../firmware/persist/events.js'),
  history: () => import('../../firmware/persist/history.js'),
  image: () => import('../../firmware/modbus/image.js'),
  integrity: () => import('../../firmware/persist/integrity.js'),
  fast: () => import('../../firmware/sense/fast.js'),
  flow: () => import('../../firmware/sense/flow.js'),
  forecast: () => import('../../firmware/control/forecast.js'),
  inputs: () => import('../../firmware/board/inputs.js'),
  judge: () => import('../../firmware/sense/judge.js'),
  heartbeat: () => import('../../firmware/control/heartbeat.js'),
  limits: () => import('../../firmware/control/limits.js'),
  margin: () => import('../../firmware/control/composition.js'),
  loops: () => import('../../firmware/control/loops.js'),
  monitor: () => import('../../firmware/protect/monitor.js'),
  outputs: () => import('../../firmware/board/outputs.js'),
  parameters: () => import('../../firmware/persist/parameters.js'),
  slope: () => import('../../firmware/sense/slope.js'),
  pulse: () => import('../../firmware/control/pulse.js'),
  process: () => import('../../firmware/sense/process.js'),
  readings: () => import('../../firmware/board/readings.js'),
  sequencer: () => import('../../firmware/control/sequencer.js'),
  temperature: () => import('../../firmware/sense/temperature.js'),
  thermal: () => import('../../firmware/control/thermal.js'),
  tick: () => import('../../firmware/control/tick.js'),
  values: () => import('../../firmware/sense/values.js'),
  voltage: () => import('../../firmware/control/voltage.js'),
  watched: () => import('../../firmware/sense/watched.js'),
};
type Modules = { [name in keyof typeof load]: Awaited<ReturnType<(typeof load)[name]>> };

/** Storage and FRAM under single modules: a test reads and spoils them. */
export class Memories {
  readonly files = new Map<string, Uint8Array>([
    [PARAMETER_FILE, emptyFile(parameterFileOf(ROW).bytes)],
    ...recordFiles(ROW).map((file): [string, Uint8Array] => [file.name, emptyFile(file.bytes)]),
  ]);
  /** Bytes of the next write into a file that are still kept when power goes. */
  cutInto = Infinity;
  /** Writes into files so far. */
  writes = 0;
  readonly fram = new FramPort((count) => new Uint8Array(count));

  constructor() {
    this.fram.api.setup();
  }

  /** In place of firmware/board/storage.ts. The interpreter's own functions behind that file run in the tests of the bundle. */
  readonly module = {
    readText: (name: string, offset: number, length: number): string | undefined => {
      const file = this.files.get(name);
      return file && Buffer.from(file.subarray(offset, length > 0 ? offset + length : undefined)).toString('latin1');
    },
    wordsOf: (text: string): Uint16Array => new Uint16Array(Uint8Array.from(text, (c) => c.charCodeAt(0)).buffer),
    crc32: (bytes: string | Uint8Array): number => crc32(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
    bytesOf: (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0)),
    writeInto: (name: string, content: ArrayBuffer | Uint8Array, offset: number, size: number): void => {
      const bytes = new Uint8Array(content);
      const file = this.files.get(name);
      const place = file?.subarray(offset, offset + bytes.length);
      if ((file && file.length !== size) || offset === 0) throw new Error(`a write to ${name} at ${offset} would make the file anew`);
      // Flash that is not erased takes nothing, nor does a file that is not there.
      if (this.cutInto < 0 || place?.length !== bytes.length || !place.every((byte) => byte === 255)) return;
      this.writes++;
      place.set(bytes.subarray(0, this.cutInto));
      if (this.cutInto < bytes.length) this.cutInto = -1;
    },
    startFram: (): void => undefined,
    writeFram: (message: Uint8Array): void => {
      if (!ROW.fram) return this.module.writeInto(EVENT_FILE, message.slice(2), message[0] * 256 + message[1], eventFileBytes(ROW));
      try {
        this.fram.api.writeTo(FRAM_ADDRESS, message);
      } catch {
        // The firmware counts it, in the module that this one stands for.
      }
    },
    readFram: (address: number, count: number): Uint8Array => {
      if (!ROW.fram) return this.module.bytesOf(this.module.readText(EVENT_FILE, address, count) ?? '');
      try {
        this.fram.api.writeTo(FRAM_ADDRESS, [address >> 8, address & 255]);
        return this.fram.api.readFrom(FRAM_ADDRESS, count) ?? new Uint8Array(0);
      } catch {
        return new Uint8Array(count);
      }
    },
  };
}

/** The named modules, and all that they lean on, as they are when the board has just started. */
export async function freshFirmware<N extends keyof Modules>(names: readonly N[], memories = new Memories()): Promise<Pick<Modules, N>> {
  vi.resetModules();
  vi.doMock('../../firmware/board/storage.js', () => memories.module);
  const modules: Partial<Record<N, unknown>> = {};
  for (const name of names) modules[name] = await load[name]();
  return modules as Pick<Modules, N>;
}
