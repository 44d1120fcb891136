/** Cutting down a bad plan. */
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../../hil/campaign/judge.js';
import { drawPlan, type Plan } from '../../../hil/campaign/plan.js';
import { shrink } from '../../../hil/campaign/shrink.js';

const GOOD: Verdict = {
  board: 'pico',
  faults: [],
  tripped: [],
  hazards: [],
  unavoidable: [],
  missed: [],
  falseTrips: [],
  errors: [],
  quietS: 0,
  simS: 0,
  finalState: 'ready',
  trace: '',
};
const planned = (id: string, atS: number): Plan['faults'][number] => ({ id, values: {}, atS, forS: 3 });

/** Bad when pump and flow sensor are both broken and the run goes on for 20 s after the later one. */
function needsBoth(plan: Plan): Verdict {
  const moments = ['nakPump.dry', 'nakFlow.stuck'].map((id) => plan.faults.find((f) => f.id === id)?.atS ?? Infinity);
  return plan.horizonS >= Math.max(...moments) + 20 ? { ...GOOD, hazards: ['currentWithoutFlow'] } : GOOD;
}

describe('shrinking', () => {
  const plan: Plan = {
    ...drawPlan(1, 0, 'mixed'),
    horizonS: 900,
    faults: [planned('smoke.detected', 10), planned('nakPump.dry', 100), planned('nakFlow.stuck', 200), planned('eStop.press', 500)],
  };

  it('leaves the faults that are needed, without the commands, and the shortest horizon within 5 s', () => {
    const { plan: small, tried } = shrink(plan, needsBoth);
    expect(small.faults.map(({ id }) => id)).toEqual(['nakPump.dry', 'nakFlow.stuck']);
    expect(small.commands).toEqual([]);
    expect(small.horizonS).toBeGreaterThanOrEqual(220);
    expect(small.horizonS).toBeLessThanOrEqual(225);
    expect(tried).toBeLessThan(60);
  });

  it('keeps the very complaint, not just any', () => {
    const other = (p: Plan): Verdict => (p.faults.length > 3 ? needsBoth(p) : { ...GOOD, falseTrips: ['P21'] });
    const early = { ...plan, faults: plan.faults.map((f) => ({ ...f, atS: Math.min(f.atS, 200) })) };
    expect(shrink(early, other).plan.faults.length).toBe(4);
  });
});
