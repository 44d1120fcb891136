/** A board's Storage as the flasher leaves it: the bundle as boot file, and beside it the hash of exactly those bytes. */
import { createHash } from 'node:crypto';
import { HASH_FILE } from '../../firmware/model/release.js';
import type { Flash } from './flash.js';
import { FlashStorage } from './storage.js';

/** File that the interpreter runs when the board starts. */
export const BOOT_FILE = '.bootcde';

/** Files by name; text has one byte a character. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes bundle, hash file and `files` to an erased flash chip. A file of `files` takes the place of one of the same name, so that a wrong
 * or missing hash (empty text) can be had.
 * @param compacted see `FlashStorage`.
 */
export function flashBoard(flash: Flash, bundle: string, files: Files = {}, compacted: () => void = () => undefined): FlashStorage {
  const storage = new FlashStorage(flash, compacted);
  const bytes = Buffer.from(bundle, 'latin1');
  const all: Record<string, string | Uint8Array> = { [BOOT_FILE]: bytes, [HASH_FILE]: createHash('sha256').update(bytes).digest('hex'), ...files };
  for (const [name, content] of Object.entries(all)) {
    if (content.length > 0) storage.write(name, typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
  }
  return storage;
}
