/**
 * The hand at a bench: waits for states, gives commands, writes parameters and commissions the controller, in virtual time. What goes wrong first
 * is kept; everything after it is refused.
 */
import { AS_IS, itemsOf } from '../../firmware/model/commissioning.js';
import { boardRow } from '../../firmware/model/boards.js';
import { LOOP_SHIFT } from '../../firmware/model/loop-registers.js';
import { parameterRow, parametersOf, type ParameterRow } from '../../firmware/model/parameters.js';
import { PARAMETER_START } from '../../firmware/model/registers.js';
import { registerCount } from '../../firmware/model/types.js';
import type { CommandOutcome } from '../line/master.js';
import { couple, saturationTemperature } from '../plant/couples.js';
import type { LabCellOptions } from '../plant/options.js';
import type { Bench } from './bench.js';
import { formatDuration } from './quantity.js';
import type { Failure } from './result.js';
import { stateName } from './signals.js';

/** Time for a command or a write, ms. */
const COMMAND_MS = 10_000;
/** Faraday constant per hour, Ah/mol. */
const FARADAY_AH = 96485.33212 / 3600;
/** Flows of the stack per 25 cm², mL/min: 6.9 L/min of NaK and 13.8 L/min of catholyte in all. */
const STACK_NAK_FLOW = 5;
const STACK_CATHOLYTE_FLOW = 10;
/** Number under which the bench signs. */
const PERSON = 1;

/** Parameter values, as register values, that describe the plant to the controller: what is in the cell, and how its catholyte may be used. */
export function anchorParameters(options: Required<LabCellOptions>): Map<string, number> {
  const raw = (name: string, value: number): [string, number] => [name, Math.round(value / parameterRow(name).scale)];
  const within = (name: string, value: number): [string, number] => {
    const { min, max } = parameterRow(name);
    const [, wanted] = raw(name, value);
    return [name, Math.min(Math.max(wanted, min), max)];
  };
  const catholyte = couple(options.couple);
  const stack = options.preset === 'stack';
  const { use } = catholyte;
  return new Map([
    raw('anchorMetalMass', options.metalMass),
    raw('anchorComposition', options.sodiumWt),
    raw('anchorOxidised', options.oxidisedFraction * 100),
    raw('catholyteCapacity', options.catholyteConcentration * options.catholyteVolume * FARADAY_AH),
    raw('catholyteConcentration', options.catholyteConcentration),
    raw('resistanceFactor', options.ageing),
    ...(stack ? [raw('nakFlowSet', STACK_NAK_FLOW), raw('catholyteFlowSet', STACK_CATHOLYTE_FLOW)] : []),
    ...(stack && options.loops === 'isolated' ? [raw('singleCells', options.cells), raw('cellsInSeries', options.cells)] : []),
    ...(options.secondMass > 0 ? [raw('nakLoops', 2), raw('loop2Mass', options.secondMass), raw('loop2Anchor', options.secondSodiumWt)] : []),
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

  /** Tells the controller what is in the cell, anchors the composition, clears what an empty memory has latched, vouches for the sensors as they are, and signs. */
  commission(values: ReadonlyMap<string, number>): boolean {
    const board = boardRow(this.bench.target.board);
    const differs = parametersOf(board).filter((row) => (values.get(row.name) ?? row.fallback) !== row.fallback);
    return (
      differs.every((row) => this.write(row, values.get(row.name) ?? row.fallback)) &&
      this.command('commit') &&
      this.command('reanchor', values.get('anchorComposition') ?? 0, values.get('anchorMetalMass') ?? 0) &&
      this.anchorSecond(values) &&
      this.command('reset') &&
      itemsOf(board).every((row) => row.parameter === '' || this.command('calibrate', row.item, AS_IS)) &&
      this.command('sign', PERSON)
    );
  }

  /** The fill of a second NaK loop, where the plant has one. */
  private anchorSecond(values: ReadonlyMap<string, number>): boolean {
    const mass = values.get('loop2Mass');
    return mass === undefined || this.command('reanchor', values.get('loop2Anchor') ?? 0, mass + 2 ** LOOP_SHIFT);
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
