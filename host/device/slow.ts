/**
 * What changes slowly: the extension block, on boards of profile `full` process values and single cells, on others that measure those the single cells.
 */
import { CELL_ROWS, CELL_START, MOST_CELLS, PROCESS_ROWS, RESISTANCE_START } from '../../firmware/model/process-registers.js';
import { EXTENSION_ROWS, EXTENSION_START } from '../../firmware/model/registers.js';
import { registerCount } from '../../firmware/model/types.js';
import type { Words } from './codec.js';
import { decodeNumber } from './codec.js';

/** Registers of the process values and the cells behind them: 60, one read. */
const FULL_ROWS = [...PROCESS_ROWS, ...CELL_ROWS];
export const PROCESS_START = Math.min(...FULL_ROWS.map((row) => row.address));
export const PROCESS_COUNT = Math.max(...FULL_ROWS.map((row) => row.address + registerCount(row.type))) - PROCESS_START;

/** Registers of the single cells of a board of profile `core` that measures `cells` of them: one read, with a gap in it. */
export function cellWords(cells: number): { readonly start: number; readonly count: number } {
  return { start: CELL_START, count: RESISTANCE_START + cells - CELL_START };
}

/** Slow values by the names of their registers, in their units; null: not available. */
export interface Slow {
  readonly newestEvent: number;
  readonly values: Readonly<Record<string, number | null>>;
}

/** Decodes the extension block, and the process block where the device has one. */
export function decodeSlow(extension: Words, process: Words | undefined): Slow {
  const values = extensionValues(extension);
  if (process) for (const row of FULL_ROWS) values[row.name] = decodeNumber(row, process, PROCESS_START);
  return { newestEvent: values['newestEvent'] ?? 0, values };
}

/** The same of a board of profile `core` that measures `cells` single cells; `words`: those of `cellWords`. */
export function decodeSlowCells(extension: Words, words: Words, cells: number): Slow {
  const values = extensionValues(extension);
  for (const row of CELL_ROWS) if (row.address % MOST_CELLS < cells) values[row.name] = decodeNumber(row, words, CELL_START);
  return { newestEvent: values['newestEvent'] ?? 0, values };
}

function extensionValues(extension: Words): Record<string, number | null> {
  const values: Record<string, number | null> = {};
  for (const row of EXTENSION_ROWS) if (row.type !== 'bits64') values[row.name] = decodeNumber(row, extension, EXTENSION_START);
  return values;
}
