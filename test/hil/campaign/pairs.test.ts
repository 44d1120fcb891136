/** Pairs of severe faults: all of them, with what must trip. */
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../../firmware/model/faults.js';
import { judge } from '../../../hil/campaign/judge.js';
import { PAIRS, pairPlan, SEVERE } from '../../../hil/campaign/pairs.js';
import { parseRunId, runId } from '../../../hil/campaign/run-id.js';
import { scenarioOf } from '../../../hil/campaign/scenario-of.js';
import type { RunResult } from '../../../hil/scenario/result.js';

const plans = PAIRS.map((_, index) => pairPlan(1, index));

/** A run in which these rows tripped. */
const ended = (tripped: string[]): RunResult =>
  ({
    scenario: {},
    tripped,
    failures: [],
    hazards: [],
    markers: [],
    stepsFromMs: 0,
    simSeconds: 100,
    finalState: 'fault',
    trace: { time: () => new Float64Array(1), signals: [] },
  }) as unknown as RunResult;

describe('pairs of severe faults', () => {
  it('are every fault before every other one, but no contacts that weld while they are open', () => {
    const names = new Set(plans.map(({ faults }) => faults.map(({ id }) => id).join(' then ')));
    expect(names.size).toBe(PAIRS.length);
    expect(PAIRS.length).toBe((SEVERE.length - 1) ** 2);
    expect([...names].some((name) => name.endsWith('contactor.welded'))).toBe(false);
  });

  it('name rows that exist, and faults with values that the library takes', () => {
    for (const { row } of SEVERE) expect(FAULTS.map(({ id }) => id)).toContain(row);
    for (const [index, plan] of plans.entries()) expect(() => scenarioOf(plan, runId({ mode: 'pairs', seed: 1, index }))).not.toThrow();
  });

  it('come again after the last one, with another gap', () => {
    const again = pairPlan(1, PAIRS.length);
    expect(again.faults.map(({ id }) => id)).toEqual(plans[0]?.faults.map(({ id }) => id));
    expect(again.faults[1]?.atS).not.toBe(plans[0]?.faults[1]?.atS);
    expect(parseRunId('p1.7')).toEqual({ mode: 'pairs', seed: 1, index: 7 });
  });

  it('leave each its time before the run ends', () => {
    for (const { faults, horizonS } of plans)
      for (const { atS, mustTrip } of faults) expect(horizonS - atS).toBeGreaterThanOrEqual(mustTrip?.withinS ?? 0);
  });

  it('are missed when a row that must trip did not, although another one did', () => {
    const plan = plans.find(({ faults }) => faults[0]?.id === 'nakTray.leak' && faults[1]?.id === 'smoke.detected');
    if (!plan) throw new Error('the pair is not there');
    expect(judge(plan, ended(['P30', 'P32'])).missed).toEqual([]);
    expect(judge(plan, ended(['P30'])).missed).toEqual(['smoke.detected (P32 within 2 s)']);
    expect(judge(plan, ended([])).missed).toHaveLength(2);
  });

  it('ask of a fault that only shows under current its row only when it had the time', () => {
    const early = plans.filter(({ faults }) => faults[0]?.id === 'nakPump.stall');
    for (const { faults } of early) {
      const gap = (faults[1]?.atS ?? NaN) - (faults[0]?.atS ?? NaN);
      expect(faults[0]?.mustTrip !== undefined).toBe(gap >= 3);
    }
    const late = plans.filter(({ faults }) => faults[1]?.id === 'nakPump.stall');
    expect(late.filter(({ faults }) => faults[1]?.mustTrip).map(({ faults }) => faults[0]?.id)).toEqual(['contactor.welded']);
  });
});
