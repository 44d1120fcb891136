/**
 * Traceability: requirement ↔ fault ↔ check ↔ scenario, from the rows and the scenario files. What has nothing on the other side is a gap.
 */
import { CHECKS, FAULTS } from '../../firmware/model/faults.js';
import { REQUIREMENTS } from '../../firmware/model/requirements.js';
import type { Scenario } from '../scenario/scenario.js';

/** One requirement and what proves it. */
export interface TraceRow {
  readonly requirement: string;
  readonly text: string;
  /** Faults that serve it, and their checks, each with its eight cases. */
  readonly faults: readonly string[];
  readonly checks: readonly string[];
  /** Scenarios that name it, or that are about one of its faults. */
  readonly scenarios: readonly string[];
}

/** A line for every requirement. */
export function traceRows(scenarios: readonly Scenario[]): TraceRow[] {
  return REQUIREMENTS.map(({ id, text }) => {
    const faults = FAULTS.filter((fault) => fault.requirement === id).map((fault) => fault.id);
    return {
      requirement: id,
      text,
      faults,
      checks: CHECKS.filter((check) => faults.includes(check.fault)).map((check) => check.id),
      scenarios: scenarios
        .filter((scenario) => scenario.requirements.includes(id) || scenario.faults.some((fault) => faults.includes(fault)))
        .map((scenario) => scenario.id),
    };
  });
}

/** Everything that has nothing on the other side, as sentences; empty when the matrix is closed. */
export function traceGaps(scenarios: readonly Scenario[]): string[] {
  const gaps: string[] = [];
  const named = new Set(scenarios.flatMap((scenario) => scenario.requirements));
  for (const { id } of REQUIREMENTS) if (!named.has(id)) gaps.push(`requirement ${id} is named by no scenario`);
  for (const fault of FAULTS) {
    if (!REQUIREMENTS.some((row) => row.id === fault.requirement))
      gaps.push(`fault ${fault.id} serves ${fault.requirement}, which is no requirement`);
    if (!CHECKS.some((check) => check.fault === fault.id)) gaps.push(`fault ${fault.id} has no check`);
    if (!scenarios.some((scenario) => scenario.faults.includes(fault.id))) gaps.push(`fault ${fault.id} is in no scenario`);
  }
  for (const scenario of scenarios) if (scenario.requirements.length === 0) gaps.push(`scenario ${scenario.id} proves no requirement`);
  return gaps;
}

/** The matrix for the console. */
export function traceTable(scenarios: readonly Scenario[]): string {
  const lines = traceRows(scenarios).flatMap(({ requirement, faults, checks, scenarios: ids }) => [
    `${requirement}  faults ${faults.join(', ') || '–'}; checks ${checks.join(', ') || '–'}`,
    `    ${ids.join(', ')}`,
  ]);
  const gaps = traceGaps(scenarios);
  const summary = `${REQUIREMENTS.length} requirements, ${FAULTS.length} faults, ${CHECKS.length} checks with eight cases each, ${scenarios.length} scenarios; ${gaps.length} gaps`;
  return [...lines, ...gaps.map((gap) => `GAP ${gap}`), '', summary].join('\n');
}
