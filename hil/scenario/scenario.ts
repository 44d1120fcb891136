/**
 * A scenario after parsing: checked, in base units, ready to run. Times are virtual milliseconds.
 */
import type { ResultName } from '../../firmware/model/commands.js';
import type { StateName } from '../../firmware/model/states.js';
import type { FaultDefinition } from '../fault/definition.js';
import type { LabCellOptions, Preset } from '../plant/options.js';
import type { Regulation } from '../plant/regulation.js';
import type { TargetName } from '../target/target.js';
import type { Condition, NumberTree } from './expression.js';

/** What the cell is filled with and where it stands when power comes on. */
export interface PlantSetup {
  readonly preset: Preset;
  readonly options: Required<LabCellOptions>;
}

/** A fault with its parameter values, in the units of the library. */
export interface FaultUse {
  readonly definition: FaultDefinition;
  readonly values: Readonly<Record<string, number>>;
}

interface StepPlace {
  /** Line of the step in its file, from 1. */
  readonly line: number;
  /** The step as a person would say it, for failures and the report. */
  readonly text: string;
}

export type Step = StepPlace &
  (
    | {
        readonly kind: 'command';
        readonly name: string;
        readonly argument: number;
        readonly argument32: number;
        readonly ttlS: number;
        /** `any`: whatever the controller answers; `ignored`: not even an answer is waited for. */
        readonly result: ResultName | 'any' | 'ignored';
        readonly withinMs: number;
      }
    | { readonly kind: 'inject'; readonly use: FaultUse; readonly label: string; readonly forMs: number }
    | { readonly kind: 'clear'; readonly label: string }
    | { readonly kind: 'set'; readonly quantity: string; readonly value: number }
    /** Undefined: as the board commands. */
    | { readonly kind: 'converter'; readonly regulation: Regulation | undefined }
    | { readonly kind: 'sunspec'; readonly address: number; readonly value: number; readonly exception: number }
    | { readonly kind: 'wait'; readonly ms: number }
    | { readonly kind: 'until'; readonly condition: Condition; readonly withinMs: number }
    | { readonly kind: 'expect'; readonly condition: Condition; readonly withinMs: number; readonly holdMs: number }
    | { readonly kind: 'never'; readonly condition: Condition; readonly forMs: number }
    /** `loop`: NaK loop that the record before the trip names; 0: any, or none. */
    | { readonly kind: 'event'; readonly fault: string; readonly loop: number; readonly withinMs: number }
    | { readonly kind: 'save'; readonly name: string; readonly tree: NumberTree }
    | { readonly kind: 'mark'; readonly label: string }
    | { readonly kind: 'serial'; readonly steps: readonly Step[]; readonly withinMs: number }
    /** Branches that run side by side; over when the last one is. */
    | { readonly kind: 'parallel'; readonly branches: readonly (readonly Step[])[]; readonly withinMs: number }
  );

interface InvariantPlace {
  readonly line: number;
  /** Label of the step from which it holds; empty: from the end of the start-up. */
  readonly from: string;
}

/** What must be so at every step of the plant. */
export type Invariant = InvariantPlace &
  (
    | {
        readonly kind: 'always';
        readonly condition: Condition;
        /** What ends it, and must come; without it the condition holds to the end of the run. */
        readonly until?: Condition;
      }
    /** Each time `condition` comes true, `then` must be so within the time. */
    | { readonly kind: 'whenever'; readonly condition: Condition; readonly then: Condition; readonly withinMs: number }
  );

/** What runs should have met, in buckets whose hits add up over runs. */
export interface Cover {
  readonly line: number;
  /** Covers of one name add up. */
  readonly name: string;
  /** The number whose buckets are counted; absent: `when` is the only bucket. */
  readonly of?: NumberTree;
  /** Borders between the buckets, in the unit of `of`, rising. */
  readonly borders: readonly number[];
  /** Counts at the moments at which this comes true; absent: whenever the value enters a bucket. */
  readonly when?: Condition;
}

/** How fast a fault must be answered, measured from what happened in the plant. */
export interface Detection {
  readonly line: number;
  readonly fault: string;
  /** Label of the step, or the condition on plant truth, from which the time counts. */
  readonly since: { readonly label: string } | { readonly condition: Condition };
  /** What the pins (or limits) must show. Absent: only the alarm bit is timed. */
  readonly reaction?: Condition;
  readonly withinMs: number;
  /** Earliest time that counts as right: an answer before it would be a false trip. */
  readonly notBeforeMs: number;
  /** Limit for the alarm bit in the live block. */
  readonly alarmMs: number;
  /** True when the warn bit, not the trip bit, is meant. */
  readonly warning: boolean;
}

export interface Outcome {
  readonly line: number;
  readonly state: StateName | '';
  /** Faults that must trip; any other trip is a failure. */
  readonly tripped: readonly string[];
  /** Faults that may trip besides. */
  readonly mayTrip: readonly string[];
  /** Faults latched at the end, exactly. */
  readonly latched: readonly string[];
  /** Faults that may be latched at the end besides. */
  readonly mayLatch: readonly string[];
  /** Restarts of the controller by itself (reboot, watchdog) after the start-up, exactly. Loss of power does not count. */
  readonly restarts: number;
  /** `disturbed`: damaged answers and unasked bytes on the line are part of the scenario. Torn blocks and refused requests never are. */
  readonly lineMay: 'clean' | 'disturbed';
}

/** Value for a controller parameter, as register value. */
export interface ParameterSetting {
  readonly name: string;
  readonly raw: number;
  readonly line: number;
}

export interface Scenario {
  readonly file: string;
  /** SHA-256 of the file, hex. */
  readonly hash: string;
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly requirements: readonly string[];
  readonly faults: readonly string[];
  readonly targets: readonly TargetName[];
  /** Board whose bundle the scenario needs; empty: the board of the run. */
  readonly board: string;
  /** Seed of the noise. */
  readonly seed: number;
  /** Number of the sample of what the file leaves open, and what was decided for it; nothing when it leaves nothing open. */
  readonly sample: number;
  readonly decided: readonly string[];
  /** Step of the plant, ms. */
  readonly stepMs: number;
  /** Period of the live-block poll, ms. */
  readonly pollMs: number;
  readonly plant: PlantSetup;
  readonly parameters: readonly ParameterSetting[];
  /** Whether the controller is told what is in the cell (parameters and `commit`) before the start. */
  readonly commission: boolean;
  /** `cold`: the steps begin in state cold; `ready`: after start-up and soak. */
  readonly start: 'cold' | 'ready';
  readonly startWithinMs: number;
  readonly steps: readonly Step[];
  readonly invariants: readonly Invariant[];
  readonly covers: readonly Cover[];
  readonly detections: readonly Detection[];
  readonly outcome: Outcome;
}
