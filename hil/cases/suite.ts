/** Runs the eight cases of every row of the protection table, and says what came out. */
import { builtBundle, type BundleUnderTest } from '../scenario/bundle-file.js';
import { LiquidusError } from '../../host/error.js';
import { CASES, type RowResult } from './case.js';
import { readExceptions } from './exceptions.js';
import { readOracle, type CaseOracle } from './oracle.js';
import { RowRun, type RowOptions } from './row-run.js';

export interface CaseOptions {
  /** Folder of the hand-written limits. */
  readonly oracle: string;
  /** Checks to run; empty: all. */
  readonly checks: readonly string[];
  /** Runs all checks that this board carries, on it; empty: each on the first board of the cases that carries it. */
  readonly board?: string;
  /** Gets a line when a row is over. */
  readonly onProgress?: (line: string) => void;
}

/** Runs the cases of one row. */
export function runRow(oracle: CaseOracle, check: string, bundle: (board: string) => BundleUnderTest, options: RowOptions = {}): RowResult {
  const row = oracle.rows.find((candidate) => candidate.check === check);
  if (!row) throw new LiquidusError('usage.check', `There is no check "${check}"; checks: ${oracle.rows.map((r) => r.check).join(', ')}.`);
  return new RowRun(row, oracle, readExceptions(), bundle(row.board), options).run();
}

/** Runs the cases. Throws `usage.*` for an unknown check, a missing bundle or a missing oracle. */
export function runCases(options: CaseOptions): RowResult[] {
  const bundles = new Map<string, BundleUnderTest>();
  // A board that nobody builds is refused before anything runs.
  if (options.board !== undefined) bundles.set(options.board, builtBundle(options.board));
  const oracle = readOracle(options.oracle, options.board === undefined ? undefined : [options.board]);
  const checks = options.checks.length > 0 ? options.checks : oracle.rows.map((row) => row.check);
  const bundle = (board: string): BundleUnderTest => {
    const found = bundles.get(board) ?? builtBundle(board);
    bundles.set(board, found);
    return found;
  };
  return checks.map((check, index) => {
    const result = runRow(oracle, check, bundle);
    const red = result.verdicts.filter((verdict) => verdict.outcome === 'red');
    options.onProgress?.(`[${index + 1}/${checks.length}] ${red.length === 0 ? 'green' : 'RED  '} ${check} on ${result.board}`);
    for (const { name, detail } of red) options.onProgress?.(`    ${name}: ${detail}`);
    return result;
  });
}

/** Counts and reasons, for the console. */
export function caseTable(results: readonly RowResult[], wallSeconds: number): string {
  const all = results.flatMap((result) => result.verdicts.map((verdict) => ({ ...verdict, check: result.check })));
  const count = (outcome: string): number => all.filter((verdict) => verdict.outcome === outcome).length;
  const lines = CASES.map((name) => {
    const of = all.filter((verdict) => verdict.name === name);
    const number = (outcome: string): string => String(of.filter((verdict) => verdict.outcome === outcome).length).padStart(5);
    return `${name.padEnd(20)}${number('green')} green${number('red')} red${number('not applicable')} make no sense`;
  });
  const byReason = new Map<string, string[]>();
  for (const { check, name, outcome, detail } of all)
    if (outcome === 'not applicable') byReason.set(`${name}: ${detail}`, [...(byReason.get(`${name}: ${detail}`) ?? []), check]);
  const reasons = [...byReason].map(([reason, checks]) => `  ${checks.join(', ')}\n    ${reason}`);
  const red = all.filter((verdict) => verdict.outcome === 'red').map(({ check, name, detail }) => `RED ${check} ${name}: ${detail}`);
  const simSeconds = results.reduce((sum, result) => sum + result.simSeconds, 0);
  return [
    ...lines,
    ...(reasons.length > 0 ? ['', 'Cases that make no sense for a row, and why:', ...reasons] : []),
    ...(red.length > 0 ? ['', ...red] : []),
    '',
    `${results.length} rows, ${all.length} cases: ${count('green')} green, ${count('red')} red, ${count('not applicable')} that make no sense; ${Math.round(simSeconds / 3600)} h simulated in ${wallSeconds.toFixed(1)} s`,
  ].join('\n');
}
