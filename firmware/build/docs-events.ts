/** Section of the reference about the event window and its records. */
import { BOARDS } from '../model/boards.js';
import { EVENT_FIELDS, EVENT_KINDS, EVENT_REGISTERS, eventCapacity } from '../model/events.js';
import { HISTORY_FIRST, HISTORY_REGISTERS, HISTORY_SAMPLES, HISTORY_WORDS, historySlots } from '../model/history.js';
import { EVENT_WINDOW_COUNT, EVENT_WINDOW_START, HISTORY_WINDOW_START } from '../model/registers.js';
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
)}

The history window of ${HISTORY_REGISTERS} registers from ${HISTORY_WINDOW_START} on shows what came before: the record of the event in ${code('eventCursor')}. Register ${HISTORY_WINDOW_START} is the number of the
newest event of that tick, then come ${HISTORY_SAMPLES} snapshots of one second, the oldest first, each with the registers ${HISTORY_FIRST}–${HISTORY_FIRST + HISTORY_WORDS - 1} of the live block, and the low half of the CRC-32
of all bytes before it, the last one first. The memory holds ${historySlots({ fram: true })} of them, that of event n at place n modulo ${historySlots({ fram: true })}, Storage in its place ${historySlots({ fram: false })}; trips of one tick share the record of the last one.`;
}
