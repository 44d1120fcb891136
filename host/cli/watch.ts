/**
 * `liquidus watch`: the live view.
 */
import type { Command } from 'commander';
import type { ConnectionFlags } from './connection-options.js';
import { connectionOf, openLink, withConnection } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { wholeNumber } from './number-options.js';
import { poll } from './poll.js';
import { awaitStop } from './terminal/stop.js';
import type { WatchOutput } from './watch-session.js';
import { lineOutput, screenOutput } from './watch-session.js';

interface WatchFlags extends ConnectionFlags {
  readonly interval: number;
  readonly count?: number;
  readonly json?: boolean;
}

/** Adds the command. */
export function addWatch(program: Command): void {
  withConnection(program.command('watch'))
    .description('show the device live: state, margin, values, alarms and what to do, health of the link')
    .option('--interval <ms>', 'time from one read to the next', wholeNumber('--interval', 100, 3_600_000), 500)
    .option('--count <n>', 'end after this many snapshots', wholeNumber('--count', 1, 1_000_000_000))
    .option('--json', 'print one JSON object per line and snapshot')
    .addHelpText(
      'after',
      `\nWrites plain lines when the output is no terminal. Connects again by itself when the link is lost.\n${EXIT_HELP}\n\nExamples:\n  liquidus watch --port /dev/ttyUSB0\n  liquidus watch --tcp 127.0.0.1:1502 --json --interval 1000 > log.jsonl`,
    )
    .action(watch);
}

async function watch(flags: WatchFlags): Promise<void> {
  connectionOf(flags);
  const screen = process.stdout.isTTY && flags.json !== true && flags.count === undefined;
  const stop = awaitStop(screen);
  let output: WatchOutput | undefined;
  let left = flags.count ?? Infinity;
  try {
    const polls = poll({
      open: (reopened) => openLink(flags, reopened),
      intervalMs: flags.interval,
      signal: stop.signal,
      onLink: (link) => (output ??= screen ? screenOutput(link.title) : lineOutput(link.title, flags.json === true)),
    });
    for await (const result of polls) {
      output?.show(result);
      if (result.kind === 'snapshot' && --left <= 0) break;
    }
  } finally {
    output?.close();
    stop.release();
  }
}
