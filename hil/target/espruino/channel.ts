/** Synchronous exchange with the interpreter through two FIFOs: blocking for the bench, with a deadline, and an error when it dies. */
import { closeSync, constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { withAlarm } from './alarm.js';
import { isAlive, sleep } from './process.js';
import { FILES } from './protocol.js';

/** Pause between attempts that cannot wait in the system: until the interpreter has opened its ends, and while its input is full, ms. */
const PAUSE_MS = 0.2;
/** Lines of the console that an error shows, stack traces left out. */
const LAST_LINES = 8;

/** Undefined when it is too early. */
function early<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EAGAIN' || code === 'ENXIO') return undefined;
    throw error;
  }
}

/** Opens a FIFO for reads that wait, without waiting for somebody to write: an end for writing is open meanwhile. */
function openBlocking(path: string): number {
  const ends = [openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)];
  try {
    ends.push(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
    return openSync(path, constants.O_RDONLY);
  } finally {
    ends.forEach((end) => closeSync(end));
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
    this.input = openBlocking(join(folder, FILES.from));
    try {
      this.output = this.wait('open its input', () => early(() => openSync(join(folder, FILES.to), constants.O_WRONLY | constants.O_NONBLOCK)));
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
          return early(() => writeSync(this.output, bytes, at));
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === 'EPIPE') throw this.death();
          throw error;
        }
      });
  }

  /** Fills all of `bytes`. */
  receive(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;)
      if (this.connected) at += this.read(bytes, at);
      else {
        // Nobody writes yet, then reading ends at once, or the first answer comes.
        at += this.wait('answer', () => this.read(bytes, at) || undefined);
        this.connected = true;
      }
  }

  /** Waits for bytes in the system, so that no core is busy with waiting. 0: nobody writes. */
  private read(bytes: Uint8Array, at: number): number {
    const { value, late } = withAlarm(this.pid, this.deadlineMs, () => readSync(this.input, bytes, at, bytes.length - at, null));
    if (late) throw this.lateness('answer');
    if (value === 0 && this.connected) throw this.death();
    return value;
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
      if (tries % 16 === 0 && !this.connected && !isAlive(this.pid)) throw this.death();
      if (tries % 16 === 0 && Date.now() > end) throw this.lateness(what);
      sleep(PAUSE_MS);
    }
  }

  private lateness(what: string): Error {
    return new Error(`the interpreter did not ${what} within ${this.deadlineMs} ms: look for an endless loop in the bundle.${this.lastWords()}`);
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
