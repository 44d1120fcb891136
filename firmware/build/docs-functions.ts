/** Sections of the reference about functions, coils, discrete inputs and device identification. */
import { COIL_COUNT, COMMAND_COILS, DISCRETE_ROWS, EXCEPTION_STATUS, OUTPUT_COILS } from '../model/bits.js';
import { FILE_ROWS } from '../model/files.js';
import { FUNCTIONS } from '../model/functions.js';
import { code, table } from './docs-table.js';

/** Functions that a board answers. */
export function functionSection(): string {
  return `## Functions

${table(
  ['Code', 'Function', 'Profile', 'Broadcast', 'Modbus TCP', 'On this device'],
  FUNCTIONS.slice()
    .sort((a, b) => a.code - b.code)
    .map((f) => [String(f.code), f.name, f.roomy ? f.profile + ', roomy' : f.profile, f.broadcast ? 'yes' : '', f.serialOnly ? 'no' : 'yes', f.doc]),
)}

Boards of profile \`core\` answer those of profile \`full\`, and all boards any other function, with exception 1. Roomy: boards with 64 KiB of Storage or more. Modbus TCP, on boards with Wi-Fi: what is of the serial line only has exception 1 there. What each of them does in detail, and what differs from the specification: [modbus.md](modbus.md).

Files of functions 20 and 21, reference type 6:

${table(
  ['File', 'Name', 'Records'],
  FILE_ROWS.map((f) => [String(f.number), code(f.name), f.doc]),
)}

Function 7, bit 0 first: ${EXCEPTION_STATUS.join('; ')}.`;
}

/** Coils and discrete inputs. */
export function bitSection(): string {
  const last = OUTPUT_COILS - 1;
  return `## Coils

${table(
  ['Coil', 'Name', 'Meaning'],
  [
    ...COMMAND_COILS.map((c) => [String(c.address), code(c.name), c.doc]),
    [`${COMMAND_COILS.length}–${last}`, '', 'reserved; read off, refuse writes with exception 2'],
    [`${OUTPUT_COILS}–${COIL_COUNT - 1}`, code('outputs'), 'bits of register 57 as they are now; refuse writes with exception 2'],
  ],
)}

## Discrete inputs

All of one request are of one snapshot, that of the live block.

${table(
  ['Inputs', 'Register', 'Input k of these is on when'],
  DISCRETE_ROWS.map((r) => [`${r.address}–${r.address + r.count - 1}`, code(r.register), r.doc]),
)}`;
}
