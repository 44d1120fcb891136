/**
 * Whether a bundle fits its board: bytes of the boot file, variables of the interpreter, time in the tick.
 */
import type { BoardRow } from '../model/boards.js';
import { TICK_MS } from '../model/control.js';
import type { Bundle } from './bundle.js';
import { estimateVariables } from './variables.js';

/** Goals of the design, Thumb-2 instructions: a fast tick, and the first live read after a snapshot. Both together may take three quarters of a period. */
const TICK_INSTRUCTIONS = 1.0e6;
const READ_INSTRUCTIONS = 1.4e6;
const SHARE = 0.75;

/** Figures of a bundle on its board. */
export interface Fit {
  readonly bytes: number;
  /** Estimate. */
  readonly variables: number;
  /** What is too large, with the figure; empty when the bundle fits. */
  readonly excess: readonly string[];
}

/** Judges a bundle. */
export function fitOf(bundle: Pick<Bundle, 'bytes' | 'text'>, row: BoardRow): Fit {
  const variables = estimateVariables(bundle.text, row);
  const excess: string[] = [];
  if (bundle.bytes > row.bundleLimit) excess.push(`${bundle.bytes} bytes, and ${row.bundleLimit} are the limit`);
  if (variables > row.variableLimit) excess.push(`about ${variables} variables, and ${row.variableLimit} are the limit`);
  if (row.speed !== undefined) {
    const ms = (TICK_INSTRUCTIONS + READ_INSTRUCTIONS) / row.speed / 1000;
    if (ms > SHARE * TICK_MS) excess.push(`about ${Math.round(ms)} ms for a tick and a read, and ${SHARE * TICK_MS} ms are the limit`);
  }
  return { bytes: bundle.bytes, variables, excess };
}
