/**
 * The suite's results for programs: everything but the traces.
 */
import type { RunResult } from '../scenario/result.js';
import type { SuiteFacts } from '../scenario/suite-facts.js';
import { failureLine, rerunCommand } from '../scenario/wording.js';

/** Time that never came. */
function orNull(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}

/** JSON text with facts of the suite and one entry per scenario. Times in ms unless the name says otherwise; `null` where something never came. */
export function resultJson(results: readonly RunResult[], facts: SuiteFacts): string {
  const scenarios = results.map((result) => ({
    id: result.scenario.id,
    title: result.scenario.title,
    file: result.scenario.file,
    sha256: result.scenario.hash,
    seed: result.scenario.seed,
    sample: result.scenario.sample,
    decided: result.scenario.decided,
    verdict: result.verdict,
    requirements: result.scenario.requirements,
    faults: result.scenario.faults,
    tripped: result.tripped,
    latched: result.latched,
    finalState: result.finalState,
    failures: result.failures.map((failure) => ({ ...failure, text: failureLine(result.scenario, failure) })),
    detections: result.detections.map((detection) => ({
      ...detection,
      sinceMs: orNull(detection.sinceMs),
      reactionMs: orNull(detection.reactionMs),
      reactionLimitMs: orNull(detection.reactionLimitMs),
      alarmMs: orNull(detection.alarmMs),
      alarmLimitMs: orNull(detection.alarmLimitMs),
    })),
    hazards: result.hazards.map(({ id, text, firstMs, worst, limit, unit, avoidable }) => ({
      id,
      text,
      firstMs,
      worst: orNull(worst),
      limit,
      unit,
      avoidable,
    })),
    covers: result.covers,
    line: result.line,
    ...(result.pacing ? { pacing: result.pacing } : {}),
    simSeconds: result.simSeconds,
    wallSeconds: result.wallSeconds,
    rerun: rerunCommand(result.scenario, facts.again),
  }));
  return `${JSON.stringify({ ...facts, scenarios }, null, 2)}\n`;
}
