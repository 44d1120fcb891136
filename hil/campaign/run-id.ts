/**
 * Names of runs: mode, seed and number, for example `m1.42`. The name alone draws the run again.
 */
import { LiquidusError } from '../../host/error.js';
import { MODES, type Mode } from './plan.js';

const LETTERS = { mixed: 'm', quiet: 'q', pairs: 'p' } as const satisfies Record<Mode, string>;

export interface RunName {
  readonly mode: Mode;
  readonly seed: number;
  readonly index: number;
}

/** The name as text. */
export function runId({ mode, seed, index }: RunName): string {
  return `${LETTERS[mode]}${seed}.${index}`;
}

/** Throws `usage.run` when the text is no name of a run. */
export function parseRunId(text: string): RunName {
  const match = /^([mqp])(\d{1,9})\.(\d{1,9})$/.exec(text);
  if (!match) throw new LiquidusError('usage.run', `"${text}" names no run; write it as the campaign prints it, for example m1.42.`);
  const mode = MODES.find((name) => LETTERS[name] === match[1]) ?? 'mixed';
  return { mode, seed: Number(match[2]), index: Number(match[3]) };
}
