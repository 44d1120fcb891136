/**
 * What every run does before its steps: power on, tell the controller what is in the cell, and, for `start: ready`, start and soak.
 */
import { PARAMETERS, parameterRow, type ParameterRow } from '../../firmware/model/parameters.js';
import { PARAMETER_START } from '../../firmware/model/registers.js';
import { registerCount } from '../../firmware/model/types.js';
import type { CommandOutcome } from '../line/master.js';
import type { LabCellOptions } from '../plant/options.js';
import type { Bench } from './bench.js';
import { formatDuration } from './quantity.js';
import type { Failure } from './result.js';
import type { Scenario } from './scenario.js';
import { stateName } from './signals.js';

/** Time for boot and self-test, ms. */
const BOOT_MS = 15_000;
/** Time for a command or a write, ms. */
const COMMAND_MS = 10_000;
/** Faraday constant per hour, Ah/mol. */
const FARADAY_AH = 96485.33212 / 3600;

/** Parameter values, as register values, that describe the plant to the controller. */
export function anchorParameters(options: Required<LabCellOptions>): Map<string, number> {
  const raw = (name: string, value: number): [string, number] => [name, Math.round(value / parameterRow(name).scale)];
  return new Map([
    raw('anchorMetalMass', options.metalMass),
    raw('anchorComposition', options.sodiumWt),
    raw('anchorOxidised', options.oxidisedFraction * 100),
    raw('catholyteCapacity', options.catholyteConcentration * options.catholyteVolume * FARADAY_AH),
    raw('catholyteConcentration', options.catholyteConcentration),
    raw('resistanceFactor', options.ageing),
  ]);
}

/** Words of a parameter's register value as they are written, high word first. */
export function wordsOf(row: ParameterRow, raw: number): number[] {
  return registerCount(row.type) === 2 ? [(raw >>> 16) & 0xffff, raw & 0xffff] : [raw & 0xffff];
}

type Wait = (what: string, limitMs: number, met: () => boolean) => boolean;

/**
 * Runs the start-up. `step` lets one plant step pass. Returns undefined when the bench stands where the steps begin, otherwise what went wrong.
 */
export function startUp(bench: Bench, scenario: Scenario, step: () => void): Failure | undefined {
  let failure: Failure | undefined;
  const refuse = (what: string, value: string, limit: string): boolean => {
    failure = { step: `start-up: ${what}`, line: 0, value, limit, timeMs: bench.nowMs };
    return false;
  };
  const wait: Wait = (what, limitMs, met) => {
    const until = bench.nowMs + limitMs;
    while (!met()) {
      if (bench.nowMs >= until) return refuse(what, `state ${stateName(bench)}`, `${what} within ${formatDuration(limitMs)}`);
      step();
    }
    return true;
  };
  const command = (name: string, argument = 0, argument32 = 0): boolean => {
    const outcome = bench.master.send({ name, argument, argument32 });
    let ended: CommandOutcome | undefined;
    if (!wait(`answer to "${name}"`, COMMAND_MS, () => (ended = outcome()) !== undefined)) return false;
    return ended?.result === 'done' || refuse(`command "${name}"`, `result ${ended?.detail ?? 'none'} in state ${stateName(bench)}`, 'result done');
  };
  const write = (row: ParameterRow, raw: number): boolean => {
    let exception: number | undefined;
    bench.master.write(PARAMETER_START + row.offset, wordsOf(row, raw), (code) => (exception = code));
    if (!wait(`write of parameter ${row.name}`, COMMAND_MS, () => exception !== undefined)) return false;
    return (
      exception === 0 || refuse(`parameter ${row.name}`, exception === -1 ? 'no answer' : `exception ${exception ?? ''}`, `value ${raw} accepted`)
    );
  };

  bench.power(true);
  const steps = [
    () => wait('state cold after boot and self-test', BOOT_MS, () => stateName(bench) === 'cold'),
    ...(scenario.commission ? commissioning(scenario, write, command) : []),
    ...(scenario.start === 'ready'
      ? [() => command('start'), () => wait('state ready', scenario.startWithinMs, () => stateName(bench) === 'ready')]
      : []),
  ];
  steps.every((part) => part());
  return failure;
}

/** Writes what is in the cell, takes it over, anchors the composition and clears what an empty memory has latched. */
function commissioning(
  scenario: Scenario,
  write: (row: ParameterRow, raw: number) => boolean,
  command: (name: string, argument?: number, argument32?: number) => boolean,
): (() => boolean)[] {
  const values = anchorParameters(scenario.plant.options);
  for (const setting of scenario.parameters) values.set(setting.name, setting.raw);
  const writes = PARAMETERS.filter((row) => (values.get(row.name) ?? row.fallback) !== row.fallback).map(
    (row) => () => write(row, values.get(row.name) ?? row.fallback),
  );
  const composition = values.get('anchorComposition') ?? 0;
  const mass = values.get('anchorMetalMass') ?? 0;
  return [...writes, () => command('commit'), () => command('reanchor', composition, mass), () => command('reset', 0)];
}
