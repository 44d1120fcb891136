/**
 * The audit log of the command line: what this program has changed at a device, and which person ran it.
 */
import type { Command } from 'commander';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { appendAudit } from '../audit.js';
import { stateFolder } from '../files.js';

/** The flag. */
export interface AuditFlags {
  readonly audit?: string;
}

/** Adds the flag to a command that changes something. */
export function withAudit(command: Command): Command {
  return command.option('--audit <file>', `where the audit line goes (default: audit.jsonl in the state folder of the user)`);
}

/** What is written besides time and person. */
interface CliAuditEntry {
  /** What was given: "config apply", "write", "command". */
  readonly action: string;
  readonly link: string;
  readonly result: string;
  readonly [more: string]: unknown;
}

/** The person, as the system knows them. */
function who(): string {
  const host = hostname();
  try {
    return `${userInfo().username}@${host}`;
  } catch {
    return `uid ${process.getuid?.() ?? '?'}@${host}`;
  }
}

/** Appends a line. Throws `usage.file`. */
export function audit(flags: AuditFlags, entry: CliAuditEntry): void {
  appendAudit(flags.audit ?? join(stateFolder(), 'audit.jsonl'), { who: who(), ...entry });
}

/** The same for commands that no full disk may hold up, a stop among them: a line that cannot be written is told on standard error. */
export function auditIfPossible(flags: AuditFlags, entry: CliAuditEntry): void {
  try {
    audit(flags, entry);
  } catch (error) {
    process.stderr.write(`liquidus: ${error instanceof Error ? error.message : String(error)} The command goes on without its audit line.\n`);
  }
}
