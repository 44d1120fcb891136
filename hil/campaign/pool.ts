/**
 * Runs of a campaign on the cores of this machine, a thread each.
 */
import { Worker } from 'node:worker_threads';
import type { CampaignFacts, DoneRun } from './store.js';

/** Runs that wait in front of a thread, so that it never waits for the next number. */
const AHEAD = 2;

export interface PoolOptions {
  readonly facts: CampaignFacts;
  /** Numbers of the runs, in order. */
  readonly indices: Iterable<number>;
  readonly threads: number;
  readonly onRun: (run: DoneRun) => void;
  /** When it fires no more runs are given out; those under way are finished and kept. */
  readonly signal: AbortSignal;
}

/** The worker in the form in which this file runs: compiled, or as a source. */
function workerFile(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);
}

/** Resolves when every run is over, or those under way after the signal. Rejects when a thread dies or `onRun` throws. */
export async function runPool(options: PoolOptions): Promise<void> {
  const { facts, threads, onRun, signal } = options;
  const numbers = options.indices[Symbol.iterator]();
  const workers: Worker[] = [];
  try {
    await Promise.all(
      Array.from({ length: threads }, () => {
        const worker = new Worker(workerFile(), { workerData: facts });
        workers.push(worker);
        let open = 0;
        return new Promise<void>((resolve, reject) => {
          const feed = (): void => {
            while (open < AHEAD && !signal.aborted) {
              const next = numbers.next();
              if (next.done === true) break;
              open++;
              worker.postMessage(next.value);
            }
            if (open === 0) resolve();
          };
          worker.on('message', (run: DoneRun) => {
            open--;
            try {
              onRun(run);
              feed();
            } catch (error) {
              reject(error as Error);
            }
          });
          worker.on('error', reject);
          feed();
        });
      }),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
