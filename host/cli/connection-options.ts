/**
 * The connection flags, the same on every command that talks to a device.
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import type { Bus } from '../bus/bus.js';
import type { Connection } from '../bus/connection.js';
import { framingOf, openBus, parseHostPort } from '../bus/connection.js';
import type { FrameTap } from '../bus/capture.js';
import { PcapFile } from '../bus/pcap.js';
import { checkUnit } from '../bus/pdu.js';
import type { Parity, SerialSettings } from '../bus/serial.js';
import { characterTrouble } from '../bus/serial.js';
import { Device } from '../device/device.js';
import { LiquidusError } from '../error.js';
import { wholeNumber } from './number-options.js';

/** What the flags give. */
export interface ConnectionFlags {
  readonly port?: string;
  readonly baud?: number;
  readonly parity?: Parity;
  /** Text, as `choices` of the flag leaves it. */
  readonly stopBits?: string;
  readonly tcp?: string;
  readonly rtuTcp?: string;
  readonly unit: number;
  readonly timeout?: number;
  readonly capture?: string;
}

/** Serial defaults: those of the Modbus specification and of the firmware. */
const DEFAULT_BAUD = 19200;
const DEFAULT_PARITY: Parity = 'even';

/** Adds the flags to a command. */
export function withConnection(command: Command): Command {
  return command
    .option('--port <device>', 'serial device, for example /dev/ttyUSB0')
    .option('--baud <n>', `bits per second (default: ${DEFAULT_BAUD})`, wholeNumber('--baud', 1200, 115200))
    .addOption(new Option('--parity <kind>', `parity bit (default: ${DEFAULT_PARITY})`).choices(['even', 'none', 'odd']))
    .addOption(new Option('--stop-bits <n>', 'stop bits (default: 1 with parity, 2 without)').choices(['1', '2']))
    .option('--tcp <host:port>', 'Modbus TCP server or gateway')
    .option('--rtu-tcp <host:port>', 'serial server that passes RTU frames on')
    .option('--unit <n>', 'Modbus address of the device', wholeNumber('--unit', 1, 247), 1)
    .option(
      '--timeout <ms>',
      'longest wait for one answer (default: from baud rate and length, 1000 on a network)',
      wholeNumber('--timeout', 10, 60000),
    )
    .option('--capture <file.pcap>', 'keep every frame of the line in a file for Wireshark');
}

/** True when any of the three ways is given. */
export function namesConnection(flags: Partial<ConnectionFlags>): boolean {
  return flags.port !== undefined || flags.tcp !== undefined || flags.rtuTcp !== undefined;
}

/** The serial line that the flags name. Throws `usage.connection` for a character that no device has. */
function serialOf(path: string, flags: ConnectionFlags): SerialSettings {
  const parity = flags.parity ?? DEFAULT_PARITY;
  const stop: Pick<SerialSettings, 'stopBits'> = flags.stopBits === undefined ? {} : { stopBits: flags.stopBits === '2' ? 2 : 1 };
  const trouble = characterTrouble({ parity, ...stop });
  if (trouble !== undefined) throw new LiquidusError('usage.connection', trouble);
  return { path, baud: flags.baud ?? DEFAULT_BAUD, parity, ...stop };
}

/** The connection that the flags name. Throws `usage.connection` unless it is exactly one. */
export function connectionOf(flags: ConnectionFlags): Connection {
  const ways = [flags.port, flags.tcp, flags.rtuTcp].filter((way) => way !== undefined);
  if (ways.length !== 1) {
    const said = ways.length === 0 ? 'Where is the device?' : 'The device can be in one place only.';
    throw new LiquidusError('usage.connection', `${said} Give one of --port DEVICE, --tcp HOST:PORT or --rtu-tcp HOST:PORT.`);
  }
  if (flags.port === undefined && (flags.baud !== undefined || flags.parity !== undefined || flags.stopBits !== undefined)) {
    throw new LiquidusError(
      'usage.connection',
      'The flags --baud, --parity and --stop-bits belong to a serial device; use them with --port, or set them on the serial server.',
    );
  }
  if (flags.port !== undefined) return { kind: 'serial', ...serialOf(flags.port, flags) };
  if (flags.tcp !== undefined) return { kind: 'tcp', ...parseHostPort(flags.tcp) };
  return { kind: 'rtuTcp', ...parseHostPort(flags.rtuTcp ?? '') };
}

/** An open bus with the device on it. */
export interface Link {
  readonly bus: Bus;
  readonly device: Device;
  /** Line and unit, as people name them. */
  readonly title: string;
}

/** Captures of this process, so that a link that is opened again goes on in the same file. */
const captures = new Map<string, PcapFile>();

/** The tap of --capture. A disk that does not take a frame ends the capture with one sentence, never the command. */
function tapOf(path: string, connection: Connection): FrameTap {
  const file = captures.get(path) ?? new PcapFile(path, framingOf(connection));
  captures.set(path, file);
  return (direction, frame) => {
    try {
      file.add(direction, frame);
    } catch (error) {
      process.stderr.write(`liquidus: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  };
}

/** The tap that the flags ask for, if any. */
export function tapped({ capture }: ConnectionFlags, connection: Connection): FrameTap | undefined {
  return capture === undefined ? undefined : tapOf(capture, connection);
}

/** Opens the bus that the flags name. A read without an answer is repeated once. */
function openFlagged(flags: ConnectionFlags, reopened: boolean): Promise<Bus> {
  const connection = connectionOf(flags);
  checkUnit(flags.unit);
  const options = { readRetries: 1, reopened, ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout }) };
  return openBus(connection, options, tapped(flags, connection));
}

/** Opens the link that the flags name. `reopened`: it was lost while requests were under way. */
export async function openLink(flags: ConnectionFlags, reopened = false): Promise<Link> {
  const bus = await openFlagged(flags, reopened);
  return { bus, device: new Device(bus, flags.unit), title: `${bus.title} unit ${flags.unit}` };
}

/** Opens a link, does something with its device, and closes it whatever happens. */
export async function withDevice<T>(flags: ConnectionFlags, task: (link: Link) => Promise<T>): Promise<T> {
  const link = await openLink(flags);
  try {
    return await task(link);
  } finally {
    await link.bus.close();
  }
}
