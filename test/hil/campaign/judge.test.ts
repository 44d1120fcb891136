/** What a campaign counts as a fault that nothing answered. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../hil/campaign/judge.js';
import { drawPlan, type Plan, type PlannedFault } from '../../../hil/campaign/plan.js';
import type { RunResult } from '../../../hil/scenario/result.js';

const planned = (id: string, atS: number, forS?: number): PlannedFault =>
  ({ id, atS, values: {}, ...(forS === undefined ? {} : { forS }) }) as PlannedFault;

/** A run of 600 s; `contactor`: what its output was at the end. */
function missed(faults: readonly PlannedFault[], contactor: 0 | 1, tripped: readonly string[] = []): readonly string[] {
  const plan: Plan = { ...drawPlan(1, 0, 'mixed'), horizonS: 600, faults };
  const trace = { time: () => new Float64Array(2), signals: [], column: () => Float64Array.of(1, contactor) };
  const result = { tripped, trace, markers: [], failures: [], hazards: [], stepsFromMs: 0, simSeconds: 600, finalState: '' };
  return judge(plan, result as unknown as RunResult).missed;
}

const STOP = planned('eStop.press', 100);

describe('a fault that must be answered', () => {
  it('is missed when nothing trips, and when an open contactor is all that there is on a line that tells', () => {
    expect(missed([STOP], 1)).toHaveLength(1);
    expect(missed([STOP], 0)).toHaveLength(1);
    expect(missed([STOP], 0, ['P35'])).toEqual([]);
  });

  it.each(['line.silence', 'line.cut', 'line.stuckTransmit', 'line.ownTransmitStuck'])('is answered by an open contactor behind %s', (id) => {
    expect(missed([planned(id, 50), STOP], 0)).toEqual([]);
    expect(missed([planned(id, 50), STOP], 1)).toHaveLength(1);
  });

  it('is missed when the line could tell again at the end and tells nothing', () => {
    expect(missed([planned('line.cut', 50, 100), STOP], 0)).toHaveLength(1);
    expect(missed([planned('line.cut', 50, 545), STOP], 0)).toEqual([]);
  });

  it('is not answered by the open contactor where the line is only disturbed', () => {
    expect(missed([planned('line.noise', 50), STOP], 0)).toHaveLength(1);
  });
});
