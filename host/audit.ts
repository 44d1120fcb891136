/**
 * The audit log: one JSON line for everything that somebody changed at a device, by the command line or through the daemon: who, what, with what result.
 */
import { appendDurably } from './files.js';

/** What is written besides the time. */
export interface AuditEntry {
  readonly who: string;
  /** What was done: "config apply", "write", the name of a command, "modbus". */
  readonly action: string;
  /** `done`, or the code of the error. */
  readonly result: string;
  readonly [more: string]: unknown;
}

/** Appends a line and waits until the disk has it. Throws `usage.file`. */
export function appendAudit(path: string, entry: AuditEntry): void {
  appendDurably(path, `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`);
}
