/**
 * The shipped bundle on a line that 31 other units fill with requests and answers, in the emulator with a processor that takes the time of a board.
 */
import { Bench } from '../../hil/scenario/bench.js';
import { shippedLine } from '../../hil/target/shipped-line.js';
import { boot, commission } from '../../hil/rig/commission.js';
import { Traffic } from '../../hil/line/traffic.js';
import { Emulator, type Pace } from '../../hil/target/emulator/emulator.js';
import { parameterRow } from '../../firmware/model/parameters.js';
import { PARAMETER_START } from '../../firmware/model/registers.js';
import type { Command } from '../../host/device/codec.js';

/** Step of the plant, ms: the grain in which the bench's own master looks at the line. */
const STEP_MS = 10;
const PERIOD_MS = 100;
const PLANT = { temperature: 40, ambient: 25 };
/** Addresses of the others. */
const OTHERS = Array.from({ length: 31 }, (_, i) => i + 2);

/** What the work of a board takes, ms. */
export interface BoardTimes {
  /** Ticks of a second, in order. */
  readonly ticks: readonly number[];
  /** A call of the receive handler with others' characters: for the call, and for each character. */
  readonly call: number;
  readonly character: number;
  /** A look of the slave whether the line is silent. */
  readonly look: number;
  /** An answer of the live block. */
  readonly answer: number;
}

/** What was seen. */
export interface SaturatedResult {
  readonly baud: number;
  readonly seconds: number;
  /** Share of the time in which somebody's characters are on the line. */
  readonly wireShare: number;
  readonly foreignPerSecond: number;
  /** Share of the time in which the processor works, and what of it is work for others' characters. */
  readonly load: number;
  readonly foreignLoad: number;
  readonly ticks: number;
  readonly ticksDue: number;
  /** Longest time by which a tick was late, and longest time between the starts of two, ms. */
  readonly worstLateMs: number;
  readonly worstGapMs: number;
  /** Own requests, and answers to them. */
  readonly requests: number;
  readonly replies: number;
  /** Times that the queue of the interpreter was full. */
  readonly overflows: number;
  readonly tripped: number;
  readonly restarts: number;
}

/** Counts what the processor does, by the times of a board. */
class Meter implements Pace {
  on = false;
  ticks = 0;
  busyMs = 0;
  foreignMs = 0;
  worstLateMs = 0;
  worstGapMs = 0;
  private lastMs = NaN;
  private phaseMs = NaN;

  constructor(private readonly times: BoardTimes) {}

  chunk(characters: string, answered: boolean): number {
    return this.onLine(this.times.call + characters.length * this.times.character, answered);
  }

  private onLine(work: number, answered: boolean): number {
    if (!this.on) return 0;
    const ms = work + (answered ? this.times.answer : 0);
    this.busyMs += ms;
    this.foreignMs += ms;
    return ms;
  }

  turn(startMs: number, tick: boolean, answered: boolean): number {
    if (!tick) return this.onLine(this.times.look, answered);
    if (!this.on) return 0;
    const ms = this.times.ticks[this.ticks++ % this.times.ticks.length] ?? 0;
    this.busyMs += ms;
    if (!Number.isNaN(this.lastMs)) this.worstGapMs = Math.max(this.worstGapMs, startMs - this.lastMs);
    // Late against the earliest tick that was seen: the first one may be late itself.
    const half = PERIOD_MS / 2;
    if (Number.isNaN(this.phaseMs)) this.phaseMs = startMs;
    const late = ((((startMs - this.phaseMs + half) % PERIOD_MS) + PERIOD_MS) % PERIOD_MS) - half;
    if (late < 0) this.phaseMs += late;
    this.worstLateMs = Math.max(this.worstLateMs - Math.min(late, 0), late);
    this.lastMs = startMs;
    return ms;
  }
}

function command(bench: Bench, name: Command['name']): void {
  const outcome = bench.master.send({ name, argument: 0, argument32: 0 });
  while (outcome() === undefined) bench.step();
}

/** Gives the board another speed: parameter, commit, restart. */
function retune(bench: Bench, baud: number): void {
  const row = parameterRow('baudRate');
  let done = false;
  bench.master.write(PARAMETER_START + row.offset, [baud / row.scale], () => (done = true));
  while (!done) bench.step();
  command(bench, 'commit');
  bench.power(false);
  bench.step();
  bench.line.settings = { ...bench.line.settings, baud };
  bench.power(true);
  boot(bench);
}

/** Runs the bus for `seconds` of virtual time. */
export function saturate(bundle: string, board: string, baud: number, times: BoardTimes, seconds: number): SaturatedResult {
  const meter = new Meter(times);
  const target = new Emulator({ bundle, board, pace: meter });
  const bench = new Bench(target, { plant: PLANT, stepMs: STEP_MS, grain: 'each' });
  bench.power(true);
  boot(bench);
  commission(bench, PLANT);
  if (baud !== shippedLine().baud) retune(bench, baud);
  target.events();
  const before = { ...bench.master.counters };
  const traffic = new Traffic(bench.line, OTHERS, () => !bench.master.idle);
  const from = bench.nowMs;
  meter.on = true;
  while (bench.nowMs < from + seconds * 1000) bench.step();
  const events = target.events();
  const { requests, replies } = bench.master.counters;
  const asked = requests - before.requests;
  const ownCharacters = asked * 8 + (replies - before.replies) * 67; // reads and heartbeats in turn: (125 + 8) / 2
  const ms = seconds * 1000;
  const characterTime = ((9 + (bench.line.settings.parity === 'none' ? 0 : 1) + bench.line.settings.stopBits) * 1000) / baud;
  const result: SaturatedResult = {
    baud,
    seconds,
    wireShare: ((traffic.counters.characters + ownCharacters) * characterTime) / ms,
    foreignPerSecond: traffic.counters.exchanges / seconds,
    load: meter.busyMs / ms,
    foreignLoad: meter.foreignMs / ms,
    ticks: meter.ticks,
    ticksDue: Math.floor(ms / PERIOD_MS),
    worstLateMs: meter.worstLateMs,
    worstGapMs: meter.worstGapMs,
    requests: asked,
    replies: replies - before.replies,
    overflows: events.filter(({ text }) => text.includes('FIFO_FULL')).length,
    tripped: bench.master.live.words.length > 0 ? trips(bench) : 0,
    restarts: events.filter(({ kind }) => kind === 'reboot' || kind === 'watchdog').length,
  };
  target.close();
  return result;
}

/** Trips that the controller shows. */
function trips(bench: Bench): number {
  let count = 0;
  for (let number = 1; number <= 64; number++) if (bench.master.live.has('tripped', number)) count++;
  return count;
}
