/**
 * `liquidus serve`: the daemon. It owns the port; dashboard, API and everybody else talk to the device through it.
 */
import type { Command } from 'commander';
import { fileURLToPath } from 'node:url';
import { parseHostPort } from '../bus/connection.js';
import type { ConnectionFlags } from './connection-options.js';
import { connectionOf, withConnection } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { wholeNumber } from './number-options.js';
import { packageVersion } from './package-version.js';
import { defaultRecording } from './recording-path.js';
import { awaitStop } from './terminal/stop.js';
import type { DaemonOptions } from '../daemon/daemon.js';

interface ServeFlags extends ConnectionFlags {
  readonly listen: string;
  readonly interval: number;
  readonly record?: string;
  readonly rigControl?: string;
  readonly json?: boolean;
}

/** Port of the dashboard when none is named. */
export const WEB_PORT = 8502;
/** Folder of the dashboard: dist/host/web, also when this file runs from its sources. */
export const WEB_FOLDER = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist/host/web' : '../web', import.meta.url));

/** Adds the command. */
export function addServe(program: Command): void {
  withConnection(program.command('serve'))
    .description('supervise a device: dashboard and API on this machine, recording, one owner of the port')
    .option('--listen <host:port>', 'address of dashboard and API; port 0 takes a free one', `127.0.0.1:${WEB_PORT}`)
    .option('--interval <ms>', 'time from one snapshot to the next', wholeNumber('--interval', 100, 3_600_000), 500)
    .option('--record <where>', 'recording: a file (default: in the state folder), postgres://… or memory')
    .option('--rig-control <host:port>', 'control socket of a virtual rig ("liquidus rig --control"), for fault injection in the dashboard')
    .option('--json', 'print the line that says where it serves as JSON')
    .addHelpText(
      'after',
      `\nIt connects again by itself when the link is lost. Ctrl-C or SIGTERM ends it; a current that it holds then runs down in the device.\n${EXIT_HELP}\n\nExamples:\n  liquidus serve --port /dev/ttyUSB0\n  liquidus serve --tcp 127.0.0.1:1502 --listen 127.0.0.1:8080\n  liquidus rig --tcp 127.0.0.1:1502 --control 127.0.0.1:1503 & liquidus serve --tcp 127.0.0.1:1502 --rig-control 127.0.0.1:1503`,
    )
    .action(serve);
}

/** Runs a daemon until the person ends it. The daemon's modules are loaded here: no other command should pay for them. */
async function runDaemon(options: Omit<DaemonOptions, 'web' | 'version'>, ready: (url: string) => void): Promise<void> {
  const { Daemon } = await import('../daemon/daemon.js');
  const stop = awaitStop(false);
  const daemon = new Daemon({ ...options, web: WEB_FOLDER, version: packageVersion() });
  try {
    ready(await daemon.start());
    await stop.asked;
  } finally {
    await daemon.stop();
    stop.release();
  }
}

async function serve(flags: ServeFlags): Promise<void> {
  const connection = connectionOf(flags);
  const unit = { id: `unit${flags.unit}`, title: `Unit ${flags.unit}`, address: flags.unit, intervalMs: flags.interval };
  const line = {
    connection,
    units: [unit],
    ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout }),
    ...(flags.rigControl === undefined ? {} : { rig: parseHostPort(flags.rigControl) }),
  };
  const where = flags.record ?? defaultRecording(`${flags.port ?? flags.tcp ?? flags.rtuTcp ?? ''}-${flags.unit}`);
  const store = new (await import('../record/open.js')).LazyStore(where);
  await runDaemon({ lines: [line], listen: parseHostPort(flags.listen, WEB_PORT), store }, (url) => {
    const text =
      flags.json === true
        ? JSON.stringify({ ready: true, url, recording: store.title })
        : `Serving ${url}, recording to ${store.title}. Ctrl-C ends it.`;
    process.stdout.write(`${text}\n`);
  });
}
