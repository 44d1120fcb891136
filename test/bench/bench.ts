/**
 * `make bench`: what the bundle costs on the real interpreter, what it takes of a board's memory, and how fast the bench runs; each figure beside
 * its goal. Everything printed is measured in this run; what a missing tool prevents is named instead.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { encodeTokens } from '../../firmware/build/tokens.js';
import { UNBUILT_BOARDS } from '../../firmware/model/board-specs.js';
import { BOARDS, boardRow } from '../../firmware/model/boards.js';
import { commission, boot } from '../../hil/rig/commission.js';
import { Bench } from '../../hil/scenario/bench.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { loadScenarios } from '../../hil/scenario/suite.js';
import { runScenario } from '../../hil/scenario/runner.js';
import { targetFactory } from '../../hil/scenario/targets.js';
import { LabCell } from '../../hil/plant/lab-cell.js';
import { type CostFigure, figure, measureCost, median } from '../../hil/target/espruino/cost.js';
import { interpreterNamed } from '../../hil/target/espruino/interpreter.js';
import { measureMemory } from '../../hil/target/espruino/memory.js';
import { Recorder } from '../../hil/target/espruino/recording.js';
import { outputsOff } from '../../hil/target/wires.js';

const BOARD = 'pico';
const bundle = builtBundle(BOARD);

/** One line: name, measured, goal and how the two compare. `most`: the goal is an upper limit. */
function line(name: string, value: string, goal: string, share?: number): void {
  const verdict = share === undefined ? '' : share <= 1 ? 'met' : `${share.toFixed(2)} × the goal`;
  process.stdout.write(`${name.padEnd(52)}${value.padStart(30)}   ${goal.padEnd(16)}${verdict}\n`);
}

function section(title: string): void {
  process.stdout.write(`\n${title}\n`);
}

function hasProgram(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Million instructions and time on a Pico. */
function costLine(name: string, figure: CostFigure, goal?: number): void {
  const instructions = figure.instructions / 1e6;
  line(
    name,
    `${instructions.toFixed(3)} M insn, ${(figure.picoUs / 1000).toFixed(1)} ms`,
    goal === undefined ? '' : `≤ ${goal} M insn`,
    goal === undefined ? undefined : instructions / goal,
  );
}

/** A commissioned cell that heats up: what the ticks under the counter live through. */
function warmingUp(): Recorder {
  const recorder = new Recorder(targetFactory('emulator', bundle)());
  const plant = { temperature: 22, ambient: 20 };
  const bench = new Bench(recorder, { plant, stepMs: 50 });
  bench.power(true);
  boot(bench);
  commission(bench, plant);
  bench.master.send({ name: 'start', argument: 0, argument32: 0 });
  for (const end = bench.nowMs + 12_000; bench.nowMs < end;) bench.step();
  return recorder;
}

/** The bundle whose tick leaves its slice out as soon as ticks are counted (`$on`, hil/target/espruino/cost-program.ts), by a word that it reads for that. */
function withoutSlices(): string {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'dist', 'firmware', `${BOARD}.text.js`), 'utf8');
  const parts = text.split(/(\w+\[(\w+)\]\(\),(?=\2=\2<9\?\2\+1:0))/);
  const [before, call, , after] = parts;
  if (parts.length !== 4 || before === undefined || call === undefined || after === undefined)
    throw new Error('the tick of the bundle does not call its slices as this benchmark knows it');
  return encodeTokens(`${before}$on||${call}${after}`);
}

async function costs(): Promise<void> {
  section(`cost on the real interpreter, bundle in memory, cell warming up (Pico time by the cost model, ±30 %)`);
  const recording = warmingUp().ticks;
  const cost = await measureCost(bundle.text, BOARD, { recording });
  const fast = await measureCost(withoutSlices(), BOARD, { recording });
  const slices = cost.ticks.map((tick, i) => tick.ir - (fast.ticks[i]?.ir ?? NaN));
  costLine('fast tick, its slice left out', figure(median(fast.ticks.map((tick) => tick.ir))), 1.0);
  costLine('fast tick that writes every output again', fast.worstTick);
  costLine('slow slice, mean', figure(slices.reduce((a, b) => a + b, 0) / slices.length));
  costLine('slow slice, dearest', figure(Math.max(...slices)));
  costLine('tick with the cheapest slice', cost.fastTick);
  costLine('mean tick', cost.meanTick);
  costLine('worst tick with its slice', cost.worstTick, 2.0);
  costLine('live block, first read of a snapshot', cost.liveFirst, 1.4);
  costLine('live block, cached', cost.liveCached, 0.25);
  costLine('frame for another unit', cost.foreignFrame, 0.1);
  costLine('frame with a bad CRC', cost.badCrc, 0.2);
  costLine('SunSpec model 802, 64 registers', cost.sunspecBattery);
  costLine('SunSpec, 125 registers', cost.sunspecLongest);
  const period = 100_000;
  const free = (us: number): number => (100 * (period - us)) / period;
  const quiet = free(cost.meanTick.picoUs);
  const polled = free(cost.meanTick.picoUs + cost.liveCached.picoUs + (cost.liveFirst.picoUs - cost.liveCached.picoUs) / 10);
  line('period left free without Modbus', `${quiet.toFixed(0)} %`, '≥ 50 %', 50 / quiet);
  line('period left free, one live read a tick', `${polled.toFixed(0)} %`, '≥ 25 %', 25 / polled);
  process.stdout.write(`ticks one by one, M insn: ${cost.ticks.map((t) => (t.instructions / 1e6).toFixed(2)).join(' ')}\n`);
}

async function memory(): Promise<void> {
  section('memory, booted from the boot file');
  const m = await measureMemory(bundle.text, BOARD);
  line('variables used on the Linux build', String(m.used), '');
  line(`${boardRow(BOARD).title}: used, of ${m.total}`, String(m.usedOnBoard), '≤ 2500', m.usedOnBoard / 2500);
  line('free', String(m.freeOnBoard), '');
  for (const b of UNBUILT_BOARDS) line(`${b.title}: free of ${b.variables}`, String(b.variables - m.usedOnBoard), 'not measured');
}

/** What others publish code for (rfbzero 1.0.1, timed elsewhere). */
const PUBLISHED =
  'not measured here: a zero-dimensional flow battery model in Python (rfbzero) 1,850 in steps of 10 ms, 17,200 in steps of 0.1 s; no controller, flow, heat or faults. The closed loop here takes steps of 50 ms.';

/** Scenario of the speed of the emulator. */
const NOMINAL = 'hil/scenarios/nominal-cycle.yaml';
/** Two threads run it so often, so that both are at it for most of the time. */
const TURNS = 4;

/** Simulated seconds per second of two threads at once. */
async function twoCores(): Promise<number> {
  const started = performance.now();
  const seconds = await Promise.all(
    [0, 1].map(
      () =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(new URL('./speed-thread.ts', import.meta.url), { workerData: { file: NOMINAL, board: BOARD, turns: TURNS } });
          worker.on('message', resolve);
          worker.on('error', reject);
        }),
    ),
  );
  return seconds.reduce((a, b) => a + b, 0) / ((performance.now() - started) / 1000);
}

/** Simulated seconds per second of one scenario on a target. */
function speed(target: 'emulator' | 'espruino', file: string): number {
  const scenario = loadScenarios([file])[0];
  if (!scenario) throw new Error(`${file} holds no scenario`);
  const make = targetFactory(target, bundle);
  const once = (): number => {
    const t = make();
    try {
      const result = runScenario(scenario, t);
      return result.simSeconds / result.wallSeconds;
    } finally {
      t.close();
    }
  };
  if (target === 'emulator') once();
  return once();
}

/** Plant alone, 50 ms steps, simulated seconds per second. */
function plantSpeed(): number {
  const plant = new LabCell({});
  const off = outputsOff();
  const steps = 400_000;
  for (let i = 0; i < steps / 10; i++) plant.step(50, off);
  const started = performance.now();
  for (let i = 0; i < steps; i++) plant.step(50, off);
  return (steps * 0.05) / ((performance.now() - started) / 1000);
}

async function speeds(interpreter: boolean): Promise<void> {
  section('simulated seconds per second');
  const rate = (name: string, value: number, goal?: number): void =>
    line(
      name,
      Math.round(value).toLocaleString('en'),
      goal === undefined ? '' : `≥ ${goal.toLocaleString('en')}`,
      goal === undefined ? undefined : goal / value,
    );
  rate('plant alone (reference)', plantSpeed());
  rate('closed loop in the emulator', speed('emulator', NOMINAL), 10_000);
  rate('the same on two cores, with the start of the threads', await twoCores());
  if (interpreter) rate('closed loop in the real interpreter', speed('espruino', 'hil/scenarios/over-temperature.yaml'), 200);
  process.stdout.write(`${PUBLISHED}\n`);
}

section('bundles');
for (const b of BOARDS) {
  if (!existsSync(join('dist', 'firmware', `${b.id}.js`))) {
    line(`${b.title}`, 'not built: it does not fit', `≤ ${b.bundleLimit}`);
    continue;
  }
  const built = builtBundle(b.id);
  line(`${b.title}`, `${built.bytes} bytes`, `≤ ${b.bundleLimit}`, built.bytes / b.bundleLimit);
}
const interpreter = interpreterNamed();
if (interpreter && hasProgram('valgrind')) await costs();
else
  process.stdout.write(
    `\nleft out: cost of ticks and requests (${interpreter ? 'valgrind is not installed' : 'LIQUIDUS_ESPRUINO names no interpreter'})\n`,
  );
if (interpreter) await memory();
else process.stdout.write('left out: memory after boot (LIQUIDUS_ESPRUINO names no interpreter)\n');
await speeds(interpreter);
