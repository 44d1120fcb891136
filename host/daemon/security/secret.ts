/**
 * Passwords, each alone in a file that only its owner may read: never in the configuration, which people copy about.
 */
import { readFileSync, statSync } from 'node:fs';
import { LiquidusError } from '../../error.js';

/** Rights of group and others in the mode of a file. */
const FOREIGN_RIGHTS = 0o077;

/** The first line of a file. Throws `usage.secret` when it is missing, empty, or readable by others. */
export function readSecret(path: string): string {
  const wrong = (what: string): LiquidusError => new LiquidusError('usage.secret', `The password file ${path} ${what}.`);
  let text: string;
  try {
    if (process.platform !== 'win32' && (statSync(path).mode & FOREIGN_RIGHTS) !== 0) {
      throw wrong(`may be read by others; take their rights away ("chmod 600 ${path}")`);
    }
    text = readFileSync(path, 'utf8').split(/\r?\n/)[0] ?? '';
  } catch (error) {
    if (error instanceof LiquidusError) throw error;
    throw wrong(`cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}); check its path and owner`);
  }
  if (text === '') throw wrong('is empty; write the password into its first line');
  return text;
}
