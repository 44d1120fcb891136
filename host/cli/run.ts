/**
 * One run of the command line: arguments in, exit code out, errors as one sentence on standard error.
 */
import { CommanderError } from 'commander';
import { describeError, EXIT, exitCodeOf } from './exit.js';
import { buildProgram } from './program.js';

/** Runs the command of `argv` (program and script first, as in `process.argv`) and sets `process.exitCode`. Never rejects. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await buildProgram().parseAsync(argv);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its sentence already.
      process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.failure;
    } else {
      process.stderr.write(`liquidus: ${describeError(error)}\n`);
      process.exitCode = exitCodeOf(error);
    }
  }
}
