/** What the vectors need to know of a Liquidus board. */
import type { BoardRow } from '../../firmware/model/boards.js';
import { parameterRow, parametersOf, parameterWords } from '../../firmware/model/parameters.js';
import { FULL_IMAGE_COUNT } from '../../firmware/model/process-registers.js';
import { CONTROL_ROWS, CONTROL_START, IMAGE_COUNT, PARAMETER_START } from '../../firmware/model/registers.js';
import type { Device } from './vector.js';

/** Function codes that every board answers, and those that boards of profile `full` answer besides. */
const FUNCTIONS = { core: [3, 4, 6, 16], full: [] } as const;

/** The vectors' places on the map of a board. */
export function deviceOf(board: BoardRow): Device {
  const cursor = CONTROL_ROWS.find((r) => r.name === 'eventCursor');
  const [first, second, wide] = ['nakFlowSet', 'catholyteFlowSet', 'anchorMetalMass'].map(parameterRow);
  if (!cursor || !first || !second || !wide || second.offset !== first.offset + 1)
    throw new Error('the map has changed: choose other registers for the vectors');
  return {
    functions: board.profile === 'core' ? FUNCTIONS.core : [...FUNCTIONS.core, ...FUNCTIONS.full],
    free: cursor.address,
    pair: { address: PARAMETER_START + first.offset, good: [first.min, second.min], better: [first.max, second.max], bad: second.max + 1 },
    wide: PARAMETER_START + wide.offset,
    readOnly: CONTROL_START,
    holding: { start: PARAMETER_START, count: parameterWords(parametersOf(board)) },
    input: { start: 0, count: board.profile === 'core' ? IMAGE_COUNT : FULL_IMAGE_COUNT },
  };
}
