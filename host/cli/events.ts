/**
 * `liquidus events`: the event log of a device, from a cursor on, once or as it grows.
 */
import type { Command } from 'commander';
import { readFileSync } from 'node:fs';
import type { PlantEvent } from '../device/events.js';
import type { Snapshot } from '../device/history.js';
import { LiquidusError } from '../error.js';
import type { ConnectionFlags, Link } from './connection-options.js';
import { connectionOf, openLink, withConnection } from './connection-options.js';
import { EXIT_HELP } from './exit.js';
import { wholeNumber } from './number-options.js';
import { replaceDurably } from '../files.js';
import { styleFor } from './terminal/style.js';
import { awaitStop, sleep } from './terminal/stop.js';
import { eventJson, eventLines, Starts } from './view/event-lines.js';

interface EventFlags extends ConnectionFlags {
  readonly most: number;
  readonly after?: number;
  readonly cursor?: string;
  readonly follow?: boolean;
  readonly interval: number;
  readonly history?: boolean;
  readonly json?: boolean;
}

/** Waits between attempts to connect again, ms; the last one repeats. */
const BACKOFF_MS = [250, 500, 1000, 2000, 5000, 10_000];

/** Adds the command. */
export function addEvents(program: Command): void {
  withConnection(program.command('events'))
    .description('the event log of the device: trips and starts with cause, value and limit, and the ten seconds before')
    .option('--most <n>', 'at most this many, the newest', wholeNumber('--most', 1, 1024), 64)
    .option('--after <n>', 'only those behind this number', wholeNumber('--after', 0, 65535))
    .option('--cursor <file>', 'go on behind the last number in this file, and keep the new one there')
    .option('--follow', 'wait for more until Ctrl-C; connects again by itself')
    .option('--interval <ms>', 'time between two looks of --follow', wholeNumber('--interval', 200, 3_600_000), 2000)
    .option('--history', 'with each trip the ten seconds before it, where the device still holds them')
    .option('--json', 'print one JSON object per line and event')
    .addHelpText(
      'after',
      `\nThe device does not know the date: the time of an event is worked out for starts whose event is in the log, and is missing for older ones.\n${EXIT_HELP}\n\nExamples:\n  liquidus events --port /dev/ttyUSB0\n  liquidus events --history --most 8 --tcp 127.0.0.1:1502\n  liquidus events --follow --json --cursor events.cursor --tcp 127.0.0.1:1502 >> events.jsonl`,
    )
    .action(events);
}

function cursorOf(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new LiquidusError('usage.file', `${path} cannot be read (${error instanceof Error ? error.message : String(error)}); name another file.`);
  }
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new LiquidusError('usage.file', `${path} holds no event number; remove it to begin anew.`);
}

async function events(flags: EventFlags): Promise<void> {
  connectionOf(flags);
  const stop = awaitStop(false);
  let after = flags.after ?? (flags.cursor === undefined ? undefined : cursorOf(flags.cursor));
  let link: Link | undefined = await openLink(flags);
  let attempt = 0;
  try {
    for (let first = true; ; first = false) {
      try {
        link ??= await openLink(flags, true);
        after = await download(link, flags, after, first);
        attempt = 0;
      } catch (error) {
        if (flags.follow !== true || !(error instanceof LiquidusError) || error.family !== 'link') throw error;
        if (attempt === 0) process.stderr.write(`liquidus: ${error.message} Trying again.\n`);
        await link?.bus.close();
        link = undefined;
        await sleep(BACKOFF_MS[Math.min(attempt++, BACKOFF_MS.length - 1)] ?? 0, stop.signal);
      }
      if (flags.follow !== true || stop.signal.aborted) return;
      if (link) await sleep(flags.interval, stop.signal);
      if (stop.signal.aborted) return;
    }
  } finally {
    await link?.bus.close();
    stop.release();
  }
}

/** Prints what is behind `after`, and returns the number of the newest event. The cursor moves only over what was printed. */
async function download({ device, title }: Link, flags: EventFlags, after: number | undefined, first: boolean): Promise<number> {
  const { found, newest, uptime } = await device.readEventLog(flags.most, after);
  const starts = new Starts(found, newest === 0 ? 0 : uptime, new Date());
  const style = styleFor(process.stdout);
  for (const event of found) {
    const history = flags.history === true && event.kind === 'trip' ? await device.readHistory(event.number) : undefined;
    print(event, history, starts.timeOf(event));
  }
  if (first && found.length === 0 && flags.json !== true)
    process.stderr.write(newest === 0 ? 'The log is empty.\n' : `No event behind number ${after ?? 0}; the newest is ${newest}.\n`);
  if (flags.cursor !== undefined && (found.length > 0 || first)) replaceDurably(flags.cursor, `${newest}\n`);
  return newest;

  function print(event: PlantEvent, history: Snapshot[] | null | undefined, time: Date | null): void {
    const lines =
      flags.json === true
        ? [JSON.stringify({ link: title, ...eventJson(event, time), ...(history === undefined ? {} : { history }) })]
        : eventLines(event, time, history, style);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}
