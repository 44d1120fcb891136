/**
 * Monitor, sequencer, limits and output stage together, without sensing: a test puts values into the process image and looks at the pins.
 * Time is what the test says; nothing runs by itself.
 */
import { vi } from 'vitest';
import { BOARD } from '../../../firmware/board/row.js';
import { COMMANDS, RESULTS, type ResultName } from '../../../firmware/model/commands.js';
import { allItems } from '../../../firmware/model/commissioning.js';
import { PARAMETER_FILE, parameterFileOf, placeOfCopy } from '../../../firmware/model/parameter-file.js';
import { OUTPUT, STATES, type StateName } from '../../../firmware/model/states.js';
import { SLOW_PARTS } from '../../../firmware/protect/checks.table.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { COMMISSIONED, SIGNER } from '../../../firmware/persist/parameter.table.js';
import { EXPECTED, SIGNALS, type Expected } from '../oracle.js';
import { freshFirmware, Memories, StubBoard } from '../stub-board.js';

const MODULES = [
  'commands',
  'crc',
  'drive',
  'heartbeat',
  'limits',
  'margin',
  'monitor',
  'parameters',
  'sequencer',
  'tick',
  'thermal',
  'values',
  'voltage',
] as const;

/** In place of firmware/control/pulse.ts, which needs sensing and has tests of its own: what the current pulses have found so far. */
const PULSES = { plausible: true, phase: 0, pulseCurrent: () => 0, pulseTick: () => undefined, considerPulse: () => undefined };

/** Values of the process image that no check looks at, in its steps: a warm cell at rest with plenty of catholyte. */
const REST = {
  cellTemp: 400,
  nakTempA: 400,
  nakTempB: 400,
  coldestTemp: 400,
  liquidus: 200,
  meanCurrent: 0,
  current: 0,
  nakFlow: 100,
  oxidisedFraction: 5000,
  ...(BOARD.profile === 'full' ? { nakInletTemp: 400 } : {}),
  resistanceRatio: 1000,
  chargeLeftToPark: 9999,
  chargeBackToPark: 9999,
};

/** Places of the sequencer that differ in what they ask for. */
export const STAGES = [
  'cold',
  'soak',
  'pumpStart',
  'flowProof',
  'ready',
  'charge',
  'discharge',
  'stopping',
  'coolDown',
  'service',
  'fault',
  'eStop',
] as const;
export type Stage = (typeof STAGES)[number];

const PLACES = new Map<string, number>();

/** Index of a value, looked up once. */
function placeOf(name: string): number {
  const place = PLACES.get(name) ?? valueIndex(name);
  PLACES.set(name, place);
  return place;
}

export class Cabinet {
  readonly board = new StubBoard();
  /** What the current pulses have found. */
  readonly pulses = Object.assign(PULSES, { plausible: true });
  /** Flash of the cabinet refuses to write while true. */
  flashRefuses = false;
  private sequence = 0;

  private constructor(
    readonly modules: Awaited<ReturnType<typeof freshFirmware<(typeof MODULES)[number]>>>,
    /** Storage and FRAM. */
    readonly memories: Memories,
  ) {}

  /** A cabinet in self-test: healthy signals, parameters as delivered, commissioning signed. */
  static async start(): Promise<Cabinet> {
    vi.unstubAllGlobals();
    const memories = new Memories();
    vi.doMock('../../../firmware/control/pulse.js', () => PULSES);
    const cabinet = new Cabinet(await freshFirmware(MODULES, memories), memories);
    const write = memories.module.writeInto;
    memories.module.writeInto = (...where) => {
      if (!cabinet.flashRefuses) write(...where);
    };
    const { crc, monitor, parameters, commands, sequencer } = cabinet.modules;
    crc.startCrc();
    monitor.startMonitor();
    parameters.loadParameters();
    parameters.setParameter(COMMISSIONED, allItems(BOARD));
    parameters.setParameter(SIGNER, 1);
    commands.applyParameters();
    cabinet.heal();
    sequencer.startSequencer();
    cabinet.second(0);
    return cabinet;
  }

  set(name: string, steps: number): void {
    this.modules.values.X[placeOf(name)] = steps;
  }

  get(name: string): number {
    return this.modules.values.X[placeOf(name)];
  }

  get state(): StateName {
    return STATES[this.modules.sequencer.state];
  }

  /** Somebody answers for the commissioning. */
  get signed(): boolean {
    return this.modules.parameters.P[SIGNER] > 0;
  }

  get reactions(): number {
    return this.modules.monitor.reactions;
  }

  /** Output of a pin, 0 before anything was written to it. */
  out(pin: 'contactor' | 'heaterEnable' | 'heater' | 'nakPump' | 'catholytePump' | 'chargeCurrent' | 'dischargeCurrent'): number {
    return this.board.outputs[pin] ?? 0;
  }

  /** Every signal back to health. */
  heal(): void {
    for (const [name, signal] of Object.entries(SIGNALS)) this.set(name, signal.healthy * signal.steps);
    for (const [name, steps] of Object.entries(REST)) this.set(name, steps);
  }

  /** The control part of a tick: what has changed is sequenced and driven at once. */
  tick(): void {
    const { drive, sequencer } = this.modules;
    this.board.now += 100;
    sequencer.sequence(0, drive.command === 0);
    drive.drive(this.board.now, true);
  }

  /** The slow work after `seconds`: limits, sequencer, heater, outputs. */
  second(seconds = 1): void {
    const { drive, limits, sequencer, thermal } = this.modules;
    this.board.now += 1000 * seconds;
    this.estimate();
    limits.updateFlowsWanted(sequencer.setPoint);
    sequencer.sequence(seconds, drive.command === 0);
    thermal.controlHeater((sequencer.wants & ~this.modules.monitor.reactions & OUTPUT.heat) > 0, this.board.now, seconds);
    drive.drive(this.board.now, true);
  }

  /** IR-free voltage and current limits from the values of the image. */
  estimate(): void {
    const { limits, voltage } = this.modules;
    voltage.updateModel();
    voltage.judgeVoltage();
    limits.updateLimits(1);
  }

  /** Judges all checks, long enough for every debounce and release. */
  judge(): void {
    const { monitor } = this.modules;
    for (let i = 0; i < 3; i++) {
      monitor.evaluateFast(700_000, 1e7);
      for (let part = 0; part < SLOW_PARTS; part++) monitor.evaluateSlow(part, 700_000, 1e7);
    }
  }

  /** Trips a check; nobody but the monitor has noticed it yet. */
  raise(check: Expected): void {
    const level = check.trip;
    if (!level) throw new Error(`${check.id} has no trip level`);
    this.set(check.signal, level.at);
    this.judge();
  }

  /** The output stage alone, as if the sequencer went on asking for what it asked for. */
  drive(): void {
    this.board.now += 100;
    this.modules.drive.drive(this.board.now, true);
  }

  /** Trips a check; the rest of the tick follows. */
  trip(check: Expected): void {
    this.raise(check);
    this.tick();
  }

  /** Puts a command into the mailbox and gives its result. */
  command(name: string, argument = 0, argument32 = 0, ttl = 0): ResultName {
    const row = COMMANDS.find((c) => c.name === name);
    if (!row) throw new Error(`no command ${name}`);
    const { control, mailbox, takeCommand, unlock } = this.modules.commands;
    unlock(0x4c71, this.board.now);
    unlock(control[0] ^ 0x5a3c, this.board.now);
    this.sequence = (this.sequence % 65535) + 1;
    mailbox.set([row.code, argument, argument32 >>> 16, argument32 & 65535, ttl, this.sequence]);
    this.later(() => takeCommand(this.board.now));
    return RESULTS[this.get('ackResult')];
  }

  /** Does something and, at once, what it has left for when its answer is off the line; how much that was. The test does not see the time between. */
  later(work: () => void): number {
    const { setTimeout } = globalThis;
    const steps: (() => void)[] = [];
    globalThis.setTimeout = ((step: () => void) => steps.push(step)) as never;
    work();
    globalThis.setTimeout = setTimeout;
    for (const step of steps) step();
    return steps.length;
  }

  /** Erases the places of older copies of the parameters: what flashing does, which makes the file anew with the copy in force. */
  renewParameterFile(): void {
    const file = parameterFileOf(BOARD);
    const bytes = this.memories.files.get(PARAMETER_FILE);
    const kept = placeOfCopy(file, this.modules.parameters.copy);
    bytes?.fill(255, file.head, kept).fill(255, kept + file.copyBytes);
    this.set('copiesLeft', file.copies - 1);
  }

  /** Place of a value in the process image. */
  place(name: string): number {
    return placeOf(name);
  }

  /** Everything healthy and reset, everything off: state cold. */
  home(): void {
    this.heal();
    this.judge();
    this.modules.monitor.reset(0, true);
    if (this.state === 'service') this.command('leaveService');
    this.command('stop');
    for (let i = 0; i < 3; i++) this.second();
    this.command('stop');
    this.second(3);
    if (this.state !== 'cold') throw new Error(`the cabinet is in state ${this.state} and not in cold`);
  }

  /** From cold to a stage. */
  reach(stage: Stage): void {
    this.home();
    if (stage === 'cold') return;
    if (stage === 'service') return void this.command('service');
    if (stage === 'fault' || stage === 'eStop') {
      this.trip(EXPECTED.find((e) => e.id === (stage === 'fault' ? 'P13' : 'P35')) as Expected); // both are in the table
      return;
    }
    this.command('start');
    this.second();
    if (stage === 'soak') return;
    this.second(600);
    if (stage === 'pumpStart') return;
    this.second(10);
    if (stage === 'flowProof') return;
    this.second(30);
    this.second();
    if (this.state !== 'ready') throw new Error(`the cabinet is in state ${this.state} and not ready after warm-up`);
    if (stage === 'ready') return;
    this.command(stage === 'charge' ? 'charge' : 'discharge', 0, 400);
    for (let i = 0; i < 20; i++) this.tick();
    if (stage === 'charge' || stage === 'discharge') return;
    this.command('stop');
    if (stage === 'stopping') return;
    this.tick();
    this.second();
  }
}
