/**
 * What a run leaves behind.
 */
import type { Hazard } from '../plant/hazards.js';
import type { LineCounters } from '../line/master.js';
import type { Pacing } from '../target/pacing.js';
import type { CoverHits } from './cover.js';
import type { Lane } from './lanes.js';
import type { TargetName } from '../target/target.js';
import type { Scenario } from './scenario.js';
import type { Trace } from './trace.js';

/** One thing that was not as the scenario says. */
export interface Failure {
  /** Where in the scenario: a step's text, "invariant", "detection P30", "outcome", "hazard", "start-up". */
  readonly step: string;
  /** Line in the scenario file; 0 when no line is to blame. */
  readonly line: number;
  /** What was seen. */
  readonly value: string;
  /** What was wanted. */
  readonly limit: string;
  /** Virtual time of the finding, ms. */
  readonly timeMs: number;
}

/** Measured answer to a fault. Times from the moment that the scenario names; NaN when it never came. */
export interface DetectionResult {
  readonly fault: string;
  readonly line: number;
  /** What the time counts from. */
  readonly since: string;
  /** Virtual time of that moment, ms. */
  readonly sinceMs: number;
  /** The reaction that was timed; empty when only the alarm bit is. */
  readonly reaction: string;
  readonly reactionMs: number;
  readonly reactionLimitMs: number;
  readonly alarmMs: number;
  readonly alarmLimitMs: number;
  readonly good: boolean;
}

/** Something to mark on the plots. */
export interface Marker {
  readonly timeMs: number;
  readonly kind: 'fault' | 'clear' | 'command' | 'trip' | 'latch' | 'warn' | 'state' | 'mark' | 'target' | 'failure';
  readonly text: string;
}

export interface RunResult {
  readonly scenario: Scenario;
  readonly target: TargetName;
  readonly verdict: 'green' | 'red';
  readonly failures: readonly Failure[];
  readonly detections: readonly DetectionResult[];
  readonly covers: readonly CoverHits[];
  /** Hazards that the oracle saw, unavoidable ones too. */
  readonly hazards: readonly Hazard[];
  readonly markers: readonly Marker[];
  readonly lanes: readonly Lane[];
  /** Virtual time at which the start-up was over and the steps began, ms. */
  readonly stepsFromMs: number;
  /** Virtual time at which each step of the scenario ended, ms; shorter than its steps when one failed for good. */
  readonly stepsEndedMs: readonly number[];
  /** Faults that tripped at any time, in the order of their first trip. */
  readonly tripped: readonly string[];
  /** Faults latched at the end. */
  readonly latched: readonly string[];
  readonly finalState: string;
  readonly trace: Trace;
  readonly line: LineCounters;
  /** How the run kept time; absent where time is virtual. */
  readonly pacing?: Pacing;
  readonly simSeconds: number;
  readonly wallSeconds: number;
}
