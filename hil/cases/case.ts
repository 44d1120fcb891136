/** The eight cases that every row of the protection table owns, and what became of them. */

export const CASES = ['no false trip', 'just below', 'debounce too short', 'at the limit', 'detect', 'react in time', 'recover', 'latch'] as const;
export type CaseName = (typeof CASES)[number];

export interface CaseVerdict {
  readonly name: CaseName;
  readonly outcome: 'green' | 'red' | 'not applicable';
  /** What was seen and what was wanted, or why the case makes no sense for the row. */
  readonly detail: string;
}

/** What one row's run has shown. */
export interface RowResult {
  readonly check: string;
  readonly board: string;
  readonly verdicts: readonly CaseVerdict[];
  readonly simSeconds: number;
}
