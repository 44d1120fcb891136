/**
 * `liquidus serve`: the daemon. It owns the port; dashboard, API and everybody else talk to the device through it.
 */
import type { Command } from 'commander';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseHostPort } from '../bus/connection.js';
import type { Config } from '../daemon/config.js';
import type { Daemon, DaemonOptions } from '../daemon/daemon.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags } from './connection-options.js';
import { connectionOf, namesConnection, withConnection } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { wholeNumber } from './number-options.js';
import { packageVersion } from './package-version.js';
import { defaultRecording, stateHome } from './recording-path.js';
import { awaitStop } from './terminal/stop.js';

interface ServeFlags extends ConnectionFlags {
  readonly config?: string;
  readonly schema?: boolean;
  readonly listen?: string;
  readonly interval: number;
  readonly record?: string;
  readonly rigControl?: string;
  readonly gateway?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Port of the dashboard when none is named. */
export const WEB_PORT = 8502;
/** Folder of the dashboard: dist/host/web, also when this file runs from its sources. */
export const WEB_FOLDER = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../../dist/host/web' : '../web', import.meta.url));

/** Folder of the built bundles: dist/firmware. */
export const FIRMWARE_FOLDER = join(WEB_FOLDER, '..', '..', 'firmware');

/** Adds the command. */
export function addServe(program: Command): void {
  withConnection(program.command('serve'))
    .description('supervise devices: dashboard and API, recording, one owner of the port')
    .option('--config <file>', 'configuration: many lines and units, TLS, tokens, recording (docs/daemon.md)')
    .option('--schema', 'print the JSON Schema of the configuration')
    .option('--listen <host:port>', `address of dashboard and API on this machine; port 0 takes a free one (default: 127.0.0.1:${WEB_PORT})`)
    .option('--interval <ms>', 'time from one snapshot to the next', wholeNumber('--interval', 100, 3_600_000), 500)
    .option('--record <where>', 'recording: a file (default: in the state folder), postgres://… or memory')
    .option('--rig-control <host:port>', 'control socket of a virtual rig ("liquidus rig --control"), for fault injection in the dashboard')
    .option('--gateway <host:port>', 'Modbus TCP for other masters, read only; what they may write stands in a configuration')
    .option('--check', 'read the configuration and everything that it names, say what is wrong with it, and end')
    .option('--json', 'print the line that says where it serves as JSON')
    .addHelpText(
      'after',
      `\nIt connects again by itself when the link is lost. Ctrl-C or SIGTERM ends it; a current that it holds then runs down in the device.\n${EXIT_HELP}\n\nExamples:\n  liquidus serve --port /dev/ttyUSB0\n  liquidus serve --config /etc/liquidus.yaml\n  liquidus rig --tcp 127.0.0.1:1502 --control 127.0.0.1:1503 & liquidus serve --tcp 127.0.0.1:1502 --rig-control 127.0.0.1:1503`,
    )
    .action(serve);
}

/** A configuration from the flags, as a file would say it. */
function configOfFlags(flags: ServeFlags): Config {
  const connection = connectionOf(flags);
  const { baud, parity, stopBits } = connection.kind === 'serial' ? connection : { baud: 19_200, parity: 'even' as const, stopBits: undefined };
  const { port, tcp, rtuTcp, unit, interval, timeout, rigControl, record, gateway } = flags;
  return {
    listen: `127.0.0.1:${WEB_PORT}`,
    record: record ?? defaultRecording(`${port ?? tcp ?? rtuTcp ?? ''}-${unit}`),
    ...(gateway === undefined ? {} : { gateway: { listen: gateway, connections: 32, allow: [], writesPerSecond: 5 } }),
    lines: [
      {
        ...(port === undefined ? {} : { serial: port }),
        tcp,
        rtuTcp,
        baud,
        parity,
        stopBits,
        timeout,
        rigControl,
        units: [{ address: unit, interval }],
      },
    ],
  };
}

async function optionsOf(flags: ServeFlags): Promise<DaemonOptions> {
  const [{ linesOf, readConfig }, { gatewayOf }, { mqttOf }, { messagesOf }, { LazyStore }] = await Promise.all([
    import('../daemon/config.js'),
    import('../daemon/gateway/config.js'),
    import('../daemon/mqtt/config.js'),
    import('../daemon/messages/config.js'),
    import('../record/open.js'),
  ]);
  if (
    flags.config !== undefined &&
    (namesConnection(flags) || flags.record !== undefined || flags.rigControl !== undefined || flags.gateway !== undefined)
  ) {
    throw new LiquidusError(
      'usage.config',
      'With --config the lines and the recording stand in the file; leave the other flags out, but for --listen.',
    );
  }
  const config = flags.config === undefined ? configOfFlags(flags) : readConfig(flags.config);
  const { tls, tokens, localRole, gateway, mqtt, messages } = config;
  return {
    lines: linesOf(config, flags.config ?? 'flags'),
    listen: parseHostPort(flags.listen ?? config.listen, WEB_PORT),
    store: new LazyStore(config.record ?? join(stateHome(), 'recording.db'), config.retention),
    access: { ...(tokens === undefined ? {} : { tokens }), ...(localRole === undefined ? {} : { localRole }) },
    ...(tls ? { tls } : {}),
    ...(gateway ? { gateway: gatewayOf(gateway) } : {}),
    ...(mqtt ? { mqtt: mqttOf(mqtt) } : {}),
    ...(messages ? { messages: messagesOf(messages, stateHome()) } : {}),
    audit: config.audit ?? join(stateHome(), 'audit.jsonl'),
    complain: (message) => process.stderr.write(`liquidus: ${message}\n`),
    web: WEB_FOLDER,
    firmware: FIRMWARE_FOLDER,
    version: packageVersion(),
  };
}

async function serve(flags: ServeFlags): Promise<void> {
  if (flags.schema === true) {
    const [{ CONFIG_SCHEMA }, { jsonSchema }] = await Promise.all([import('../daemon/config.js'), import('../daemon/json-schema.js')]);
    process.stdout.write(`${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...jsonSchema(CONFIG_SCHEMA) }, null, 2)}\n`);
    return;
  }
  const options = await optionsOf(flags);
  const { Daemon } = await import('../daemon/daemon.js');
  if (flags.check === true) return report(new Daemon(options), flags);
  const stop = awaitStop(false);
  const daemon = new Daemon(options);
  try {
    const url = await daemon.start();
    const { gatewayAddress: gateway } = daemon;
    const text =
      flags.json === true
        ? JSON.stringify({ ready: true, url, recording: options.store.title, ...(gateway === undefined ? {} : { gateway }) })
        : `Serving ${url}${gateway === undefined ? '' : `, Modbus TCP on ${gateway}`}, recording to ${options.store.title}. Ctrl-C ends it.`;
    process.stdout.write(`${text}\n`);
    await stop.asked;
  } finally {
    await daemon.stop();
    stop.release();
  }
}

/** Says what a configuration makes, without doing any of it. */
function report(daemon: Daemon, flags: ServeFlags): void {
  const { listen, store, lines } = daemon.options;
  const found = {
    good: true,
    lines: lines.length,
    units: daemon.members.map(({ unit }) => unit.options.id),
    listen: `${listen.host}:${listen.port}`,
    recording: store.title,
    ...(daemon.gatewayAddress === undefined ? {} : { gateway: daemon.gatewayAddress }),
  };
  const text = `Good: ${found.lines} lines, units ${found.units.join(', ')}; API on ${found.listen}${found.gateway === undefined ? '' : `, Modbus TCP on ${found.gateway}`}; recording to ${found.recording}.`;
  process.stdout.write(`${flags.json === true ? JSON.stringify(found) : text}\n`);
}
