import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { traceGaps, traceRows, traceTable } from '../../../hil/cases/traceability.js';
import { loadScenarios, scenarioFiles } from '../../../hil/scenario/suite.js';

const scenarios = loadScenarios(scenarioFiles([fileURLToPath(new URL('../../../hil/scenarios', import.meta.url))]));

describe('the matrix of requirements, faults, checks and scenarios', () => {
  it('has no gap', () => {
    expect(traceGaps(scenarios)).toEqual([]);
  });

  it('shows a gap when the only scenarios of a fault are taken away', () => {
    const without = scenarios.filter((scenario) => !scenario.faults.includes('P32'));
    expect(traceGaps(without)).toContain('fault P32 is in no scenario');
    expect(traceTable(without)).toContain('GAP fault P32 is in no scenario');
  });

  it('leads from a requirement to its faults, their checks and what proves them', () => {
    const row = traceRows(scenarios).find((candidate) => candidate.requirement === 'SAF-1');
    expect(row?.faults).toContain('P30');
    expect(row?.checks).toContain('P30');
    expect(row?.scenarios).toContain('leak-during-freeze');
  });
});
