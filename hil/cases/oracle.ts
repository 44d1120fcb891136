/**
 * What every check of the protection table must do, from the hand-written limits (test/oracle). The firmware's rows say only which checks there
 * are, which signal each reads and how often; no level, time or reaction comes from them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { boardRow } from '../../firmware/model/boards.js';
import { checksOf } from '../../firmware/model/faults.js';
import { LiquidusError } from '../../host/error.js';

/** Words of the reactions in the oracle. */
export type ReactionWord =
  'X' | 'S' | 'Sd' | 'Sc' | 'H0' | 'R' | 'D' | 'W' | 'nakPump0' | 'catholytePump0' | 'nakPumpSlow' | 'purge' | 'scrubber' | 'worstComposition';

/** A row of `test/oracle/limits.json`. Levels are in `unit`. */
export interface Limit {
  readonly fault: string;
  readonly check: string;
  readonly what: string;
  readonly unit: string;
  readonly side: 'high' | 'low';
  readonly warn: number | null;
  readonly trip: number | null;
  readonly debounceWarnMs?: number;
  readonly debounceTripMs?: number;
  readonly hysteresis?: number;
  readonly releaseAt?: number;
  readonly releaseMs?: number;
  readonly blockedAtLeastMs?: number;
  readonly resetBy: 'itself' | 'operator' | 'local';
  readonly reaction: readonly ReactionWord[];
}

/** A level of a check, in steps of its signal. */
export interface CaseLevel {
  readonly at: number;
  readonly debounceMs: number;
  /** Value at which it lets go; absent where the table says none. */
  readonly release?: number;
}

export interface CaseRow {
  readonly check: string;
  readonly fault: string;
  /** Permanent number of the fault: its alarm bit is one less. */
  readonly number: number;
  readonly what: string;
  readonly board: string;
  readonly signal: string;
  /** Signal steps per unit of the level. */
  readonly steps: number;
  /** One step towards the fault. */
  readonly worse: 1 | -1;
  readonly healthy: number;
  /** Distance of two readings, ms. */
  readonly periodMs: number;
  readonly warn: CaseLevel | undefined;
  readonly trip: CaseLevel | undefined;
  readonly releaseMs: number;
  readonly resetBy: 'itself' | 'operator' | 'local';
  readonly reaction: readonly ReactionWord[];
}

/** The hand-written data behind the cases. */
export interface CaseOracle {
  readonly rows: readonly CaseRow[];
  /** A value of every signal that no check minds, in its steps. */
  readonly healthy: ReadonlyMap<string, number>;
}

/** Boards of the cases: the first one that carries a check runs it. */
const BOARDS: readonly string[] = ['pico', 'esp32', 'rp2040-flash'];
/** Distance of two readings of a fast and of a slow check, ms (docs/design.md). */
const PERIOD_MS = { fast: 100, slow: 1000 } as const;

function read<T>(folder: string, file: string): T {
  const path = join(folder, file);
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    throw new LiquidusError(
      'usage.oracle',
      `The limits could not be read from ${path}; go to the root of the clone, or name the folder with --oracle.`,
      {
        cause: error,
      },
    );
  }
}

/** Fault numbers: Pnn has nn, Fnn has 38 + nn, rows beyond count from 51 (docs/registers.md). */
function numberOf(fault: string): number {
  return Number(fault.slice(1)) + (fault.startsWith('F') ? 38 : fault.startsWith('X') ? 50 : 0);
}

function level(limit: Limit, steps: number, at: number | null, debounceMs: number | undefined): CaseLevel | undefined {
  if (at === null) return undefined;
  const worse = limit.side === 'high' ? 1 : -1;
  const release = limit.releaseAt ?? (limit.hysteresis ? at - worse * limit.hysteresis : undefined);
  return { at: Math.round(at * steps), debounceMs: debounceMs ?? 0, ...(release === undefined ? {} : { release: Math.round(release * steps) }) };
}

/** Reads the oracle from a folder. `boards`: where a check is run, the first that carries it. Throws `usage.oracle` when a file is missing, or when the firmware has a check that the oracle does not know. */
export function readOracle(folder: string, boards: readonly string[] = BOARDS): CaseOracle {
  const limits = ['limits.json', 'beyond.json'].flatMap((file) => read<{ limits: Limit[] }>(folder, file).limits);
  const { signals } = read<{ signals: Record<string, { steps: number; healthy: number }> }>(folder, 'signals.json');
  const rows = new Map<string, CaseRow>();
  for (const board of boards) {
    for (const check of checksOf(boardRow(board))) {
      if (rows.has(check.id)) continue;
      const limit = limits.find((candidate) => candidate.check === check.id);
      const signal = signals[check.signal];
      if (!limit || !signal)
        throw new LiquidusError(
          'usage.oracle',
          `Check ${check.id} on ${check.signal} has no limit or no signal in ${folder}; write it down by hand first.`,
        );
      rows.set(check.id, {
        check: check.id,
        fault: limit.fault,
        number: numberOf(limit.fault),
        what: limit.what,
        board,
        signal: check.signal,
        steps: signal.steps,
        worse: limit.side === 'high' ? 1 : -1,
        healthy: Math.round(signal.healthy * signal.steps),
        periodMs: PERIOD_MS[check.rate],
        warn: level(limit, signal.steps, limit.warn, limit.debounceWarnMs),
        trip: level(limit, signal.steps, limit.trip, limit.debounceTripMs),
        releaseMs: limit.releaseMs ?? limit.blockedAtLeastMs ?? 0,
        resetBy: limit.resetBy,
        reaction: limit.reaction,
      });
    }
  }
  const healthy = new Map(Object.entries(signals).map(([name, row]): [string, number] => [name, Math.round(row.healthy * row.steps)]));
  return { rows: [...rows.values()], healthy };
}
