/**
 * Everything on the map that has a name: registers and parameters, from the rows of the firmware. What reads, writes, configures or describes the device
 * by name takes it from here.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { BOARDS } from '../../firmware/model/boards.js';
import type { ParameterRow } from '../../firmware/model/parameter-row.js';
import { PARAMETERS, parametersOf } from '../../firmware/model/parameters.js';
import { LOOP_ROWS } from '../../firmware/model/loop-registers.js';
import { CELL_ROWS, MOST_CELLS, PROCESS_ROWS } from '../../firmware/model/process-registers.js';
import { CONTROL_ROWS, EXTENSION_ROWS, LIVE_ROWS, PARAMETER_START } from '../../firmware/model/registers.js';
import type { RegisterRow } from '../../firmware/model/types.js';
import { registerCount } from '../../firmware/model/types.js';
import { LiquidusError } from '../error.js';
import type { Live } from './live.js';

/** Which table of Modbus a register is in: input registers are read with function 4, holding registers with 3, 6 and 16. */
export type Table = 'input' | 'holding';

/** One name on the map. */
export interface Point {
  /** Unique here. A parameter that shares its name with a register stands as `parameter.NAME`. */
  readonly name: string;
  readonly area: (typeof AREAS)[number];
  readonly table: Table;
  readonly row: RegisterRow;
  /** Registers that it takes. */
  readonly words: number;
  /** The parameter, where it is one. */
  readonly parameter: ParameterRow | undefined;
}

/** Parts of the map, which can be named as a whole. */
export const AREAS = ['live', 'extension', 'process', 'cells', 'loops', 'control', 'parameters'] as const;

function register(area: Point['area'], table: Table, row: RegisterRow): Point {
  return { name: row.name, area, table, row, words: registerCount(row.type), parameter: undefined };
}

const REGISTERS: readonly Point[] = [
  ...LIVE_ROWS.map((row) => register('live', 'input', row)),
  ...EXTENSION_ROWS.map((row) => register('extension', 'input', row)),
  ...PROCESS_ROWS.map((row) => register('process', 'input', row)),
  ...CELL_ROWS.map((row) => register('cells', 'input', row)),
  ...LOOP_ROWS.map((row) => register('loops', 'input', row)),
  ...CONTROL_ROWS.map((row) => register('control', 'holding', row)),
];

function parameterPoint(parameter: ParameterRow): Point {
  const { name, type, unit, scale, profile, doc } = parameter;
  const access = parameter.group === 'record' ? 'ro' : 'rw';
  const row: RegisterRow = { address: PARAMETER_START + parameter.offset, name, type, unit, scale, access, profile, optional: false, doc };
  const taken = REGISTERS.some((point) => point.name === name);
  return { name: taken ? `parameter.${name}` : name, area: 'parameters', table: 'holding', row, words: registerCount(type), parameter };
}

/** All names, in the order of the map. */
export const POINTS: readonly Point[] = [...REGISTERS, ...PARAMETERS.map(parameterPoint)];

const BY_NAME = new Map([
  ...POINTS.map((point): [string, Point] => [point.name.toLowerCase(), point]),
  // A parameter may always be called by its full name.
  ...POINTS.filter(({ parameter }) => parameter).map((point): [string, Point] => [`parameter.${point.row.name}`.toLowerCase(), point]),
]);

/** Letters that have to be changed to make one word of another. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, k) => k);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let k = 1; k <= b.length; k++) {
      row.push(Math.min((above[k] ?? 0) + 1, (row[k - 1] ?? 0) + 1, (above[k - 1] ?? 0) + (a[i - 1] === b[k - 1] ? 0 : 1)));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}

/** The point of a name, capital letters or not. Throws `usage.name` with the nearest names. */
export function pointOf(name: string): Point {
  const wanted = name.toLowerCase();
  const found = BY_NAME.get(wanted);
  if (found) return found;
  const near = [...BY_NAME.keys()]
    .map((key) => ({ key, far: key.includes(wanted) && wanted.length > 2 ? 1 : distance(key, wanted) }))
    .filter(({ far }) => far <= 3)
    .sort((a, b) => a.far - b.far)
    .slice(0, 4)
    .map(({ key }) => BY_NAME.get(key)?.name ?? key);
  const hint =
    near.length > 0 ? `did you mean ${[...new Set(near)].join(', ')}?` : 'names stand in docs/registers.md, and "liquidus read --list" prints them.';
  throw new LiquidusError('usage.name', `There is no register or parameter "${name}"; ${hint}`);
}

/** Profile of the device that a snapshot is of. */
export function profileOf(live: Live): 'core' | 'full' {
  return (live.variant & 0xff) > 0 ? 'full' : 'core';
}

function boardOf(live: Live): BoardRow | undefined {
  return BOARDS.find((candidate) => candidate.number === live.variant >> 8);
}

/** What only some boards have: the most NaK loops, Modbus TCP of their own, and the most single cells. */
type Fittings = Pick<BoardRow, 'loops' | 'wifi' | 'cells'>;
const FEWEST: Fittings = { loops: 1, wifi: false, cells: 1 };

/** The same of the device of a snapshot; the fewest for a board that nobody knows. */
export function fittingsOf(live: Live): Fittings {
  return boardOf(live) ?? FEWEST;
}

/** True when a device of a profile with such fittings has the point. */
export function isFitted(point: Point, profile: 'core' | 'full', { loops, wifi, cells }: Fittings = FEWEST): boolean {
  if ((point.area === 'loops' || point.parameter?.loops) && loops < 2) return false;
  if (point.parameter?.wifi && !wifi) return false;
  if (point.row.profile === 'core' || profile === 'full') return true;
  if (cells < 2) return false;
  return point.area === 'cells' ? point.row.address % MOST_CELLS < cells : point.parameter?.cells === true;
}

/** Single cells that the device of a snapshot measures on a board of profile `core`; 0: none, or another profile. */
export function coreCells(live: Live): number {
  const { cells } = fittingsOf(live);
  return profileOf(live) === 'core' && cells > 1 ? cells : 0;
}

/** Points of the parameters that the device of a snapshot has, in the order of the map, with the limits of its board. */
export function parametersFitted(live: Live): Point[] {
  const board = boardOf(live) ?? { profile: profileOf(live), cells: 0, loops: 1, plainSerial: false, wifi: false };
  return parametersOf(board)
    .map(parameterPoint)
    .sort((a, b) => a.row.address - b.row.address);
}
