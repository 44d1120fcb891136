/**
 * Programs beside a bench, and the page of a daemon in numbers.
 */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** Options of Node for a program from its sources. */
export const FROM_SOURCES = ['--no-warnings', '--import', './.config/ts-node.mjs'];

/** Programs that end with the bench. */
export class Programs {
  readonly #children: ChildProcess[] = [];
  readonly #stateFolder: string;

  /** @param stateFolder where they keep what they remember */
  constructor(stateFolder: string) {
    this.#stateFolder = stateFolder;
  }

  /** Starts one and resolves with the object in the first line that it prints. Rejects when it ends before. */
  start(args: readonly string[]): Promise<Record<string, unknown>> {
    const env = { ...process.env, XDG_STATE_HOME: this.#stateFolder };
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env });
    this.#children.push(child);
    return new Promise((done, fail) => {
      createInterface({ input: child.stdout }).once('line', (line) => done(JSON.parse(line) as Record<string, unknown>));
      child.once('exit', (code) => fail(new Error(`ended with ${code ?? 'a signal'}`)));
    });
  }

  /** True while none has ended. */
  get alive(): boolean {
    return this.#children.every((child) => child.exitCode === null && child.signalCode === null);
  }

  async end(): Promise<void> {
    const gone = (child: ChildProcess): Promise<unknown> =>
      child.exitCode === null && child.signalCode === null ? new Promise((done) => (child.once('exit', done), child.kill())) : Promise.resolve();
    await Promise.all(this.#children.splice(0).map(gone));
  }
}

/** Samples of `/metrics` by name and labels. */
export async function scrape(url: string): Promise<Map<string, number>> {
  const text = await (await fetch(new URL('/metrics', url))).text();
  return new Map([...text.matchAll(/^([a-z_]+(?:\{.*\})?) (\S+)$/gm)].map(([, name = '', value]) => [name, Number(value)]));
}
