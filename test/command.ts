/** Command lines of the programs behind `make`: their help, and plain sentences for what was typed wrong. */
import { Command } from 'commander';
import { LiquidusError } from '../host/error.js';

/** Programs under test/firmware know the interpreter's `process`, which has none of this. */
const node = process as unknown as NodeJS.Process;

/** The command behind `make target`. A wrong option, and an error of ours while it runs, end the program with a sentence and exit code 1. */
export function makeCommand(target: string, about: string): Command {
  node.on('uncaughtException', (error) => {
    node.stderr.write(error instanceof LiquidusError ? `${target}: ${error.message}\n` : `${error.stack ?? String(error)}\n`);
    node.exit(1);
  });
  return new Command(target)
    .description(`make ${target}: ${about}`)
    .showHelpAfterError(`What there is: make ${target} ARGS="--help"`)
    .allowExcessArguments(false);
}
