/**
 * The hand at a bench: waits for states, gives commands, writes parameters and commissions the controller, in virtual time. What goes wrong first
 * is kept; everything after it is refused.
 */
import { AS_IS, itemsOf } from '../../firmware/model/commissioning.js';
import { boardRow } from '../../firmware/model/boards.js';
import { LOOP_SHIFT } from '../../firmware/model/loop-registers.js';
import type { ParameterRow } from '../../firmware/model/parameter-row.js';
import { parameterRow, parametersOf } from '../../firmware/model/parameters.js';
import { EXTENSION_ROWS, liveRow, PARAMETER_START } from '../../firmware/model/registers.js';
import { registerCount } from '../../firmware/model/types.js';
import type { CommandOutcome } from '../line/master.js';
import { couple, saturationTemperature } from '../plant/couples.js';
import { loopFills, toldFills } from '../plant/fills.js';
import type { LabCellOptions } from '../plant/options.js';
import type { Bench } from './bench.js';
import { formatDuration } from './quantity.js';
import type { Failure } from './result.js';
import { stateName } from './signals.js';

/** Register of the first 64 bits of the bundle's SHA-256. */
const BUNDLE_HASH = EXTENSION_ROWS.find(({ name }) => name === 'bundleHash')?.address ?? NaN;
const BUNDLE_HASH_WORDS = 4;
/** Time for a command or a write, ms. */
const COMMAND_MS = 10_000;
/** Faraday constant per hour, Ah/mol. */
const FARADAY_AH = 96485.33212 / 3600;
/** Flows of the stack per 25 cm², mL/min: 6.9 L/min of NaK and 13.8 L/min of catholyte in all. */
const STACK_NAK_FLOW = 5;
const STACK_CATHOLYTE_FLOW = 10;
/** Number under which the bench signs. */
const PERSON = 1;

/** Parameters with the metal in loop `k`, counted from 1: its mass and its composition when it was anchored. */
const ofLoop = (k: number): [mass: string, anchor: string] =>
  k === 1 ? ['anchorMetalMass', 'anchorComposition'] : [`loop${k}Mass`, `loop${k}Anchor`];

/**
 * Parameter values, as register values, that describe the plant to a controller that follows at most `followed` NaK loops: what is in the cell or in each
 * loop, and how its catholyte may be used. Throws RangeError when it follows too few for what is in them.
 */
export function anchorParameters(options: Required<LabCellOptions>, followed: number): Map<string, number> {
  const raw = (name: string, value: number): [string, number] => [name, Math.round(value / parameterRow(name).scale)];
  const within = (name: string, value: number): [string, number] => {
    const { min, max } = parameterRow(name);
    const [, wanted] = raw(name, value);
    return [name, Math.min(Math.max(wanted, min), max)];
  };
  const catholyte = couple(options.couple);
  const stack = options.preset === 'stack';
  const { use } = catholyte;
  const fills = toldFills(loopFills(options), followed);
  const metals = fills.flatMap(({ grams, sodiumWt }, k) => {
    const [mass, anchor] = ofLoop(k + 1);
    return [raw(mass, grams), raw(anchor, sodiumWt)];
  });
  return new Map([
    ...(fills.length > 1 ? [raw('nakLoops', fills.length)] : []),
    ...metals,
    raw('anchorOxidised', options.oxidisedFraction * 100),
    raw('catholyteCapacity', options.catholyteConcentration * options.catholyteVolume * FARADAY_AH),
    raw('catholyteConcentration', options.catholyteConcentration),
    raw('resistanceFactor', options.ageing),
    ...(stack ? [raw('nakFlowSet', STACK_NAK_FLOW), raw('catholyteFlowSet', STACK_CATHOLYTE_FLOW)] : []),
    ...(stack && options.loops === 'isolated' ? [raw('singleCells', options.cells), raw('cellsInSeries', options.cells)] : []),
    raw('referenceVoltage', catholyte.voltage),
    raw('setTemp', use.setTemp),
    raw('chargeEnd', use.chargeEnd),
    raw('dischargeEnd', use.dischargeEnd),
    raw('overTemperature', use.overTemperature),
    raw('catholyteHot', use.catholyteHot),
    within('saturationTemp', saturationTemperature(catholyte, options.catholyteConcentration)),
  ]);
}

/** Words of a parameter's register value as they are written, high word first. */
function wordsOf(row: ParameterRow, raw: number): number[] {
  return registerCount(row.type) === 2 ? [(raw >>> 16) & 0xffff, raw & 0xffff] : [raw & 0xffff];
}

export class Hand {
  /** What went wrong, if anything. */
  failure: Failure | undefined;

  /** `step` lets one plant step pass. */
  constructor(
    private readonly bench: Bench,
    private readonly step: () => void,
  ) {}

  /** Lets time pass until `met`. False when that takes longer than `limitMs`. */
  wait(what: string, limitMs: number, met: () => boolean): boolean {
    const until = this.bench.nowMs + limitMs;
    while (!met()) {
      if (this.bench.nowMs >= until) return this.refuse(what, `state ${stateName(this.bench)}`, `${what} within ${formatDuration(limitMs)}`);
      this.step();
    }
    return true;
  }

  /** Gives a command, which must be done. */
  command(name: string, argument = 0, argument32 = 0): boolean {
    const outcome = this.bench.master.send({ name, argument, argument32 });
    let ended: CommandOutcome | undefined;
    if (!this.wait(`answer to "${name}"`, COMMAND_MS, () => (ended = outcome()) !== undefined)) return false;
    if (ended?.result === 'done') return true;
    return this.refuse(`command "${name}"`, `result ${ended?.detail ?? 'none'} in state ${stateName(this.bench)}`, 'result done');
  }

  /** Tells the controller what is in the cell, anchors the composition of every NaK loop, clears what an empty memory has latched, vouches for the sensors as they are, and signs. */
  commission(values: ReadonlyMap<string, number>): boolean {
    const board = boardRow(this.bench.target.board);
    // A controller that remembers an earlier run gets every value, the others those that differ from what they are shipped with.
    const { remembers } = this.bench.target;
    const differs = parametersOf(board).filter(
      (row) => (remembers === true && row.group !== 'record') || (values.get(row.name) ?? row.fallback) !== row.fallback,
    );
    return (
      differs.every((row) => this.write(row, values.get(row.name) ?? row.fallback)) &&
      this.command('commit') &&
      this.anchorLoops(values) &&
      this.command('reset') &&
      itemsOf(board).every((row) => row.parameter === '' || this.command('calibrate', row.item, AS_IS)) &&
      this.command('sign', PERSON)
    );
  }

  /** The fill of every NaK loop that the controller follows. */
  private anchorLoops(values: ReadonlyMap<string, number>): boolean {
    const loops = Array.from({ length: values.get('nakLoops') ?? 1 }, (_, k) => k);
    return loops.every((k) => {
      const [mass, anchor] = ofLoop(k + 1);
      return this.command('reanchor', values.get(anchor) ?? parameterRow(anchor).fallback, (values.get(mass) ?? 0) + k * 2 ** LOOP_SHIFT);
    });
  }

  /** True when the controller shows the board and the bundle that the target asks for; so it is for a target that asks for none. */
  identify(): boolean {
    const { bundleSha256, board } = this.bench.target;
    if (bundleSha256 === undefined) return true;
    const wanted = boardRow(board);
    const number = (this.bench.master.live.words[liveRow('variant').address] ?? 0) >> 8;
    if (number !== wanted.number) return this.refuse('the controller', `board number ${number}`, `board ${board}, number ${wanted.number}`);
    let words: Uint16Array | undefined;
    let answered = false;
    this.bench.master.read(BUNDLE_HASH, BUNDLE_HASH_WORDS, (found) => {
      words = found;
      answered = true;
    });
    if (!this.wait('answer with the hash of the bundle', COMMAND_MS, () => answered)) return false;
    const hash = [...(words ?? [])].map((word) => word.toString(16).padStart(4, '0')).join('');
    if (hash === bundleSha256.slice(0, 4 * BUNDLE_HASH_WORDS)) return true;
    return this.refuse('the controller', `bundle ${hash}…`, `bundle ${bundleSha256.slice(0, 4 * BUNDLE_HASH_WORDS)}…; flash it first`);
  }

  private write(row: ParameterRow, raw: number): boolean {
    let exception: number | undefined;
    this.bench.master.write(PARAMETER_START + row.offset, wordsOf(row, raw), (code) => (exception = code));
    if (!this.wait(`write of parameter ${row.name}`, COMMAND_MS, () => exception !== undefined)) return false;
    if (exception === 0) return true;
    return this.refuse(`parameter ${row.name}`, exception === -1 ? 'no answer' : `exception ${exception ?? ''}`, `value ${raw} accepted`);
  }

  private refuse(what: string, value: string, limit: string): boolean {
    this.failure = { step: `start-up: ${what}`, line: 0, value, limit, timeMs: this.bench.nowMs };
    return false;
  }
}
