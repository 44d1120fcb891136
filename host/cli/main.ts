#!/usr/bin/env node
/**
 * The command line of Liquidus.
 */
import { CommanderError } from 'commander';
import { describeError, EXIT, exitCodeOf, tolerateClosedPipe } from './exit.js';
import { buildProgram } from './program.js';

tolerateClosedPipe();
try {
  await buildProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its sentence already.
    process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.failure;
  } else {
    process.stderr.write(`liquidus: ${describeError(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
