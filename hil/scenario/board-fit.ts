/**
 * Whether a board can have every fault of a scenario. A scenario that names its board is asked when it is read, one that does not when its board is known.
 */
import { boardRow } from '../../firmware/model/boards.js';
import { LiquidusError } from '../../host/error.js';
import { unsupported } from '../fault/definition.js';
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
