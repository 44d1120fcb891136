/** What is true of a whole suite run. */
export interface SuiteFacts {
  readonly target: string;
  readonly board: string;
  readonly startedIso: string;
  readonly bundleSha256: string;
  readonly bundleBytes: number;
  readonly green: number;
  readonly red: number;
  readonly simSeconds: number;
  readonly wallSeconds: number;
}
