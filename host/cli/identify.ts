/**
 * `liquidus identify`: who is there, over Modbus; or what the board looks like inside, over its console.
 */
import type { Command } from 'commander';
import type { Inspection } from '../console/inspect.js';
import type { Identity } from '../device/identity.js';
import { OWN_MAP } from '../device/identity.js';
import { standing, stateName } from '../device/outcome.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags } from './connection-options.js';
import { namesConnection, withConnection, withDevice } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { styleFor } from './terminal/style.js';
import { span } from './view/figures.js';

interface IdentifyFlags extends ConnectionFlags {
  readonly console?: string;
  readonly json?: boolean;
}

/** Adds the command. */
export function addIdentify(program: Command): void {
  withConnection(program.command('identify'))
    .description('who is there: map, firmware, board, hash of the flashed bundle; or a look inside over the console')
    .option('--console <port>', 'inspect the board over its console: serial device, or tcp://HOST:PORT. State service only')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `\nWith --console and a connection, the state is asked over Modbus first; without one, a silent console counts as "not in service".\n${EXIT_HELP}\n\nExamples:\n  liquidus identify --port /dev/ttyUSB0\n  liquidus identify --console /dev/ttyACM0 --port /dev/ttyUSB0\n  liquidus identify --console tcp://127.0.0.1:2323 --json`,
    )
    .action(identify);
}

async function identify(flags: IdentifyFlags): Promise<void> {
  const result = flags.console === undefined ? await overModbus(flags) : await overConsole(flags.console, flags);
  const lines = flags.json === true ? [JSON.stringify(result.json)] : result.lines;
  process.stdout.write(`${lines.join('\n')}\n`);
}

interface Result {
  readonly json: object;
  readonly lines: readonly string[];
}

function rows(pairs: readonly (readonly [string, string])[]): string[] {
  const { dim } = styleFor(process.stdout);
  return pairs.map(([label, value]) => `${dim(label.padEnd(18))}${value}`);
}

async function overModbus(flags: ConnectionFlags): Promise<Result> {
  const { identity, title } = await withDevice(flags, async (link) => ({ identity: await link.device.identify(), title: link.title }));
  return { json: { link: title, ...identity }, lines: rows([['link', title], ...identityRows(identity)]) };
}

function mapWords(identity: Identity): string {
  if (identity.map.split('.')[0] !== OWN_MAP.split('.')[0]) return `${identity.map}, this program knows ${OWN_MAP}: read and write are refused`;
  return identity.mapMatches
    ? `${identity.map}, the register table of this program`
    : `${identity.map}, but another register table than this program's ${OWN_MAP}`;
}

function identityRows(identity: Identity): (readonly [string, string])[] {
  const { board, profile } = identity;
  return [
    ['board', board.title === null ? `number ${board.number}, unknown to this program` : `${board.title}, profile ${profile ?? 'unknown'}`],
    ['firmware', identity.firmware],
    ['register map', mapWords(identity)],
    ['bundle SHA-256', bundleWords(identity.bundleHash)],
    ['up', span(identity.uptimeSeconds)],
    ['restarts', identity.restarts === null ? 'not told' : String(identity.restarts)],
    ['free variables', identity.freeVariables === null ? 'not told' : String(identity.freeVariables)],
  ];
}

function bundleWords(hash: string | null): string {
  if (hash === null) return 'not told';
  return /^0+$/.test(hash) ? 'unknown to the device: the bundle was not put there by the flasher' : `${hash}… (first 64 bits)`;
}

async function overConsole(where: string, flags: IdentifyFlags): Promise<Result> {
  if (namesConnection(flags)) {
    const live = await withDevice(flags, (link) => link.device.readSnapshot());
    if (stateName(live.state) !== 'service') {
      throw new LiquidusError(
        'refused.notService',
        `The device is in ${standing(live)}, and its console opens in state service only; stop the plant and send "liquidus send service" first.`,
      );
    }
  }
  // Loaded here alone: the package costs start-up time that no other command should pay.
  const { inspectBoard } = await import('../console/open.js');
  const inspection = await inspectBoard(where);
  return { json: { console: where, ...inspection }, lines: inspectionLines(where, inspection) };
}

function inspectionLines(where: string, found: Inspection): string[] {
  const { bold } = styleFor(process.stdout);
  const { variables } = found;
  return [
    ...rows([
      ['console', where],
      ['board', found.board ?? 'not told'],
      ['interpreter', found.interpreter ?? 'not told'],
      ['variables', variables ? `${variables.used} of ${variables.total} used` : 'not told'],
      ['Storage free', found.storageFree === null ? 'not told' : `${found.storageFree} bytes`],
      ['bundle SHA-256', found.bundleHash ?? 'no record: the bundle was not put there by the flasher'],
      ['files', found.files.map((file) => `${file.name} (${file.bytes})`).join(', ') || 'none'],
    ]),
    ...(found.pins.length === 0 ? [] : ['', bold(`${'pin'.padEnd(6)}${'role'.padEnd(20)}${'mode'.padEnd(16)}value`)]),
    ...found.pins.map(
      ({ pin, role, mode, value }) =>
        `${pin.padEnd(6)}${role.padEnd(20)}${(mode ?? '').padEnd(16)}${value === null ? 'output, not read' : String(Math.round(value * 1e4) / 1e4)}`,
    ),
  ];
}
