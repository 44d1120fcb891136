/**
 * Whether a board can have, and a target can make, every fault of a scenario. A scenario that names its board is asked when it is read, one that does not when its board is known.
 */
import { boardRow } from '../../firmware/model/boards.js';
import { STIMULATED_BOARD } from '../../firmware/model/stimulus.js';
import { LiquidusError } from '../../host/error.js';
import { unsupported } from '../fault/definition.js';
import { unsupportedReason } from '../fault/support.js';
import { unsupported as lacking } from '../target/board/lost.js';
import type { TargetName } from '../target/target.js';
import type { Scenario, Step } from './scenario.js';

type Inject = Step & { kind: 'inject' };

/** Steps that break something, blocks and branches included. */
function injections(steps: readonly Step[]): Inject[] {
  return steps.flatMap((step) => {
    if (step.kind === 'inject') return [step];
    return step.kind === 'serial' ? injections(step.steps) : step.kind === 'parallel' ? step.branches.flatMap(injections) : [];
  });
}

/** Throws `usage.fault` with file, line, what the board lacks and which boards have it. */
export function refuseUnsupported({ file, steps }: Pick<Scenario, 'file' | 'steps'>, board: string): void {
  const row = boardRow(board);
  for (const { use, line } of injections(steps)) {
    const refusal = unsupported(use.definition, [row]);
    if (refusal !== undefined) throw new LiquidusError('usage.fault', `${file}:${line}: ${refusal}.`);
  }
}

/**
 * Throws `usage.target` for the first scenario that names other targets, and for the first fault that the target cannot make: what it cannot do is an error before
 * anything runs, never a pass.
 */
export function refuseOnTarget(scenarios: readonly Pick<Scenario, 'file' | 'steps' | 'targets'>[], target: TargetName): void {
  for (const { file, targets } of scenarios)
    if (!targets.includes(target))
      throw new LiquidusError(
        'usage.target',
        `${file} does not support target ${target} (it names ${targets.join(', ')}); choose another target or take the file out.`,
      );
  for (const { file, steps } of scenarios)
    for (const { use, line, text } of injections(steps)) {
      const reason = unsupportedReason(target, use);
      if (reason !== undefined)
        throw new LiquidusError(
          'usage.target',
          `${file}:${line}: "${text}" is unsupported on ${target}: ${reason}; choose another target or take the file out.`,
        );
    }
}

/** Throws `usage.target` for what the boards that are connected cannot do: as `refuseOnTarget`, and a scenario that names another board. */
export function refuseOnHardware(
  scenarios: readonly Pick<Scenario, 'file' | 'steps' | 'targets' | 'board'>[],
  target: TargetName,
  board: string,
): void {
  if (target === 'bench-board' && board !== STIMULATED_BOARD)
    throw lacking(
      target,
      `the board ${board}`,
      `the second board can play the pins of a ${STIMULATED_BOARD} only; chips on I2C and SPI cannot be played by an Espruino`,
    );
  refuseOnTarget(scenarios, target);
  const other = scenarios.find((scenario) => scenario.board !== '' && scenario.board !== board);
  if (other)
    throw lacking(
      target,
      `${other.file}, which names the board ${other.board},`,
      `a ${board} is connected; name the scenarios to run, those that name no other board`,
    );
}
