/**
 * The shipped bundle on the emulated board, with wires that behave: a cell at rest or under the commanded current, pumps that turn and pump,
 * a contactor that follows its coil. A test spoils the wires that it is about.
 */
import { boardRow } from '../../firmware/model/boards.js';
import { itemsOf } from '../../firmware/model/commissioning.js';
import { LIVE_ROWS } from '../../firmware/model/registers.js';
import type { RegisterRow } from '../../firmware/model/types.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { Emulator, type EmulatorOptions } from '../../hil/target/emulator/emulator.js';
import type { TargetEvent } from '../../hil/target/target.js';
import type { ProcessRole } from '../../hil/plant/process-channels.js';
import type { BoardInputs, PulseRole } from '../../hil/target/wires.js';
import { readFrame, registersOf, writeFrame, writeManyFrame } from './frames.js';

/** Distance of two looks at the wires, ms; every second one falls between two ticks. */
const STEP_MS = 50;
/** Time of a character on the line as delivered, 19200 Bd with 11 bits, ms. */
const CHARACTER_MS = 11 / 19.2;
/** A request is judged within twice the silence of 3.5 characters, three times where a tick begins, less the millisecond of its last piece, ms. */
const SILENCE_MS = 5.5;

/** Resistance of a PT1000 under a pull-up of 2700 Ω, as the fraction that the converter reads (docs/physics.md, section 9). */
export function ptFraction(celsius: number): number {
  const r = 1000 * (1 + 3.9083e-3 * celsius - 5.775e-7 * celsius * celsius);
  return r / (r + 2700);
}

/** A 4–20 mA transmitter on 150 Ω at a share 0..1 of its range, as a fraction of 3.3 V. */
export function loopFraction(share: number): number {
  return ((4 + 16 * share) * 0.15) / 3.3;
}

/** 40 °C in the catholyte (an NTC of 10 kΩ, B 3950) and at the inlet, dry tray, 24 V, bus at 3.3 V, equal pressures, clean gas, pumps at rest. */
function soundProcess(): Record<ProcessRole, number> {
  const ntc = 10_000 * Math.exp(3950 * (1 / 313.15 - 1 / 298.15));
  return {
    catholyteTemp: ntc / (ntc + 10_000),
    nakInletTemp: ptFraction(40),
    catholyteLeakLoop: 100 / 120,
    supply: 24 / 33,
    adcReference: 2.5 / 3.3,
    busVoltage: 4.3 / 7,
    nakPumpCurrent: 0,
    catholytePumpCurrent: 0,
    nakPressure: loopFraction(0.1),
    catholytePressure: loopFraction(0.1),
    blanketPressure: loopFraction(0.125),
    nakLevel: loopFraction(0.5),
    oxygen: loopFraction(0.002),
    hydrogen: loopFraction(0),
    roomHydrogen: loopFraction(0),
    toxicGas: loopFraction(0),
  };
}

/** Resistance of the sound 25 cm² cell at a temperature in °C, Ω: 42 Ω·cm² at 22 °C, 12 kJ/mol (docs/physics.md, section 4). */
function cellOhms(celsius: number): number {
  return (42 / 25) * Math.exp((12000 / 8.314462618) * (1 / (celsius + 273.15) - 1 / 295.15));
}

/** What the wires carry, in physical units. */
export interface Cell {
  /** Open-circuit voltage in V, area-specific resistance relative to the sound cell, °C, kΩ. */
  voltage: number;
  resistance: number;
  nakA: number;
  nakB: number;
  cell: number;
  leak: number;
  /** A, on top of the commanded current. */
  strayCurrent: number;
  /** Share of the flow that a pump's duty asks for. */
  nakYield: number;
  catholyteYield: number;
  eStopA: 0 | 1;
  eStopB: 0 | 1;
  localReset: 0 | 1;
  /** True: the current reading is the last one, without any noise. */
  frozen: boolean;
  /** Fraction on the wire of the first NaK sensor instead of what its temperature gives. */
  nakAFraction?: number;
  /** Level of the feedback, when it does not follow the coil. */
  feedback?: 0 | 1;
  /** Voltages at rest of single cells of the stack, V, where they are not those of the cell; a front end of −1 V lies at its rail. */
  single?: readonly number[];
}

export class EmulatedBoard {
  readonly target: Emulator;
  readonly cell: Cell = {
    voltage: 3.3,
    resistance: 1,
    nakA: 40,
    nakB: 40,
    cell: 40,
    leak: 100,
    strayCurrent: 0,
    frozen: false,
    nakYield: 1,
    catholyteYield: 1,
    eStopA: 1,
    eStopB: 1,
    localReset: 0,
  };
  /** Levels of the wires that only some boards have: a sound plant at rest around the cell. */
  readonly process = { analog: soundProcess(), smoke: 1 as 0 | 1 };
  /** Virtual time, ms. */
  now = 0;
  private sequence = 0;
  private dither = 0;
  private current = 0;
  private presented = 0;
  /** Fractions of pulses still due: both tachs and the flow meter. */
  private readonly due = [0, 0, 0];

  /** The board is not powered yet. */
  constructor(options: Partial<EmulatorOptions> = {}) {
    this.target = new Emulator({ bundle: builtBundle(options.board ?? 'pico').text, board: 'pico', ...options });
  }

  /** A board that has booted, whose composition is anchored and whose commissioning is signed, in state cold. */
  static commissioned(options: Partial<EmulatorOptions> = {}): EmulatedBoard {
    const board = new EmulatedBoard(options);
    board.power(true);
    board.run(5000);
    board.expectCommand('reanchor', 2200, 20000);
    board.expectCommand('reset');
    board.expectSignature();
    board.run(2000);
    return board;
  }

  /** Vouches for every sensor as it is, and signs. */
  expectSignature(): void {
    const items = itemsOf(boardRow(this.target.board)).length;
    for (let item = 2; item <= items; item++) this.expectCommand('calibrate', item, AS_IS);
    this.expectCommand('sign', 1);
  }

  /** A board in state ready: commissioned, soaked, both flows proven. */
  static ready(options: Partial<EmulatorOptions> = {}): EmulatedBoard {
    const board = EmulatedBoard.commissioned(options);
    board.expectCommand('start');
    board.run(650_000, 2 * STEP_MS);
    if (board.live('state') !== 4) throw new Error(`the board is in state ${board.live('state')} after warm-up and not ready`);
    return board;
  }

  power(on: boolean): void {
    if (on) this.target.powerOn(this.now);
    else this.target.powerOff(this.now);
  }

  /** Puts the wires on the pins now. */
  present(): void {
    const { cell, target } = this;
    const out = target.outputs;
    // Noise of a quarter of a milliampere: a reading that never changes is a fault (F05).
    this.dither = (this.dither + 1) % 3;
    const flowing = out.contactor ? out.dischargeCurrent - out.chargeCurrent : 0;
    const measured = cell.strayCurrent + flowing + (this.dither - 1) / 4096;
    if (!cell.frozen) this.current = measured;
    // So is one of a temperature while the heater works (F04): a hundredth of a kelvin.
    const noise = (this.dither - 1) * 7e-6 * (1 + (Math.floor(this.now / 1000) % 3));
    const nakFlow = 20 * out.nakPump * cell.nakYield;
    const analog: BoardInputs['analog'] = {
      cellVoltage: (cell.voltage - flowing * cell.resistance * cellOhms(cell.cell) + 1) / 7,
      current: 0.5 + this.current / 4.4,
      nakTempA: cell.nakAFraction ?? ptFraction(cell.nakA) + noise,
      nakTempB: ptFraction(cell.nakB) + noise,
      cellTemp: ptFraction(cell.cell) + noise,
      leakLoop: cell.leak / (cell.leak + 20),
      nakFlow: (nakFlow + 5) / 65,
    };
    const digital: BoardInputs['digital'] = {
      eStopA: cell.eStopA,
      eStopB: cell.eStopB,
      contactorFeedback: cell.feedback ?? out.contactor,
      localReset: cell.localReset,
    };
    const cells = cell.single?.map((v) => (v > -1 ? v - flowing * cell.resistance * cellOhms(cell.cell) + 1 : 0) / 7);
    const pulses = this.pulses(out.nakPump, out.catholytePump);
    target.present(this.now, { analog, digital, pulses, process: this.noisyProcess(), ...(cells ? { cells } : {}) });
  }

  /** The process with a step of noise on the gases: a gas sensor that never changes is dead (F10). */
  private noisyProcess(): EmulatedBoard['process'] {
    const { analog, smoke } = this.process;
    const noisy = { ...analog };
    for (const gas of ['oxygen', 'hydrogen', 'roomHydrogen', 'toxicGas'] as const) noisy[gas] += this.dither / 4096;
    return { analog: noisy, smoke };
  }

  /** Lets `ms` pass; the wires are looked at every `stepMs`. */
  run(ms: number, stepMs = STEP_MS): void {
    const end = this.now + ms;
    while (this.now < end) {
      this.present();
      this.now = Math.min(this.now + stepMs, end);
      this.target.runTo(this.now);
    }
  }

  /** Puts bytes on the line, cut where `cuts` says, a piece a millisecond, and gives what comes back. Time passes until that is off the line. */
  send(bytes: Uint8Array, ...cuts: readonly number[]): Uint8Array {
    this.target.transmitted();
    let from = 0;
    for (const to of [...cuts, bytes.length]) {
      this.target.receive(this.now, bytes.subarray(from, to));
      this.run(1);
      from = to;
    }
    this.run(SILENCE_MS);
    const answer: number[] = [];
    for (let piece = this.target.transmitted(); piece.length > 0; piece = this.target.transmitted()) {
      answer.push(...piece);
      this.run(Math.ceil(piece.length * CHARACTER_MS));
    }
    return Uint8Array.from(answer);
  }

  /** Input registers. */
  input(address: number, quantity: number): number[] {
    return registersOf(this.send(readFrame(1, 4, address, quantity)));
  }

  /** Holding registers. */
  holding(address: number, quantity: number): number[] {
    return registersOf(this.send(readFrame(1, 3, address, quantity)));
  }

  /** Raw value of a row of the live block: with its sign, without its scale; NaN where the register says "not available". */
  live(name: string): number {
    return rawValue(liveRowOf(name), this.input(0, 60));
  }

  /** Value of a row of the live block in its unit. */
  value(name: string): number {
    return this.live(name) * liveRowOf(name).scale;
  }

  /** Numbers of the faults in one of the words `alarmsActive`, `alarmsLatched`, `warnings`. */
  faults(name: string): number[] {
    const words = this.input(liveRowOf(name).address, 4);
    const found: number[] = [];
    for (let bit = 0; bit < 64; bit++) if ((words[3 - (bit >> 4)] >> (bit & 15)) & 1) found.push(bit + 1);
    return found;
  }

  /** Writes a heartbeat or another single register; the reply. */
  write(address: number, value: number): Uint8Array {
    return this.send(writeFrame(1, address, value));
  }

  /** Puts a command into the mailbox and gives its result code from the map. Time passes until the image shows it. */
  command(name: keyof typeof COMMAND, argument = 0, argument32 = 0, ttl = 0): number {
    if (KEYED.has(name)) this.unlock();
    this.sequence++;
    const words = [COMMAND[name], argument, (argument32 >>> 16) & 0xffff, argument32 & 0xffff, ttl, this.sequence];
    this.send(writeManyFrame(1, 1002, words));
    for (let waited = 0; waited < 2000; waited += STEP_MS) {
      const result = this.live('ackSequence') === this.sequence ? this.live('ackResult') : RUNNING;
      // What stores is done within the time that a page of flash takes.
      if (result !== RUNNING) return result;
      this.run(STEP_MS);
    }
    throw new Error(`the command ${name} was not acknowledged within 2 s`);
  }

  /** Opens the commands that need the key: 0x4C71, then the number that the register shows exclusive-or 0x5A3C (docs/modbus.md). */
  unlock(): void {
    this.write(1000, 0x4c71);
    this.write(1000, this.holding(1000, 1)[0] ^ 0x5a3c);
  }

  /** A command that must be done. */
  expectCommand(name: keyof typeof COMMAND, argument = 0, argument32 = 0, ttl = 0): void {
    const result = this.command(name, argument, argument32, ttl);
    if (result !== DONE) throw new Error(`the command ${name} ended with result ${result} and not with ${DONE}, done`);
  }

  /** Events of a kind since the last look. */
  events(kind: TargetEvent['kind']): string[] {
    return this.target
      .events()
      .filter((e) => e.kind === kind)
      .map((e) => e.text);
  }

  /** Pulses since the last presentation: 3000 a minute from a tach at full speed, 5000 from the flow meter at 100 mL/min. */
  private pulses(nakDuty: number, catholyteDuty: number): Record<PulseRole, number> {
    const minutes = (this.now - this.presented) / 60000;
    const whole = (i: number, more: number): number => {
      const due = this.due[i] + more * minutes;
      this.due[i] = due % 1;
      return Math.floor(due);
    };
    this.presented = this.now;
    return {
      nakTach: whole(0, 3000 * nakDuty),
      catholyteTach: whole(1, 3000 * catholyteDuty),
      catholyteFlow: whole(2, 5000 * catholyteDuty * this.cell.catholyteYield),
    };
  }
}

/** Codes of the mailbox, and of its result "done" (docs/registers.md). */
export const COMMAND = {
  start: 1,
  stop: 2,
  charge: 3,
  discharge: 4,
  rest: 5,
  reset: 6,
  reanchor: 7,
  commit: 8,
  service: 9,
  leaveService: 10,
  rescue: 11,
  calibrate: 13,
  sign: 14,
} as const;
/** Commands that need the key (docs/registers.md). */
const KEYED: ReadonlySet<string> = new Set(['reanchor', 'commit', 'service', 'calibrate', 'sign']);
/** Reference of `calibrate` that measures nothing. */
export const AS_IS = 1_000_000_000;
const RUNNING = 1;
const DONE = 2;

function liveRowOf(name: string): RegisterRow {
  const row = LIVE_ROWS.find((r) => r.name === name);
  if (!row) throw new Error(`no live register ${name}`);
  return row;
}

/** Raw value of a row in the words of the live block. */
export function rawValue(row: RegisterRow, words: readonly number[]): number {
  const high = words[row.address];
  if (row.type === 'u32') return high * 65536 + words[row.address + 1];
  if (row.type === 'i32') {
    const v = ((high << 16) | words[row.address + 1]) >> 0;
    return row.optional && v === -0x80000000 ? NaN : v;
  }
  if (row.type === 'i16') return row.optional && high === 0x8000 ? NaN : high > 32767 ? high - 65536 : high;
  return row.optional && high === 0xffff ? NaN : high;
}
