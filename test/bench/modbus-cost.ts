/**
 * What requests cost on the real interpreter: the shipped slave beside one as a newcomer writes it, and the rates at which it can be polled.
 * Needs valgrind and the stock interpreter (docs/bench-targets.md).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boardRow } from '../../firmware/model/boards.js';
import { LIVE_COUNT, PARAMETER_START } from '../../firmware/model/registers.js';
import { SUNSPEC_START } from '../../firmware/model/sunspec.js';
import { FC, readRequest, writeRegistersRequest } from '../../host/bus/pdu.js';
import { buildRequest } from '../../host/bus/rtu.js';
import { frameGapMs } from '../../hil/line/serial-line.js';
import type { Bench } from '../../hil/scenario/bench.js';
import { type CostFigure, countSegments, figure, median } from '../../hil/target/espruino/cost.js';
import type { Segment } from '../../hil/target/espruino/cost-program.js';
import type { RecordedTick } from '../../hil/target/espruino/recording.js';
import { characterMs, type LineSettings } from '../../hil/target/line-settings.js';

/** Most characters in one call of the handler. */
const CHUNK = 64;
/** Rounds; the median counts. */
const ROUNDS = 3;
/** Ticks before a round: the slow work makes a new snapshot. */
const ROUND_TICKS = 10;
const UNIT = 1;
/** Characters in a stretch that may be for this unit, and looks while they come in, one in 3.7 characters. */
const STRETCH = 21;
const STRETCH_LOOKS = 5;

/** Rows of the table. `characters`: on the line, both ways; 0: nothing to compare. */
interface Row {
  readonly name: string;
  readonly pieces: readonly Uint8Array[];
  readonly characters: number;
}

/** What a table says: instructions by row of the shipped slave and of the newcomer's. */
export interface ModbusCost {
  readonly rows: readonly { readonly name: string; readonly characters: number; readonly ours: CostFigure; readonly theirs: CostFigure }[];
  /** Characters for others: cost of a call, and of each character in it. */
  readonly foreign: { readonly single: CostFigure; readonly chunk: CostFigure };
  /** A look whether a silence is behind what was gathered, while there is none yet, with the gathering of the characters since the last look. */
  readonly look: CostFigure;
}

function chunks(bytes: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

function read(registers: number, start = 0, unit = UNIT): Uint8Array {
  return buildRequest(unit, readRequest(FC.readInput, start, registers));
}

/** Characters of a read and its answer. */
function readLength(registers: number): number {
  return 8 + 5 + 2 * registers;
}

/** Sixty words of the parameters as they are, so that the write is accepted; fewer when the board has fewer. */
function parameterWords(bench: Bench, most: number): Uint16Array {
  for (let count = most; count > 0; count--) {
    let answer: Uint16Array | undefined | null = null;
    bench.master.read(PARAMETER_START, count, (words) => (answer = words), FC.readHolding);
    while (answer === null) bench.step();
    if (answer) return answer;
  }
  throw new Error('the board shows no parameters');
}

function rowsOf(words: Uint16Array): Row[] {
  const write = buildRequest(UNIT, writeRegistersRequest(PARAMETER_START, [...words]));
  const damaged = read(LIVE_COUNT).map((b, i) => (i === 7 ? b ^ 0xff : b));
  const row = (name: string, bytes: Uint8Array, characters: number): Row => ({ name, pieces: chunks(bytes, CHUNK), characters });
  return [
    row('frame for another unit', read(LIVE_COUNT, 0, UNIT + 1), 8),
    row('frame with a bad CRC', damaged, 8),
    row('60 registers, first read of a snapshot', read(LIVE_COUNT), readLength(LIVE_COUNT)),
    row('60 registers, cached', read(LIVE_COUNT), readLength(LIVE_COUNT)),
    row('1 register', read(1), readLength(1)),
    row('10 registers', read(10), readLength(10)),
    row('125 registers (SunSpec)', buildRequest(UNIT, readRequest(FC.readHolding, SUNSPEC_START, 125)), readLength(125)),
    row(`write of ${words.length} registers (FC16)`, write, write.length + 8),
  ];
}

/** The same requests for the newcomer's registers, which begin at 0. */
function newcomers(rows: readonly Row[], count: number): Row[] {
  const at0: Readonly<Record<string, Uint8Array>> = {
    '125 registers (SunSpec)': buildRequest(UNIT, readRequest(FC.readHolding, 0, 125)),
    [`write of ${count} registers (FC16)`]: buildRequest(
      UNIT,
      writeRegistersRequest(
        0,
        Array.from({ length: count }, (_, i) => i),
      ),
    ),
  };
  return rows.map((row) => {
    const bytes = at0[row.name];
    return bytes ? { ...row, pieces: chunks(bytes, CHUNK) } : row;
  });
}

/** Segments of some rounds, and the names of what is counted. */
function plan(rows: readonly Row[], extra: readonly (Segment & { name: string })[]): { segments: Segment[]; names: string[] } {
  const segments: Segment[] = [{ kind: 'empty' }];
  const names = ['empty'];
  const add = (name: string, segment: Segment): void => {
    segments.push(segment);
    names.push(name);
  };
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < ROUND_TICKS; i++) add('tick', { kind: 'tick' });
    for (const row of rows) {
      add(
        row.name,
        row.pieces.length === 1 ? { kind: 'frame', frame: row.pieces[0] as Uint8Array } : { kind: 'frame', pieces: row.pieces, together: true },
      ); // one piece
      if (!row.name.includes('first')) add('tick', { kind: 'tick' });
    }
    for (const segment of extra) {
      add(segment.name, segment);
      add('tick', { kind: 'tick' });
    }
  }
  return { segments, names };
}

/** An exchange between others, as registers have them. */
function foreignExchange(): Uint8Array {
  const request = read(30, 100, 17);
  const body = Array.from({ length: 63 }, (_, i) => (i % 3 === 0 ? 0 : (i * 37) % 251));
  return Uint8Array.from([...request, 17, 4, 60, ...body.slice(3), 0x5a, 0xc3]);
}

/** Counts both slaves. `bench`: a commissioned board, for the values of its parameters. */
export async function measureModbus(bundle: string, board: string, recording: readonly RecordedTick[], bench: Bench): Promise<ModbusCost> {
  const words = parameterWords(bench, 60);
  const rows = rowsOf(words);
  const exchange = foreignExchange();
  const single = { kind: 'frame' as const, pieces: chunks(exchange, 1) };
  const chunk = { kind: 'frame' as const, pieces: chunks(exchange, CHUNK) };
  const one = { kind: 'frame' as const, pieces: [Uint8Array.of(UNIT)] };
  const stretch = { kind: 'frame' as const, pieces: chunks(new Uint8Array(STRETCH).fill(0x55).fill(UNIT, 0, 1), 1) };
  const extra = [
    { ...single, name: 'foreign single' },
    { ...chunk, name: 'foreign chunk' },
    { ...one, name: 'one' },
    { ...stretch, name: 'stretch' },
  ];
  const ours = plan(rows, extra);
  const theirs = plan(newcomers(rows, words.length), []);
  const text = readFileSync(join(import.meta.dirname, 'newcomer-slave.js'), 'utf8').replaceAll('PORT', boardRow(board).serial.port);
  const counted = await countSegments(bundle, board, ours.segments, { recording });
  const other = await countSegments(text, board, theirs.segments, { recording: recording.slice(-1).map((tick) => ({ ...tick, frames: [] })) });
  const of = (counts: readonly number[], names: readonly string[], name: string): CostFigure =>
    figure(median(counts.filter((_, i) => names[i] === name)));
  const share = (name: string, parts: number): CostFigure => figure(of(counted, ours.names, name).ir / parts);
  const call = share('foreign single', exchange.length);
  return {
    rows: rows.map(({ name, characters }) => ({
      name,
      characters,
      ours: of(counted, ours.names, name),
      theirs: of(other, theirs.names, name),
    })),
    foreign: {
      single: call,
      chunk: share('foreign chunk', Math.ceil(exchange.length / CHUNK)),
    },
    look: figure((share('stretch', 1).ir - share('one', 1).ir - (STRETCH - 1) * call.ir) / STRETCH_LOOKS),
  };
}

/** Time of a request and its answer on the line, with the pauses behind both, ms. */
export function lineMs(characters: number, settings: LineSettings): number {
  return characters * characterMs(settings) + 2 * frameGapMs(settings);
}
