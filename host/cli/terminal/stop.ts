/**
 * The wish to end: Ctrl-C, SIGTERM, a closed terminal, or the key q.
 */

/** Resolves `asked` on the first wish; a second one ends the program at once. */
export interface StopWish {
  readonly asked: Promise<void>;
  readonly signal: AbortSignal;
  /** Ends the watch for it and gives the keyboard back. */
  release(): void;
}

/** Waits for a wish to end. `keys`: also for q and Ctrl-C from a terminal in raw mode. */
export function awaitStop(keys: boolean): StopWish {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(process.exitCode ?? 0);
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, stop);
  const { stdin } = process;
  const raw = keys && stdin.isTTY;
  const key = (bytes: Buffer): void => {
    if (bytes.includes(3) || bytes.includes(0x71)) stop();
  };
  if (raw) {
    stdin.setRawMode(true);
    stdin.on('data', key);
    stdin.resume();
  }
  return {
    asked: new Promise((resolve) => controller.signal.addEventListener('abort', () => resolve())),
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, stop);
      if (!raw) return;
      stdin.off('data', key);
      stdin.setRawMode(false);
      stdin.pause();
    },
  };
}

/** Waits `ms`, or until the signal. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
