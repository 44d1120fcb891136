/** The `espruino` target: the bundle on the real interpreter for Linux, in lock-step with the bench. docs/bench-targets.md */
import { readFileSync, writeFileSync } from 'node:fs';
import { RESET_FLAGS } from '../../../firmware/model/reset-flags.js';
import { boardRow, type BoardRow } from '../../../firmware/model/boards.js';
import { Flash } from '../flash.js';
import { type Files, flashBoard } from '../flashed.js';
import { BoardChips } from '../chips/board-chips.js';
import { NoAnswer } from '../chips/i2c.js';
import { type DriverPulse, UNSET_PORT } from '../line-settings.js';
import { pinOf, type Pinout, pinoutOf, type PinRow } from '../pinout.js';
import { Reports, ReportingTarget } from '../reports.js';
import { FlashStorage } from '../storage.js';
import type { Target, TargetOptions } from '../target.js';
import { type Trouble, troubleValue } from '../troubles.js';
import { ALL_ANALOG_ROLES, type BoardInputs, type BoardOutputs, outputsOff } from '../wires.js';
import { FRAM_BYTES } from '../emulator/fram.js';
import { Channel } from './channel.js';
import { findInterpreter } from './interpreter.js';
import { program } from './prelude.js';
import { type Blocks, blocksOf, FROM, LASTING, OPERATION, RECORD, SPI, STATUS } from './protocol.js';
import { Workshop } from './workshop.js';

export interface EspruinoOptions extends TargetOptions {
  /** Path of the interpreter; `findInterpreter()` by default. */
  readonly interpreter?: string;
  /** Longest real time for one answer of the interpreter, ms. Default 10 000. */
  readonly deadlineMs?: number;
  /** Files in Storage when the target is made, besides the boot file and its hash. */
  readonly files?: Files;
  /** Gives the program a global `busy(ms)`: for conformance probes only. */
  readonly probe?: boolean;
}

/** Flash chip of the Linux build: 256 pages of 1 KiB. */
export const LINUX_FLASH = { bytes: 262144, pageBytes: 1024 } as const;

/** Reboots at one virtual moment after which the bundle counts as stuck in a boot loop. */
const BOOT_LOOP = 20;

export class Espruino extends ReportingTarget implements Target {
  readonly name = 'espruino';
  readonly board: string;
  readonly outputs: BoardOutputs = outputsOff();
  /** Chips on the I2C port besides the FRAM. */
  readonly chips: BoardChips;
  private readonly row: BoardRow;
  private readonly workshop: Workshop;
  private readonly pinout: Pinout;
  private readonly blocks: Blocks;
  private readonly to: Float64Array;
  private readonly from: Float64Array;
  private readonly levels: Uint8Array;
  /** Numbers of the analog wires on pins, in the order of the pins; numbers of two pins, −1 when the wire is on none. */
  private readonly analogWires: readonly number[];
  private readonly resetPin: number;
  private readonly smokePin: number;
  private readonly deadlineMs: number;
  private channel: Channel | undefined;
  private operations: number[] = [];
  private watched = 0;
  private nowUs = 0;
  private nextUs = Infinity;
  private biteUs = Infinity;
  private bootsHere = 0;
  private bootUs = -1;
  /** What holds over restarts, in the order of `LASTING`. */
  private readonly lasting = Object.keys(LASTING).map(() => 0);

  constructor(options: EspruinoOptions) {
    super(new Reports());
    this.board = options.board;
    this.row = boardRow(options.board);
    this.chips = new BoardChips(this.row, this.outputs);
    this.pinout = pinoutOf(this.row);
    this.blocks = blocksOf(this.pinout);
    this.to = new Float64Array(this.blocks.to.doubles);
    this.from = new Float64Array(this.blocks.from.doubles);
    this.levels = new Uint8Array(this.pinout.first.bus);
    this.analogWires = this.pinout.rows.filter((r) => r.kind === 'analog').map((r) => (ALL_ANALOG_ROLES as readonly string[]).indexOf(r.role));
    this.resetPin = pinOf(this.pinout, 'localReset');
    this.smokePin = pinOf(this.pinout, 'smoke');
    this.deadlineMs = options.deadlineMs ?? 10000;
    const flash = new Flash(LINUX_FLASH.bytes, LINUX_FLASH.pageBytes);
    flashBoard(this.row, flash, options.bundle, options.files);
    const settings = {
      board: this.row,
      offsetUs: Math.round((options.clockOffsetMs ?? 0) * 1000),
      surplusBytes: LINUX_FLASH.bytes - this.row.storageBytes,
      probe: options.probe === true,
    };
    this.workshop = new Workshop(options.interpreter ?? findInterpreter());
    writeFileSync(this.workshop.file('flash'), flash.bytes);
    writeFileSync(this.workshop.file('program'), program(settings, options.bundle), 'latin1');
  }

  powerOn(nowMs: number): void {
    if (this.channel) throw new Error(`powerOn at ${nowMs} ms: the board has power already; call powerOff first`);
    this.moveTo(nowMs);
    this.boot('power on', this.nowUs);
  }

  powerOff(nowMs: number): void {
    this.moveTo(nowMs);
    if (this.channel && this.due(this.nowUs - 1)) this.exchange(this.nowUs - 1);
    this.die();
  }

  present(nowMs: number, inputs: BoardInputs): void {
    this.moveTo(nowMs);
    if (this.channel && this.due(this.nowUs - 1)) this.exchange(this.nowUs - 1);
    const { digital, pulses } = inputs;
    const { analogWires, chips, to } = this;
    const { first } = this.pinout;
    chips.present(inputs);
    for (let i = 0; i < analogWires.length; i++) to[i] = chips.levels.read(analogWires[i] as number); // inside
    let urgent = this.level(first.digital, digital.eStopA);
    urgent = this.level(first.digital + 1, digital.eStopB) || urgent;
    urgent = this.level(first.digital + 2, digital.contactorFeedback) || urgent;
    if (this.resetPin >= 0) urgent = this.level(this.resetPin, digital.localReset) || urgent;
    if (this.smokePin >= 0) urgent = this.level(this.smokePin, inputs.process?.smoke ?? 0) || urgent;
    this.pulses(first.pulse, pulses.nakTach);
    this.pulses(first.pulse + 1, pulses.catholyteTach);
    this.pulses(first.pulse + 2, pulses.catholyteFlow);
    if (urgent) this.exchange(this.nowUs - 1);
  }

  runTo(nowMs: number): void {
    this.moveTo(nowMs);
    if (this.channel && this.due(this.nowUs)) this.exchange(this.nowUs);
  }

  receive(nowMs: number, bytes: Uint8Array): void {
    this.moveTo(nowMs);
    if (!this.channel || bytes.length === 0) return;
    this.operations.push(this.nowUs, OPERATION.receive, bytes.length, ...bytes);
    this.exchange(this.nowUs - 1);
  }

  trouble(kind: Trouble, given?: number): void {
    const value = troubleValue(kind, given);
    const us = Math.round(value * 1000);
    const { lasting } = this;
    if (kind === 'outOfMemory') this.operate(OPERATION.starve);
    else if (kind === 'stall') this.operate(OPERATION.stall, us);
    else if (kind === 'clock') {
      lasting[LASTING.jumped] = (lasting[LASTING.jumped] as number) + us; // places in the list
      this.operate(OPERATION.clock, us);
    } else {
      lasting[LASTING[kind]] = kind === 'slow' || kind === 'crash' ? us : value;
      this.operate(OPERATION.lasting, LASTING[kind], lasting[LASTING[kind]] as number);
    }
  }

  spoilFram(address: number, mask: number): void {
    const at = address % FRAM_BYTES;
    if (this.channel) return this.operate(OPERATION.fram, at, mask);
    const content = readFileSync(this.workshop.file('fram'));
    content[at] = (content[at] as number) ^ mask; // modulo the size
    writeFileSync(this.workshop.file('fram'), content);
  }

  spoilFile(name: string, offset: number, mask: number): void {
    // The interpreter opens the file of its flash chip anew for every access.
    const flash = new Flash(LINUX_FLASH.bytes, LINUX_FLASH.pageBytes);
    flash.bytes.set(readFileSync(this.workshop.file('flash')));
    new FlashStorage(flash, () => undefined).spoil(name, offset, mask);
    writeFileSync(this.workshop.file('flash'), flash.bytes);
  }

  driverPulses(): readonly DriverPulse[] {
    return this.reports.takePulses();
  }

  /** An operation now. Without power there is nobody to hear of it. */
  private operate(...operation: readonly number[]): void {
    if (!this.channel) return;
    this.operations.push(this.nowUs, ...operation);
    this.exchange(this.nowUs - 1);
  }

  /** Variables of the interpreter in use, prelude and program text included: for slopes, not for sizes. 0 without power. */
  variablesUsed(): number {
    if (!this.channel) return 0;
    this.operations.push(this.nowUs, OPERATION.count);
    this.exchange(this.nowUs - 1);
    return this.from[FROM.details] as number; // place in the block
  }

  close(): void {
    this.die();
    this.workshop.close();
  }

  private moveTo(nowMs: number): void {
    const us = Math.round(nowMs * 1000);
    if (!(us >= this.nowUs)) throw new Error(`virtual time goes back from ${this.nowUs / 1000} ms to ${us / 1000} ms`);
    this.nowUs = us;
  }

  private due(us: number): boolean {
    return this.nextUs <= us || this.biteUs <= us;
  }

  /** Takes a digital level; true when the bundle watches the pin, so that it must hear of it now. */
  private level(pin: number, level: number): boolean {
    if (this.levels[pin] === level) return false;
    this.levels[pin] = level;
    if (this.channel) this.operations.push(this.nowUs, OPERATION.level, pin, level);
    return this.channel !== undefined && (this.watched & (1 << pin)) !== 0;
  }

  /** Pulses wait for the next exchange: they come with their own moment. */
  private pulses(pin: number, count: number): void {
    if (count > 0 && this.watched & (1 << pin)) this.operations.push(this.nowUs, OPERATION.pulses, pin, count);
  }

  /** Starts an interpreter on the bundle at `clockUs` and waits until its boot file is through. */
  private boot(reason: string, clockUs: number): void {
    this.channel?.close();
    this.workshop.kill();
    this.silence();
    this.bootsHere = this.bootUs === clockUs ? this.bootsHere + 1 : 1;
    this.bootUs = clockUs;
    if (this.bootsHere > BOOT_LOOP)
      throw new Error(`the bundle reboots as soon as it boots: ${BOOT_LOOP} times at ${clockUs / 1000} ms; look at its boot code`);
    this.reports.note(clockUs / 1000, 'boot', reason);
    this.channel = new Channel(this.workshop.folder, this.workshop.start(), this.deadlineMs);
    const { lasting } = this;
    lasting[LASTING.resetFlags] = RESET_FLAGS[CAUSES[reason] ?? 'restart'];
    this.post(clockUs, [...this.levels, ...lasting]);
    this.restartWhenAsked();
  }

  /** Hands over what waits and runs the bundle up to and including `untilUs`. */
  private exchange(untilUs: number): void {
    let operations = this.operations;
    this.operations = [];
    while (this.channel) {
      this.post(untilUs, operations);
      if (this.from[FROM.status] === STATUS.done) return;
      operations = operations.slice(this.from[FROM.details]);
      this.restartWhenAsked();
    }
  }

  /** After an answer: reboot or bite of the watchdog. */
  private restartWhenAsked(): void {
    const clockUs = this.from[FROM.clockUs] as number; // place in the block
    const status = this.from[FROM.status];
    if (status === STATUS.reboot) {
      this.reports.note(clockUs / 1000, 'reboot', 'E.reboot()');
      this.boot('E.reboot()', clockUs);
    } else if (status === STATUS.bite) {
      this.reports.note(clockUs / 1000, 'watchdog', 'not fed in time: reset');
      this.boot('watchdog', clockUs);
    }
  }

  /** One round trip. */
  private post(untilUs: number, operations: readonly number[]): void {
    const { to, from, channel } = this;
    if (!channel) throw new Error('the interpreter is not running');
    const extra = operations.length > 0 || from[FROM.status] === BOOTING ? Buffer.from(`[${operations.join()}]`) : NOTHING;
    to[this.blocks.to.untilUs] = untilUs;
    to[this.blocks.to.extra] = extra.length;
    try {
      channel.send(new Uint8Array(to.buffer));
      if (extra.length > 0) channel.send(extra);
      channel.receive(new Uint8Array(from.buffer));
      while (from[FROM.status] === STATUS.chip) {
        this.takePins();
        this.answerForChip(channel);
        channel.receive(new Uint8Array(from.buffer));
      }
      this.takeOutputs();
      const length = from[FROM.extra] as number; // place in the block
      if (length > 0) {
        const records = Buffer.alloc(length);
        channel.receive(records);
        this.takeRecords(records);
      }
    } catch (error) {
      this.die();
      throw error;
    }
  }

  /** The bundle speaks to a chip, in the middle of a run, and waits: the bytes are the address and what is written. */
  private answerForChip(channel: Channel): void {
    const { from } = this;
    const request = Buffer.alloc(from[FROM.extra] as number); // places in the block
    channel.receive(request);
    const count = from[FROM.details] as number;
    try {
      channel.send(Uint8Array.from([1, ...this.chipAnswer([...request], count, from[FROM.clockUs] as number)]));
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      channel.send(Uint8Array.from([0]));
    }
  }

  /** Bytes that a chip gives; none for a write. */
  private chipAnswer(request: readonly number[], count: number, clockUs: number): readonly number[] {
    const [address = 0, second = 0, ...rest] = request;
    const { i2c, spi } = this.chips;
    if (address === SPI.setup) spi.setup(second);
    else if (address === SPI.transfer)
      return spi.transfer((this.pinout.rows[second] as PinRow).name, rest, clockUs); // number of a pin
    else if (count > 0) return i2c.read(address, count, clockUs);
    else i2c.write(address, request.slice(1), clockUs);
    return [];
  }

  private takePins(): void {
    const { from, outputs, pinout } = this;
    const { first, rows } = pinout;
    for (let i = first.switch; i < first.bus; i++) {
      const value = from[FROM.outputs + i - first.switch] as number; // place in the block
      const { kind, role } = rows[i] as PinRow; // inside
      if (kind === 'pwm') outputs[role as 'heater'] = value;
      else outputs[role as 'contactor'] = value === 0 ? 0 : 1;
    }
  }

  private takeOutputs(): void {
    const { from } = this;
    this.takePins();
    this.nextUs = from[FROM.nextUs] as number; // places in the block
    this.biteUs = from[FROM.biteUs] as number;
    this.watched = from[FROM.watched] as number;
  }

  private takeRecords(records: Buffer): void {
    for (let at = 0; at < records.length;) {
      const kind = records.toString('latin1', at, at + 1);
      const length = records.readUInt16LE(at + 1);
      const content = records.subarray(at + 3, at + 3 + length);
      at += 3 + length;
      const [, us, text] = /^(\d+) ([^]*)$/.exec(content.toString('latin1')) ?? [];
      if (kind === RECORD.sent) {
        this.reports.send(Number(us) / 1000, new Uint8Array(content.subarray(content.indexOf(BLANK) + 1)));
      } else if (kind === RECORD.pulse) this.reports.pulse(Number(us) / 1000, Number(text) / 1000);
      else if (kind === RECORD.setup) this.reports.setUp(text ?? '');
      else this.reports.note(Number(us) / 1000, kind === RECORD.log ? 'log' : 'error', text ?? '');
    }
  }

  private silence(): void {
    this.chips.restart();
    this.reports.settings = UNSET_PORT;
    this.from.fill(0);
    this.takePins();
    this.nextUs = Infinity;
    this.biteUs = Infinity;
    this.watched = 0;
    this.operations = [];
    this.from.fill(0);
    this.from[FROM.status] = BOOTING;
  }

  private die(): void {
    this.channel?.close();
    this.channel = undefined;
    this.workshop.kill();
    this.silence();
    this.chips.powerOff();
  }
}

const NOTHING = new Uint8Array(0);
const BLANK = 32;
/** Causes of the reasons of a start that are not a restart of its own. */
const CAUSES: Readonly<Record<string, 'powerOn' | 'watchdog'>> = { 'power on': 'powerOn', watchdog: 'watchdog' };
/** Status before the first answer of an interpreter. */
const BOOTING = -1;
