/**
 * The audit log: one JSON line for everything that anybody changed through the daemon: who, what, from which state to which, with what result.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** One line, without its time. */
export interface AuditLine {
  readonly who: string;
  readonly role: string;
  readonly unit: string;
  readonly action: string;
  readonly value?: unknown;
  /** What it was before and after; for a command the state of the device. */
  readonly old?: unknown;
  readonly new?: unknown;
  /** `done`, or the code of the error. */
  readonly result: string;
}

/** The log. What cannot be written holds no command up: a stop must go through on a full disk. */
export class Audit {
  readonly #path: string | undefined;
  readonly #complain: (message: string) => void;
  #failing = false;

  /** @param path file of JSON lines; undefined: no log */
  constructor(path: string | undefined, complain: (message: string) => void) {
    this.#path = path;
    this.#complain = complain;
  }

  /** Appends a line. */
  write(line: AuditLine): void {
    if (this.#path === undefined) return;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      appendFileSync(this.#path, `${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`, { mode: 0o600 });
      this.#failing = false;
    } catch (error) {
      if (!this.#failing)
        this.#complain(
          `The audit log ${this.#path} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); commands go on without it.`,
        );
      this.#failing = true;
    }
  }
}
