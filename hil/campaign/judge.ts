/**
 * Runs a plan and says what was wrong with it: hazards, faults that nothing answered, trips without a fault, errors of the controller.
 */
import { createHash } from 'node:crypto';
import type { RunResult } from '../scenario/result.js';
import { runScenario } from '../scenario/runner.js';
import type { TargetShop } from '../scenario/targets.js';
import type { Trace } from '../scenario/trace.js';
import { certainty } from './certain.js';
import type { Plan } from './plan.js';
import { faultLabel, scenarioOf } from './scenario-of.js';

/** Faults that may make the controller restart or complain by themselves. */
const UPSETS_CONTROLLER = /^(controller|power|mains|flash|fram)\./;

/** Faults of the line behind which the bench hears of no trip. */
const MUTES = /^line\.(silence|cut|stuckTransmit|ownTransmitStuck)$/;
/** What a line that is free again takes to tell of a latch, s. */
const TELLS_S = 10;

/** What came of a run. Plain data: it goes through threads, files and databases. */
export interface Verdict {
  readonly board: string;
  readonly faults: readonly string[];
  /** Faults of the protection table that tripped or latched, in order. */
  readonly tripped: readonly string[];
  /** Avoidable hazards by id. */
  readonly hazards: readonly string[];
  /** Hazards that no controller could have kept away. */
  readonly unavoidable: readonly string[];
  /** Library faults that must be answered and were not. */
  readonly missed: readonly string[];
  /** Rows that tripped before anything was broken. */
  readonly falseTrips: readonly string[];
  /** What the controller or the bench did that it must not; empty when nothing. */
  readonly errors: readonly string[];
  /** Simulated time without a fault after the start-up, s. */
  readonly quietS: number;
  readonly simS: number;
  readonly finalState: string;
  /** SHA-256 of every sample of the trace and of what tripped, hex: two runs are the same when it is. */
  readonly trace: string;
}

/** True when a run is one that somebody must look at. */
export function isBad(verdict: Verdict): boolean {
  return verdict.hazards.length + verdict.missed.length + verdict.falseTrips.length + verdict.errors.length > 0;
}

/** Hash of all that a run showed. */
function traceHash(trace: Trace, result: Pick<RunResult, 'tripped' | 'finalState'>): string {
  const hash = createHash('sha256');
  const add = (view: Float64Array): void => void hash.update(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  add(trace.time());
  for (const { name } of trace.signals) add(trace.column(name));
  return hash.update(JSON.stringify([result.tripped, result.finalState])).digest('hex');
}

/** When the first fault of the plan came, ms; at the end of the run when there is none. */
function firstFaultMs(plan: Plan, result: RunResult): number {
  const moments = plan.faults.map(({ atS }) => result.stepsFromMs + atS * 1000);
  return Math.min(...moments, result.simSeconds * 1000);
}

/** True when something answered: a row tripped or, where the line tells nothing up to the end, the contactor is open there. */
function answered({ faults, horizonS }: Plan, { tripped, trace }: Pick<RunResult, 'tripped' | 'trace'>): boolean {
  if (tripped.length > 0) return true;
  const mute = faults.some(({ id, atS, forS }) => MUTES.test(id) && atS + (forS ?? Infinity) > horizonS - TELLS_S);
  return mute && trace.column('out.contactor').at(-1) === 0;
}

function missed(plan: Plan, result: RunResult): string[] {
  const endS = plan.horizonS;
  return plan.faults.flatMap((planned, place) => {
    if (planned.mustTrip) {
      const { row, withinS } = planned.mustTrip;
      const late = !result.tripped.includes(row) || endS - planned.atS < withinS;
      return late ? [`${planned.id} (${row} within ${withinS} s)`] : [];
    }
    const row = certainty(planned);
    if (row === undefined || answered(plan, result)) return [];
    const lastsS = Math.min(planned.forS ?? Infinity, endS - planned.atS);
    return lastsS >= row.withinS ? [`${planned.id} (${faultLabel(place)}; ${row.source})`] : [];
  });
}

/** Judges a finished run. */
export function judge(plan: Plan, result: RunResult): Verdict {
  const onsetMs = firstFaultMs(plan, result);
  const early = result.markers.filter(({ kind, timeMs }) => kind === 'trip' && timeMs >= result.stepsFromMs && timeMs < onsetMs);
  const excused = plan.faults.some(({ id }) => UPSETS_CONTROLLER.test(id));
  const errors = result.failures
    .filter(({ step }) => (step === 'controller' && !excused) || step.startsWith('start'))
    .map(({ step, value }) => `${step}: ${value}`);
  return {
    board: plan.board,
    faults: plan.faults.map(({ id }) => id),
    tripped: result.tripped,
    hazards: result.hazards.filter((hazard) => hazard.avoidable).map(({ id }) => id),
    unavoidable: result.hazards.filter((hazard) => !hazard.avoidable).map(({ id }) => id),
    missed: missed(plan, result),
    falseTrips: early.map(({ text }) => text.split(' ')[0] ?? text),
    errors,
    quietS: Math.max(0, onsetMs - result.stepsFromMs) / 1000,
    simS: result.simSeconds,
    finalState: result.finalState,
    trace: traceHash(result.trace, result),
  };
}

/** Runs a plan on a fresh target. An exception of the bench becomes an error of the run: a campaign goes on. */
export function runPlan(plan: Plan, id: string, shop: TargetShop): { verdict: Verdict; result?: RunResult } {
  try {
    const target = shop.make(plan.board);
    try {
      const result = runScenario(scenarioOf(plan, id), target);
      return { verdict: judge(plan, result), result };
    } finally {
      target.close();
    }
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return {
      verdict: {
        board: plan.board,
        faults: plan.faults.map((planned) => planned.id),
        tripped: [],
        hazards: [],
        unavoidable: [],
        missed: [],
        falseTrips: [],
        errors: [`bench: ${text}`],
        quietS: 0,
        simS: 0,
        finalState: '',
        trace: '',
      },
    };
  }
}
