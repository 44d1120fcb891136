/**
 * Reads a device again and again, whatever happens to the link.
 */
import type { BusCounters } from '../bus/counters.js';
import type { Live } from '../device/live.js';
import { LiquidusError } from '../error.js';
import type { Link } from './connection-options.js';
import { sleep } from './terminal/stop.js';

/** Waits between attempts to connect again, ms; the last one repeats. */
const BACKOFF_MS = [250, 500, 1000, 2000, 5000, 10_000];

/** What a poll brought. */
export type Poll =
  | {
      readonly kind: 'snapshot';
      readonly live: Live;
      readonly at: Date;
      readonly counters: BusCounters | undefined;
      /** Names whose values are not known, because a recording does not hold them. */
      readonly unknown?: ReadonlySet<string>;
    }
  | { readonly kind: 'lost'; readonly error: LiquidusError; readonly since: Date };

/** How to poll. */
export interface PollOptions {
  /** Opens the link; called again after it is gone, then with true. */
  readonly open: (reopened: boolean) => Promise<Link>;
  /** Time from one read to the next, ms. */
  readonly intervalMs: number;
  /** Ends the polling. */
  readonly signal: AbortSignal;
  /** Called with the link whenever one is open. */
  readonly onLink?: (link: Link) => void;
}

function linkTrouble(error: unknown): LiquidusError {
  if (error instanceof LiquidusError && error.family === 'link') return error;
  throw error;
}

/**
 * Yields a snapshot or a loss per poll until the signal. The first connection must succeed: a wrong address is an error, not a reason to wait.
 * Throws what is no trouble of the link.
 */
export async function* poll(options: PollOptions): AsyncGenerator<Poll> {
  const { intervalMs, signal } = options;
  let link: Link | undefined = await options.open(false);
  let since: Date | undefined;
  let attempt = 0;
  try {
    options.onLink?.(link);
    while (!signal.aborted) {
      const started = performance.now();
      try {
        if (!link?.bus.isOpen) {
          link = undefined;
          link = await options.open(true);
          options.onLink?.(link);
        }
        const live = await link.device.readSnapshot({ signal });
        attempt = 0;
        since = undefined;
        yield { kind: 'snapshot', live, at: new Date(), counters: link.bus.counters };
      } catch (error) {
        const trouble = linkTrouble(error);
        if (signal.aborted) return;
        since ??= new Date();
        yield { kind: 'lost', error: trouble, since };
        if (!link?.bus.isOpen) await sleep(BACKOFF_MS[Math.min(attempt++, BACKOFF_MS.length - 1)] ?? 0, signal);
      }
      await sleep(Math.max(0, intervalMs - (performance.now() - started)), signal);
    }
  } finally {
    await link?.bus.close();
  }
}
