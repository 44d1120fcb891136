/**
 * Folder and processes of an `espruino` target. Nothing outlives the bench: the interpreter ends at the end of its input, and a caretaker
 * process waits for the bench to end, however it ends, then kills an interpreter in an endless loop and removes the folder.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FRAM_BYTES } from '../emulator/fram.js';
import { awaitDeath } from './process.js';
import { FILES } from './protocol.js';

/** Waits for the end of its input; `$0` is the folder. */
const CARETAKER = `cat > /dev/null; p=$(cat "$0/${FILES.pid}" 2> /dev/null) && [ "$(readlink "/proc/$p/cwd")" = "$0" ] && kill -9 "$p"; rm -rf "$0"`;

/** Longest time that a killed process may take to end, ms. */
const DEATH_MS = 5000;

export class Workshop {
  readonly folder: string;
  private readonly caretaker: ChildProcess;
  private interpreter: ChildProcess | undefined;
  private closed = false;

  constructor(private readonly path: string) {
    this.folder = mkdtempSync(join(tmpdir(), 'liquidus-espruino-'));
    this.caretaker = spawn('sh', ['-c', CARETAKER, this.folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    release(this.caretaker);
    try {
      execFileSync('mkfifo', [join(this.folder, FILES.to), join(this.folder, FILES.from)]);
    } catch (error) {
      this.close();
      throw new Error(`no FIFO could be made in ${this.folder}: the espruino target needs mkfifo (${String(error)})`);
    }
    writeFileSync(this.file('fram'), new Uint8Array(FRAM_BYTES));
  }

  file(name: keyof typeof FILES): string {
    return join(this.folder, FILES[name]);
  }

  /** Starts the interpreter on the program file; returns its process id. */
  start(): number {
    const console = openSync(this.file('console'), 'w');
    try {
      const child = spawn(this.path, [FILES.program], { cwd: this.folder, stdio: ['pipe', console, console] });
      release(child);
      if (child.pid === undefined) throw new Error(`the interpreter ${this.path} did not start`);
      writeFileSync(this.file('pid'), String(child.pid));
      this.interpreter = child;
      return child.pid;
    } finally {
      closeSync(console);
    }
  }

  /** Kills the interpreter as a loss of power does, and waits for its end: the next one uses the same FIFOs. */
  kill(): void {
    const child = this.interpreter;
    this.interpreter = undefined;
    if (child?.pid !== undefined) {
      child.kill('SIGKILL');
      if (!awaitDeath(child.pid, DEATH_MS)) throw new Error(`the interpreter, process ${child.pid}, does not end ${DEATH_MS} ms after SIGKILL`);
    }
    rmSync(this.file('pid'), { force: true });
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.kill();
    rmSync(this.folder, { recursive: true, force: true });
    this.caretaker.stdin?.destroy();
  }
}

/** Lets the bench end while the process runs. */
function release(child: ChildProcess): void {
  child.on('error', () => undefined);
  child.unref();
  (child.stdin as { unref?: () => void } | null)?.unref?.();
}
