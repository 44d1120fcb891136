/**
 * What every run does before its steps: power on, commission the controller, and, for `start: ready`, start and soak.
 */
import { boardRow } from '../../firmware/model/boards.js';
import type { Bench } from './bench.js';
import { anchorParameters, Hand } from './hand.js';
import type { Failure } from './result.js';
import type { Scenario } from './scenario.js';
import { stateName } from './signals.js';

/** What a scenario says about its start. */
export type StartSettings = Pick<Scenario, 'plant' | 'parameters' | 'commission' | 'start' | 'startWithinMs'>;

/** Time for boot and self-test, ms. */
const BOOT_MS = 15_000;

/**
 * Runs the start-up. `step` lets one plant step pass. Returns undefined when the bench stands where the steps begin, otherwise what went wrong.
 */
export function startUp(bench: Bench, scenario: StartSettings, step: () => void): Failure | undefined {
  const hand = new Hand(bench, step);
  const values = anchorParameters(scenario.plant.options, boardRow(bench.target.board).loops);
  for (const setting of scenario.parameters) values.set(setting.name, setting.raw);
  bench.power(true);
  void (
    hand.wait('state cold after boot and self-test', BOOT_MS, () => stateName(bench) === 'cold') &&
    (bench.target.remembers !== true || forgetBoot(bench)) &&
    hand.identify() &&
    (!scenario.commission || hand.commission(values)) &&
    (scenario.start !== 'ready' || (hand.command('start') && hand.wait('state ready', scenario.startWithinMs, () => stateName(bench) === 'ready')))
  );
  return hand.failure;
}

/** A real controller takes a while to start, and what lay on its line then says nothing about it. */
function forgetBoot({ master: { counters } }: Bench): true {
  counters.damaged = 0;
  counters.unsolicited = 0;
  return true;
}
