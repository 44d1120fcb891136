/**
 * `liquidus scan`: which serial settings and which units answer on a line.
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Bus } from '../bus/bus.js';
import type { Connection } from '../bus/connection.js';
import { openBus } from '../bus/connection.js';
import { deadlineMs } from '../bus/deadline.js';
import { parseIdentification, REQUEST_IDENTIFICATION } from '../bus/identification.js';
import type { Parity } from '../bus/serial.js';
import { characterText } from '../bus/serial.js';
import { Device } from '../device/device.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags } from './connection-options.js';
import { connectionOf, tapped, withConnection } from './connection-options.js';
import { EXIT, EXIT_HELP } from './exit.js';
import { styleFor } from './terminal/style.js';
import { awaitStop } from './terminal/stop.js';
import { span } from './view/figures.js';

interface ScanFlags extends ConnectionFlags {
  readonly units: readonly number[];
  readonly bauds?: readonly number[];
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Speeds and framings in the order of their likelihood; the first pair is how the controller is delivered. */
const BAUDS = [19200, 9600, 115200, 38400, 57600];
const PARITIES: readonly Parity[] = ['even', 'none', 'odd'];
/** Longest wait for a unit behind a network, ms. */
const NETWORK_MS = 500;

/** Adds the command. */
export function addScan(program: Command): void {
  withConnection(program.command('scan'))
    .description('find units and serial settings on a line: the delivered setting first, then other speeds and framings')
    .addOption(new Option('--units <list>', 'units to ask, for example 1-20 or 1,5,9-12').argParser(unitList).default(unitList('1-247'), '1-247'))
    .addOption(new Option('--bauds <list>', `speeds to try, for example 9600,19200 (default: ${BAUDS.join(',')})`).argParser(baudList))
    .option('--all', 'go on with the other settings after one has answered')
    .option('--json', 'print one JSON object')
    .addHelpText(
      'after',
      `\nOnly reads: one register of each unit, then who it is. --baud and --parity fix the setting. Exit code 3 when nobody answers.\n${EXIT_HELP}\n\nExamples:\n  liquidus scan --port /dev/ttyUSB0\n  liquidus scan --port /dev/ttyUSB0 --units 1-10 --bauds 9600,19200\n  liquidus scan --tcp 10.0.0.7:502 --units 1-16 --json`,
    )
    .action(scan);
}

function unitList(text: string): number[] {
  const units = text.split(',').flatMap((part) => {
    const [, first, last] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(part.trim()) ?? [];
    const [from, to] = [Number(first), Number(last ?? first)];
    if (first === undefined || from < 1 || to > 247 || to < from) {
      throw new LiquidusError('usage.value', `"${part}" names no units; give numbers of 1..247 such as 1-20 or 1,5,9-12.`);
    }
    return Array.from({ length: to - from + 1 }, (_, k) => from + k);
  });
  return [...new Set(units)];
}

function baudList(text: string): number[] {
  return text.split(',').map((part) => {
    const baud = Number(part);
    if (Number.isInteger(baud) && baud >= 1200 && baud <= 115200) return baud;
    throw new LiquidusError('usage.value', `"${part}" is no speed; give bits per second of 1200..115200, for example 9600,19200.`);
  });
}

/** One unit that answered. */
interface Found {
  readonly setting: string;
  readonly baud?: number;
  readonly parity?: Parity;
  readonly unit: number;
  readonly what: string;
}

/** The settings to try, each with the time that a silent unit costs, ms. */
function settingsOf(flags: ScanFlags): { readonly connection: Connection; readonly silentMs: number }[] {
  const connection = connectionOf(flags);
  if (connection.kind !== 'serial') return [{ connection, silentMs: flags.timeout ?? NETWORK_MS }];
  const bauds = flags.baud === undefined ? (flags.bauds ?? BAUDS) : [flags.baud];
  const parities = flags.parity === undefined ? PARITIES : [flags.parity];
  return parities
    .flatMap((parity, p) => bauds.map((baud, b) => ({ parity, baud, far: p + b })))
    .sort((a, b) => a.far - b.far)
    .map(({ parity, baud }) => ({ connection: { ...connection, baud, parity }, silentMs: flags.timeout ?? deadlineMs(baud, 8, 7) }));
}

function settingText(connection: Connection): string {
  if (connection.kind !== 'serial') return `${connection.host}:${connection.port}`;
  return `${connection.baud} ${characterText(connection)}`;
}

/** True when the unit is there, whatever it says. Throws what ends the line; `note`: signs of somebody else. */
async function answers(bus: Bus, unit: number, note: (sign: string) => void): Promise<boolean> {
  try {
    await bus.readInput(unit, 0, 1);
    return true;
  } catch (error) {
    if (!(error instanceof LiquidusError)) throw error;
    if (error.family === 'refused') return true;
    if (error.code === 'link.closed') throw error;
    if (error.code === 'link.corrupt') note('bytes that are no frame of this setting');
    if (error.code === 'link.foreignUnit') note('another master or unit talks');
    if (error.code === 'link.babble') note('a line that is never silent');
    return false;
  }
}

/** Who a unit is: our own identity, or what it says by function 43. */
async function who(bus: Bus, unit: number): Promise<string> {
  try {
    const identity = await new Device(bus, unit).identify();
    if (identity.mapMatches || identity.board.id !== null) {
      return `Liquidus, map ${identity.map}, firmware ${identity.firmware}, ${identity.board.title ?? `board ${identity.board.number}`}`;
    }
  } catch (error) {
    if (!(error instanceof LiquidusError)) throw error;
  }
  try {
    return parseIdentification(await bus.raw(unit, REQUEST_IDENTIFICATION, false)).join(' ') || 'says nothing about itself';
  } catch (error) {
    if (!(error instanceof LiquidusError)) throw error;
    return 'answers, but is no Liquidus and does not identify itself';
  }
}

async function scan(flags: ScanFlags): Promise<void> {
  const settings = settingsOf(flags);
  const stop = awaitStop(false);
  const found: Found[] = [];
  const signs: string[] = [];
  const progress = (text: string): void => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`));
  const worst = settings.reduce((sum, { silentMs }) => sum + (silentMs * flags.units.length) / 1000, 0);
  if (flags.json !== true) {
    process.stderr.write(
      `${flags.units.length} units, ${settings.length} ${settings.length === 1 ? 'setting' : 'settings'}: at most ${span(worst)}. Ctrl-C ends it.\n`,
    );
  }
  let done = 0;
  try {
    for (const { connection, silentMs } of settings) {
      const setting = settingText(connection);
      const bus = await openBus(connection, { timeoutMs: silentMs, silenceMs: 100 }, tapped(flags, connection));
      const seen = new Set<string>();
      try {
        for (const unit of flags.units) {
          if (stop.signal.aborted) break;
          const left = worst - done;
          progress(`${setting}, unit ${unit}, ${found.length} found, at most ${span(left)} left`);
          done += silentMs / 1000;
          if (!(await answers(bus, unit, (sign) => seen.add(sign)))) continue;
          const serial = connection.kind === 'serial' ? { baud: connection.baud, parity: connection.parity } : {};
          const one = { setting, ...serial, unit, what: await who(bus, unit) };
          found.push(one);
          progress('');
          if (flags.json !== true) process.stdout.write(`${lineOf(one)}\n`);
        }
      } finally {
        await bus.close();
      }
      for (const sign of seen) signs.push(`${setting}: ${sign}`);
      if ((found.length > 0 && flags.all !== true) || stop.signal.aborted) break;
    }
  } finally {
    progress('');
    stop.release();
  }
  if (flags.json === true) process.stdout.write(`${JSON.stringify({ found, signs })}\n`);
  else for (const sign of signs) process.stderr.write(`${sign}\n`);
  if (found.length > 0) return;
  process.exitCode = EXIT.link;
  if (flags.json !== true)
    process.stderr.write('Nobody answered; check power, the two wires (A and B) and the adapter, or try --bauds and --units.\n');
}

function lineOf({ setting, unit, what }: Found): string {
  return `${styleFor(process.stdout).bold(`${setting}  unit ${String(unit).padStart(3)}`)}  ${what}`;
}
