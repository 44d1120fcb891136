/**
 * What a bundle costs, counted in instructions on the real interpreter under callgrind.
 *
 * One run replays a recording, then calls tick and receive handler one by one between two marks. A mark is a native function that nothing
 * else calls; callgrind writes its counters at every mark, so that each call is counted by itself, exactly and repeatably. What the marks
 * and the call cost is measured with an empty function and taken off.
 *
 * Pins, port, clock and timers are stood in for by natives of similar cost where there are any: `Math.abs` on a number in the place of a pin for
 * analogRead, E.sum of four numbers for digitalRead of four pins, native digitalWrite and analogWrite, E.CRC32, which walks over bytes as a write
 * does, as sink of the serial port, E.sum of one number for getTime (a fifth dearer than the interpreter's own), push to an array for setTimeout (a
 * tenth), E.sum of the times for digitalPulse with them (a seventh cheaper). So a figure is the interpreter's share, without the time that converters
 * and ports of the board take.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIVE_COUNT } from '../../../firmware/model/registers.js';
import { SUNSPEC_START, pointAddress } from '../../../firmware/model/sunspec.js';
import { FC, readRequest } from '../../../host/bus/pdu.js';
import { buildRequest } from '../../../host/bus/rtu.js';
import { boardRow } from '../../../firmware/model/boards.js';
import { CALLS, costProgram, MARK_FUNCTION, type Segment } from './cost-program.js';
import { Flash } from '../flash.js';
import { flashBoard } from '../flashed.js';
import { LINUX_FLASH } from './espruino.js';
import { findInterpreter, runScript } from './interpreter.js';
import { type RecordedTick, restingCell } from './recording.js';

/** Cost of one call. */
export interface CostFigure {
  /** x86 instructions of the stock Linux binary. */
  readonly ir: number;
  /** Thumb-2 instructions of an STM32 build: ir / 2.24 (docs/bench-targets.md). */
  readonly instructions: number;
  /** Time on an Espruino Pico, microseconds: ir / 118, ±30 %. */
  readonly picoUs: number;
}

/** Costs of a bundle. */
export interface CostRecord {
  readonly board: string;
  /** Two seconds of ticks, in order. */
  readonly ticks: readonly CostFigure[];
  /** The cheapest, the dearest and the mean tick of those. */
  readonly fastTick: CostFigure;
  readonly worstTick: CostFigure;
  readonly meanTick: CostFigure;
  /** Live block read for the first time after a snapshot, and again in the same one. */
  readonly liveFirst: CostFigure;
  readonly liveCached: CostFigure;
  /** A frame for another unit, and one for this unit with a wrong CRC. */
  readonly foreignFrame: CostFigure;
  readonly badCrc: CostFigure;
  /** SunSpec: model 802 with id and length in one read, and the longest read, which begins with the mark. */
  readonly sunspecBattery: CostFigure;
  readonly sunspecLongest: CostFigure;
}

/** How to measure. */
export interface CostOptions {
  /** What the bundle goes through before it is measured; default: three seconds of a cell at rest. The last tick's inputs stay. */
  readonly recording?: readonly RecordedTick[];
  /** Modbus address of the bundle; default 1. */
  readonly unit?: number;
  /** Path of the interpreter; `findInterpreter()` by default. */
  readonly interpreter?: string;
  /** Longest real time, ms; a recorded tick takes some 50 ms. Default 600 000. */
  readonly deadlineMs?: number;
}

const IR_PER_INSTRUCTION = 2.24;
const IR_PER_PICO_US = 118;
/** Ticks that are counted: two rounds of the slow work. */
const COUNTED_TICKS = 20;
/** Rounds of reads and bad frames; the median counts. */
const ROUNDS = 3;
/** Ticks between two rounds: the slow work makes a new snapshot. */
const ROUND_TICKS = 10;
/** Registers of SunSpec model 802 with id and length, and most that a request may ask for. */
const BATTERY_REGISTERS = 64;
const MOST_REGISTERS = 125;
const OUT = 'cost';

/** Counts the instructions of tick and requests. Needs valgrind. */
export async function measureCost(bundle: string, board: string, options: CostOptions = {}): Promise<CostRecord> {
  const segments = plan(options.unit ?? 1);
  const counted = await countSegments(bundle, board, segments, options);
  const of = (label: Label): number[] => segments.flatMap((s, i) => (s.label === label ? [counted[i] ?? NaN] : []));
  return summary(board, of);
}

/** Counts x86 instructions of each segment; the first one must be of kind `empty`: what marks and a call cost is taken off the others. Needs valgrind. */
export async function countSegments(bundle: string, board: string, segments: readonly Segment[], options: CostOptions = {}): Promise<number[]> {
  const program = costProgram(boardRow(board), bundle, options.recording ?? restingCell(30), segments);
  const flash = new Flash(LINUX_FLASH.bytes, LINUX_FLASH.pageBytes);
  flashBoard(boardRow(board), flash, bundle);
  let counted: number[] = [];
  const wrapper = ['valgrind', '--tool=callgrind', `--callgrind-out-file=${OUT}`, `--dump-before=${MARK_FUNCTION}`];
  const { console, code } = await runScript(options.interpreter ?? findInterpreter(), program, {
    deadlineMs: options.deadlineMs ?? 600_000,
    flash: flash.bytes,
    wrapper,
    collect: (folder) => (counted = readCounts(folder)),
  });
  const calls = JSON.parse(new RegExp(`${CALLS}(.*)`).exec(console)?.[1] ?? '[]') as number[];
  const due = calls.reduce((sum, n) => sum + n, 0);
  if (code !== 0 || calls.length !== segments.length || counted.length !== due)
    throw new Error(
      `the measurement ended early (code ${String(code)}, ${calls.length} of ${segments.length} segments, ${counted.length} of ${due} calls counted); last words: ${console.slice(-600)}`,
    );
  const base = counted[0] ?? 0;
  let at = 0;
  return calls.map((n) => counted.slice(at, (at += n)).reduce((sum, ir) => sum + ir - base, 0));
}

/** What a counted call stands for in the record. */
type Label = 'empty' | 'tick' | 'between' | 'liveFirst' | 'liveCached' | 'foreignFrame' | 'badCrc' | 'sunspecBattery' | 'sunspecLongest';

/** Calls in their order. Reads and bad frames stand behind a tick, so that the line was silent before each. */
function plan(unit: number): (Segment & { readonly label: Label })[] {
  const read = readRequest(FC.readInput, 0, LIVE_COUNT);
  const request = buildRequest(unit, read);
  const damaged = request.map((b, i) => (i === request.length - 1 ? b ^ 0xff : b));
  const frame = (label: Label, bytes: Uint8Array): Segment & { label: Label } => ({ kind: 'frame', frame: bytes, label });
  const ticks = (count: number, label: Label): (Segment & { label: Label })[] => Array.from({ length: count }, () => ({ kind: 'tick', label }));
  const round = [
    ...ticks(ROUND_TICKS, 'between'),
    frame('liveFirst', request),
    frame('liveCached', request),
    ...ticks(1, 'between'),
    frame('foreignFrame', buildRequest(unit + 1, read)),
    ...ticks(1, 'between'),
    frame('badCrc', damaged),
    ...ticks(1, 'between'),
    frame('sunspecBattery', buildRequest(unit, readRequest(FC.readHolding, pointAddress(802, 'AHRtg') - 2, BATTERY_REGISTERS))),
    frame('sunspecLongest', buildRequest(unit, readRequest(FC.readHolding, SUNSPEC_START, MOST_REGISTERS))),
  ];
  return [{ kind: 'empty', label: 'empty' }, ...ticks(COUNTED_TICKS, 'tick'), ...Array.from({ length: ROUNDS }, () => round).flat()];
}

/** Instructions between the marks of every call: callgrind numbers its files, and every second one lies inside a call. */
function readCounts(folder: string): number[] {
  const numbers = readdirSync(folder)
    .map((n) => Number(new RegExp(`^${OUT}\\.(\\d+)$`).exec(n)?.[1]))
    .filter((n) => n % 2 === 0);
  return numbers.sort((a, b) => a - b).map((n) => Number(/^totals: (\d+)/m.exec(readFileSync(join(folder, `${OUT}.${n}`), 'latin1'))?.[1]));
}

function summary(board: string, of: (label: Label) => number[]): CostRecord {
  const ticks = of('tick');
  const frame = (label: Label): CostFigure => figure(median(of(label)));
  return {
    board,
    ticks: ticks.map(figure),
    fastTick: figure(Math.min(...ticks)),
    worstTick: figure(Math.max(...ticks)),
    meanTick: figure(ticks.reduce((a, b) => a + b, 0) / ticks.length),
    liveFirst: frame('liveFirst'),
    liveCached: frame('liveCached'),
    foreignFrame: frame('foreignFrame'),
    badCrc: frame('badCrc'),
    sunspecBattery: frame('sunspecBattery'),
    sunspecLongest: frame('sunspecLongest'),
  };
}

/** Figures of a number of x86 instructions. */
export function figure(ir: number): CostFigure {
  return { ir: Math.round(ir), instructions: Math.round(ir / IR_PER_INSTRUCTION), picoUs: Math.round(ir / IR_PER_PICO_US) };
}

/** Middle value. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
