/** Form of a parameter, for the tables that hold them. */
import type { Profile, RegisterType } from './types.js';

/**
 * What a parameter belongs to. `setting`: may change at any time. `cell`: what the cell is and what it was filled with; `calibration`: correction of a
 * measurement. A change of either takes the signature of the commissioning away. `record`: the commissioning itself, which no master writes.
 */
export const PARAMETER_GROUPS = ['setting', 'cell', 'calibration', 'record'] as const;
export type ParameterGroup = (typeof PARAMETER_GROUPS)[number];

export interface ParameterRow {
  /** Permanent offset k from the start of the parameter area; 32-bit values at even offsets. */
  readonly offset: number;
  readonly name: string;
  readonly type: RegisterType;
  readonly unit: string;
  /** Value in `unit` = register value × `scale`. */
  readonly scale: number;
  /** Limits and default as register values. */
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
  readonly profile: Profile;
  readonly group: ParameterGroup;
  readonly doc: string;
  /** True for a parameter of one of several NaK loops: only boards that follow several have it. */
  readonly loops?: true;
  /** True for a parameter of single cells: every board that measures them has it. */
  readonly cells?: true;
  /** True for a parameter of Modbus TCP: only boards with Wi-Fi have it. */
  readonly wifi?: true;
}

/** A row; limits and default as register values. */
export function row(
  offset: number,
  name: string,
  type: RegisterType,
  unit: string,
  scale: number,
  min: number,
  fallback: number,
  max: number,
  doc: string,
  group: ParameterGroup = 'setting',
  profile: Profile = 'core',
): ParameterRow {
  return { offset, name, type, unit, scale, min, max, fallback, profile, group, doc };
}
