/**
 * The map of a board as lines of ASCII text, so that a master can configure itself from the device alone (file 3 of function 20). A line is a
 * kind and its fields, with commas between them:
 *
 *     liquidus,MAP VERSION,BOARD,PROFILE
 *     i,ADDRESS,NAME,TYPE,UNIT,SCALE         input register
 *     h,ADDRESS,NAME,TYPE,UNIT,SCALE         holding register of the control area
 *     p,ADDRESS,NAME,TYPE,UNIT,SCALE,LEAST,DEFAULT,MOST     parameter; its limits are register values
 *     c,COIL,NAME                            coil that takes a write
 *     d,INPUT,COUNT,REGISTER                 discrete inputs: bits of an input register
 *     m,CODE,NAME                            command of the mailbox
 *     s,CODE,NAME                            state
 *     r,CODE,NAME                            result of a command
 *     f,NUMBER,ID                            fault
 */
import { COMMAND_COILS, DISCRETE_ROWS } from './bits.js';
import type { BoardRow } from './boards.js';
import { COMMANDS, RESULTS } from './commands.js';
import { FAULTS } from './faults.js';
import { PARAMETER_START, CONTROL_ROWS, EXTENSION_ROWS, LIVE_ROWS, MAP_MAJOR, MAP_MINOR } from './registers.js';
import { parametersOf } from './parameters.js';
import { LOOP_ROWS } from './loop-registers.js';
import { CELL_ROWS, PROCESS_ROWS } from './process-registers.js';
import { STATES } from './states.js';

/** Units in ASCII. */
const ASCII: Readonly<Record<string, string>> = { '°C': 'degC', kΩ: 'kohm', 'Ω·cm²': 'ohm.cm2', 'cm²': 'cm2' };

function unitText(unit: string): string {
  return ASCII[unit] ?? unit;
}

/** A row with its type and unit. */
function typed(kind: string, address: number, row: { name: string; type: string; unit: string; scale: number }): string {
  return [kind, address, row.name, row.type, unitText(row.unit), row.scale].join(',');
}

/** Lines of a board of profile `full`. */
export function mapLines(board: BoardRow): string[] {
  const inputs = LIVE_ROWS.concat(EXTENSION_ROWS, PROCESS_ROWS, CELL_ROWS, board.loops > 1 ? LOOP_ROWS : []);
  const lines = ['liquidus,' + String(MAP_MAJOR) + '.' + String(MAP_MINOR) + ',' + board.id + ',' + board.profile].concat(
    inputs.map((row) => typed('i', row.address, row)),
    CONTROL_ROWS.map((row) => typed('h', row.address, row)),
    parametersOf(board).map((row) => typed('p', PARAMETER_START + row.offset, row) + ',' + [row.min, row.fallback, row.max].join(',')),
    COMMAND_COILS.map((row) => ['c', row.address, row.name].join(',')),
    DISCRETE_ROWS.map((row) => ['d', row.address, row.count, row.register].join(',')),
    COMMANDS.map((row) => ['m', row.code, row.name].join(',')),
    STATES.map((name, code) => ['s', code, name].join(',')),
    RESULTS.map((name, code) => ['r', code, name].join(',')),
    FAULTS.map((row) => ['f', row.number, row.id].join(',')),
  );
  for (const line of lines)
    for (let i = 0; i < line.length; i++) if (line.charCodeAt(i) > 126) throw new Error('the map text has a character that is not ASCII: ' + line);
  return lines;
}
