/** Scenarios on real boards: in a thread of their own, because they block while real time passes. */
import { Worker } from 'node:worker_threads';
import { LiquidusError, type ErrorCode } from '../../host/error.js';
import type { ByteStream } from '../../host/bus/stream.js';
import { Board } from '../target/board/board.js';
import { Link, type LinkEnd, serveLink } from '../target/board/link.js';
import type { TargetName } from '../target/target.js';
import { type Agreement, compareTargets } from './agreement.js';
import { refuseOnHardware } from './board-fit.js';
import type { BundleUnderTest } from './bundle-file.js';
import type { SuiteFacts } from './suite-facts.js';
import { loadScenarios, runSuite, scenarioFiles, type SuiteOptions } from './suite.js';
import type { Hardware } from './targets.js';

/** What can be done on boards, and what it leaves. */
export interface BoardWork {
  /** A suite. */
  readonly run: HardwareOutcome;
  /** The same scenarios on the emulator and on the boards. */
  readonly compare: readonly Agreement[];
}

/** What the thread is told. */
export interface HardwareOrder {
  readonly work: keyof BoardWork;
  readonly suite: Omit<SuiteOptions, 'onProgress' | 'hardware' | 'bundle'>;
  readonly bundle: BundleUnderTest;
  /** Bundle of the emulator in a comparison, when it is another one. */
  readonly against?: BundleUnderTest;
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
  | { readonly progress: string }
  | { readonly outcome: BoardWork[keyof BoardWork] }
  | { readonly failed: { readonly code: ErrorCode; readonly message: string } };

/** Makes targets of a kind on the boards behind a link, one after the other: all of them are the same boards. */
export function hardwareOf(target: TargetName, link: Link): Hardware {
  let begun = false;
  return ({ board, sha256 }) => {
    const stopped = !begun;
    begun = true;
    return target === 'bench-board'
      ? new Board({ name: target, board, bundleSha256: sha256, ports: link })
      : new Board({ board, ports: link, stopped });
  };
}

/** Does the work in this thread. */
export function workOnHardware(
  { work, suite, bundle, against, link }: HardwareOrder,
  onProgress: (line: string) => void,
): BoardWork[keyof BoardWork] {
  refuseOnHardware(loadScenarios(scenarioFiles(suite.files)), suite.target, bundle.board);
  const hardware = hardwareOf(suite.target, new Link(link));
  if (work === 'compare')
    return compareTargets({ files: suite.files, targets: ['emulator', suite.target], bundle, ...(against ? { against } : {}), hardware, onProgress });
  const { results, facts, table, written } = runSuite({ ...suite, bundle, hardware, onProgress });
  const verdicts = results.map(({ scenario, verdict, simSeconds, wallSeconds }) => ({ id: scenario.id, verdict, simSeconds, wallSeconds }));
  return { facts, table, written, verdicts };
}

/** The thread in the form in which this file runs: compiled, or as a source. */
function threadFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './hardware-thread.ts' : './hardware-thread.js', import.meta.url);
}

/** How work is done in a thread of its own. */
export interface HardwareRun<W extends keyof BoardWork> extends Omit<HardwareOrder, 'link'> {
  readonly work: W;
  /** Open ports by their names (`CONSOLE_PORT`, `LINE_PORT`). */
  readonly ports: Readonly<Record<string, ByteStream>>;
  readonly onProgress: (line: string) => void;
  /** Ends the run where it stands. */
  readonly signal: AbortSignal;
}

/** Does the work on boards. Undefined when the signal ended it. Rejects with the thread's `LiquidusError`. */
export async function workInThread<W extends keyof BoardWork>({
  ports,
  onProgress,
  signal,
  ...order
}: HardwareRun<W>): Promise<BoardWork[W] | undefined> {
  const { end, close } = serveLink(ports);
  const worker = new Worker(threadFile(), { workerData: { ...order, link: end } satisfies HardwareOrder, transferList: [end.messages] });
  try {
    return await new Promise<BoardWork[W] | undefined>((resolve, reject) => {
      if (signal.aborted) resolve(undefined);
      signal.addEventListener('abort', () => resolve(undefined));
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('the thread of the bench ended by itself')));
      worker.on('message', (message: HardwareReport) => {
        if ('progress' in message) onProgress(message.progress);
        // The thread answers with what was ordered.
        else if ('outcome' in message) resolve(message.outcome as BoardWork[W]);
        else reject(new LiquidusError(message.failed.code, message.failed.message));
      });
    });
  } finally {
    worker.removeAllListeners('exit');
    await worker.terminate();
    close();
  }
}
