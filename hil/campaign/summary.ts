/**
 * What a campaign has shown, in figures with their bounds.
 */
import { shareBounds, rateBound } from './statistics.js';
import { complaints } from './shrink.js';
import { isBad, type Verdict } from './judge.js';
import type { DoneRun } from './store.js';

/** Counted runs with the 95 % bounds of their share. */
export interface Share {
  readonly runs: number;
  readonly low: number;
  readonly high: number;
}

/** How often a fault of the library was drawn, and how often its run was bad. */
export interface FaultCount {
  readonly id: string;
  readonly runs: number;
  readonly bad: number;
  /** Runs in which something tripped. */
  readonly answered: number;
}

export interface CampaignSummary {
  readonly runs: number;
  readonly simHours: number;
  readonly hazards: Share;
  readonly missed: Share;
  readonly errors: Share;
  readonly falseTrips: number;
  /** Simulated hours without any fault, which false trips are counted over. */
  readonly quietHours: number;
  /** Upper bound of false trips an hour. */
  readonly falseTripBound: number;
  /** Runs by complaint, most frequent first, with the number of an example. */
  readonly complaints: readonly { readonly text: string; readonly runs: number; readonly example: number }[];
  readonly faults: readonly FaultCount[];
}

function share(runs: readonly DoneRun[], of: (verdict: Verdict) => readonly string[]): Share {
  const found = runs.filter(({ verdict }) => of(verdict).length > 0).length;
  const [low, high] = shareBounds(found, runs.length);
  return { runs: found, low, high };
}

function countFaults(runs: readonly DoneRun[]): FaultCount[] {
  const counts = new Map<string, { runs: number; bad: number; answered: number }>();
  for (const { verdict } of runs) {
    for (const id of verdict.faults) {
      const count = counts.get(id) ?? { runs: 0, bad: 0, answered: 0 };
      count.runs++;
      if (isBad(verdict)) count.bad++;
      if (verdict.tripped.length > 0) count.answered++;
      counts.set(id, count);
    }
  }
  return [...counts].map(([id, count]) => ({ id, ...count })).sort((a, b) => b.bad - a.bad || a.id.localeCompare(b.id));
}

/** Sums up runs in the order of their numbers. */
export function summarise(runs: readonly DoneRun[]): CampaignSummary {
  const byComplaint = new Map<string, { runs: number; example: number }>();
  for (const { index, verdict } of runs) {
    for (const text of new Set(complaints(verdict))) {
      const seen = byComplaint.get(text);
      if (seen) seen.runs++;
      else byComplaint.set(text, { runs: 1, example: index });
    }
  }
  const quietHours = runs.reduce((sum, { verdict }) => sum + verdict.quietS, 0) / 3600;
  const falseTrips = runs.reduce((sum, { verdict }) => sum + verdict.falseTrips.length, 0);
  return {
    runs: runs.length,
    simHours: runs.reduce((sum, { verdict }) => sum + verdict.simS, 0) / 3600,
    hazards: share(runs, (verdict) => verdict.hazards),
    missed: share(runs, (verdict) => verdict.missed),
    errors: share(runs, (verdict) => verdict.errors),
    falseTrips,
    quietHours,
    falseTripBound: rateBound(falseTrips, quietHours),
    complaints: [...byComplaint].map(([text, seen]) => ({ text, ...seen })).sort((a, b) => b.runs - a.runs || a.text.localeCompare(b.text)),
    faults: countFaults(runs),
  };
}
