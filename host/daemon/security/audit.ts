/**
 * The daemon's side of the audit log: what anybody changed through it.
 */
import type { AuditEntry } from '../../audit.js';
import { appendAudit } from '../../audit.js';
import type { Role } from '../api.js';

/** One line, without its time. */
export interface AuditLine extends AuditEntry {
  /** Role of the client, or the door that it came through. */
  readonly role: Role | 'modbus';
  readonly unit: string;
  readonly value?: unknown;
  /** What it was before and after; for a command the state of the device. */
  readonly old?: unknown;
  readonly new?: unknown;
}

/** The log. What cannot be written holds no command up: a stop must go through on a full disk. */
export class Audit {
  readonly #path: string | undefined;
  readonly #complain: (message: string) => void;
  #failing = false;
  #lost = 0;

  /** @param path file of JSON lines; undefined: no log */
  constructor(path: string | undefined, complain: (message: string) => void) {
    this.#path = path;
    this.#complain = complain;
  }

  /** Lines that could not be written since the start. */
  get lost(): number {
    return this.#lost;
  }

  /** Appends a line. The first one that fails is told, and how many were lost when it works again. */
  write(line: AuditLine): void {
    if (this.#path === undefined) return;
    try {
      appendAudit(this.#path, line);
      if (this.#failing) this.#complain(`The audit log ${this.#path} is written again; ${this.#lost} lines since the start of the daemon are lost.`);
      this.#failing = false;
    } catch (error) {
      this.#lost++;
      if (!this.#failing)
        this.#complain(`${error instanceof Error ? error.message : String(error)} Commands go on without their lines in the audit log.`);
      this.#failing = true;
    }
  }
}
