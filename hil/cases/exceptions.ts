/** Cases that make no sense for a row, with a written reason each, and rows that share their alarm bit with a sibling. */
import { readFileSync } from 'node:fs';
import { LiquidusError } from '../../host/error.js';
import { CASES, type CaseName } from './case.js';

/** What is special about a row. */
export interface RowException {
  /** Why a case makes no sense for it. */
  readonly reasons: Readonly<Partial<Record<CaseName, string>>>;
  /** How its trip is told from that of a sibling with the same bit: by the contactor, which only it opens, or because it comes before the sibling's. */
  readonly tellBy?: 'contactor' | 'early';
  /** Numbers of the faults that must trip with it. */
  readonly with: readonly number[];
}

interface ExceptionFile {
  /** Why a row without a debounce has no pulse that is too short. */
  readonly noDebounce: string;
  readonly rows: Readonly<Record<string, { reasons?: Record<string, string>; tellBy?: 'contactor' | 'early'; with?: number[]; because?: string }>>;
}

/** What the data file says about the rows. */
export interface Exceptions {
  /** Why a row that acts at its first reading has no pulse that is too short. */
  readonly noDebounce: string;
  /** The exception of a check, or one that says nothing special. */
  of(check: string): RowException;
}

const NOTHING: RowException = { reasons: {}, with: [] };

/** Reads the exceptions that belong to the cases. */
export function readExceptions(): Exceptions {
  const path = new URL('./exceptions.json', import.meta.url);
  const { noDebounce, rows } = JSON.parse(readFileSync(path, 'utf8')) as ExceptionFile;
  const all = new Map(
    Object.entries(rows).map(([check, row]): [string, RowException] => {
      for (const name of Object.keys(row.reasons ?? {}))
        if (!(CASES as readonly string[]).includes(name))
          throw new LiquidusError('internal.cases', `${check} in exceptions.json names the case "${name}"`);
      return [check, { reasons: row.reasons ?? {}, with: row.with ?? [], ...(row.tellBy ? { tellBy: row.tellBy } : {}) }];
    }),
  );
  return { noDebounce, of: (check) => all.get(check) ?? NOTHING };
}
