/**
 * What is done to the virtual controller before the first start, in virtual time and as fast as the machine can.
 */
import { boardRow } from '../../firmware/model/boards.js';
import { LiquidusError } from '../../host/error.js';
import { completeOptions, type LabCellOptions } from '../plant/options.js';
import type { Bench } from '../scenario/bench.js';
import { anchorParameters, Hand } from '../scenario/hand.js';
import { stateName } from '../scenario/signals.js';

/** Longest virtual time for boot and self-test, ms. */
const BOOT_MS = 15_000;

/** Throws what has gone wrong at the virtual controller. */
function settle(hand: Hand): void {
  const { failure } = hand;
  if (!failure) return;
  throw new LiquidusError(
    'internal.rig',
    `The virtual controller failed at "${failure.step}": ${failure.value}, wanted ${failure.limit}; choose plant options inside its limits, or build the bundle again with "make build".`,
  );
}

/** Waits for the end of the self-test: the controller is in state cold, or in a fault. */
export function boot(bench: Bench): void {
  const hand = new Hand(bench, () => bench.step());
  hand.wait('end of the self-test', BOOT_MS, () => !['boot', 'selfTest'].includes(stateName(bench)) && bench.master.live.revision > 0);
  settle(hand);
}

/** Commissions a controller that has just booted with an empty memory. `more`: register values of further parameters. */
export function commission(bench: Bench, plant: LabCellOptions, more: ReadonlyMap<string, number> = new Map()): void {
  const hand = new Hand(bench, () => bench.step());
  hand.commission(new Map([...anchorParameters(completeOptions(plant), boardRow(bench.target.board).loops), ...more]));
  settle(hand);
}
