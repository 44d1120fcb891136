/**
 * The firmware below its Modbus slave, from its modules, on pins that behave: a contactor that follows its coil, a cell under the commanded current,
 * pumps that turn and pump. A test gives every tick its time, spoils wires, and may put values into the process image before each tick.
 */
import { vi } from 'vitest';
import { BOARD } from '../../../firmware/board/row.js';
import type { AnalogChannel, TemperatureChannel } from '../../../firmware/model/channels.js';
import { COMMANDS, RESULTS, type ResultName } from '../../../firmware/model/commands.js';
import { allItems } from '../../../firmware/model/commissioning.js';
import { parametersOf } from '../../../firmware/model/parameters.js';
import { STATES, type StateName } from '../../../firmware/model/states.js';
import { ANCHOR_OXIDISED, COMMISSIONED, SIGNER } from '../../../firmware/persist/parameter.table.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { pt, SOUND } from '../sense/process-board.js';
import { freshFirmware, Memories, StubBoard, type PinName } from '../stub-board.js';

const MODULES = [
  'commands',
  'counters',
  'crc',
  'drive',
  'events',
  'forecast',
  'heartbeat',
  'history',
  'image',
  'inputs',
  'limits',
  'margin',
  'monitor',
  'outputs',
  'parameters',
  'pulse',
  'readings',
  'sequencer',
  'tick',
  'values',
] as const;
const PARAMETER_NAMES = parametersOf(BOARD).map((row) => row.name);
const PLACES = new Map<string, number>();

/** Resistance of the sound 25 cm² cell at a temperature in °C, Ω: 42 Ω·cm² at 22 °C, 12 kJ/mol (docs/physics.md, section 4). */
function cellOhms(celsius: number): number {
  return (42 / 25) * Math.exp((12000 / 8.314462618) * (1 / (celsius + 273.15) - 1 / 295.15));
}

/** A motor at rest takes nothing. */
function motors(outputs: StubBoard['outputs']): Partial<Record<AnalogChannel, number>> {
  return { ...(outputs.nakPump ? {} : { nakPumpCurrent: 0 }), ...(outputs.catholytePump ? {} : { catholytePumpCurrent: 0 }) };
}

/** Sensors that live move by a step of the converter from one second to the next. */
function gases(now: number): Partial<Record<AnalogChannel, number>> {
  const step = Math.floor(now / 1000) % 2 ? 1e-4 : 0;
  return Object.fromEntries((['oxygen', 'hydrogen', 'roomHydrogen', 'toxicGas'] as const).map((gas) => [gas, (SOUND[gas] ?? NaN) + step]));
}

function placeOf(name: string): number {
  const place = PLACES.get(name) ?? valueIndex(name);
  PLACES.set(name, place);
  return place;
}

export class TickingBoard {
  readonly stub = new StubBoard();
  /** Open-circuit voltage in V, °C, kΩ, mA on top of the commanded current, shares of the flows that the pumps' duties ask for, contacts. */
  readonly wires = {
    volts: 3.3,
    nakA: 40,
    nakB: 40,
    cell: 40,
    leak: 100,
    stray: 0,
    nakYield: 1,
    catholyteYield: 1,
    eStopA: 1,
    eStopB: 1,
    localReset: 0,
    /** Level of the feedback where it does not follow the coil. */
    feedback: undefined as 0 | 1 | undefined,
    /** Current reading where the wire shows something of its own, mA. */
    reading: undefined as number | undefined,
  };
  /** Fractions of full scale of further channels on a board of profile full, where they are not those of a sound plant. */
  readonly process: Partial<Record<AnalogChannel | TemperatureChannel, number>> = {};
  /** Values that stand in the process image whenever a tick begins, in its steps. */
  readonly forced = new Map<string, number>();
  /** What the firmware has left for later, and after how many ms. */
  readonly timers: { readonly run: () => void; readonly ms: number }[] = [];
  private readonly due = { nakTach: 0, catholyteTach: 0, catholyteFlow: 0 };
  private dither = 0.2;
  private sequence = 0;
  /** False: the master is silent. */
  beats = true;

  private constructor(
    readonly modules: Awaited<ReturnType<typeof freshFirmware<(typeof MODULES)[number]>>>,
    readonly memories: Memories,
    at: number,
  ) {
    this.stub.now = at;
  }

  /** A board whose clock shows `at` ms when it starts: commissioned, signed, composition known, half charged. `memories`: those of a board that has run before. */
  static async start(at = 1000, memories?: Memories): Promise<TickingBoard> {
    vi.unstubAllGlobals();
    for (const chip of ['ads1115', 'max31855', 'max31865']) vi.doMock(`../../../firmware/board/${chip}.js`, () => NO_CHIP);
    vi.doMock('../../../firmware/board/expander.js', () => NO_EXPANDER);
    Object.assign(process, { memory: () => ({ free: 2600 }) });
    const kept = memories ?? new Memories();
    const board = new TickingBoard(await freshFirmware(MODULES, kept), kept, at);
    const { commands, counters, crc, image, inputs, margin, monitor, parameters, pulse, sequencer, tick, values } = board.modules;
    crc.startCrc();
    monitor.startMonitor();
    counters.loadCounters();
    parameters.loadParameters();
    parameters.setParameter(COMMISSIONED, allItems(BOARD));
    parameters.setParameter(SIGNER, 1);
    parameters.setParameter(ANCHOR_OXIDISED, 5000);
    commands.applyParameters();
    if (!memories) values.X[placeOf('anchorLost')] = 0;
    counters.saveCounters(board.get('energised') && 2);
    inputs.startInputs(tick.eStopEdge);
    tick.startTick();
    sequencer.startSequencer();
    for (let side = 0; side < 4; side++) margin.estimateChargeLeft();
    pulse.considerPulse(0, 0);
    image.startImage();
    return board;
  }

  get(name: string): number {
    return this.modules.values.X[placeOf(name)];
  }

  set(name: string, value: number): void {
    this.modules.values.X[placeOf(name)] = value;
  }

  /** A register of 32 bits. */
  long(name: string): number {
    return this.get(`${name}.0`) * 65536 + this.get(`${name}.1`);
  }

  /** Sets a parameter in force, in register units. */
  parameter(name: string, value: number): void {
    this.modules.parameters.setParameter(PARAMETER_NAMES.indexOf(name), value);
    this.modules.commands.applyParameters();
  }

  get state(): StateName {
    return STATES[this.modules.sequencer.state];
  }

  out(pin: PinName): number {
    return this.stub.outputs[pin] ?? 0;
  }

  /** Fault numbers in `alarmsActive`, `alarmsLatched` or `warnings`: word 3 is the lowest. */
  faults(word: 'alarmsActive' | 'alarmsLatched' | 'warnings'): number[] {
    return Array.from({ length: 64 }, (_, bit) => bit + 1).filter((n) => (this.get(`${word}.${3 - ((n - 1) >> 4)}`) >> ((n - 1) & 15)) & 1);
  }

  /** Fractions of full scale that the chips of the board give. */
  readings(of: Partial<Record<string, number>>): void {
    for (const [channel, f] of Object.entries(of)) this.modules.readings.READINGS[BOARD.slot[channel as keyof typeof BOARD.slot]] = f ?? NaN;
  }

  /** A tick, `gap` ms after the one before. */
  tick(gap = 100): void {
    this.stub.now += gap;
    this.present(gap);
    if (this.beats) this.modules.heartbeat.beat((this.get('heartbeatEcho') + 1) & 65535, this.stub.now - this.get('jumped'));
    for (const [name, value] of this.forced) this.set(name, value);
    this.modules.tick.tick();
  }

  /** Ticks of 100 ms for so many seconds, which is once round the slow work for each. */
  seconds(count: number): void {
    for (let i = 0; i < 10 * count; i++) this.tick();
  }

  /** So many rounds of the slow work with late ticks, nine seconds each: late enough for X04, which halves the current, and not for P36. */
  lateRounds(count: number): void {
    for (let i = 0; i < 10 * count; i++) this.tick(900);
  }

  /** Ticks until `done`; how many it took. */
  until(done: () => boolean, most = 10_000): number {
    for (let i = 1; i <= most; i++) {
      this.tick();
      if (done()) return i;
    }
    throw new Error(`nothing has come within ${most} ticks; the state is ${this.state}`);
  }

  /** Runs a command. */
  command(name: string, argument = 0, argument32 = 0, ttl = 0): ResultName {
    const row = COMMANDS.find((c) => c.name === name);
    if (!row) throw new Error(`no command ${name}`);
    this.sequence++;
    this.modules.commands.mailbox.set([row.code, argument, argument32 >>> 16, argument32 & 65535, ttl, this.sequence]);
    this.modules.commands.takeCommand(this.stub.now);
    return RESULTS[this.get('ackResult')];
  }

  /** From the self-test to the state cold, and on as an operator does, the long waits of the sequencer passed over. */
  toCold(): void {
    this.until(() => this.state === 'cold', 60);
  }
  toWarmUp(): void {
    this.toCold();
    this.command('start');
  }
  toCirculate(): void {
    this.toWarmUp();
    this.seconds(3);
    this.wait(600);
    this.tick();
  }
  toFlowProof(): void {
    this.toCirculate();
    this.wait(10);
    // The pump starts within a second, and then its flow is counted for one.
    this.seconds(4);
  }
  toReady(): void {
    this.toFlowProof();
    this.wait(30);
    this.until(() => this.state === 'ready', 100);
  }

  /** The condition of the running wait counts as held for so many seconds more. */
  private wait(seconds: number): void {
    this.modules.sequencer.sequence(seconds, true);
  }

  /** From the start to a steady current in mA, discharge positive. */
  toCurrent(current: number): void {
    this.toReady();
    this.command(current > 0 ? 'discharge' : 'charge', 0, Math.abs(current));
    this.seconds(2);
  }

  /** An edge of a channel of the emergency stop at `now`; `since` ms after the edge before it. What it leaves for later lies in `timers`. */
  edge(channel: 0 | 1, level: 0 | 1, since: number): void {
    const { setTimeout } = globalThis;
    globalThis.setTimeout = ((run: () => void, ms: number) => this.timers.push({ run, ms })) as never;
    const time = this.stub.now / 1000;
    this.modules.tick.eStopEdge(channel, { state: level > 0, time, lastTime: time - since / 1000 } as WatchEvent);
    globalThis.setTimeout = setTimeout;
  }

  /** What the wires show after `gap` ms. */
  private present(gap: number): void {
    const { inputs, outputs } = this.stub;
    const w = this.wires;
    const closed = w.feedback ?? outputs.contactor ?? 0;
    this.dither = -this.dither;
    const flowing = closed ? ((outputs.dischargeCurrent ?? 0) - (outputs.chargeCurrent ?? 0)) * 1000 : 0;
    const current = flowing + w.stray;
    const half = w.leak / (w.leak + 20);
    const excited = (share: number): number => 0.5 + (this.modules.outputs.excitedHigh ? 0.5 : -0.5) * share;
    const sensed: Partial<Record<PinName, number>> = {
      cellVoltage: (1000 * w.volts - current * cellOhms(w.cell) + 1000) / 7000,
      current: ((w.reading ?? current + this.dither) + 2200) / 4400,
      nakTempA: pt(w.nakA) + this.dither * 1e-4,
      nakTempB: pt(w.nakB) - this.dither * 1e-4,
      cellTemp: pt(w.cell) + this.dither * 1e-4,
      leakLoop: BOARD.has.leakExcitation ? excited(half) : half,
      nakFlow: ((outputs.nakPump ?? 0) * 200 * w.nakYield + 50) / 650,
    };
    const all = { ...SOUND, ...sensed, ...motors(outputs), catholyteLeakLoop: excited(100 / 120), ...gases(this.stub.now), ...this.process };
    Object.assign(inputs, all, { eStopA: w.eStopA, eStopB: w.eStopB, contactorFeedback: closed, localReset: w.localReset });
    if (BOARD.uses.chips) this.readings(all);
    for (let cell = 0; cell < BOARD.cells && BOARD.cellSlot >= 0; cell++) this.modules.readings.READINGS[BOARD.cellSlot + cell] = 4.3 / 7;
    this.turn('nakTach', (gap * 50 * (outputs.nakPump ?? 0)) / 1000);
    this.turn('catholyteTach', (gap * 50 * (outputs.catholytePump ?? 0)) / 1000);
    this.turn('catholyteFlow', (gap * 83.3333 * (outputs.catholytePump ?? 0) * w.catholyteYield) / 1000);
  }

  private turn(pin: 'nakTach' | 'catholyteTach' | 'catholyteFlow', pulses: number): void {
    this.due[pin] += pulses;
    const whole = Math.floor(this.due[pin]);
    this.due[pin] -= whole;
    this.stub.pulse(pin, whole);
  }
}

/** In place of the chips: a test sets what they give. */
const NO_CHIP = {
  readConverters: () => undefined,
  readThermocouples: () => undefined,
  startThermocouples: () => undefined,
  readRtds: () => undefined,
};
const NO_EXPANDER = {
  expanderLevels: BOARD.uses.expander ? 1 << BOARD.line.smoke : 0,
  serveExpander: () => undefined,
  writeLine: () => undefined,
  writeLines: () => undefined,
};
