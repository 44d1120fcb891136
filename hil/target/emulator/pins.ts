/** Pins of the emulated board: levels that the plant presents, outputs that the bundle drives, watches on edges. */
import { ALL_ANALOG_ROLES, type BoardOutputs } from '../wires.js';
import type { Pinout, PinRow } from '../pinout.js';
import type { DriverPulse } from '../line-settings.js';
import type { Levels } from '../chips/levels.js';
import type { Callback } from './timers.js';

/** A pin as the bundle sees it: an object to hand back to the pin functions, nothing else. */
export class Pin {
  constructor(
    readonly index: number,
    readonly name: string,
    /** Number of the analog wire on this pin; −1 without one. */
    readonly wire: number,
  ) {}
  toString(): string {
    return this.name;
  }
}

interface Watch {
  readonly id: number;
  readonly callback: Callback;
  /** 1 rising, -1 falling, 0 both. */
  readonly edge: number;
  readonly repeat: boolean;
  lastTime: number | undefined;
}

/** What the pins need from the processor. */
export interface PinHost {
  /** The bench's clock, microseconds. */
  clockUs(): number;
  call1(callback: Callback, argument: unknown): void;
  halted(): boolean;
  /** Something that the bundle does wrong without an exception on the board. */
  complain(text: string): void;
}

/** Pulses of the direction pin that are kept for a bench that does not take them. */
const KEPT = 64;

const MODES = ['auto', 'analog', 'input', 'input_pullup', 'input_pulldown', 'output', 'opendrain', 'af_output', 'af_opendrain'];

export class Pins {
  /** The pin objects, in order of their numbers. */
  readonly pins: readonly Pin[];
  private readonly rows: readonly PinRow[];
  private readonly first: Pinout['first'];
  private readonly digital: Uint8Array;
  private readonly watches: Watch[][];
  private watchCount = 0;
  private driven: DriverPulse[] = [];
  /** Level of the direction pin behind all that is to come, moment at which it went up, and at which the last level comes, bench time, microseconds. */
  private driving = false;
  private raisedUs = 0;
  private lastLevelUs = 0;

  constructor(
    pinout: Pinout,
    private readonly levels: Levels,
    /** Where the outputs show. */
    private readonly outputs: BoardOutputs,
    private readonly host: PinHost,
  ) {
    this.rows = pinout.rows;
    this.first = pinout.first;
    this.digital = new Uint8Array(pinout.first.bus);
    this.pins = pinout.rows.map((r) => new Pin(r.index, r.name, (ALL_ANALOG_ROLES as readonly string[]).indexOf(r.role)));
    this.watches = pinout.rows.map(() => []);
  }

  /** Sets the level of a digital input; true when it changed. */
  setLevel(index: number, level: number): boolean {
    if (this.digital[index] === level) return false;
    this.digital[index] = level;
    return true;
  }

  isWatched(index: number): boolean {
    return (this.watches[index] as Watch[]).length > 0; // index of a pin row
  }

  /** Runs the watches of a pin for one edge at `timeUs`. */
  edge(index: number, level: boolean, timeUs: number): void {
    const list = this.watches[index] as Watch[]; // index of a pin row
    for (let i = 0; i < list.length; i++) {
      const w = list[i] as Watch; // i < list.length
      const fires = w.edge === 0 || w.edge > 0 === level;
      if (fires) {
        if (w.callback.length === 0) this.host.call1(w.callback, undefined);
        else this.host.call1(w.callback, { state: level, time: timeUs / 1e6, lastTime: w.lastTime, pin: this.pins[index] });
      }
      w.lastTime = timeUs / 1e6;
      if (this.host.halted()) return;
      if (fires && !w.repeat) list.splice(i--, 1);
    }
  }

  /** Output pins off, watches gone: reset or power loss. */
  reset(): void {
    for (let i = this.first.switch; i < this.first.bus; i++) this.drive(this.rows[i] as PinRow, 0); // inside
    for (const w of this.watches) w.length = 0;
    this.watchCount = 0;
    this.dropDirection();
  }

  /** Takes the pulses of the direction pin since the last call. */
  takePulses(): readonly DriverPulse[] {
    const taken = this.driven;
    if (taken.length > 0) this.driven = [];
    return taken;
  }

  /** The direction pin falls now: reset or power loss. */
  private dropDirection(): void {
    const nowMs = this.host.clockUs() / 1000;
    this.driven = this.driven.map(({ startMs, endMs }) => ({ startMs, endMs: Math.min(endMs, Math.max(startMs, nowMs)) }));
    this.driving = false;
    this.lastLevelUs = 0;
  }

  /** The direction pin gets a level at a moment, now or later, behind all that it got before. */
  private setDirection(us: number, level: boolean): void {
    if (level === this.driving) return;
    this.driving = level;
    if (level) this.raisedUs = us;
    else this.driven.push({ startMs: this.raisedUs / 1000, endMs: us / 1000 });
    if (this.driven.length > KEPT) this.driven.shift();
  }

  readonly analogRead = (pin: Pin): number => {
    if (!(pin.wire >= 0)) throw new Error(`analogRead(${String(pin)}): no analog signal is wired to this pin`);
    return this.levels.read(pin.wire);
  };

  /** Level of a pin, or of several: the last one of an array is the lowest bit. */
  readonly digitalRead = (pin: Pin | readonly Pin[]): number => {
    if (!Array.isArray(pin)) return this.readLevel(pin as Pin);
    let bits = 0;
    for (let i = 0; i < pin.length; i++) bits = (bits << 1) | this.readLevel(pin[i] as Pin); // i < length
    return bits;
  };

  /** Drives a pin, or several from the last one on, which takes the lowest bit. */
  readonly digitalWrite = (pin: Pin | readonly Pin[], value: unknown): void => {
    const bits = typeof value === 'boolean' ? (value ? -1 : 0) : Number(value) | 0;
    if (!Array.isArray(pin)) this.drive(this.rowOf(pin as Pin, 'digitalWrite'), bits === 0 ? 0 : 1);
    else for (let i = pin.length - 1, rest = bits; i >= 0; i--, rest >>= 1) this.drive(this.rowOf(pin[i] as Pin, 'digitalWrite'), rest & 1); // i < length
  };

  readonly analogWrite = (pin: Pin, value: number): void => {
    const row = this.rowOf(pin, 'analogWrite');
    if (row.kind !== 'pwm') throw new Error(`analogWrite(${row.name}): ${row.role || 'this pin'} is no PWM output`);
    let duty = Number(value);
    if (duty !== duty) {
      this.host.complain(`analogWrite(${row.name}, NaN): duty 0 is assumed`);
      duty = 0;
    }
    this.drive(row, duty < 0 ? 0 : duty > 1 ? 1 : duty);
  };

  /**
   * Levels of the direction pin by turns, each a time behind the one before, as `jswrap_io_digitalPulse` gives them to its timer: a time of 0 turns the level
   * over and sets none, and while a level is still to come none is set at once. The first one comes after half of its time, which is the worst that the timer
   * of the interpreter does to it (docs/wiring.md, "RS-485").
   */
  readonly digitalPulse = (pin: Pin, level: unknown, times: unknown): void => {
    const row = this.rowOf(pin, 'digitalPulse');
    if (row.kind !== 'direction') throw new Error(`digitalPulse(${row.name}): the bench knows pulses of the direction pin only`);
    const list = (Array.isArray(times) ? times : [times]).map(Number);
    const now = this.host.clockUs();
    let at = Math.max(now, this.lastLevelUs);
    let next = Boolean(level);
    let first = true;
    if (this.lastLevelUs > now) this.host.complain('digitalPulse while the last one runs: the pin falls where that one ends');
    else this.setDirection(now, next);
    for (const ms of list) {
      next = !next;
      if (!(ms > 0)) continue;
      this.setDirection(at + (first ? 500 : 1000) * ms, next);
      at += ms * 1000;
      first = false;
    }
    this.lastLevelUs = at;
  };

  readonly pinMode = (pin: Pin, mode: unknown): void => {
    const row = this.rowOf(pin, 'pinMode');
    if (typeof mode !== 'string' || !MODES.includes(mode)) throw new Error(`Unknown pin mode ${String(mode)}`);
    if ((row.kind === 'switch' || row.kind === 'pwm') && mode !== 'output' && mode !== 'opendrain') this.drive(row, 0);
  };

  readonly setWatch = (callback: unknown, pin: Pin, options?: unknown): number | undefined => {
    const row = this.rowOf(pin, 'setWatch');
    const o = (typeof options === 'object' && options !== null ? options : { repeat: options }) as {
      repeat?: unknown;
      edge?: unknown;
      debounce?: unknown;
    };
    const edge = edgeOf(o.edge);
    if (o.debounce) throw new Error(`setWatch(${row.name}): debounce is not emulated; filter in the bundle`);
    if (typeof callback !== 'function') throw new Error('Function or String not supplied!');
    if (row.kind !== 'pulse' && row.kind !== 'digital') throw new Error(`setWatch(${row.name}): no digital signal is wired to this pin`);
    const rival = this.sameLine(row);
    if (rival) {
      this.host.complain(`setWatch(${row.name}) failed: ${rival} has the same number and is watched already (STM32 has one line for both)`);
      return undefined;
    }
    this.watchCount++;
    const watch: Watch = { id: this.watchCount, callback: callback as Callback, edge, repeat: Boolean(o.repeat), lastTime: undefined };
    (this.watches[row.index] as Watch[]).push(watch);
    return watch.id;
  };

  private readLevel(pin: Pin): number {
    const i = pin.index;
    if (i >= this.first.pulse && i < this.first.switch) return this.digital[i] as number; // i < length
    const row = this.rowOf(pin, 'digitalRead');
    if (row.kind === 'switch' || row.kind === 'pwm') {
      this.host.complain(`digitalRead(${row.name}) turned output ${row.role} into an input: it is off now`);
      this.drive(row, 0);
      return 0;
    }
    throw new Error(`digitalRead(${row.name}): no digital signal is wired to this pin`);
  }

  private drive(row: PinRow, value: number): void {
    const o = this.outputs;
    if (row.kind === 'pwm') o[row.role as 'heater'] = value;
    else if (row.kind === 'switch') o[row.role as 'contactor'] = value === 0 ? 0 : 1;
    else if (row.kind !== 'select' && row.kind !== 'direction')
      throw new Error(`output on ${row.name}: ${row.role || 'a bus line'} is not an output of this board`);
  }

  private rowOf(pin: Pin, what: string): PinRow {
    const row = pin instanceof Pin ? this.rows[pin.index] : undefined;
    if (!row) throw new Error(`${what}: Invalid pin ${String(pin)}`);
    return row;
  }

  /** Name of a watched pin with the same number on another port, on boards that name pins by port letter. */
  private sameLine(row: PinRow): string | undefined {
    const number = /^[A-H](\d+)$/.exec(row.name)?.[1];
    if (number === undefined) return undefined;
    return this.rows.find((r) => r.index !== row.index && this.isWatched(r.index) && r.name.slice(1) === number)?.name;
  }
}

function edgeOf(edge: unknown): number {
  if (edge === undefined || edge === 'both') return 0;
  if (edge === 'rising') return 1;
  if (edge === 'falling') return -1;
  if (typeof edge === 'number') return Math.sign(edge);
  throw new TypeError("'edge' in setWatch should be 1, -1, 0, 'rising', 'falling' or 'both'");
}
