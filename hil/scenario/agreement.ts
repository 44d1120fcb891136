/**
 * The same scenarios on two targets: do verdicts agree, and where do the traces part?
 */
import type { BundleUnderTest } from './bundle-file.js';
import { compareTraces, type TraceComparison } from './compare.js';
import { compareInRealTime } from './compare-real-time.js';
import { formatValue } from './quantity.js';
import type { RunResult } from './result.js';
import { runScenario } from './runner.js';
import type { Pacing } from '../target/pacing.js';
import type { TargetName } from '../target/target.js';
import { loadScenarios, scenarioFiles } from './suite.js';
import { refuseOnTarget } from './board-fit.js';
import { type Hardware, TargetShop } from './targets.js';
import { pacingText } from './wording.js';

/** One scenario on both targets. */
export interface Agreement {
  readonly id: string;
  readonly verdicts: readonly [RunResult['verdict'], RunResult['verdict']];
  readonly traces: TraceComparison;
  readonly simSeconds: number;
  /** Seconds that the second target took. */
  readonly wallSeconds: number;
  /** How the second target kept time; absent where time is virtual. */
  readonly pacing?: Pacing;
}

export interface AgreementOptions {
  /** Scenario files, or folders of them. */
  readonly files: readonly string[];
  readonly targets: readonly [TargetName, TargetName];
  /** Bundle for scenarios that name no board. Default: what the build left for the board `pico`. */
  readonly bundle?: BundleUnderTest;
  /** Bundle for the first target, when it is another one. */
  readonly against?: BundleUnderTest;
  /** Makes the second target, on real boards: the traces are then compared within a window of time and a tolerance (`compareInRealTime`). */
  readonly hardware?: Hardware;
  readonly onProgress?: (line: string) => void;
}

/** One line on one scenario. */
export function agreementLine({ id, verdicts: [one, two], traces, pacing }: Agreement): string {
  const verdicts = one === two ? `both ${one}` : `${one} and ${two}`;
  const { first } = traces;
  const worst = traces.differences[0];
  return [
    `${id}: ${verdicts}`,
    `${traces.rowsCompared} samples compared`,
    ...(pacing ? [] : [`${traces.rowsUnmatched} in one only`]),
    first === undefined
      ? `no difference${pacing ? ' beyond the tolerances' : ''}`
      : `first difference at ${(first.timeMs / 1000).toFixed(2)} s in ${first.signal}: ${formatValue(first.a, '')} and ${formatValue(first.b, '')}`,
    ...(worst === undefined
      ? []
      : [`${pacing ? 'worst' : 'largest'} ${formatValue(worst.largest, worst.unit, 3)} in ${worst.signal} at ${(worst.atMs / 1000).toFixed(2)} s`]),
    ...(pacing ? [pacingText(pacing)] : []),
  ].join(', ');
}

/** Runs every scenario on both targets. Throws `usage.*` before anything runs, also for a scenario that one of them does not support. */
export function compareTargets(options: AgreementOptions): Agreement[] {
  const { against, bundle, hardware, targets } = options;
  const scenarios = loadScenarios(scenarioFiles(options.files));
  for (const target of targets) refuseOnTarget(scenarios, target);
  const shops = [new TargetShop(targets[0], against ?? bundle), new TargetShop(targets[1], bundle, hardware)];
  const compareRuns = hardware ? compareInRealTime : (a: RunResult, b: RunResult): TraceComparison => compareTraces(a.trace, b.trace);
  return scenarios.map((scenario) => {
    const [a, b] = shops.map((shop) => {
      const target = shop.make(scenario.board);
      try {
        return runScenario(scenario, target);
      } finally {
        target.close();
      }
    }) as [RunResult, RunResult];
    const agreement: Agreement = {
      id: scenario.id,
      verdicts: [a.verdict, b.verdict],
      traces: compareRuns(a, b),
      simSeconds: b.simSeconds,
      wallSeconds: b.wallSeconds,
      ...(b.pacing ? { pacing: b.pacing } : {}),
    };
    options.onProgress?.(agreementLine(agreement));
    return agreement;
  });
}
