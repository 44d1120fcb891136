/**
 * Files of this program: state that outlives it, and writes that are whole or not there.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { LiquidusError } from './error.js';

/** `$XDG_STATE_HOME/liquidus`, or `~/.local/state/liquidus` (XDG base directory specification 0.8). */
export function stateFolder(): string {
  const base = process.env.XDG_STATE_HOME ?? '';
  return join(base === '' ? join(homedir(), '.local', 'state') : base, 'liquidus');
}

/** Words for a file that does not take what it should. */
export function fileError(path: string, error: unknown): LiquidusError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const why: Readonly<Record<string, string>> = {
    ENOSPC: 'the disk is full; free some room',
    EACCES: 'you may not write there; choose another file, or correct its owner',
    EROFS: 'the file system is read-only; choose another file',
    ENOENT: 'its folder does not exist; make it, or choose another file',
    EISDIR: 'it is a folder; name a file',
    EEXIST: 'it exists already; choose another name, or give --force',
  };
  return new LiquidusError('usage.file', `${path} cannot be written: ${why[code] ?? code}.`, { cause: error });
}

/** Appends to, or makes, a file and waits until the disk has it. Throws `usage.file`. */
export function appendDurably(path: string, text: string): void {
  store(path, text, 'a');
}

/** Puts a file in place as a whole: after a loss of power it is the old or the new one. `keep`: an existing one is an error. Throws `usage.file`. */
export function replaceDurably(path: string, text: string, keep = false): void {
  if (keep) return store(path, text, 'wx');
  const fresh = `${path}.new`;
  store(fresh, text, 'w');
  try {
    renameSync(fresh, path);
  } catch (error) {
    throw fileError(path, error);
  }
}

function store(path: string, text: string, mode: 'a' | 'w' | 'wx'): void {
  let fd: number | undefined;
  try {
    mkdirSync(dirname(path), { recursive: true });
    fd = openSync(path, mode, 0o600);
    const bytes = Buffer.from(text);
    for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
    // Devices such as a pipe cannot be synchronised; files can.
    try {
      fsyncSync(fd);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === 'EINVAL' || error.code === 'ENOTSUP'))) throw error;
    }
  } catch (error) {
    throw fileError(path, error);
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}
