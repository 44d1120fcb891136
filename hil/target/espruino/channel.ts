/** Synchronous exchange with the interpreter through two FIFOs: blocking for the bench, with a deadline, and an error when it dies. */
import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, sleep } from './process.js';
import { FILES } from './protocol.js';

/** Attempts without a pause, some microseconds each; more would keep a core from the interpreter. */
const EAGER = 60;
/** Shortest and longest pause between later attempts, ms. */
const PAUSE_MS = 0.04;
const LONG_PAUSE_MS = 2;
/** Lines of the console that an error shows, stack traces left out. */
const LAST_LINES = 8;

/** Errors of this kind are thrown often; without their stack they cost a tenth. */
function quietly<T>(attempt: () => T): T | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return attempt();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EAGAIN' || code === 'ENXIO') return undefined;
    throw error;
  } finally {
    Error.stackTraceLimit = limit;
  }
}

export class Channel {
  private readonly input: number;
  private output = -1;
  private connected = false;

  /**
   * @param folder where the FIFOs are.
   * @param pid process of the interpreter.
   * @param deadlineMs longest real time for one answer.
   */
  constructor(
    private readonly folder: string,
    private readonly pid: number,
    private readonly deadlineMs: number,
  ) {
    this.input = openSync(join(folder, FILES.from), constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      this.output = this.wait('open its input', () => quietly(() => openSync(join(folder, FILES.to), constants.O_WRONLY | constants.O_NONBLOCK)));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Writes all of `bytes`. */
  send(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length)
      at += this.wait('take its input', () => {
        try {
          return quietly(() => writeSync(this.output, bytes, at));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EPIPE') throw this.death();
          throw error;
        }
      });
  }

  /** Fills all of `bytes`. */
  receive(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length)
      at += this.wait('answer', () => {
        const count = quietly(() => readSync(this.input, bytes, at, bytes.length - at, null));
        if (count === 0) {
          if (this.connected) throw this.death();
          return undefined;
        }
        if (count !== undefined) this.connected = true;
        return count;
      });
  }

  close(): void {
    closeSync(this.input);
    if (this.output >= 0) closeSync(this.output);
  }

  private wait<T>(what: string, attempt: () => T | undefined): T {
    const end = Date.now() + this.deadlineMs;
    for (let tries = 0; ; tries++) {
      const result = attempt();
      if (result !== undefined) return result;
      if (tries < EAGER) continue;
      if (tries % 16 === 0 && !this.connected && !isAlive(this.pid)) throw this.death();
      if (tries % 16 === 0 && Date.now() > end)
        throw new Error(`the interpreter did not ${what} within ${this.deadlineMs} ms: look for an endless loop in the bundle.${this.lastWords()}`);
      sleep(Math.min(LONG_PAUSE_MS, PAUSE_MS * (1 + (tries - EAGER) / 40)));
    }
  }

  private death(): Error {
    return new Error(`the interpreter ended by itself.${this.lastWords()}`);
  }

  private lastWords(): string {
    const lines = readFileSync(join(this.folder, FILES.console), 'latin1').split(/\r?\n/);
    const telling = lines.filter((line) => line.trim() !== '' && !/^\s*\^\s*$|^\s+at /.test(line)).slice(-LAST_LINES);
    return telling.length > 0 ? ` Last words on its console:\n${telling.join('\n')}` : ' Its console is empty.';
  }
}
