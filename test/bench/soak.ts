/**
 * `make soak`: weeks of quiet operation in virtual time. A day is discharge, rest and charge while the room goes up and down; an operator takes up the
 * cycle again whenever the controller has ended it. Prints what must not have happened: trips, restarts, hazards, ticks that came late; and how
 * the charge counter stands against the plant. On the real interpreter also the variables in use, hour by hour, and their slope.
 */
import { Option } from 'commander';
import { FAULTS } from '../../firmware/model/faults.js';
import { liveRow } from '../../firmware/model/registers.js';
import { boot, commission } from '../../hil/rig/commission.js';
import { Bench } from '../../hil/scenario/bench.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { stateName } from '../../hil/scenario/signals.js';
import { Emulator } from '../../hil/target/emulator/emulator.js';
import { Espruino } from '../../hil/target/espruino/espruino.js';
import { findInterpreter } from '../../hil/target/espruino/interpreter.js';
import { decimalNumber } from '../../host/cli/number-options.js';
import { makeCommand } from '../command.js';

const HOUR_MS = 3_600_000;
const PLANT = { sodiumWt: 30, oxidisedFraction: 0.8, temperature: 30, ambient: 21, seed: 11 };
/** Room over the day, °C: its mean and how far it swings. */
const ROOM = 21;
const SWING = 6;
/** Oxidised fractions between which the cell is cycled, and the current, mA. */
const LOW = 0.3;
const HIGH = 0.85;
const CURRENT = 250;
const REST_MS = 900_000;

const values = makeCommand('soak', 'weeks of quiet operation in virtual time')
  .option('--days <n>', 'days to live through', decimalNumber('--days', 0.01, 1000, 'days'), 1)
  .addOption(new Option('--hours <n>', 'hours instead of days').argParser(decimalNumber('--hours', 0.1, 24_000, 'hours')).conflicts('days'))
  .addOption(new Option('--target <name>', 'where the bundle runs').choices(['emulator', 'espruino']).default('emulator'))
  .option(
    '--clock <ms>',
    'what the clock shows at the start: 2^31 ms are 24.9 days, 2^32 ms 49.7',
    decimalNumber('--clock', 0, Number.MAX_SAFE_INTEGER, 'ms'),
    0,
  )
  .parse()
  .opts<{ days: number; hours?: number; target: 'emulator' | 'espruino'; clock: number }>();
const hours = values.hours ?? values.days * 24;
const clockOffsetMs = values.clock;

const built = builtBundle('pico');
const options = { bundle: built.text, board: built.board, clockOffsetMs };
const interpreter = values.target === 'espruino' ? new Espruino({ ...options, interpreter: findInterpreter() }) : undefined;
const target = interpreter ?? new Emulator(options);
const bench = new Bench(target, { plant: PLANT, stepMs: 50 });
const [worstTick, netCharge, composition] = ['worstTick', 'netCharge', 'composition'].map((name) => bench.master.live.reader(liveRow(name))) as [
  () => number,
  () => number,
  () => number,
];
const tripped = new Map<string, number>();
const warned = new Set<string>();
const said: string[] = [];
let worstGap = 0;
let worstCharge = 0;
let worstComposition = 0;
let commands = 0;
let cycles = 0;

/** Sends a command when the line is free. */
function send(name: string, argument32 = 0): void {
  bench.master.send({ name, argument: 0, argument32 });
  commands++;
}

/** The operator: starts the cell, and turns the current round between the two fractions with a rest in between. */
function operate(): void {
  const state = stateName(bench);
  if (bench.nowMs < nextCommandMs) return;
  nextCommandMs = bench.nowMs + 5_000;
  const s = bench.plant.truth.oxidisedFraction;
  if (state === 'cold') send('start');
  else if (state === 'ready') {
    send(charging ? 'charge' : 'discharge', CURRENT);
    cycles += charging ? 1 : 0;
  } else if ((state === 'discharge' && s < LOW) || (state === 'charge' && s > HIGH)) {
    charging = !charging;
    send('rest');
    nextCommandMs = bench.nowMs + REST_MS;
  }
}

function watch(): void {
  const { live } = bench.master;
  for (const fault of FAULTS) {
    if (live.has('tripped', fault.number) || live.has('latched', fault.number)) tripped.set(fault.id, (tripped.get(fault.id) ?? 0) + 1);
    if (live.has('warned', fault.number)) warned.add(fault.id);
  }
  const gap = worstTick();
  if (gap > worstGap) worstGap = gap;
  const { truth } = bench.plant;
  worstCharge = Math.max(worstCharge, Math.abs(netCharge() - truth.netCharge) || 0);
  worstComposition = Math.max(worstComposition, Math.abs(composition() - truth.sodiumWt) || 0);
}

let charging = false;
let nextCommandMs = 0;
const used: [hours: number, variables: number][] = [];
const started = performance.now();
bench.power(true);
boot(bench);
commission(bench, PLANT);
bench.plant.faults.ambientRate = 1;
target.events();
const beginMs = bench.nowMs;
const endMs = beginMs + hours * HOUR_MS;
let nextSecondMs = beginMs;
let nextHourMs = beginMs;
while (bench.nowMs < endMs) {
  bench.step();
  if (bench.nowMs < nextSecondMs) continue;
  nextSecondMs += 1_000;
  const day = (bench.nowMs - beginMs) / HOUR_MS / 24;
  bench.plant.faults.ambientTarget = ROOM + SWING * Math.sin(2 * Math.PI * day);
  operate();
  watch();
  for (const event of target.events()) if (event.kind !== 'log') said.push(`${(event.timeMs / HOUR_MS).toFixed(3)} h ${event.kind} ${event.text}`);
  if (interpreter && bench.nowMs >= nextHourMs) {
    used.push([(bench.nowMs - beginMs) / HOUR_MS, interpreter.variablesUsed()]);
    nextHourMs += HOUR_MS;
  }
}
const wall = (performance.now() - started) / 1000;

/** Least-squares slope, variables an hour. The first hour fills buffers and is left out. */
function slope(points: readonly (readonly [number, number])[]): number {
  const late = points.filter(([t]) => t >= 1);
  const mean = (of: 0 | 1): number => late.reduce((sum, p) => sum + p[of], 0) / late.length;
  const [t, v] = [mean(0), mean(1)];
  const top = late.reduce((sum, p) => sum + (p[0] - t) * (p[1] - v), 0);
  return top / late.reduce((sum, p) => sum + (p[0] - t) ** 2, 0);
}

const { counters } = bench.master;
const hazards = bench.hazards.hazards;
const line = (name: string, value: string): void => void process.stdout.write(`${name.padEnd(44)}${value}\n`);
line('bundle', `${built.board} ${built.sha256}`);
line('simulated', `${(hours / 24).toFixed(2)} days on ${target.name} in ${wall.toFixed(0)} s (${Math.round((hours * 3600) / wall)} s/s)`);
line('clock at start and end', `${clockOffsetMs} ms, ${Math.round(clockOffsetMs + bench.nowMs)} ms`);
line('charges begun, commands', `${cycles}, ${commands}`);
line('faults that tripped', [...tripped].map(([id, s]) => `${id} (${s} s)`).join(', ') || 'none');
line('faults that warned', [...warned].join(', ') || 'none');
line('restarts and errors', said.length === 0 ? 'none' : said.slice(0, 5).join('; '));
line('hazards', hazards.length === 0 ? 'none' : hazards.map((h) => h.id).join(', '));
line('worst time between two ticks', `${worstGap} ms`);
line('counter against plant, worst', `${(worstCharge * 1000).toFixed(1)} mAh, ${worstComposition.toFixed(3)} wt%`);
line('requests, without an answer, damaged', `${counters.requests}, ${counters.timeouts}, ${counters.damaged + counters.torn + counters.exceptions}`);
if (used.length > 2) {
  line('variables in use, first hour to last', `${used[1]?.[1] ?? NaN} to ${used[used.length - 1]?.[1] ?? NaN}`);
  line('slope', `${slope(used).toFixed(3)} variables an hour`);
}
target.close();
if (tripped.size > 0 || said.length > 0 || hazards.length > 0) process.exitCode = 1;
