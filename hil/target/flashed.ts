/** A board's Storage as the flasher leaves it: the bundle as boot file, and beside it the record of exactly those bytes. */
import { createHash } from 'node:crypto';
import { bundleRecord } from '../../firmware/model/bundle-record.js';
import { BOOT_FILE, HASH_FILE } from '../../firmware/model/release.js';
import type { Flash } from './flash.js';
import { FlashStorage } from './storage.js';

/** Files by name; text has one byte a character. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/**
 * Writes bundle, its record and `files` to an erased flash chip. A file of `files` takes the place of one of the same name, so that a wrong
 * or missing record (empty text) can be had.
 * @param compacted see `FlashStorage`.
 */
export function flashBoard(flash: Flash, bundle: string, files: Files = {}, compacted: () => void = () => undefined): FlashStorage {
  const storage = new FlashStorage(flash, compacted);
  const bytes = Buffer.from(bundle, 'latin1');
  const record = bundleRecord(bytes, createHash('sha256').update(bytes).digest('hex'));
  const all: Record<string, string | Uint8Array> = { [BOOT_FILE]: bytes, [HASH_FILE]: record, ...files };
  for (const [name, content] of Object.entries(all)) {
    if (content.length > 0) storage.write(name, typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
  }
  return storage;
}
