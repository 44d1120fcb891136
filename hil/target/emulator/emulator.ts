/** The `emulator` target: the bundle in V8, with the interpreter's API and traps around it and a clock of its own. docs/bench-targets.md */
import { BOOT_FILE } from '../../../firmware/model/release.js';
import { RESET_FLAGS } from '../../../firmware/model/reset-flags.js';
import { boardRow } from '../../../firmware/model/boards.js';
import type { BoardChips } from '../chips/board-chips.js';
import type { Flash } from '../flash.js';
import { bytesOf, type DriverPulse, type LineSettings, type Transmission } from '../line-settings.js';
import { pinOf } from '../pinout.js';
import type { FlashStorage } from '../storage.js';
import type { Target, TargetEvent } from '../target.js';
import { type Trouble, troubleValue } from '../troubles.js';
import { type BoardInputs, type BoardOutputs, outputsOff } from '../wires.js';
import type { ProcessImage } from './image.js';
import { FRAM_BYTES, type FramPort } from './fram.js';
import type { Network } from './network.js';
import { makeParts, type PartsOptions, type Session } from './parts.js';
import type { Pins } from './pins.js';
import type { Processor } from './processor.js';
import type { EventQueue } from './queue.js';
import { compileBundle, makeRealm } from './realm.js';
import type { SerialPort } from './serial.js';
import type { System } from './system.js';
import { Timers, type TimerHost } from './timers.js';

export interface EmulatorOptions extends PartsOptions {
  /** V8's code for this bundle, from `bundleCode`. */
  readonly codeCache?: Buffer;
  /** What the program's work takes; by default nothing. */
  readonly pace?: Pace;
  /** Shows the process image of the program to the bench, and lets it force values. */
  readonly image?: ProcessImage;
}

/** Time that the program keeps the processor busy, ms: with characters that came in, and with a turn in which a timer ran. */
export interface Pace {
  /** `answered`: the program has sent something for them. */
  chunk(characters: string, answered: boolean): number;
  /** `tick`: an interval ran, and not only the timers of the line. */
  turn(startMs: number, tick: boolean, answered: boolean): number;
}

/** Reboots at one virtual moment after which the bundle counts as stuck in a boot loop. */
const BOOT_LOOP = 20;

export class Emulator implements Target {
  readonly name = 'emulator';
  readonly board: string;
  readonly outputs: BoardOutputs = outputsOff();
  /** Flash chip and FRAM, which keep their content without power. */
  readonly flash: Flash;
  readonly fram: FramPort;
  /** Chips on the I2C port besides the FRAM. */
  readonly chips: BoardChips;
  /** TCP of boards with Wi-Fi. */
  readonly network: Network;
  private readonly processor: Processor;
  private readonly pins: Pins;
  private readonly serial: SerialPort;
  private readonly system: System;
  private readonly storage: FlashStorage;
  private readonly queue: EventQueue;
  private readonly api: Record<string, unknown>;
  private readonly timerHost: TimerHost;
  /** Numbers of the first pulse pin and of the first contact; of the reset button and the smoke detector, −1 when they are not on pins. */
  private readonly firstPulse: number;
  private readonly firstDigital: number;
  private readonly resetPin: number;
  private readonly smokePin: number;
  private readonly session: Session;
  private powered = false;
  /** Bench time of the last call, microseconds. */
  private nowUs = 0;
  /** Nothing happens before this moment, microseconds. */
  private quietUs = Infinity;
  private bootsHere = 0;
  private bootUs = -1;
  /** Lasting troubles: time that a turn takes, and that a start lasts before the processor stands; moment at which it does, microseconds. */
  private slowUs = 0;
  private crashAfterUs = 0;
  private crashUs = Infinity;

  constructor(private readonly options: EmulatorOptions) {
    this.board = boardRow(options.board).id;
    const { session, pinout, chips, processor, pins, serial, system, queue, flash, storage, fram, timerHost, network, api } = makeParts(
      options,
      this.outputs,
      () => this.schedule(),
    );
    this.session = session;
    this.chips = chips;
    this.processor = processor;
    this.pins = pins;
    this.serial = serial;
    this.system = system;
    this.queue = queue;
    this.flash = flash;
    this.storage = storage;
    this.fram = fram;
    this.timerHost = timerHost;
    this.network = network;
    this.firstPulse = pinout.first.pulse;
    this.firstDigital = pinout.first.digital;
    this.resetPin = pinOf(pinout, 'localReset');
    this.smokePin = pinOf(pinout, 'smoke');
    this.api = options.image ? options.image.around(api) : api;
    compileBundle(options.bundle, options.codeCache);
  }

  powerOn(nowMs: number): void {
    if (this.powered) throw new Error(`powerOn at ${nowMs} ms: the board has power already; call powerOff first`);
    this.catchUp(nowMs);
    this.powered = true;
    this.boot('power on');
    this.settle();
  }

  powerOff(nowMs: number): void {
    this.catchUp(nowMs);
    this.die();
  }

  present(nowMs: number, inputs: BoardInputs): void {
    this.catchUp(nowMs);
    const { digital, pulses } = inputs;
    this.chips.present(inputs);
    let touched = this.level(this.firstDigital, digital.eStopA);
    touched = this.level(this.firstDigital + 1, digital.eStopB) || touched;
    touched = this.level(this.firstDigital + 2, digital.contactorFeedback) || touched;
    if (this.resetPin >= 0) touched = this.level(this.resetPin, digital.localReset) || touched;
    if (this.smokePin >= 0) touched = this.level(this.smokePin, inputs.process?.smoke ?? 0) || touched;
    touched = this.pulse(this.firstPulse, pulses.nakTach) || touched;
    touched = this.pulse(this.firstPulse + 1, pulses.catholyteTach) || touched;
    touched = this.pulse(this.firstPulse + 2, pulses.catholyteFlow) || touched;
    if (touched) this.finishPass();
  }

  runTo(nowMs: number): void {
    const untilUs = Math.round(nowMs * 1000);
    this.forward(untilUs);
    this.advance(untilUs);
  }

  receive(nowMs: number, bytes: Uint8Array): void {
    this.catchUp(nowMs);
    if (!this.powered) return;
    this.queue.pushCharacters(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
    if (this.isFree()) {
      this.drain();
      this.finishPass();
    } else this.settle();
  }

  transmitted(): Uint8Array {
    return bytesOf(this.serial.take());
  }

  transmissions(): readonly Transmission[] {
    return this.serial.take();
  }

  driverPulses(): readonly DriverPulse[] {
    return this.pins.takePulses();
  }

  get port(): LineSettings {
    return this.serial.settings;
  }

  events(): TargetEvent[] {
    return this.processor.events();
  }

  trouble(kind: Trouble, given?: number): void {
    const value = troubleValue(kind, given);
    const us = Math.round(value * 1000);
    if (kind === 'outOfMemory') this.session.timers.starve();
    else if (kind === 'stall') this.stall(us);
    else if (kind === 'slow') this.slowUs = us;
    else if (kind === 'crash') {
      this.crashAfterUs = us;
      this.armCrash();
    } else if (kind === 'variables') this.system.freeVariables = value;
    else if (kind === 'framSilent') this.fram.silent = value > 0;
    else this.jump(us);
    this.schedule();
  }

  spoilFram(address: number, mask: number): void {
    const at = address % FRAM_BYTES;
    this.fram.bytes[at] = (this.fram.bytes[at] as number) ^ mask; // modulo the size
  }

  spoilFile(name: string, offset: number, mask: number): void {
    this.storage.spoil(name, offset, mask);
  }

  /** The clock jumps: timers that are due by it run now, and not before now. */
  private jump(us: number): void {
    const p = this.processor;
    p.offsetUs += us;
    p.freeUs = Math.max(p.freeUs, p.clockUs);
    this.session.timers.shift(us);
  }

  /** The processor does nothing for a while. */
  private stall(us: number): void {
    const p = this.processor;
    if (this.system.automatic && this.system.timeoutUs < us) this.system.biteUs = p.clockUs + this.system.timeoutUs;
    p.freeUs = Math.max(p.freeUs, p.clockUs) + us;
  }

  private armCrash(): void {
    this.crashUs = this.crashAfterUs > 0 && this.powered ? this.processor.clockUs + this.crashAfterUs : Infinity;
  }

  close(): void {
    this.die();
  }

  /**
   * Cuts power at a flash operation to come: `count` more are whole, the next one is cut short after `tornBytes` bytes. The board is dead
   * from then on, until `powerOn`.
   */
  cutAfterWrites(count: number, tornBytes = 0): void {
    this.flash.cutAfter(count, tornBytes);
  }

  /** Cuts power in the middle of an FRAM write, after `count` more bytes are kept. */
  cutAfterFramBytes(count: number): void {
    this.fram.cutAfter(count);
  }

  /** True while the board has power; false after a planned cut. */
  get hasPower(): boolean {
    return this.powered;
  }

  /** Runs the boot file on a board in reset. */
  private boot(reason: string): void {
    const p = this.processor;
    this.bootsHere = this.bootUs === p.clockUs ? this.bootsHere + 1 : 1;
    this.bootUs = p.clockUs;
    if (this.bootsHere > BOOT_LOOP)
      throw new Error(`the bundle reboots as soon as it boots: ${BOOT_LOOP} times at ${p.clockUs / 1000} ms; look at its boot code`);
    this.silence();
    p.freeUs = p.clockUs;
    this.armCrash();
    this.system.resetFlags |= RESET_FLAGS[reason === 'watchdog' ? 'watchdog' : reason === 'power on' ? 'powerOn' : 'restart'];
    p.report('boot', reason);
    if (!this.storage.isSound()) {
      p.report('error', 'Storage is corrupt: the interpreter erases all of it');
      this.storage.eraseAll();
    }
    const realm = makeRealm(this.api);
    this.session.realm = realm;
    this.options.image?.enter(realm);
    try {
      if (this.storage.has(BOOT_FILE)) compileBundle(this.options.bundle).runInContext(realm);
    } catch (error) {
      p.caught(error);
    }
    if (!p.halted()) this.system.emit('init');
    if (!p.halted()) this.system.check();
  }

  /** Pins safe, timers and listeners gone. */
  private silence(): void {
    this.processor.halt = 'no';
    this.pins.reset();
    this.serial.reset();
    this.fram.reset();
    this.chips.restart();
    this.system.reset();
    this.network.reset();
    this.queue.clear();
    this.session.timers = new Timers();
  }

  private die(): void {
    this.powered = false;
    this.silence();
    this.chips.powerOff();
    this.system.resetFlags = 0;
    this.session.realm = {};
    this.quietUs = Infinity;
  }

  /** Moves the bench's time to `nowMs` and runs what is due before it. */
  private catchUp(nowMs: number): void {
    const us = Math.round(nowMs * 1000);
    this.forward(us);
    this.advance(us - 1);
    if (this.processor.clockUs < us) this.processor.clockUs = us;
  }

  private forward(us: number): void {
    if (!(us >= this.nowUs)) throw new Error(`virtual time goes back from ${this.nowUs / 1000} ms to ${us / 1000} ms`);
    this.nowUs = us;
  }

  private advance(untilUs: number): void {
    if (untilUs >= this.quietUs) this.work(untilUs);
    if (this.processor.clockUs < untilUs) this.processor.clockUs = untilUs;
  }

  /** Runs passes, and the watchdog's bite, up to and including `untilUs`. */
  private work(untilUs: number): void {
    const p = this.processor;
    while (this.powered) {
      const nextUs = this.nextPassUs();
      if (this.system.biteUs < nextUs && this.system.biteUs <= untilUs) {
        this.bite();
        continue;
      }
      if (nextUs > untilUs) break;
      p.clockUs = nextUs;
      this.drain();
      const turn = this.session.timers.nextDueUs <= nextUs;
      const before = this.serial.writes;
      if (!p.halted()) this.session.timers.run(nextUs, this.timerHost);
      const tick = turn && this.session.timers.ranInterval;
      if (!p.halted()) this.network.pass();
      this.finishPass();
      if (tick && this.slowUs > 0) this.stall(this.slowUs);
      if (turn && this.options.pace) p.busy(this.options.pace.turn(nextUs / 1000, tick, this.serial.writes > before));
    }
    this.schedule();
  }

  private nextPassUs(): number {
    const free = this.processor.freeUs;
    if (this.network.waits) return Math.max(free, this.processor.clockUs) < this.crashUs ? Math.max(free, this.processor.clockUs) : Infinity;
    const next = this.queue.length > 0 || this.session.timers.nextDueUs < free ? free : this.session.timers.nextDueUs;
    return next < this.crashUs ? next : Infinity;
  }

  /** True when the processor would answer at once to what happens now. */
  private isFree(): boolean {
    return this.processor.freeUs <= this.nowUs && this.nowUs < this.crashUs;
  }

  private schedule(): void {
    const pass = this.powered ? this.nextPassUs() : Infinity;
    this.quietUs = Math.min(pass, this.powered ? this.system.biteUs : Infinity);
  }

  private bite(): void {
    const p = this.processor;
    p.clockUs = Math.max(p.clockUs, this.system.biteUs);
    p.report('watchdog', `not fed for ${this.system.timeoutUs / 1000} ms: reset`);
    this.boot('watchdog');
    this.settle();
  }

  /** Hands over what was in the queue when the pass began. */
  private drain(): void {
    for (let count = this.queue.length; count > 0 && !this.processor.halted(); count--) {
      const entry = this.queue.shift();
      if (!entry) return;
      if (entry.characters !== null) this.hear(entry.characters);
      else this.pins.edge(entry.pin, entry.level, entry.timeUs + this.processor.offsetUs);
    }
  }

  private hear(characters: string): void {
    const { pace } = this.options;
    const before = this.serial.writes;
    this.serial.deliver(characters);
    if (pace) this.processor.busy(pace.chunk(characters, this.serial.writes > before));
  }

  private finishPass(): void {
    const p = this.processor;
    if (!p.halted()) this.serial.deliverLate();
    if (!p.halted()) this.system.check();
    this.settle();
  }

  /** Ends a pass that stopped in the middle: restart or darkness. */
  private settle(): void {
    const p = this.processor;
    while (p.halt !== 'no') {
      if (p.halt === 'cut') {
        p.report('error', 'power cut');
        this.die();
      } else {
        p.report('reboot', 'E.reboot()');
        this.boot('E.reboot()');
      }
    }
    this.schedule();
  }

  private level(index: number, level: number): boolean {
    if (!this.pins.setLevel(index, level)) return false;
    return this.edge(index, level === 1);
  }

  private pulse(index: number, count: number): boolean {
    let touched = false;
    for (let i = 0; i < count; i++) {
      touched = this.edge(index, true) || touched;
      touched = this.edge(index, false) || touched;
    }
    return touched;
  }

  /** An edge on a pin now: its watches run at once, or when the processor is free. True when something ran. */
  private edge(index: number, level: boolean): boolean {
    const p = this.processor;
    if (!this.powered || p.halted() || !this.pins.isWatched(index)) return false;
    if (!this.isFree()) {
      this.queue.pushEdge(index, level, this.nowUs);
      this.schedule();
      return false;
    }
    this.pins.edge(index, level, this.nowUs + p.offsetUs);
    return true;
  }
}
