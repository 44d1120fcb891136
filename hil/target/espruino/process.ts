/** Looking at processes without the event loop. */
import { readFileSync } from 'node:fs';

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Blocks for `milliseconds`. */
export function sleep(milliseconds: number): void {
  Atomics.wait(pause, 0, 0, milliseconds);
}

/** False when the process is gone, or dead and waits for its parent (a zombie). */
export function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

/** Blocks until the process is dead, at most `deadlineMs`; false when it still lives then. */
export function awaitDeath(pid: number, deadlineMs: number): boolean {
  const end = Date.now() + deadlineMs;
  while (isAlive(pid)) {
    if (Date.now() > end) return false;
    sleep(0.1);
  }
  return true;
}
