/** What the vectors need to know of a Liquidus board. */
import { COIL_COUNT, DISCRETE_ROWS, OUTPUT_COILS } from '../../firmware/model/bits.js';
import type { BoardRow } from '../../firmware/model/boards.js';
import { FILE } from '../../firmware/model/files.js';
import { parameterRow, parametersOf, parameterWords } from '../../firmware/model/parameters.js';
import { FULL_IMAGE_COUNT } from '../../firmware/model/process-registers.js';
import { CONTROL_ROWS, CONTROL_START, IMAGE_COUNT, PARAMETER_START } from '../../firmware/model/registers.js';
import type { Device } from './vector.js';

/** Function codes that every board answers, and those that boards of profile `full` answer besides: typed in here, so that one that is lost shows. */
const CORE = [1, 2, 3, 4, 5, 6, 8, 15, 16, 17, 22, 43];
const FULL = [7, 11, 12, 20, 21, 23, 24];

/** The vectors' places on the map of a board. */
export function deviceOf(board: BoardRow): Device {
  const cursor = CONTROL_ROWS.find((r) => r.name === 'eventCursor');
  const [first, second, wide] = ['nakFlowSet', 'catholyteFlowSet', 'anchorMetalMass'].map(parameterRow);
  if (!cursor || !first || !second || !wide || second.offset !== first.offset + 1)
    throw new Error('the map has changed: choose other registers for the vectors');
  return {
    functions: board.profile === 'core' ? CORE : [...CORE, ...FULL],
    free: cursor.address,
    pair: { address: PARAMETER_START + first.offset, good: [first.min, second.min], better: [first.max, second.max], bad: second.max + 1 },
    wide: PARAMETER_START + wide.offset,
    readOnly: CONTROL_START + 1,
    key: CONTROL_START,
    holding: { start: PARAMETER_START, count: parameterWords(parametersOf(board)) },
    input: { start: 0, count: board.profile === 'core' ? IMAGE_COUNT : FULL_IMAGE_COUNT },
    coils: { count: COIL_COUNT, idle: 0, readOnly: OUTPUT_COILS },
    discrete: { count: DISCRETE_ROWS.reduce((end, row) => Math.max(end, row.address + row.count), 0) },
    parameterFile: FILE.parameters,
  };
}
