import type { BundleUnderTest } from './bundle-file.js';
import type { Difference } from '../report/baseline.js';
import type { CoverHits } from './cover.js';

/** What is true of a whole suite run. */
export interface SuiteFacts {
  readonly target: string;
  /** Options that a command needs to run a scenario in the same way again: target, board, ports. */
  readonly again: readonly string[];
  readonly startedIso: string;
  /** The bundles that ran, that of the run's own board first. */
  readonly bundles: readonly Pick<BundleUnderTest, 'board' | 'sha256' | 'bytes'>[];
  readonly green: number;
  readonly red: number;
  readonly simSeconds: number;
  readonly wallSeconds: number;
  /** What the runs have met, together. */
  readonly covers: readonly CoverHits[];
  /** What differs from an earlier run; absent when there was none to compare with. */
  readonly baseline?: { readonly startedIso: string; readonly differences: readonly Difference[] };
}
