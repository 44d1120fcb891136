/**
 * A backup in a folder on the disk of the PC, a file each.
 */
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LiquidusError } from '../error.js';
import type { BackupStore } from './backup.js';
import { parseBackup } from './backup.js';
import { FlashFailure } from './failure.js';

/** Makes the folder when there is something to keep. */
export class BackupFolder implements BackupStore {
  constructor(readonly place: string) {}

  keep(files: ReadonlyMap<string, Uint8Array>): Promise<void> {
    return this.#written(() => {
      mkdirSync(this.place, { recursive: true });
      for (const [name, content] of files) writeFileSync(join(this.place, name), content);
    });
  }

  add(name: string, content: Uint8Array): Promise<void> {
    return this.#written(() => writeFileSync(join(this.place, name), content));
  }

  async #written(write: () => void): Promise<void> {
    try {
      await Promise.resolve(write());
    } catch (error) {
      throw new FlashFailure(
        'usage.backup',
        `The backup cannot be written to ${this.place} (${error instanceof Error ? error.message : String(error)})`,
      );
    }
  }
}

/** Files of a backup by name: of a folder, or of the file that the commissioning page gives. Throws `usage.backup`. */
export function readBackup(path: string): ReadonlyMap<string, Uint8Array> {
  try {
    if (!statSync(path).isDirectory()) return parseBackup(readFileSync(path, 'utf8'));
    return new Map(readdirSync(path).map((name) => [name, new Uint8Array(readFileSync(join(path, name)))]));
  } catch (error) {
    if (error instanceof LiquidusError) throw error;
    throw new LiquidusError(
      'usage.backup',
      `The backup ${path} cannot be read (${error instanceof Error ? error.message : String(error)}); give the folder of one flashing, named by its time, or a file of the commissioning page.`,
      { cause: error },
    );
  }
}
