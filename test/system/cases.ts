/** The eight cases of the rows that one board runs, as tests. */
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readOracle } from '../../hil/cases/oracle.js';
import { runRow } from '../../hil/cases/suite.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';

/** The longest row simulates half an hour; a busy machine takes its time, ms. */
const PATIENCE_MS = 300_000;

/** One test a row of the protection table. */
export function rowTests(board: string): void {
  const oracle = readOracle(fileURLToPath(new URL('../oracle', import.meta.url)));
  const bundle = builtBundle(board);
  const checks = oracle.rows.filter((row) => row.board === board).map((row) => row.check);

  describe(`the eight cases of every row on ${board}`, () => {
    it.each(checks)('%s', { timeout: PATIENCE_MS }, (check) => {
      const { verdicts } = runRow(oracle, check, () => bundle);
      expect(verdicts.filter((verdict) => verdict.outcome === 'red')).toEqual([]);
      expect(verdicts.filter((verdict) => verdict.outcome === 'green').length).toBeGreaterThanOrEqual(6);
    });
  });
}
