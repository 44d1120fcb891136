/**
 * `liquidus status`: one read, one answer.
 */
import type { Command } from 'commander';
import { isCommissioned } from '../device/commissioning.js';
import type { ConnectionFlags } from './connection-options.js';
import { withConnection, withDevice } from './connection-options.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { styleFor } from './terminal/style.js';
import { hasAlarm } from '../device/alarms.js';
import { readLoops } from '../device/loops.js';
import { snapshotJson } from './view/json.js';
import { statusLines } from './view/status-view.js';

interface StatusFlags extends ConnectionFlags {
  readonly json?: boolean;
}

/** Adds the command. */
export function addStatus(program: Command): void {
  withConnection(program.command('status'))
    .description('read the device once: state, margin to freezing, alarms and what to do, all values')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `\nExit code 2 when an alarm is active or latched.\n${EXIT_HELP}\n\nExamples:\n  liquidus status --port /dev/ttyUSB0\n  liquidus status --tcp 127.0.0.1:1502 --json`,
    )
    .action(async (flags: StatusFlags) => {
      const { live, estimation, loops, commissioning, title } = await withDevice(flags, async (link) => {
        const snapshot = await link.device.readSnapshot();
        return {
          live: snapshot,
          estimation: await link.device.readEstimation(),
          loops: await readLoops(link.device, snapshot),
          commissioning: isCommissioned(snapshot) ? undefined : await link.device.readCommissioning(),
          title: link.title,
        };
      });
      const columns = Math.min(process.stdout.columns ?? 80, 120);
      const lines =
        flags.json === true
          ? [JSON.stringify({ ...snapshotJson(live, title, new Date()), ...estimation, ...(loops.length > 1 ? { loops } : {}) })]
          : statusLines(live, title, columns, styleFor(process.stdout), estimation, commissioning, loops);
      process.stdout.write(`${lines.join('\n')}\n`);
      if (hasAlarm(live)) process.exitCode = EXIT.alarm;
    });
}
