/**
 * The same scenarios on two targets: do verdicts agree, and where do the traces part?
 */
import type { BundleUnderTest } from './bundle-file.js';
import { compareTraces, type TraceComparison } from './compare.js';
import type { RunResult } from './result.js';
import { runScenario } from './runner.js';
import type { TargetName } from '../target/target.js';
import { loadScenarios, scenarioFiles } from './suite.js';
import { TargetShop } from './targets.js';

/** One scenario on both targets. */
export interface Agreement {
  readonly id: string;
  readonly verdicts: readonly [RunResult['verdict'], RunResult['verdict']];
  readonly traces: TraceComparison;
  readonly simSeconds: number;
  /** Seconds that the second target took. */
  readonly wallSeconds: number;
}

export interface AgreementOptions {
  /** Scenario files, or folders of them. */
  readonly files: readonly string[];
  readonly targets: readonly [TargetName, TargetName];
  /** Bundle for scenarios that name no board. Default: what the build left for the board `pico`. */
  readonly bundle?: BundleUnderTest;
  readonly onProgress?: (line: string) => void;
}

/** One line on one scenario. */
export function agreementLine(a: Agreement): string {
  const [one, two] = a.verdicts;
  const { traces } = a;
  const verdicts = one === two ? `both ${one}` : `${one} and ${two}`;
  const first = traces.first;
  const where =
    first === undefined ? 'no difference' : `first difference at ${(first.timeMs / 1000).toFixed(2)} s in ${first.signal}: ${first.a} and ${first.b}`;
  const worst = traces.differences[0];
  const largest = worst === undefined ? '' : `; largest ${worst.largest.toPrecision(3)} ${worst.unit} in ${worst.signal}`;
  return `${a.id}: ${verdicts}, ${traces.rowsCompared} samples compared, ${traces.rowsUnmatched} in one only, ${where}${largest}`;
}

/** Runs every scenario that supports both targets on both. Throws `usage.*` before anything runs. */
export function compareTargets(options: AgreementOptions): Agreement[] {
  const scenarios = loadScenarios(scenarioFiles(options.files)).filter((s) => options.targets.every((t) => s.targets.includes(t)));
  const shops = options.targets.map((name) => new TargetShop(name, options.bundle));
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
      traces: compareTraces(a.trace, b.trace),
      simSeconds: b.simSeconds,
      wallSeconds: b.wallSeconds,
    };
    options.onProgress?.(agreementLine(agreement));
    return agreement;
  });
}
