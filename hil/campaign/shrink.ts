/**
 * Cuts a bad plan down to the smallest list of faults and commands, and the shortest horizon, that still shows the same.
 */
import type { Plan } from './plan.js';
import type { Verdict } from './judge.js';

/** Horizons are cut down to this, s. */
const HORIZON_STEP_S = 5;

/** What a run is bad by, in one word list: a smaller plan must show all of it. */
export function complaints(verdict: Verdict): string[] {
  return [
    ...verdict.hazards.map((id) => `hazard ${id}`),
    ...verdict.missed.map((text) => `missed ${text.split(' ')[0] ?? text}`),
    ...verdict.falseTrips.map((id) => `false trip ${id}`),
    ...verdict.errors.map((text) => `error ${text.split(':')[0] ?? text}`),
  ];
}

export interface Shrunk {
  readonly plan: Plan;
  /** Plans that were run. */
  readonly tried: number;
}

/** `run` judges a plan. The answer is the plan itself when nothing can be taken away. */
export function shrink(plan: Plan, run: (plan: Plan) => Verdict): Shrunk {
  const wanted = complaints(run(plan));
  let tried = 1;
  const shows = (smaller: Plan): boolean => {
    tried++;
    const found = complaints(run(smaller));
    return wanted.every((complaint) => found.includes(complaint));
  };
  let best = plan;
  for (const list of ['faults', 'commands'] as const) {
    for (let i = best[list].length - 1; i >= 0; i--) {
      const smaller = { ...best, [list]: best[list].filter((_, place) => place !== i) };
      if (shows(smaller)) best = smaller;
    }
  }
  for (let i = 0; i < best.faults.length; i++) {
    const lasting = { ...best, faults: best.faults.map((planned, place) => (place === i ? { ...planned, forS: null } : planned)) };
    if (best.faults[i]?.forS !== null && shows(lasting)) best = lasting;
  }
  let low = 0;
  let high = best.horizonS;
  while (high - low > HORIZON_STEP_S) {
    const middle = Math.ceil((low + high) / 2);
    if (shows({ ...best, horizonS: middle })) high = middle;
    else low = middle;
  }
  return { plan: high < best.horizonS ? cut(best, high) : best, tried };
}

/** The plan without what comes after its end. */
function cut(plan: Plan, horizonS: number): Plan {
  return {
    ...plan,
    horizonS,
    faults: plan.faults.filter(({ atS }) => atS <= horizonS),
    commands: plan.commands.filter(({ atS }) => atS <= horizonS),
  };
}
