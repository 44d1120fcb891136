/**
 * What a commissioning engineer does before the first start: tells the controller what is in the cell, anchors the composition, clears what
 * an empty memory has latched. Runs in virtual time, as fast as the machine can.
 */
import { parameterRow } from '../../firmware/model/parameters.js';
import { PARAMETER_START } from '../../firmware/model/registers.js';
import { LiquidusError } from '../../host/error.js';
import type { CommandOutcome } from '../line/master.js';
import { completeOptions, type LabCellOptions } from '../plant/options.js';
import type { Bench } from '../scenario/bench.js';
import { stateName } from '../scenario/signals.js';
import { anchorParameters, wordsOf } from '../scenario/startup.js';

/** Longest virtual time for boot and self-test, and for one answer, ms. */
const BOOT_MS = 15_000;
const ANSWER_MS = 10_000;

function runUntil(bench: Bench, what: string, limitMs: number, met: () => boolean): void {
  const end = bench.nowMs + limitMs;
  while (!met()) {
    if (bench.nowMs >= end) {
      throw new LiquidusError(
        'internal.rig',
        `The virtual controller did not come to "${what}" within ${limitMs / 1000} s (state ${stateName(bench)}); build the bundle again with "make build".`,
      );
    }
    bench.step();
  }
}

function command(bench: Bench, name: string, argument = 0, argument32 = 0): void {
  const outcome = bench.master.send({ name, argument, argument32 });
  let ended: CommandOutcome | undefined;
  runUntil(bench, `answer to ${name}`, ANSWER_MS, () => (ended = outcome()) !== undefined);
  if (ended?.result !== 'done')
    throw new LiquidusError(
      'internal.rig',
      `The virtual controller refused "${name}" (${ended?.detail ?? ''}); build the bundle again with "make build".`,
    );
}

/** Waits for the end of the self-test: the controller is in state cold, or in a fault. */
export function boot(bench: Bench): void {
  runUntil(bench, 'end of the self-test', BOOT_MS, () => !['boot', 'selfTest'].includes(stateName(bench)) && bench.master.live.revision > 0);
}

/** Commissions a controller that has just booted with an empty memory. */
export function commission(bench: Bench, plant: LabCellOptions): void {
  const values = anchorParameters(completeOptions(plant));
  for (const [name, raw] of values) {
    const row = parameterRow(name);
    if (raw === row.fallback) continue;
    let answer: number | undefined;
    bench.master.write(PARAMETER_START + row.offset, wordsOf(row, raw), (code) => (answer = code));
    runUntil(bench, `parameter ${name}`, ANSWER_MS, () => answer !== undefined);
    if (answer !== 0)
      throw new LiquidusError('internal.rig', `The virtual controller refused ${raw} for parameter ${name}; choose plant options inside its limits.`);
  }
  command(bench, 'commit');
  command(bench, 'reanchor', values.get('anchorComposition') ?? 0, values.get('anchorMetalMass') ?? 0);
  command(bench, 'reset');
}
