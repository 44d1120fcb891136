/**
 * A deadline for calls that block the thread: a worker of its own watches the clock and kills the process that is waited for, which ends the call.
 * One worker serves all targets of a thread, because a thread waits for one at a time.
 */
import { Worker } from 'node:worker_threads';

/** Places in the memory that both threads see: number of the wait, odd while one lasts; process; limit in ms; number of the wait that was ended. */
const PLACE = { turn: 0, pid: 1, limitMs: 2, ended: 3, never: 4 } as const;
/** Distance of looks at the clock, ms. */
const LOOK_MS = 50;

const WATCH = `
const { workerData: shared } = require('node:worker_threads');
let seen = 0, since = 0;
for (;;) {
  Atomics.wait(shared, ${PLACE.never}, 0, ${LOOK_MS});
  const turn = Atomics.load(shared, ${PLACE.turn});
  if (turn !== seen) { seen = turn; since = performance.now(); }
  else if (turn & 1 && performance.now() - since > shared[${PLACE.limitMs}] && Atomics.exchange(shared, ${PLACE.ended}, turn) !== turn) {
    try { process.kill(shared[${PLACE.pid}], 'SIGKILL'); } catch { /* it has ended by itself */ }
  }
}`;

let memory: Int32Array | undefined;

/** Memory that the watching worker sees; the worker starts with the first call and ends with the thread. */
function watched(): Int32Array {
  if (memory === undefined) {
    memory = new Int32Array(new SharedArrayBuffer(4 * Object.keys(PLACE).length));
    new Worker(WATCH, { eval: true, workerData: memory }).unref();
  }
  return memory;
}

/**
 * Gives `call`'s value. When it takes longer than `limitMs`, or up to 100 ms more, process `pid` is killed: the call must come back when that ends.
 * @returns `late`: the process was killed.
 */
export function withAlarm<T>(pid: number, limitMs: number, call: () => T): { readonly value: T; readonly late: boolean } {
  const shared = watched();
  shared[PLACE.pid] = pid;
  shared[PLACE.limitMs] = limitMs;
  const turn = Atomics.add(shared, PLACE.turn, 1) + 1;
  try {
    const value = call();
    return { value, late: Atomics.load(shared, PLACE.ended) === turn };
  } finally {
    Atomics.add(shared, PLACE.turn, 1);
  }
}
