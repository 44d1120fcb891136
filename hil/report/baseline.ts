/**
 * A run of the suite held against an earlier one, from the `result.json` that it left.
 */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { LiquidusError } from '../../host/error.js';
import { formatDuration } from '../scenario/quantity.js';
import type { RunResult } from '../scenario/result.js';

/** What of an earlier `result.json` is read; what else it holds may change freely. */
const BASELINE = v.object({
  startedIso: v.string(),
  scenarios: v.array(
    v.object({
      id: v.string(),
      verdict: v.picklist(['green', 'red']),
      tripped: v.array(v.string()),
      finalState: v.string(),
      detections: v.array(v.object({ fault: v.string(), since: v.string(), reactionMs: v.nullable(v.number()), alarmMs: v.nullable(v.number()) })),
    }),
  ),
});
export type Baseline = v.InferOutput<typeof BASELINE>;

/** Times that differ by no more are the same: a tick of the controller, ms. */
const SAME_MS = 100;

/** One thing that is another one than in the baseline. */
export interface Difference {
  readonly id: string;
  readonly what: string;
  readonly before: string;
  readonly now: string;
  /** True when it is worse: red that was green, slower, gone. */
  readonly worse: boolean;
}

/** Throws `usage.file` when the file is not there or is no result of a suite. */
export function readBaseline(file: string): Baseline {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LiquidusError('usage.file', `The baseline ${file} cannot be read (${reason}); give the result.json of an earlier "liquidus hil run".`, {
      cause: error,
    });
  }
  const parsed = v.safeParse(BASELINE, value);
  if (!parsed.success)
    throw new LiquidusError(
      'usage.file',
      `${file} is no result of a suite (${v.getDotPath(parsed.issues[0]) ?? 'its root'}: ${parsed.issues[0].message}); give the result.json of an earlier "liquidus hil run".`,
    );
  return parsed.output;
}

const said = (ms: number | null): string => (ms === null || !Number.isFinite(ms) ? 'never' : formatDuration(ms));

/** Everything that differs, in the order of the results; scenarios of the baseline that did not run come last. */
export function differences(baseline: Baseline, results: readonly RunResult[]): Difference[] {
  const before = new Map(baseline.scenarios.map((scenario) => [scenario.id, scenario]));
  const found: Difference[] = [];
  for (const result of results) {
    const { id } = result.scenario;
    const old = before.get(id);
    before.delete(id);
    if (!old) {
      found.push({ id, what: 'scenario', before: 'not there', now: result.verdict, worse: result.verdict === 'red' });
      continue;
    }
    const differ = (what: string, was: string, now: string, worse: boolean): void => {
      if (was !== now) found.push({ id, what, before: was, now, worse });
    };
    differ('verdict', old.verdict, result.verdict, result.verdict === 'red');
    differ('tripped', old.tripped.join(' ') || 'nothing', result.tripped.join(' ') || 'nothing', false);
    differ('state at the end', old.finalState, result.finalState, false);
    for (const [place, detection] of result.detections.entries()) {
      const was = old.detections[place];
      if (was?.fault !== detection.fault || was.since !== detection.since) continue;
      for (const [what, then, now] of [
        ['reaction', was.reactionMs, detection.reactionMs],
        ['alarm bit', was.alarmMs, detection.alarmMs],
      ] as const) {
        if (Math.abs((then ?? Infinity) - (Number.isFinite(now) ? now : Infinity)) > SAME_MS)
          differ(`${detection.fault} ${what} since ${detection.since}`, said(then), said(now), !(now <= (then ?? Infinity)));
      }
    }
  }
  for (const { id, verdict } of before.values()) found.push({ id, what: 'scenario', before: verdict, now: 'not run', worse: true });
  return found;
}

/** A line of a difference for the console. */
export function differenceLine({ id, what, before, now, worse }: Difference): string {
  return `${worse ? '!' : ' '} ${id}: ${what}: ${before} → ${now}`;
}
