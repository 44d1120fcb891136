/**
 * The tables of the map as the API tells them, so that a page is built from the rows and from nothing else.
 */
import { CHECKS } from '../../firmware/model/faults.js';
import { CELL_ROWS, PROCESS_ROWS } from '../../firmware/model/process-registers.js';
import { INPUT_BITS, LIVE_ROWS, MODE_BITS, OUTPUT_BITS } from '../../firmware/model/registers.js';
import { STATE_ROWS, STATES } from '../../firmware/model/states.js';
import type { CheckRow, RegisterRow } from '../../firmware/model/types.js';
import { OWN_MAP } from '../device/identity.js';
import { CHANNELS, VALUE_ROWS } from '../record/channels.js';
import type * as v from 'valibot';
import type { RegisterShape, RegistersShape } from './api.js';

/** Registers whose value is judged under another name: the signal of the check, and the register that shows it. */
const SHOWN_AS: Readonly<Record<string, string>> = { marginNaRich: 'margin', marginKRich: 'margin', hottestTemp: 'cellTemp' };

function blockOf(row: RegisterRow): RegisterShape['block'] {
  if (LIVE_ROWS.includes(row)) return 'live';
  if (PROCESS_ROWS.includes(row)) return 'process';
  return CELL_ROWS.includes(row) ? 'cells' : 'extension';
}

function limitsOf(row: RegisterRow): RegisterShape['limits'] {
  const judged = (check: CheckRow): boolean => (SHOWN_AS[check.signal] ?? check.signal) === row.name && check.unit === row.unit;
  return CHECKS.filter(judged).map(({ id, fault, side, warn, trip, tripParameter, unit }) => ({
    check: id,
    fault,
    side,
    warn,
    trip,
    parameter: tripParameter ?? null,
    unit,
  }));
}

function shapeOf(row: RegisterRow): RegisterShape {
  const { name, address, type, unit, scale, optional, doc } = row;
  const digits = Math.max(0, Math.round(-Math.log10(scale)));
  return { name, block: blockOf(row), address, type, unit, scale, digits, optional, trend: CHANNELS.includes(name), doc, limits: limitsOf(row) };
}

/** Unit of a channel. */
export function unitOfChannel(channel: string): string {
  return VALUE_ROWS.find((row) => row.name === channel)?.unit ?? '';
}

/** All tables. */
export function registerTables(): v.InferOutput<typeof RegistersShape> {
  return {
    map: OWN_MAP,
    registers: VALUE_ROWS.map(shapeOf),
    states: STATES.map((state) => ({ state, doc: STATE_ROWS[state].doc })),
    modes: [...MODE_BITS],
    inputs: [...INPUT_BITS],
    outputs: [...OUTPUT_BITS],
  };
}
