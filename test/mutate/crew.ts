/** Engines at work: a process each, one request at a time; one that does not answer is replaced. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Request } from './engine.js';
import { ROOT } from './places.js';

/** Longest time for one request: a mistake that does not end within it counts as found. */
const PATIENCE_MS = 120_000;

export class Engine {
  private process: ChildProcess | undefined;

  /** The answer, or undefined when there was none in time. Throws when the engine itself fails. */
  async ask<Answer>(request: Request): Promise<Answer | undefined> {
    const child = (this.process ??= fork(join(ROOT, 'test', 'mutate', 'engine.ts'), {
      execArgv: ['--no-warnings', '--import', join(ROOT, '.config', 'ts-node.mjs')],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
    }));
    const answer = await new Promise<unknown>((done, failed) => {
      const timer = setTimeout(() => end(undefined), PATIENCE_MS);
      const end = (value: unknown): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        done(value);
      };
      child.once('message', end);
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        failed(new Error(`an engine ended with ${String(code ?? signal)}; its last request: ${JSON.stringify(request).slice(0, 200)}`));
      });
      child.send(request);
    });
    if (answer === undefined) this.end();
    const failed = (answer as { failed?: string } | undefined)?.failed;
    if (failed !== undefined) throw new Error(failed);
    return answer as Answer | undefined;
  }

  end(): void {
    this.process?.kill('SIGKILL');
    this.process = undefined;
  }
}

/** Does `work` for every item with so many engines; the results in the order of the items. */
export async function share<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (engine: Engine, item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const engines = Array.from({ length: jobs }, () => new Engine());
  try {
    await Promise.all(
      engines.map(async (engine) => {
        for (let i = next++; i < items.length; i = next++) results[i] = await work(engine, items[i] as Item); // below the length
      }),
    );
  } finally {
    for (const engine of engines) engine.end();
  }
  return results;
}
