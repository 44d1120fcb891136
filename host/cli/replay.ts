/**
 * `liquidus replay`: a recording in the live view, at its own pace or faster.
 */
import type { Command } from 'commander';
import { CERTAIN, FAULT_SETS, MEASURED } from '../device/live.js';
import type { Live } from '../device/live.js';
import { CHANNELS, NOT_RECORDED } from '../record/channels.js';
import type { StoredEvent } from '../record/store.js';
import { EXIT_HELP } from './exit.js';
import { decimalNumber, wholeNumber } from './number-options.js';
import type { RecordedRow } from './recorded.js';
import { openExisting, rangeOf, windowsOf } from './recorded.js';
import { awaitStop, sleep } from './terminal/stop.js';
import { lineOutput, screenOutput } from './watch-session.js';

interface ReplayFlags {
  readonly unit: string;
  readonly from?: string;
  readonly to?: string;
  readonly speed: number;
  readonly count?: number;
  readonly json?: boolean;
}

/** Recorded seconds between two pictures at most: a gap is jumped over, not waited for. */
const LONGEST_STEP_MS = 10_000;
/** Shortest time between two pictures, ms. */
const PICTURE_MS = 50;
const EVENTS = 1024;

/** Adds the command. */
export function addReplay(program: Command): void {
  program
    .command('replay')
    .argument('<recording>', 'file of "record" or "serve", or postgres:// address')
    .description('show a recording in the live view, at its own pace or faster')
    .option('--unit <id>', 'unit as the recording calls it', 'unit1')
    .option('--from <time>', 'ISO 8601, or -36h before the newest sample (default: a day)')
    .option('--to <time>', 'likewise (default: the newest sample)')
    .option('--speed <n>', 'recorded seconds per second', decimalNumber('--speed', 0.1, 100_000, ''), 60)
    .option('--count <n>', 'end after this many rows', wholeNumber('--count', 1, 1_000_000_000))
    .option('--json', 'print one JSON object per line and row, without waiting')
    .addHelpText(
      'after',
      `\nOf the alarms a recording holds the one that tripped first; the others show as events in the bottom line. Gaps are jumped over and named.\n${EXIT_HELP}\n\nExamples:\n  liquidus replay cell.db --from -2h --speed 60\n  liquidus replay cell.db --json --from 2026-01-31T08:00:00Z --to 2026-01-31T09:00:00Z`,
    )
    .action(replay);
}

/** A recorded row as a snapshot: what is not recorded is 0, "not needed" or not available. */
function liveOf(row: RecordedRow, sequence: number): Live {
  const recorded = new Map(CHANNELS.map((name, k) => [name, row.values[k] ?? null]));
  const first = recorded.get('firstOut') ?? 0;
  const certain = CERTAIN.map((name): [string, number] => [name, recorded.get(name) ?? 0]);
  const measured = MEASURED.map((name): [string, number | null] => [name, recorded.get(name) ?? null]);
  const faults = FAULT_SETS.map((name): [string, number[]] => [name, name === 'alarmsLatched' && first > 0 ? [first] : []]);
  return { ...Object.fromEntries([...certain, ...measured, ...faults]), sequence, heartbeatLeft: 0xffff } as Live;
}

function eventText(event: StoredEvent): string {
  const value = event.value === null ? '' : ` ${event.value} ${event.unitOfValue}, limit ${event.limit ?? '?'}`;
  return `${new Date(event.timeMs ?? 0).toISOString()} ${event.kind} ${event.fault ?? ''}${value}`.replace(/ +/g, ' ');
}

async function replay(where: string, flags: ReplayFlags): Promise<void> {
  const screen = process.stdout.isTTY && flags.json !== true && flags.count === undefined;
  const store = await openExisting(where);
  const stop = awaitStop(screen);
  let output: ReturnType<typeof screenOutput> | undefined;
  try {
    const range = await rangeOf(store, flags.unit, flags.from, flags.to);
    const events = (await store.events(flags.unit, EVENTS)).filter(({ timeMs }) => timeMs !== null && timeMs >= range.fromMs && timeMs < range.toMs);
    const title = `recording ${store.title} ${flags.unit} ×${flags.speed}`;
    output = screen ? screenOutput(title) : lineOutput(title, flags.json === true);
    let [left, before, pending] = [flags.count ?? Infinity, NaN, 0];
    let sequence = 0;
    for await (const rows of windowsOf(store, { ...range, unit: flags.unit, channels: CHANNELS, tier: 'raw' })) {
      for (const row of rows) {
        if (row.gap !== null) output.note(`Gap before ${new Date(row.timeMs).toISOString()}: ${row.gap}`);
        while ((events[0]?.timeMs ?? Infinity) <= row.timeMs) output.note(eventText(events.shift() as StoredEvent));
        pending += Math.min(LONGEST_STEP_MS, Number.isNaN(before) ? 0 : row.timeMs - before) / flags.speed;
        before = row.timeMs;
        if (flags.json !== true && flags.count === undefined && pending >= PICTURE_MS) {
          await sleep(pending, stop.signal);
          pending = 0;
        }
        if (stop.signal.aborted) return;
        sequence = (sequence + 1) & 0xffff;
        output.show({ kind: 'snapshot', live: liveOf(row, sequence), at: new Date(row.timeMs), counters: undefined, unknown: NOT_RECORDED });
        if (--left <= 0) return;
      }
    }
    // The last picture stays until somebody has seen it.
    if (screen) {
      output.note('The recording ends here; q leaves.');
      await stop.asked;
    }
  } finally {
    output?.close();
    stop.release();
    await store.close();
  }
}
