/**
 * `liquidus export`: a recording as CSV or Parquet.
 */
import type { Command } from 'commander';
import { Option } from 'commander';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Tier } from '../record/store.js';
import { TIER_MS } from '../record/store.js';
import { LiquidusError } from '../error.js';
import { EXIT_HELP } from './exit.js';
import type { Extract, RecordedRow } from './recorded.js';
import { channelsOf, openExisting, rangeOf, windowsOf } from './recorded.js';
import { fileError } from '../files.js';

interface ExportFlags {
  readonly out?: string;
  readonly unit: string;
  readonly from?: string;
  readonly to?: string;
  readonly tier: Tier;
  readonly channels?: string;
  readonly spread?: boolean;
}

/** Adds the command. */
export function addExport(program: Command): void {
  program
    .command('export')
    .argument('<recording>', 'file of "record" or "serve", or postgres:// address')
    .description('write a recording as CSV or Parquet: one row a moment, one column a channel, gaps marked')
    .option('--out <file>', 'FILE.csv or FILE.parquet; default: CSV on standard output')
    .option('--unit <id>', 'unit as the recording calls it', 'unit1')
    .option('--from <time>', 'ISO 8601, or -36h before the newest sample (default: a day)')
    .option('--to <time>', 'likewise (default: the newest sample)')
    .addOption(new Option('--tier <name>', 'samples, or means over a time').choices(Object.keys(TIER_MS)).default('raw'))
    .option('--channels <list>', 'names, for example margin,current (default: all)')
    .option('--spread', 'with the tiers of means: also the least and the largest, as NAME_min and NAME_max')
    .addHelpText(
      'after',
      `\nThe column "gap" says at the first row behind a gap why samples are missing: link, daemon, store, clock. A missing value is empty (CSV) or null.\n${EXIT_HELP}\n\nExamples:\n  liquidus export cell.db --from -2h > cell.csv\n  liquidus export cell.db --from 2026-01-31 --tier 1min --spread --out cell.parquet\n  liquidus export cell.db --channels margin,current,state --out cell.csv`,
    )
    .action(exportRecording);
}

/** A table that grows window by window. */
interface Sink {
  add(rows: readonly RecordedRow[]): Promise<void> | void;
  end(): Promise<void> | void;
}

/** Columns in their order, with the value of each in a row. */
function columnsOf(channels: readonly string[], spread: boolean): { readonly name: string; readonly of: (row: RecordedRow) => number | null }[] {
  return channels.flatMap((name, k) => {
    const value = { name, of: (row: RecordedRow) => row.values[k] ?? null };
    if (!spread) return [value];
    return [
      value,
      { name: `${name}_min`, of: (row: RecordedRow) => row.min[k] ?? null },
      { name: `${name}_max`, of: (row: RecordedRow) => row.max[k] ?? null },
    ];
  });
}

type Columns = ReturnType<typeof columnsOf>;

function csv(columns: Columns, write: (text: string) => void): Sink {
  write(`${['time', ...columns.map(({ name }) => name), 'gap'].join(',')}\n`);
  return {
    add: (rows) => {
      const line = (row: RecordedRow): string =>
        [new Date(row.timeMs).toISOString(), ...columns.map(({ of }) => of(row) ?? ''), row.gap ?? ''].join(',');
      write(rows.map((row) => `${line(row)}\n`).join(''));
    },
    end: () => undefined,
  };
}

async function parquet(columns: Columns, file: string): Promise<Sink> {
  const { fileWriter, ParquetWriter } = await import('hyparquet-writer');
  const schema = [
    { name: 'root', num_children: columns.length + 2 },
    { name: 'time', type: 'INT64' as const, converted_type: 'TIMESTAMP_MILLIS' as const, repetition_type: 'REQUIRED' as const },
    ...columns.map(({ name }) => ({ name, type: 'DOUBLE' as const, repetition_type: 'OPTIONAL' as const })),
    { name: 'gap', type: 'BYTE_ARRAY' as const, converted_type: 'UTF8' as const, repetition_type: 'OPTIONAL' as const },
  ];
  const writer = new ParquetWriter({ writer: fileWriter(file), schema });
  return {
    add: async (rows) => {
      const columnData = [
        { name: 'time', data: rows.map(({ timeMs }) => new Date(timeMs)) },
        ...columns.map(({ name, of }) => ({ name, data: rows.map(of) })),
        { name: 'gap', data: rows.map(({ gap }) => gap) },
      ];
      await writer.write({ columnData, rowGroupSize: rows.length });
    },
    end: async () => writer.finish(),
  };
}

async function exportRecording(where: string, flags: ExportFlags): Promise<void> {
  const { out } = flags;
  if (out !== undefined && !/\.(?:csv|parquet)$/i.test(out)) {
    throw new LiquidusError('usage.file', `"${out}" tells no format; end it with .csv or .parquet.`);
  }
  const channels = channelsOf(flags.channels?.split(',').map((name) => name.trim()));
  const columns = columnsOf(channels, flags.spread === true);
  const store = await openExisting(where);
  try {
    const extract = { unit: flags.unit, channels, tier: flags.tier, ...(await rangeOf(store, flags.unit, flags.from, flags.to)) };
    if (out === undefined) {
      await pour(
        store,
        extract,
        csv(columns, (text) => void process.stdout.write(text)),
      );
      return;
    }
    const rows = await intoFile(out, (file) => fill(store, extract, columns, file, /\.parquet$/i.test(out)));
    process.stdout.write(`${rows} rows of ${channels.length} channels are in ${out}.\n`);
  } finally {
    await store.close();
  }
}

type Store = Awaited<ReturnType<typeof openExisting>>;

async function pour(store: Store, extract: Extract, sink: Sink): Promise<number> {
  let count = 0;
  for await (const rows of windowsOf(store, extract)) {
    await sink.add(rows);
    count += rows.length;
  }
  await sink.end();
  return count;
}

async function fill(store: Store, extract: Extract, columns: Columns, file: string, asParquet: boolean): Promise<number> {
  if (asParquet) return pour(store, extract, await parquet(columns, file));
  const fd = openSync(file, 'w');
  try {
    return await pour(
      store,
      extract,
      csv(columns, (text) => {
        const bytes = Buffer.from(text);
        for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
      }),
    );
  } finally {
    closeSync(fd);
  }
}

/** Makes a file under another name and puts it in place when it is whole. */
async function intoFile(out: string, make: (file: string) => Promise<number>): Promise<number> {
  const fresh = `${out}.new`;
  try {
    const count = await make(fresh);
    renameSync(fresh, out);
    return count;
  } catch (error) {
    rmSync(fresh, { force: true });
    if (error instanceof LiquidusError) throw error;
    throw error instanceof Error && 'code' in error ? fileError(out, error) : error;
  }
}
