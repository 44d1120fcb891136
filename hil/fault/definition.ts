/**
 * Shape of a fault of the library: *what* is hit, *how*, with which parameters. *When* is the scenario's business.
 */
import type { LineMaster } from '../line/master.js';
import type { SerialLine } from '../line/serial-line.js';
import type { FaultPort } from '../plant/fault-port.js';
import type { Target } from '../target/target.js';

/** A parameter of a fault. */
export interface FaultParameter {
  readonly name: string;
  /** Unit that `inject` gets the value in; empty for a plain number. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Value when the scenario gives none. Absent: the scenario must give one. */
  readonly fallback?: number;
  readonly doc: string;
}

/** What faults act on. */
export interface FaultStage {
  readonly plant: { readonly faults: FaultPort };
  readonly target: Pick<Target, 'board' | 'trouble' | 'spoilFram' | 'spoilFile'>;
  readonly master: Pick<LineMaster, 'silent' | 'heartbeats'>;
  readonly line: SerialLine;
  /** Switches the board's supply. */
  power(on: boolean): void;
}

/** Parameter values by name, in the units of the definition. */
export type FaultValues = Readonly<Record<string, number>>;

/** Takes a fault back. */
export type Undo = () => void;

export interface FaultDefinition {
  /** `what.how`, for example `nakTempA.open`. */
  readonly id: string;
  /** What is hit. */
  readonly what: string;
  /** What happens to it. */
  readonly how: string;
  readonly doc: string;
  readonly parameters: readonly FaultParameter[];
  /** False: it is over by itself or cannot be taken back. */
  readonly clearable: boolean;
  /** Breaks the thing. The answer takes the fault back; for a fault that is not clearable it does nothing. */
  inject(stage: FaultStage, values: FaultValues): Undo;
}

/** Builds a definition; `what` and `how` come from the id. */
export function define(
  id: string,
  doc: string,
  parameters: readonly FaultParameter[],
  inject: FaultDefinition['inject'],
  clearable = true,
): FaultDefinition {
  const dot = id.indexOf('.');
  return { id, what: id.slice(0, dot), how: id.slice(dot + 1), doc, parameters, clearable, inject };
}

/** Value of a parameter that the parser has made sure of. Throws when it is missing, which is a mistake in the bench. */
export function valueOf(values: FaultValues, name: string): number {
  const value = values[name];
  if (value === undefined) throw new Error(`fault parameter "${name}" is missing; inject through checkedValues or a scenario`);
  return value;
}
