/**
 * `make fleet`: one daemon, as it is installed, with many virtual controllers on Modbus TCP, one of them dead and one slow: poll rate that it holds, processor
 * time, memory, recording. Then the same with one controller, and what follows for a thousand. Figures come from the daemon's own /metrics.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { wholeNumber } from '../../host/cli/number-options.js';
import { makeCommand } from '../command.js';
import { FROM_SOURCES, Programs, scrape } from './programs.js';

const {
  units: UNITS,
  seconds: SECONDS,
  interval: INTERVAL_MS,
} = makeCommand('fleet', 'one daemon with many virtual controllers, one dead, one slow')
  .option('--units <n>', 'virtual controllers, the dead and the slow one among them', wholeNumber('--units', 3, 1000), 64)
  .option('--seconds <n>', 'how long is measured', wholeNumber('--seconds', 5, 86_400), 60)
  .option('--interval <ms>', 'time between two polls of a controller', wholeNumber('--interval', 50, 60_000), 500)
  .parse()
  .opts<Record<'units' | 'seconds' | 'interval', number>>();
/** Time before the first figure is taken, s: connections are made, identities and events are read. */
const WARM_UP_S = 20;
const CALCULATED = 1000;

const folder = mkdtempSync(join(tmpdir(), 'liquidus-fleet-'));
const programs = new Programs(folder);

const wait = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1000));

interface Figures {
  readonly cpu: number;
  readonly rssMb: number;
  readonly polls: number;
  readonly lines: readonly string[];
}

async function measure(units: number): Promise<Figures> {
  const { ports } = (await programs.start([
    ...FROM_SOURCES,
    'test/bench/fleet-rigs.ts',
    '--units',
    String(units),
    ...(units > 2 ? ['--lame'] : []),
  ])) as { ports: number[] };
  const config = join(folder, `fleet-${units}.yaml`);
  const lines = ports.map((port, k) => ({ tcp: `127.0.0.1:${port}`, units: [{ id: `u${k}`, interval: INTERVAL_MS, gatewayUnit: k + 1 }] }));
  writeFileSync(config, stringify({ listen: '127.0.0.1:0', record: join(folder, `fleet-${units}.db`), gateway: { listen: '127.0.0.1:0' }, lines }));
  const { url } = (await programs.start(['dist/host/cli/main.js', 'serve', '--json', '--config', config])) as { url: string };
  await wait(WARM_UP_S);
  const before = await scrape(url);
  const from = performance.now();
  await wait(SECONDS);
  const after = await scrape(url);
  const seconds = (performance.now() - from) / 1000;
  const rise = (name: string): number => (after.get(name) ?? 0) - (before.get(name) ?? 0);
  const of = (name: string, k: number): number => after.get(`liquidus_unit_${name}{unit="u${k}"}`) ?? NaN;
  const healthy = ports.map((_, k) => k).filter((k) => units <= 2 || k < units - 2);
  const intervals = healthy.map((k) => of('poll_interval_seconds', k)).sort((a, b) => a - b);
  const polls = healthy.reduce((sum, k) => sum + 1 / of('poll_interval_seconds', k), 0);
  const cpu = rise('process_cpu_seconds_total') / seconds;
  const rssMb = (after.get('process_resident_memory_bytes') ?? 0) / 1e6;
  const ms = (value: number | undefined): string => `${Math.round((value ?? NaN) * 1000)} ms`;
  const said = [
    `${units} controllers, one line each, asked every ${INTERVAL_MS} ms, over ${seconds.toFixed(0)} s`,
    `  time between snapshots        median ${ms(intervals[intervals.length >> 1])}, worst controller ${ms(intervals.at(-1))}, ${polls.toFixed(1)} snapshots/s in all`,
    `  polls that brought a snapshot worst controller ${(100 * Math.min(...healthy.map((k) => of('poll_quality_ratio', k)))).toFixed(1)} %`,
    `  processor                     ${(100 * cpu).toFixed(1)} % of one core`,
    `  memory                        ${rssMb.toFixed(0)} MB resident`,
    `  event loop late by            median ${ms(after.get('liquidus_daemon_event_loop_delay_seconds{quantile="0.5"}'))}, 99 % ${ms(after.get('liquidus_daemon_event_loop_delay_seconds{quantile="0.99"}'))}, worst ${ms(after.get('liquidus_daemon_event_loop_delay_seconds{quantile="1"}'))}`,
    `  recording                     ${after.get('liquidus_recorder_good') === 1 ? 'good' : 'FAILS'}, ${after.get('liquidus_recorder_waiting_samples') ?? NaN} samples wait, ${after.get('liquidus_recorder_lost_samples_total') ?? NaN} lost`,
  ];
  if (units > 2) {
    const [slow, dead] = [units - 2, units - 1];
    said.push(
      `  slow controller (400 ms)      a snapshot every ${ms(of('poll_interval_seconds', slow))}, ${(100 * of('poll_quality_ratio', slow)).toFixed(1)} % of its polls brought one`,
      `  dead controller               up ${of('up', dead)}, age of its snapshot ${Number.isNaN(of('snapshot_age_seconds', dead)) ? 'none' : of('snapshot_age_seconds', dead)}`,
    );
  }
  await programs.end();
  return { cpu, rssMb, polls, lines: said };
}

try {
  process.stdout.write(
    `${cpus().length} cores (${cpus()[0]?.model.trim() ?? '?'}), load ${loadavg()[0]?.toFixed(1) ?? '?'} at the start, Node ${process.version}\n\n`,
  );
  const one = await measure(1);
  process.stdout.write(`${one.lines.join('\n')}\n\n`);
  const many = await measure(UNITS);
  process.stdout.write(`${many.lines.join('\n')}\n\n`);
  const [cpuEach, mbEach] = [(many.cpu - one.cpu) / (UNITS - 1), Math.max(0, many.rssMb - one.rssMb) / (UNITS - 1)];
  const [cpu, mb] = [one.cpu + (CALCULATED - 1) * cpuEach, one.rssMb + (CALCULATED - 1) * mbEach];
  const most = Math.floor((1 - one.cpu) / cpuEach);
  if (cpuEach <= 0)
    process.stdout.write(
      `${UNITS} controllers took no more of a core than one: take more of them, or more --seconds, to calculate what ${CALCULATED} need.\n`,
    );
  else
    process.stdout.write(
      `Each further controller costs ${(1000 * cpuEach).toFixed(2)} ms of a core per second and ${mbEach.toFixed(2)} MB.\n` +
        `Calculated for ${CALCULATED}: ${(100 * cpu).toFixed(0)} % of one core and ${mb.toFixed(0)} MB at ${INTERVAL_MS} ms; one daemon is one core, so ${most} fit at this interval, ${CALCULATED} from an interval of about ${Math.ceil((INTERVAL_MS * cpu) / 0.7)} ms on (70 % of the core), or in ${Math.ceil(cpu / 0.7)} daemons.\n`,
    );
} finally {
  await programs.end();
  rmSync(folder, { recursive: true, force: true });
}
