/**
 * `liquidus commission`: what is done, what is missing, who answers for it. It changes nothing; `send` does.
 */
import type { Command } from 'commander';
import type { ConnectionFlags } from './connection-options.js';
import { withConnection, withDevice } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { commissioningLines } from './view/commissioning-lines.js';

interface CommissionFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** Adds the command. */
export function addCommission(program: Command): void {
  withConnection(program.command('commission'))
    .description('how far the commissioning is: items, what was found, signature, the next step. Changes nothing; "send" does')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `\n${EXIT_HELP}\n\nExamples:\n  liquidus commission --port /dev/ttyUSB0\n  liquidus send calibrate currentZero 0 --port /dev/ttyUSB0\n  liquidus send sign 7 --port /dev/ttyUSB0`,
    )
    .action(async (flags: CommissionFlags) => {
      const commissioning = await withDevice(flags, (link) => link.device.readCommissioning());
      const lines = flags.json === true ? [JSON.stringify(commissioning)] : commissioningLines(commissioning);
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
