/** Where the writable registers of the control area lie, as offsets from its start. */
import { BOARD } from '../board/row.js';
import { CONTROL_ROWS, CONTROL_START } from '../model/registers.js';
import { registerCount } from '../model/types.js';

function offsetOf(name: string): number {
  for (const r of CONTROL_ROWS) if (r.name === name) return r.address - CONTROL_START;
  throw new Error('no control register ' + name);
}

if (offsetOf('unlock') !== 0) throw new Error('the key does not lie at the start of the control area');
/** The event cursor, written alone. */
export const CURSOR_OFFSET = offsetOf('eventCursor');
export const HEARTBEAT_OFFSET = offsetOf('heartbeat');
export const FORECAST_OFFSET = offsetOf('forecastAmbient');

/** Command mailbox, heartbeat and, on boards of profile `full`, forecast lie side by side. */
const writable = CONTROL_ROWS.filter(
  (r) => r.access === 'rw' && r.name !== 'unlock' && r.name !== 'eventCursor' && (r.profile === 'core' || r.profile === BOARD.profile),
);
const last = writable[writable.length - 1];

export const FIRST_OFFSET = writable[0].address - CONTROL_START;
export const LAST_OFFSET = last.address + registerCount(last.type) - 1 - CONTROL_START;
/** Second word of the one 32-bit register: a write must neither begin nor end between its words. */
export const SPLIT_OFFSET = writable.filter((r) => registerCount(r.type) > 1)[0].address + 1 - CONTROL_START;
