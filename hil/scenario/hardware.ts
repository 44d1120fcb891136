/** Suites on real boards: in a thread of their own, because they block while real time passes. */
import { Worker } from 'node:worker_threads';
import { LiquidusError, type ErrorCode } from '../../host/error.js';
import type { ByteStream } from '../../host/bus/stream.js';
import { STIMULATED_BOARD } from '../../firmware/model/stimulus.js';
import { Board } from '../target/board/board.js';
import { Link, type LinkEnd, serveLink } from '../target/board/link.js';
import { unsupported } from '../target/board/lost.js';
import type { Target, TargetName } from '../target/target.js';
import type { BundleUnderTest } from './bundle-file.js';
import type { SuiteFacts } from './suite-facts.js';
import { runSuite, type SuiteOptions } from './suite.js';
import type { Hardware } from './targets.js';

/** What the thread is told. */
export interface HardwareOrder {
  readonly suite: Omit<SuiteOptions, 'onProgress' | 'hardware'>;
  readonly bundle: BundleUnderTest;
  readonly link: LinkEnd;
}

/** What a suite on boards leaves: everything but the results themselves, which stay in the thread. */
export interface HardwareOutcome {
  readonly facts: SuiteFacts;
  readonly table: string;
  readonly written: readonly string[];
  readonly verdicts: readonly { readonly id: string; readonly verdict: 'green' | 'red'; readonly simSeconds: number; readonly wallSeconds: number }[];
}

/** What the thread says. */
export type HardwareReport =
  { readonly progress: string } | { readonly outcome: HardwareOutcome } | { readonly failed: { readonly code: ErrorCode; readonly message: string } };

/** Makes targets of a kind on the boards behind a link, one after the other: all of them are the same boards. */
export function hardwareOf(target: TargetName, own: BundleUnderTest, link: Link): Hardware {
  let begun = false;
  return (bundle): Target => {
    if (bundle.board !== own.board)
      throw unsupported(
        target,
        `a scenario for the board ${bundle.board}`,
        `a ${own.board} is connected, so only scenarios that name no other board run`,
      );
    const stopped = !begun;
    begun = true;
    if (target !== 'bench-board') return new Board({ board: bundle.board, ports: link, stopped });
    if (bundle.board !== STIMULATED_BOARD)
      throw unsupported(
        target,
        `the board ${bundle.board}`,
        `the second board can play the pins of a ${STIMULATED_BOARD} only; chips on I2C and SPI cannot be played by an Espruino`,
      );
    return new Board({ name: target, board: bundle.board, bundleSha256: bundle.sha256, ports: link });
  };
}

/** Runs a suite in this thread. */
export function runHardware({ suite, bundle, link }: HardwareOrder, onProgress: (line: string) => void): HardwareOutcome {
  const { results, facts, table, written } = runSuite({
    ...suite,
    bundle,
    hardware: hardwareOf(suite.target, bundle, new Link(link)),
    onProgress,
  });
  const verdicts = results.map(({ scenario, verdict, simSeconds, wallSeconds }) => ({ id: scenario.id, verdict, simSeconds, wallSeconds }));
  return { facts, table, written, verdicts };
}

/** The thread in the form in which this file runs: compiled, or as a source. */
function threadFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './hardware-thread.ts' : './hardware-thread.js', import.meta.url);
}

/** How a suite is run in a thread of its own. */
export interface HardwareRun extends Omit<HardwareOrder, 'link'> {
  /** Open ports by their names (`CONSOLE_PORT`, `LINE_PORT`). */
  readonly ports: Readonly<Record<string, ByteStream>>;
  readonly onProgress: (line: string) => void;
  /** Ends the run where it stands. */
  readonly signal: AbortSignal;
}

/** Runs a suite on boards. Undefined when the signal ended it. Rejects with the thread's `LiquidusError`. */
export async function runInThread({ ports, onProgress, signal, ...order }: HardwareRun): Promise<HardwareOutcome | undefined> {
  const { end, close } = serveLink(ports);
  const worker = new Worker(threadFile(), { workerData: { ...order, link: end } satisfies HardwareOrder, transferList: [end.messages] });
  try {
    return await new Promise<HardwareOutcome | undefined>((resolve, reject) => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener('abort', () => resolve(undefined));
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the thread of the bench ended by itself')));
      worker.on('message', (message: HardwareReport) => {
        if ('progress' in message) onProgress(message.progress);
        else if ('outcome' in message) resolve(message.outcome);
        else reject(new LiquidusError(message.failed.code, message.failed.message));
      });
    });
  } finally {
    worker.removeAllListeners('exit');
    await worker.terminate();
    close();
  }
}
