/**
 * Shape of a fault of the library: *what* is hit, *how*, with which parameters. *When* is the scenario's business.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { BOARDS } from '../../firmware/model/boards.js';
import type { Channel } from '../../firmware/model/channels.js';
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

/** What a board must have for a fault to exist at all: a channel, an FRAM, single cells. */
export type Need = Channel | 'fram' | 'cells';

export interface FaultDefinition {
  /** `what.how`, for example `nakTempA.open`. */
  readonly id: string;
  /** What is hit. */
  readonly what: string;
  /** What happens to it. */
  readonly how: string;
  readonly doc: string;
  readonly parameters: readonly FaultParameter[];
  /** What the board must have; absent: every board can have this fault. */
  readonly needs?: Need;
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

/** The same faults, for boards that have this. */
export function needing(needs: Need, ...definitions: FaultDefinition[]): FaultDefinition[] {
  return definitions.map((definition) => ({ ...definition, needs }));
}

function has(board: BoardRow, needs: Need): boolean {
  if (needs === 'fram') return board.fram;
  return needs === 'cells' ? board.cells > 1 : board.has[needs];
}

/** True when a board can have the fault. */
export function fits({ needs }: FaultDefinition, board: BoardRow): boolean {
  return needs === undefined || has(board, needs);
}

/** A sentence when one of these boards cannot have the fault: what it lacks, and which boards have it. Undefined when all can. */
export function unsupported(definition: FaultDefinition, boards: readonly BoardRow[]): string | undefined {
  const lacking = boards.find((board) => !fits(definition, board));
  if (lacking === undefined) return undefined;
  const good = BOARDS.filter((board) => fits(definition, board)).map(({ id }) => id);
  return `fault ${definition.id} is unsupported on ${lacking.id}, which has no ${definition.needs ?? ''}; boards that have it: ${good.join(', ')}`;
}
