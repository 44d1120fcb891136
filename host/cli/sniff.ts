/**
 * `liquidus sniff`: what others say on a serial line, frame by frame, without a byte of our own.
 */
import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import { streamOf } from '../bus/connection.js';
import { PcapFile, readPcap } from '../bus/pcap.js';
import { exceptionName } from '../bus/pdu.js';
import { POINTS } from '../device/points.js';
import { valueOf, valueText } from '../device/values.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags } from './connection-options.js';
import { connectionOf, withConnection } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { wholeNumber } from './number-options.js';
import type { Sniffed } from './sniffer.js';
import { Sniffer } from './sniffer.js';
import { styleFor } from './terminal/style.js';
import { awaitStop } from './terminal/stop.js';

interface SniffFlags extends ConnectionFlags {
  readonly read?: string;
  readonly names: boolean;
  readonly count?: number;
  readonly json?: boolean;
}

/** Values of a reply that are named on its line. */
const MOST_NAMED = 6;

/** Adds the command. */
export function addSniff(program: Command): void {
  withConnection(program.command('sniff'))
    .description('decode what a foreign master and its units say on a serial line, or in a capture; sends nothing')
    .option('--read <file.pcap>', 'decode a capture instead of a line')
    .option('--no-names', 'show words, not the names and values of this map')
    .option('--count <n>', 'end after this many frames', wholeNumber('--count', 1, 1_000_000_000))
    .option('--json', 'print one JSON object per line and frame')
    .addHelpText(
      'after',
      `\nWith --capture FILE.pcap the frames are kept too. --unit and --timeout mean nothing here.\n${EXIT_HELP}\n\nExamples:\n  liquidus sniff --port /dev/ttyUSB1 --baud 9600 --parity none\n  liquidus sniff --read line.pcap\n  liquidus sniff --rtu-tcp 10.0.0.7:4001 --json --capture line.pcap`,
    )
    .action(sniff);
}

async function sniff(flags: SniffFlags): Promise<void> {
  let left = flags.count ?? Infinity;
  const show = (frames: readonly Sniffed[]): boolean => {
    for (const frame of frames) {
      if (left-- <= 0) return false;
      process.stdout.write(`${flags.json === true ? JSON.stringify(frameJson(frame)) : line(frame, flags.names)}\n`);
    }
    return left > 0;
  };
  if (flags.read !== undefined) return fromCapture(flags.read, show);
  const connection = connectionOf(flags);
  if (connection.kind === 'tcp') {
    throw new LiquidusError('usage.connection', 'Modbus TCP has no line to listen to; use --port or --rtu-tcp, or capture with Wireshark.');
  }
  const file = flags.capture === undefined ? undefined : new PcapFile(flags.capture, 'rtu');
  const stream = streamOf(connection);
  const sniffer = new Sniffer();
  const stop = awaitStop(false);
  try {
    await stream.open();
    const ended = new Promise<string | undefined>((resolve) => {
      stream.on('end', resolve);
      stop.signal.addEventListener('abort', () => resolve(undefined));
      stream.on('bytes', (bytes) => {
        const frames = sniffer.push(bytes, Date.now());
        for (const frame of frames) file?.add('received', { timeUs: frame.timeMs * 1000, bytes: frame.bytes });
        if (!show(frames)) resolve(undefined);
      });
    });
    const reason = await ended;
    if (reason !== undefined)
      throw new LiquidusError('link.closed', `The line ${stream.title} is gone (${reason}); check the cable and start again.`);
  } finally {
    show(sniffer.end(Date.now()));
    file?.close();
    stop.release();
    await stream.close();
  }
}

function fromCapture(path: string, show: (frames: readonly Sniffed[]) => boolean): void {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new LiquidusError('usage.file', `${path} cannot be read (${error instanceof Error ? error.message : String(error)}); name a pcap file.`);
  }
  const { framing, frames } = readPcap(bytes, path);
  if (framing === 'mbap')
    throw new LiquidusError('usage.capture', `${path} is a capture of Modbus TCP; open it with Wireshark, which decodes it without a setting.`);
  const sniffer = new Sniffer();
  let last = 0;
  for (const frame of frames) {
    last = frame.timeUs / 1000;
    if (!show(sniffer.push(frame.bytes, last))) return;
  }
  show(sniffer.end(last));
}

const word = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Words of registers that a frame carries, and where they begin on the map. */
function carried({
  kind,
  bytes,
  request,
}: Sniffed): { readonly table: 'input' | 'holding'; readonly from: number; readonly words: number[] } | undefined {
  const code = bytes[1] ?? 0;
  if (kind === 'reply' && request && (code === 3 || code === 4)) {
    const words = Array.from({ length: (bytes[2] ?? 0) >> 1 }, (_, k) => word(bytes, 3 + 2 * k));
    return { table: code === 4 ? 'input' : 'holding', from: word(request, 2), words };
  }
  if (kind !== 'request') return undefined;
  if (code === 6) return { table: 'holding', from: word(bytes, 2), words: [word(bytes, 4)] };
  if (code === 16) return { table: 'holding', from: word(bytes, 2), words: Array.from({ length: word(bytes, 4) }, (_, k) => word(bytes, 7 + 2 * k)) };
  return undefined;
}

/** What a frame says, in words. */
function meaning(frame: Sniffed, names: boolean): string {
  const { bytes, kind } = frame;
  if (kind === 'noise')
    return `${bytes.length} bytes that are no frame: ${Buffer.from(bytes.subarray(0, 24)).toString('hex')}${bytes.length > 24 ? '…' : ''}`;
  const code = bytes[1] ?? 0;
  if (code & 0x80) return `exception ${bytes[2] ?? 0} (${exceptionName(bytes[2] ?? 0)}) to function ${code & 0x7f}`;
  const data = carried(frame);
  if (kind === 'request' && !data) {
    const range = [1, 2, 3, 4].includes(code) ? ` ${word(bytes, 4)} from ${word(bytes, 2)}` : '';
    return `function ${code}${({ 1: ': read coils', 2: ': read discrete inputs', 3: ': read holding registers', 4: ': read input registers', 17: ': who are you', 43: ': identification' } as Record<number, string>)[code] ?? ''}${range}`;
  }
  if (!data) return `answer to function ${code}, ${bytes.length - 4} bytes`;
  const verb = kind === 'request' ? `function ${code}: write` : '';
  return `${verb} ${data.table} ${data.from}: ${names ? named(data) : data.words.join(' ')}`.trim();
}

function named({ table, from, words }: NonNullable<ReturnType<typeof carried>>): string {
  const known = POINTS.filter(
    (point) => point.table === table && point.row.address >= from && point.row.address + point.words <= from + words.length,
  );
  if (known.length === 0) return words.join(' ');
  const shown = known.slice(0, MOST_NAMED).map((point) => `${point.name} ${valueText(point, valueOf(point, words, from))} ${point.row.unit}`.trim());
  return shown.join(', ') + (known.length > MOST_NAMED ? `, and ${known.length - MOST_NAMED} more` : '');
}

function line(frame: Sniffed, names: boolean): string {
  const style = styleFor(process.stdout);
  const time = new Date(frame.timeMs).toISOString().slice(11, 23);
  if (frame.kind === 'noise') return `${style.dim(time)}  ${style.alarm(meaning(frame, names))}`;
  const arrow = frame.kind === 'request' ? '→' : '←';
  const after = frame.afterMs === null ? '' : style.dim(` after ${frame.afterMs.toFixed(0)} ms`);
  const orphan = frame.kind === 'reply' && !frame.request ? style.warn(' without a request') : '';
  return `${style.dim(time)}  ${arrow} unit ${String(frame.bytes[0]).padStart(3)}  ${meaning(frame, names)}${after}${orphan}`;
}

function frameJson(frame: Sniffed): object {
  const { kind, bytes, afterMs } = frame;
  const data = carried(frame);
  const head = { time: new Date(frame.timeMs).toISOString(), kind, hex: Buffer.from(bytes).toString('hex') };
  if (kind === 'noise') return head;
  const code = bytes[1] ?? 0;
  const exception = code & 0x80 ? { exception: bytes[2] ?? 0 } : {};
  return { ...head, unit: bytes[0], function: code & 0x7f, afterMs, ...exception, ...data };
}
