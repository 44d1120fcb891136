/** `E`, `process` and `console` of the emulated board: error flags, watchdog, reboot, memory figures, messages. */
import { crc32 } from 'node:zlib';
import { RESET_SHIFT } from '../../../firmware/model/reset-flags.js';
import { bytesOf } from './serial.js';
import type { Callback } from './timers.js';
import { numberText } from './numbertext.js';

/** Error flags in the order in which `E.getErrorFlags` lists them (jswrap_espruino.c). */
const FLAGS = ['FIFO_FULL', 'BUFFER_FULL', 'CALLBACK', 'LOW_MEMORY', 'MEMORY', 'MEMORY_BUSY', 'UART_OVERFLOW'] as const;
export type ErrorFlag = (typeof FLAGS)[number];

/** A flag that never raises an `errorFlag` event by itself. */
const WARNING: ErrorFlag = 'LOW_MEMORY';

/** Thrown by `E.reboot()` to leave the bundle; the processor restarts when it surfaces. */
export class RebootSignal extends Error {}

/** What the system functions need from the processor. */
export interface SystemHost {
  clockUs(): number;
  call1(callback: Callback, argument: unknown): void;
  halted(): boolean;
  reboot(): never;
  report(kind: 'error' | 'log', text: string): void;
  /** A new array or buffer in the realm of the bundle. */
  makeArray(items: readonly string[]): unknown;
  makeBuffer(bytes: Uint8Array): unknown;
}

/** Memory of a board: the variables that `process.memory` shows, and the address of its reset register, 0 for none. */
export interface MemoryFigures {
  readonly total: number;
  readonly blocksize: number;
  readonly resetRegister: number;
}

export class System {
  /** Moment at which the watchdog bites, microseconds; Infinity while it is off. */
  biteUs = Infinity;
  /** True when the idle loop feeds the watchdog: it bites only when the processor is stalled for the whole timeout. */
  automatic = false;
  /** Timeout of the watchdog, microseconds; 0 while it is off. */
  timeoutUs = 0;
  /** Free variables that the program sees; 0: half of the board's. */
  freeVariables = 0;
  /** Reset flags that no program has cleared yet. */
  resetFlags = 0;
  private flags = new Set<ErrorFlag>();
  private reported = new Set<ErrorFlag>();
  private listeners: Record<string, readonly Callback[]> = {};

  constructor(
    private readonly host: SystemHost,
    private readonly memory: MemoryFigures,
    /** What names the RS-485 port: its name and its object. */
    private readonly rs485: readonly unknown[],
  ) {}

  /** The object `E`. */
  readonly api = {
    setConsole: (device: unknown): void => {
      if (this.rs485.includes(device))
        throw new Error(`E.setConsole(${String(this.rs485[0])}): Modbus function 03 is Ctrl-C to a console; the bench refuses the console there`);
    },
    enableWatchdog: (seconds: unknown, automatic?: unknown): void => {
      const timeout = Number(seconds);
      if (!(timeout > 0)) throw new Error(`E.enableWatchdog: timeout ${String(seconds)} s is not above 0`);
      this.timeoutUs = Math.round(timeout * 1e6);
      this.automatic = automatic === undefined || Boolean(automatic);
      this.feed();
    },
    kickWatchdog: (): void => this.feed(),
    on: (event: unknown, callback: unknown): void => {
      if (typeof event !== 'string') throw new TypeError('First argument must be String');
      if (typeof callback !== 'function') throw new TypeError('Second argument must be a function or a String');
      this.listeners[event] = [...(this.listeners[event] ?? []), callback as Callback];
    },
    getErrorFlags: (): unknown => {
      const list = FLAGS.filter((f) => this.flags.has(f));
      this.flags.clear();
      return this.host.makeArray(list);
    },
    CRC32: (content: unknown): number => crc32(bytesOf(content)),
    toString: (content: unknown): string => Buffer.from(bytesOf(content)).toString('latin1'),
    reboot: (): never => this.host.reboot(),
    toArrayBuffer: (text: unknown): unknown => {
      if (typeof text !== 'string') return undefined;
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
      return this.host.makeBuffer(bytes);
    },
  };

  /** Memory of the processor: nothing but its reset register, whose writing clears it. */
  readonly registers = {
    peek32: (address: unknown): number => {
      this.checkRegister(address);
      return this.resetFlags << RESET_SHIFT;
    },
    poke32: (address: unknown): void => {
      this.checkRegister(address);
      this.resetFlags = 0;
    },
  };

  private checkRegister(address: unknown): void {
    if (address !== this.memory.resetRegister) throw new Error(`the bench has no register at ${String(address)}`);
  }

  /** The object `process`: usage is not emulated, half of the board's variables is shown. */
  readonly process = {
    memory: (): unknown => {
      const total = this.memory.total;
      const usage = this.freeVariables > 0 ? total - this.freeVariables : total >> 1;
      return { free: total - usage, usage, total, history: 0, blocksize: this.memory.blocksize };
    },
  };

  /** The object `console`, and `print`. */
  readonly print = (...items: unknown[]): void => this.host.report('log', items.map(messageText).join(' '));

  feed(): void {
    if (this.timeoutUs > 0 && !this.automatic) this.biteUs = this.host.clockUs() + this.timeoutUs;
  }

  raise(...flags: readonly ErrorFlag[]): void {
    for (const f of flags) this.flags.add(f);
  }

  emit(event: string, argument?: unknown): void {
    const list = this.listeners[event] ?? [];
    for (let i = 0; i < list.length && !this.host.halted(); i++) this.host.call1(list[i] as Callback, argument); // i < list.length
  }

  /** End of a pass: flags that are new since the last look raise one `errorFlag` event, unless the only news is a warning. */
  check(): void {
    if (this.flags.size === 0 && this.reported.size === 0) return;
    const news = FLAGS.filter((f) => this.flags.has(f) && !this.reported.has(f));
    if (news.some((f) => f !== WARNING)) {
      this.emit('errorFlag', this.host.makeArray(news));
      this.host.report('error', `New interpreter error: ${news.join()}`);
    }
    this.reported = new Set(this.flags);
  }

  reset(): void {
    this.biteUs = Infinity;
    this.timeoutUs = 0;
    this.automatic = false;
    this.flags.clear();
    this.reported.clear();
    this.listeners = {};
  }
}

function messageText(item: unknown): string {
  if (typeof item === 'string') return item;
  if (typeof item === 'number') return numberText(item);
  return JSON.stringify(item) ?? String(item);
}
