/**
 * Whether a program that was just flashed works: it answers over Modbus, it is the one that was flashed, and it has started since.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { stateName } from '../device/outcome.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags } from './connection-options.js';
import { withDevice } from './connection-options.js';

/** Longest wait for the first good snapshot, ms: start, self-test and a few requests. */
const TRIAL_MS = 30_000;
/** Time between two attempts, ms. */
const AGAIN_MS = 500;
/** The start began before the trial, and the board's clock counts whole seconds, s. A program that did not start anew has run for longer. */
const MARGIN_S = 10;
/** Digits of the bundle's hash that the map shows. */
const SHOWN_DIGITS = 16;

/** One look. Rejects with what is wrong. */
async function look(flags: ConnectionFlags, sha256: string, sinceStart: () => number): Promise<string> {
  return withDevice(flags, async ({ device }) => {
    const live = await device.readSnapshot();
    const { bundleHash } = await device.identify();
    if (bundleHash !== sha256.slice(0, SHOWN_DIGITS)) {
      throw new LiquidusError(
        'refused.trial',
        `the board at this line runs the bundle ${bundleHash ?? 'without a hash'} and not the one that was flashed; is it the same board?`,
      );
    }
    if (live.uptime > sinceStart())
      throw new LiquidusError('refused.trial', `the program has been running for ${live.uptime} s, so it did not start anew`);
    return `snapshot in state ${stateName(live.state)}, bundle SHA-256 ${bundleHash}…, ${live.uptime} s after its start`;
  });
}

/** A trial over a Modbus line: the first good snapshot within 30 s, or the last thing that was wrong. */
export function trialOver(flags: ConnectionFlags, sha256: string, waitMs = TRIAL_MS): (signal: AbortSignal) => Promise<string> {
  return async (signal) => {
    const start = performance.now();
    const sinceStart = (): number => (performance.now() - start) / 1000 + MARGIN_S;
    for (;;) {
      try {
        return await look(flags, sha256, sinceStart);
      } catch (error) {
        if (!(error instanceof LiquidusError)) throw error;
        if (signal.aborted || performance.now() - start > waitMs)
          throw new LiquidusError('refused.trial', `no good snapshot within ${waitMs / 1000} s: ${error.message}`, { cause: error });
      }
      await pause(AGAIN_MS);
    }
  };
}
