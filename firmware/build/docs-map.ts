/** Sections of the reference about the Modbus map: areas, registers, bits, states, commands, parameters. */
import { BOARDS } from '../model/boards.js';
import { COMMANDS, RESULTS } from '../model/commands.js';
import { COMMISSIONING } from '../model/commissioning.js';
import type { ResultName } from '../model/commands.js';
import { PARAMETERS, parameterWords } from '../model/parameters.js';
import type { ParameterRow } from '../model/parameter-row.js';
import { LOOP_ROWS, LOOP_WINDOW_COUNT, LOOP_WINDOW_START } from '../model/loop-registers.js';
import { CELL_ROWS, CELL_START, FULL_IMAGE_COUNT, PROCESS_ROWS, RESISTANCE_START, WATCHED_INPUTS } from '../model/process-registers.js';
import {
  CHANNEL_BITS,
  CONTROL_COUNT,
  CONTROL_ROWS,
  CONTROL_START,
  EVENT_WINDOW_COUNT,
  EVENT_WINDOW_START,
  HISTORY_WINDOW_START,
  EXTENSION_ROWS,
  EXTENSION_START,
  IMAGE_COUNT,
  INPUT_BITS,
  LIVE_COUNT,
  LIVE_ROWS,
  MODE_BITS,
  OUTPUT_BITS,
  PARAMETER_START,
} from '../model/registers.js';
import { SUNSPEC_START } from '../model/sunspec.js';
import { STATES, STATE_ROWS } from '../model/states.js';
import type { RegisterRow, RegisterType } from '../model/types.js';
import { registerCount } from '../model/types.js';
import { COIL_COUNT } from '../model/bits.js';
import { eventSection } from './docs-events.js';
import { bitSection, functionSection } from './docs-functions.js';
import { HISTORY_REGISTERS } from '../model/history.js';
import { code, scaled, table } from './docs-table.js';

/** Code that a register of this type holds when its value is not available. */
const MISSING: Readonly<Record<RegisterType, string>> = {
  u16: '0xFFFF',
  i16: '0x8000',
  u32: '0xFFFFFFFF',
  i32: '0x80000000',
  bits16: '',
  bits64: '',
};

const RESULT_WORDS: Readonly<Record<ResultName, string>> = {
  none: 'no command since the start',
  running: 'accepted and not over yet (stop); the result follows in the same register',
  done: 'executed',
  locked:
    'the key was not given, the commissioning is not signed (charge, discharge, rescue), or a trip acts that the command must not override (rescue)',
  range: 'no such command, or an argument outside its range',
  wrongState: 'not allowed in the present state',
  expired: 'the time to live of the set-point is over and the current has ended; follows done',
  failed:
    'a cause is still present (reset), a gas sensor has failed (start), the limit of that direction is 0 (charge, discharge), or Storage refused (commit, reanchor)',
  localOnly: 'this row is reset with the button at the board only',
};

const MODE_WORDS: Readonly<Record<(typeof MODE_BITS)[number], string>> = {
  remoteControl: 'a master has commanded a current; its heartbeat is needed',
  compositionAnchored: 'the composition is known',
  heatersAllowed: 'the sequencer asks for heat',
  setPointDerated: 'the commanded current is not, or not yet, the set-point',
  valuesValid: 'every value that the sequencer needs is available',
  planLimits: 'the composition controller holds a current limit down',
  forecastInForce: 'it plans for a forecast of the ambient; boards of profile full only',
  commissioned: 'the commissioning is signed: charge and discharge are not locked',
};

function span(first: number, count: number): string {
  return count > 1 ? `${first}–${first + count - 1}` : String(first);
}

function value(scale: number, unit: string): string {
  if (scale !== 1) return `${scale} ${unit}`.trim();
  return unit === '' ? '' : `1 ${unit}`;
}

function registers(rows: readonly RegisterRow[]): string {
  return table(
    ['Register', 'Name', 'Type', 'One step', 'Access', 'Not available', 'Meaning'],
    rows.map((r) => [
      span(r.address, registerCount(r.type)),
      code(r.name),
      r.type,
      value(r.scale, r.unit),
      r.access === 'ro' ? 'read' : 'read, write',
      r.optional ? MISSING[r.type] : '',
      r.doc,
    ]),
  );
}

function bits(register: string, names: readonly string[], words: (name: string) => string): string[][] {
  return names.map((name, bit) => [code(register), String(bit), code(name), words(name)]);
}

function parameterRow(p: ParameterRow): string[] {
  const [least, standard, most] = [p.min, p.fallback, p.max].map((v) => scaled(v, p.scale)) as [string, string, string];
  return [
    span(PARAMETER_START + p.offset, registerCount(p.type)),
    code(p.name),
    p.type,
    value(p.scale, p.unit),
    least,
    standard,
    most,
    p.cells ? `${p.profile}, or with single cells` : p.profile,
    p.doc,
  ];
}

const AREAS = table(
  ['Area', 'Registers', 'Table', 'Functions'],
  [
    ['live block', span(0, LIVE_COUNT), 'input', '4'],
    ['extension', span(EXTENSION_START, IMAGE_COUNT - EXTENSION_START), 'input', '4'],
    ['event window', span(EVENT_WINDOW_START, EVENT_WINDOW_COUNT), 'input', '4'],
    ['history window', span(HISTORY_WINDOW_START, HISTORY_REGISTERS), 'input', '4'],
    ['NaK loops', span(LOOP_WINDOW_START, LOOP_WINDOW_COUNT), 'input', '4'],
    ['process, profile `full`', span(IMAGE_COUNT, FULL_IMAGE_COUNT - IMAGE_COUNT), 'input', '4'],
    ['control', span(CONTROL_START, CONTROL_COUNT), 'holding', '3, 6, 16, 22, 23'],
    ['parameters', span(PARAMETER_START, parameterWords(PARAMETERS)), 'holding', '3, 6, 16, 22, 23'],
    ['coils', span(0, COIL_COUNT), 'coils', '1, 5, 15'],
    ['discrete inputs', span(0, 256), 'discrete inputs', '2'],
  ],
);

/** Everything about the map, as sections of a page. */
export function mapSections(): string {
  return `## Areas

${AREAS}

Input registers ${span(LIVE_COUNT, EXTENSION_START - LIVE_COUNT)} are reserved and read 0. Registers of the control area that are not listed read 0 and take no write.
Holding registers from ${SUNSPEC_START} on are the SunSpec map: [sunspec.md](sunspec.md).

${functionSection()}

${bitSection()}

## Live block

One request for ${LIVE_COUNT} registers from 0 on is one consistent snapshot: registers 6 and 59 hold the same number. It is rendered once a second, and in every tick in which
the state, an alarm or a warning changes.

${registers(LIVE_ROWS)}

Bits, bit 0 the least significant:

${table(
  ['Register', 'Bit', 'Name', 'Set when'],
  [
    ...bits('modeBits', MODE_BITS, (name) => MODE_WORDS[name as (typeof MODE_BITS)[number]]),
    ...bits('badChannels', CHANNEL_BITS, () => 'no value'),
    ...bits('inputs', INPUT_BITS, (name) => (name === 'localReset' ? 'pressed' : 'contact closed')),
    ...bits('outputs', OUTPUT_BITS, () => 'switched on'),
  ],
)}

## States

${table(
  ['Code', 'Name', 'Meaning'],
  STATES.map((name, number) => [String(number), code(name), STATE_ROWS[name].doc]),
)}

## Extension

${registers(EXTENSION_ROWS)}

${eventSection()}
## Process values

On boards of profile \`full\` (register 3); other boards answer with exception 2. A channel that the board lacks reads as not available and counts as bad.

${registers(PROCESS_ROWS)}

Single cells, as many as \`singleCells\` says; cells that are not there read as not available. Boards of profile \`core\` that measure them (${BOARDS.filter(
    (board) => board.profile === 'core' && board.cells > 1,
  )
    .map((board) => code(board.id))
    .join(', ')}) have ${span(CELL_START, 8)} and ${span(RESISTANCE_START, 8)}, for eight cells; between the two they read 0.

${registers(CELL_ROWS)}

Isolated NaK loops of a stack, on boards that follow several (${BOARDS.filter((board) => board.loops > 1)
    .map((board) => code(board.id))
    .join(', ')}); others answer with exception 2. Loops that are not there read as not available.

${registers(LOOP_ROWS)}

Bits of \`badInputs\` and order of the ages: ${WATCHED_INPUTS.map((name, bit) => `${bit} \`${name}\``).join(', ')}.

## Control

${registers(CONTROL_ROWS)}

A command is one write of registers 1002–1007 (function 16). The sequence number goes last: the command runs once, when it differs from register 25, and the
same request sent twice runs once. Registers 25 and 43 then hold the sequence number and the result. What needs the key is \`locked\` unless register 1000 was given both its words
within the last minute: [modbus.md](modbus.md#the-key).

${table(
  ['Code', 'Command', 'Argument, 16 bits', 'Argument, 32 bits', 'Needs a heartbeat', 'Needs the key', 'What it does'],
  COMMANDS.map((c) => [String(c.code), code(c.name), c.argument, c.argument32, c.remote ? 'yes' : '', c.keyed ? 'yes' : '', c.doc]),
)}

${table(
  ['Code', 'Result', 'Meaning'],
  RESULTS.map((name, number) => [String(number), code(name), RESULT_WORDS[name]]),
)}

## Parameters

The registers are a shadow: a write changes nothing yet. The command \`commit\` (state cold) checks the shadow as a whole, takes it over and stores it. A value outside
its range is refused at once (exception 3). 32-bit values are written whole, with function 16. Limits and defaults here are in the unit.

${table(['Register', 'Name', 'Type', 'One step', 'Least', 'Default', 'Most', 'Profile', 'Meaning'], PARAMETERS.map(parameterRow))}

Registers of the record of the commissioning (${PARAMETERS.filter((p) => p.group === 'record')
    .map((p) => code(p.name))
    .join(
      ', ',
    )}) take no write; \`calibrate\`, \`reanchor\` and \`sign\` change them. What to do: [commissioning.md](commissioning.md). Items of \`calibrate\`:

${table(
  ['Item', 'Name', 'Reference', 'One step', 'Parameter', 'Profile', 'Meaning'],
  COMMISSIONING.map((row) => [
    String(row.item),
    code(row.name),
    row.reference,
    row.reference === '' ? '' : value(row.step, row.unit),
    row.parameter === '' ? '' : code(row.parameter),
    row.profile,
    row.doc,
  ]),
)}`;
}
