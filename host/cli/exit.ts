/**
 * Exit codes of the command line, and how an error reaches the person.
 */
import type { ErrorFamily } from '../error.js';
import { LiquidusError } from '../error.js';
import { fileError } from '../files.js';

/** Exit codes. `alarm`: the command worked, and the device has an active or latched alarm. */
export const EXIT = { fine: 0, failure: 1, alarm: 2, link: 3, refused: 4 } as const;

/** Text of the table in every `--help`. */
export const EXIT_HELP = 'Exit codes: 0 fine, 1 usage or internal error, 2 alarm, 3 no link, 4 refused by the device.';

const BY_FAMILY: Readonly<Record<ErrorFamily, number>> = { usage: EXIT.failure, internal: EXIT.failure, link: EXIT.link, refused: EXIT.refused };

/** Exit code for an error. */
export function exitCodeOf(error: unknown): number {
  return error instanceof LiquidusError ? BY_FAMILY[error.family] : EXIT.failure;
}

/** What a person reads: the sentence alone. A programming error keeps its stack, so that it can be reported. */
export function describeError(error: unknown): string {
  if (error instanceof LiquidusError) return error.message;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Internal error, please report it with the command that you gave:\n${detail}`;
}

/** Ends quietly when the reader of our output has gone (`liquidus watch | head`), and with one sentence when the disk takes no more of it. */
export function tolerateClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.fine);
      if (stream === process.stdout) process.stderr.write(`liquidus: ${fileError('The output', error).message}\n`);
      process.exit(EXIT.failure);
    });
  }
}
