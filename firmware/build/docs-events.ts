/** Section of the reference about the event window and its records. */
import { BOARDS } from '../model/boards.js';
import { EVENT_FIELDS, EVENT_KINDS, EVENT_REGISTERS, eventCapacity } from '../model/events.js';
import { EVENT_WINDOW_COUNT, EVENT_WINDOW_START } from '../model/registers.js';
import { code, table } from './docs-table.js';

const bits = (shift: number, count: number): string => (count === 16 ? '' : count === 1 ? String(shift) : `${shift}–${shift + count - 1}`);

const CAPACITIES = BOARDS.map((b) => `${eventCapacity(b)} on ${b.title}`).join(', ');

/** The section. */
export function eventSection(): string {
  return `## Events

The newest event has the number in register 92. The window of ${EVENT_WINDOW_COUNT} registers from ${EVENT_WINDOW_START} on shows ${EVENT_WINDOW_COUNT / EVENT_REGISTERS} records, the first one that of the
event whose number is in holding register 1020 (${code('eventCursor')}): write the number, then read. The memory is a ring (${CAPACITIES} records): a place
whose record has another number than its own was overwritten, or not written yet; records behind the end of the ring are not shown, so move the cursor there. A record counts only when its CRC is right.

${table(
  ['Register', 'Bits', 'Name', 'Meaning'],
  EVENT_FIELDS.map((f) => [String(f.register), bits(f.shift, f.bits), code(f.name), f.doc]),
)}

${table(
  ['Code', 'Kind', 'Profile', 'What it is'],
  EVENT_KINDS.map((k) => [String(k.code), code(k.name), k.profile, k.doc]),
)}`;
}
