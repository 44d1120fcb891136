/**
 * Which scenario proves which requirement and which fault.
 */
import { FAULTS } from '../../firmware/model/faults.js';
import { REQUIREMENTS } from '../../firmware/model/requirements.js';
import type { RunResult } from '../scenario/result.js';

/** A scenario in the matrix: all its samples together, red when one is red. */
export interface MatrixColumn extends Pick<RunResult, 'scenario' | 'verdict'> {
  /** Name without the number of a sample. */
  readonly name: string;
  readonly samples: number;
}

/** Columns of the matrix: one a scenario file, that of its first red sample or of its first. */
export function columnsOf(results: readonly Pick<RunResult, 'scenario' | 'verdict'>[]): MatrixColumn[] {
  const columns = new Map<string, MatrixColumn>();
  for (const { scenario, verdict } of results) {
    const name = scenario.sample > 0 ? scenario.id.slice(0, -`.${scenario.sample}`.length) : scenario.id;
    const seen = columns.get(name);
    const shown = seen === undefined || (verdict === 'red' && seen.verdict === 'green') ? { scenario, verdict } : seen;
    columns.set(name, { scenario: shown.scenario, verdict: shown.verdict, name, samples: (seen?.samples ?? 0) + 1 });
  }
  return [...columns.values()];
}

type Proof = Pick<RunResult, 'scenario' | 'verdict'>;

/** One line of the matrix: a requirement or a fault, and the scenarios that name it. */
export interface MatrixRow {
  readonly id: string;
  readonly text: string;
  /** Verdict per scenario, in the order of the results; empty where the scenario does not name the row. */
  readonly cells: readonly ('green' | 'red' | '')[];
  /** `open`: no scenario names it. */
  readonly verdict: 'green' | 'red' | 'open';
}

function row(id: string, text: string, results: readonly Proof[], names: (result: Proof) => readonly string[]): MatrixRow {
  const cells = results.map((result) => (names(result).includes(id) ? result.verdict : ''));
  return { id, text, cells, verdict: cells.includes('red') ? 'red' : cells.includes('green') ? 'green' : 'open' };
}

/** A line for every requirement of the controller. */
export function requirementRows(results: readonly Proof[]): MatrixRow[] {
  return REQUIREMENTS.map((requirement) => row(requirement.id, requirement.text, results, (result) => result.scenario.requirements));
}

/** A line for every fault of the protection table. */
export function faultRows(results: readonly Proof[]): MatrixRow[] {
  return FAULTS.map((fault) => row(fault.id, fault.name, results, (result) => result.scenario.faults));
}
