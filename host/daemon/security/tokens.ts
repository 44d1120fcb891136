/**
 * Tokens of the daemon's clients, from a file of their own: never in the configuration, which people copy about.
 *
 *     # role   name        token
 *     viewer   control-room  9b1c…
 *     operator night-shift   52aa…
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { LiquidusError } from '../../error.js';
import type { Role } from '../api.js';
import { ROLES } from '../api.js';

/** Who a client is. */
export interface Client {
  readonly name: string;
  readonly role: Role;
}

/** Shortest token, characters: 96 bits in hexadecimal digits. */
const SHORTEST = 24;
/** Rights of group and others in the mode of a file. */
const FOREIGN_RIGHTS = 0o077;

interface Entry extends Client {
  readonly digest: Buffer;
}

const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

function wrong(path: string, what: string): LiquidusError {
  return new LiquidusError('usage.tokens', `The token file ${path} ${what}.`);
}

function entryOf(path: string, line: string, number: number): Entry {
  const [role, name, token, ...more] = line.split(/\s+/);
  const known = ROLES.find((candidate) => candidate === role);
  if (!known || name === undefined || token === undefined || more.length > 0) {
    throw wrong(path, `is wrong in line ${number}; write "ROLE NAME TOKEN" with a role of ${ROLES.join(', ')}`);
  }
  if (token.length < SHORTEST)
    throw wrong(path, `has a token of ${token.length} characters in line ${number}; use ${SHORTEST} or more, for example of "openssl rand -hex 24"`);
  return { role: known, name, digest: digestOf(token) };
}

/** The tokens of a file. */
export class Tokens {
  readonly #entries: readonly Entry[];

  /** Reads the file. Throws `usage.tokens` when it is missing, wrong, or readable by others. */
  constructor(path: string) {
    let text: string;
    try {
      if (process.platform !== 'win32' && (statSync(path).mode & FOREIGN_RIGHTS) !== 0) {
        throw wrong(path, `may be read by others; take their rights away ("chmod 600 ${path}")`);
      }
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (error instanceof LiquidusError) throw error;
      throw wrong(path, `cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}); check its path and owner`);
    }
    const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.replace(/#.*/, '').trim(), number: index + 1 }));
    this.#entries = lines.filter(({ line }) => line !== '').map(({ line, number }) => entryOf(path, line, number));
    if (this.#entries.length === 0) throw wrong(path, 'holds no token; write at least one line "ROLE NAME TOKEN"');
  }

  /** The client of a token; undefined when there is none. Takes the same time for every wrong token. */
  find(token: string): Client | undefined {
    const digest = digestOf(token);
    let found: Client | undefined;
    for (const entry of this.#entries) if (timingSafeEqual(entry.digest, digest)) found = { name: entry.name, role: entry.role };
    return found;
  }
}
