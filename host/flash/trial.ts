/**
 * Whether a program that was just flashed works: somebody who talks Modbus with it says that it is the one that was flashed, and that it has started
 * since. `liquidus flash --modbus` asks the line itself, the commissioning page asks the daemon.
 */
import { pause } from '../bytes.js';
import { LiquidusError } from '../error.js';

/** Longest wait for the first good snapshot, ms: start, self-test and a few requests. */
const TRIAL_MS = 30_000;
/** Time between two attempts, ms. */
const AGAIN_MS = 500;
/** The start began before the trial, and the board's clock counts whole seconds, s. A program that did not start anew has run for longer. */
const MARGIN_S = 10;
/** Digits of the bundle's hash that the map shows. */
const SHOWN_DIGITS = 16;

/** What a snapshot and the identity say. */
export interface Seen {
  /** State in words. */
  readonly state: string;
  /** s since the start. */
  readonly uptime: number;
  readonly bundleHash: string | null;
}

/** Refuses what is not the flashed program, newly started. Throws `refused.trial`. */
function judge({ state, uptime, bundleHash }: Seen, sha256: string, sinceStart: number): string {
  if (bundleHash !== sha256.slice(0, SHOWN_DIGITS)) {
    throw new LiquidusError(
      'refused.trial',
      `the board at this line runs the bundle ${bundleHash ?? 'without a hash'} and not the one that was flashed; is it the same board?`,
    );
  }
  if (uptime > sinceStart) throw new LiquidusError('refused.trial', `the program has been running for ${uptime} s, so it did not start anew`);
  return `snapshot in state ${state}, bundle SHA-256 ${bundleHash}…, ${uptime} s after its start`;
}

/** A trial: the first good snapshot within 30 s, or the last thing that was wrong. `look` rejects with `LiquidusError` while there is none. */
export function trialBy(look: () => Promise<Seen>, sha256: string, waitMs = TRIAL_MS): (signal: AbortSignal) => Promise<string> {
  return async (signal) => {
    const start = performance.now();
    for (;;) {
      try {
        return judge(await look(), sha256, (performance.now() - start) / 1000 + MARGIN_S);
      } catch (error) {
        if (!(error instanceof LiquidusError)) throw error;
        if (signal.aborted || performance.now() - start > waitMs)
          throw new LiquidusError('refused.trial', `no good snapshot within ${waitMs / 1000} s: ${error.message}`, { cause: error });
      }
      await pause(AGAIN_MS);
    }
  };
}
