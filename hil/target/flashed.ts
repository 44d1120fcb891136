/** A board's Storage as the flasher leaves it: the bundle as boot file, beside it the record of exactly those bytes, and the files for records. */
import { createHash } from 'node:crypto';
import { bundleRecord } from '../../firmware/model/bundle-record.js';
import type { BoardRow } from '../../firmware/model/boards.js';
import { emptyFile } from '../../firmware/model/memory.js';
import { PARAMETER_FILE, parameterFileOf } from '../../firmware/model/parameter-file.js';
import { recordFiles } from '../../firmware/model/record-files.js';
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
export function flashBoard(row: BoardRow, flash: Flash, bundle: string, files: Files = {}, compacted: () => void = () => undefined): FlashStorage {
  const storage = new FlashStorage(flash, compacted);
  const bytes = Buffer.from(bundle, 'latin1');
  const record = bundleRecord(bytes, createHash('sha256').update(bytes).digest('hex'));
  const all: Record<string, string | Uint8Array> = {
    [BOOT_FILE]: bytes,
    [HASH_FILE]: record,
    [PARAMETER_FILE]: emptyFile(parameterFileOf(row).bytes),
    ...Object.fromEntries(recordFiles(row).map((file) => [file.name, emptyFile(file.bytes)])),
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    if (content.length > 0) storage.write(name, typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
  }
  return storage;
}
