/** Writable part of the control area. */
import { BOARD } from '../board/row.js';
import { CONTROL_ROWS } from '../model/registers.js';
import { registerCount } from '../model/types.js';

const cursor = CONTROL_ROWS.filter((r) => r.name === 'eventCursor')[0];
/** Command mailbox, heartbeat and, on boards of profile `full`, forecast lie side by side; the cursor stands alone. */
const writable = CONTROL_ROWS.filter((r) => r.access === 'rw' && r !== cursor && (r.profile === 'core' || r.profile === BOARD.profile));
const last = writable[writable.length - 1];
const wide = writable.filter((r) => registerCount(r.type) > 1)[0];

export const CONTROL_FIRST = writable[0].address;
export const CONTROL_LAST = last.address + registerCount(last.type) - 1;
/** Second word of the one 32-bit register: a write must neither begin nor end between its words. */
export const SPLIT = wide.address + 1;
/** The event cursor, written alone. */
export const CURSOR = cursor.address;
