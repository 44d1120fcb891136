/**
 * Which scenario proves which requirement and which fault.
 */
import { FAULTS } from '../../firmware/model/faults.js';
import { REQUIREMENTS } from '../../firmware/model/requirements.js';
import type { RunResult } from '../scenario/result.js';

/** One line of the matrix: a requirement or a fault, and the scenarios that name it. */
export interface MatrixRow {
  readonly id: string;
  readonly text: string;
  /** Verdict per scenario, in the order of the results; empty where the scenario does not name the row. */
  readonly cells: readonly ('green' | 'red' | '')[];
  /** `open`: no scenario names it. */
  readonly verdict: 'green' | 'red' | 'open';
}

function row(id: string, text: string, results: readonly RunResult[], names: (result: RunResult) => readonly string[]): MatrixRow {
  const cells = results.map((result) => (names(result).includes(id) ? result.verdict : ''));
  return { id, text, cells, verdict: cells.includes('red') ? 'red' : cells.includes('green') ? 'green' : 'open' };
}

/** A line for every requirement of the controller. */
export function requirementRows(results: readonly RunResult[]): MatrixRow[] {
  return REQUIREMENTS.map((requirement) => row(requirement.id, requirement.text, results, (result) => result.scenario.requirements));
}

/** A line for every fault of the protection table. */
export function faultRows(results: readonly RunResult[]): MatrixRow[] {
  return FAULTS.map((fault) => row(fault.id, fault.name, results, (result) => result.scenario.faults));
}
