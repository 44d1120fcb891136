/**
 * `liquidus record`: samples of a device into a recording, without the daemon.
 */
import type { Command } from 'commander';
import { CHANNELS } from '../record/channels.js';
import { LazyStore } from '../record/open.js';
import { Recorder } from '../record/recorder.js';
import type { Live } from '../device/live.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags, Link } from './connection-options.js';
import { connectionOf, openLink, withConnection } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { wholeNumber } from './number-options.js';
import { poll } from './poll.js';
import { defaultRecording } from './recording-path.js';
import { awaitStop } from './terminal/stop.js';

interface RecordFlags extends ConnectionFlags {
  readonly interval: number;
  readonly count?: number;
  readonly json?: boolean;
}

/** Time between two reads of the slow registers, ms. */
const SLOW_MS = 2000;

/** Adds the command. */
export function addRecord(program: Command): void {
  withConnection(program.command('record').argument('[recording]', 'SQLite file or postgres:// address; default: in the state folder'))
    .description('record a device: every value once a second, means over a minute and a quarter of an hour, gaps with their cause')
    .option('--interval <ms>', 'time from one read to the next', wholeNumber('--interval', 200, 3_600_000), 1000)
    .option('--count <n>', 'end after this many snapshots', wholeNumber('--count', 1, 1_000_000_000))
    .option('--json', 'print where it records as one JSON object')
    .addHelpText(
      'after',
      `\nConnects again by itself when the link is lost. What the disk does not take waits in memory for ten minutes, and the recording says what was lost.\nOne program at a time may own a serial port: where "liquidus serve" runs, it records already.\n${EXIT_HELP}\n\nExamples:\n  liquidus record cell.db --port /dev/ttyUSB0\n  liquidus record --tcp 127.0.0.1:1502 --count 3600\n  liquidus record postgres://me@server/fleet --tcp 10.0.0.7:502`,
    )
    .action(record);
}

/** Numbers of a snapshot that are recorded. */
function recorded(live: Live, slow: Readonly<Record<string, number | null>>): Record<string, number | null> {
  const all: Readonly<Record<string, unknown>> = { ...slow, ...live };
  const values = CHANNELS.map((name): [string, number | null] => {
    const value = all[name];
    return [name, typeof value === 'number' ? value : null];
  });
  return Object.fromEntries(values);
}

async function record(where: string | undefined, flags: RecordFlags): Promise<void> {
  connectionOf(flags);
  const unit = `unit${flags.unit}`;
  const store = new LazyStore(where ?? defaultRecording(`${flags.port ?? flags.tcp ?? flags.rtuTcp ?? ''}-${flags.unit}`));
  // A recording that cannot be opened is told now, not after the first hour.
  await store.newest(unit);
  const recorder = new Recorder(store);
  const stop = awaitStop(false);
  let link: Link | undefined;
  let [slow, slowAt, left, down]: [Readonly<Record<string, number | null>>, number, number, boolean] = [
    {},
    -Infinity,
    flags.count ?? Infinity,
    false,
  ];
  recorder.on('health', () => {
    const { error, waiting, lost } = recorder.health;
    process.stderr.write(error ? `liquidus: ${error.message} ${waiting} samples wait.\n` : `The recording works again; ${lost} samples were lost.\n`);
  });
  try {
    const onLink = (open: Link): void => {
      const first = link === undefined;
      link = open;
      if (first)
        process.stdout.write(
          flags.json === true
            ? `${JSON.stringify({ ready: true, link: open.title, recording: store.title, unit })}\n`
            : `Recording ${open.title} into ${store.title} as ${unit}. Ctrl-C ends it.\n`,
        );
    };
    for await (const result of poll({ open: (reopened) => openLink(flags, reopened), intervalMs: flags.interval, signal: stop.signal, onLink })) {
      if (result.kind === 'lost') {
        if (!down) process.stderr.write(`liquidus: ${result.error.message} Trying again.\n`);
        down = true;
        continue;
      }
      down = false;
      if (link && performance.now() - slowAt > SLOW_MS) {
        slowAt = performance.now();
        slow = await slowOf(link, result.live);
      }
      recorder.take({ unit, timeMs: result.at.getTime(), values: recorded(result.live, slow) });
      if (--left <= 0) break;
    }
  } finally {
    await recorder.close();
    stop.release();
  }
  const { error, lost, waiting } = recorder.health;
  if (error) throw new LiquidusError('internal.store', `${error.message} ${lost + waiting} samples were not recorded.`, { cause: error });
}

async function slowOf(link: Link, live: Live): Promise<Readonly<Record<string, number | null>>> {
  try {
    return (await link.device.readSlow(live)).values;
  } catch (error) {
    // The next poll meets the same line and tells it; old slow values would be a lie.
    if (error instanceof LiquidusError) return {};
    throw error;
  }
}
