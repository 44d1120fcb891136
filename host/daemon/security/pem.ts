/**
 * Files of certificates and keys.
 */
import { readFileSync } from 'node:fs';
import { LiquidusError } from '../../error.js';

/** Reads the PEM files of an object of paths, under the same names. Throws `usage.tls`. */
export function readPem<K extends string>(paths: Readonly<Record<K, string>>): Record<K, Buffer> {
  const read = ([name, path]: [string, unknown]): [string, Buffer] => {
    try {
      return [name, readFileSync(String(path))];
    } catch (error) {
      throw new LiquidusError(
        'usage.tls',
        `The file ${String(path)} cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}); check path and owner.`,
      );
    }
  };
  return Object.fromEntries(Object.entries(paths).map(read)) as Record<K, Buffer>;
}
