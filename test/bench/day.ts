/**
 * `make day`: a daemon, as it is installed, supervises virtual controllers through a simulated day of faults: of the plant, of the lines, of the recording,
 * of the receiver of its messages, while a foreign master reads through its gateway and checks what it reads. Time of the controllers runs fast. Prints the
 * daemon's figures; the exit code is 1 when it lost a sample, answered wrong, hung, ended, or did not come back from everything.
 */
import http from 'node:http';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { MAP_MAJOR } from '../../firmware/model/registers.js';
import { openBus, parseHostPort } from '../../host/bus/connection.js';
import { LiquidusError } from '../../host/error.js';
import { decimalNumber, wholeNumber } from '../../host/cli/number-options.js';
import { makeCommand } from '../command.js';
import { FROM_SOURCES, Programs, scrape } from './programs.js';

const flags = makeCommand('day', 'a simulated day of faults on the daemon, and its figures')
  .option('--hours <n>', 'simulated hours', decimalNumber('--hours', 0.1, 1000, 'hours'), 24)
  .option('--units <n>', 'virtual controllers', wholeNumber('--units', 1, 64), 4)
  .option('--speed <n>', 'how much faster than the clock their time runs', decimalNumber('--speed', 1, 10_000, ''), 240)
  .option('--seed <n>', 'seed of the faults', wholeNumber('--seed', 0, 2 ** 31), 1)
  .parse()
  .opts<Record<'hours' | 'units' | 'speed' | 'seed', number>>();
const [HOURS, UNITS, SPEED] = [flags.hours, flags.units, flags.speed];
const S_PER_H = 3600;
/** Wall time between two mischiefs, and at the end until all must be well again, s. */
const PAUSE_S = 1.5;
const RECOVERY_S = 45;

let dice = flags.seed;
/** A number below `n`, from a generator with a seed (numerical recipes' LCG). */
const roll = (n: number): number => {
  dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((dice / 2 ** 32) * n);
};
const wait = (seconds: number): Promise<void> => new Promise((done) => setTimeout(done, seconds * 1000));

const folder = mkdtempSync(join(tmpdir(), 'liquidus-day-'));
const programs = new Programs(folder);
const recording = join(folder, 'day.db');

/** A way to a rig that can be cut, or that goes silent. */
class Way {
  silent = false;
  readonly #sockets = new Set<net.Socket>();
  readonly #server: net.Server;

  constructor(port: number) {
    this.#server = net.createServer({ noDelay: true }, (socket) => {
      const there = net.connect({ port, host: '127.0.0.1', noDelay: true });
      for (const [from, to] of [
        [socket, there],
        [there, socket],
      ] as const) {
        this.#sockets.add(from);
        from.on('error', () => undefined);
        from.on('close', () => (this.#sockets.delete(from), to.destroy()));
        from.on('data', (bytes) => void (this.silent || to.write(bytes)));
      }
    });
  }

  async open(): Promise<number> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return (this.#server.address() as net.AddressInfo).port;
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}

/** A receiver of messages that may be out of order. */
const hook = { status: 200, taken: 0 };
const receiver = http.createServer((request, response) => {
  request.resume().on('end', () => {
    if (hook.status === 200) hook.taken++;
    response.writeHead(hook.status).end();
  });
});

/** A foreign master: reads whole live blocks through the gateway for as long as it is let. */
const master = { reads: 0, exceptions: 0, wrong: 0, worstMs: 0, stop: false };
async function read(address: string): Promise<void> {
  const bus = await openBus({ kind: 'tcp', ...parseHostPort(address) }, { timeoutMs: 10_000 });
  for (let k = 0; !master.stop; k++) {
    const from = performance.now();
    try {
      const words = await bus.readInput((k % UNITS) + 1, 0, 60);
      // Both ends carry the number of the snapshot; the first register is the version of the map.
      if (words[6] !== words[59] || (words[0] ?? 0) >> 8 !== MAP_MAJOR) master.wrong++;
      master.reads++;
    } catch (error) {
      if (error instanceof LiquidusError && error.code === 'link.closed') throw error;
      master.exceptions++;
    }
    master.worstMs = Math.max(master.worstMs, performance.now() - from);
    await wait(0.05);
  }
  await bus.close();
}

try {
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const { ports, controls } = (await programs.start([
    ...FROM_SOURCES,
    'test/bench/fleet-rigs.ts',
    '--units',
    String(UNITS),
    '--speed',
    String(SPEED),
  ])) as {
    ports: number[];
    controls: number[];
  };
  const ways = ports.map((port) => new Way(port));
  const doors = await Promise.all(ways.map((way) => way.open()));
  const config = join(folder, 'day.yaml');
  const lines = doors.map((port, k) => ({
    tcp: `127.0.0.1:${port}`,
    rigControl: `127.0.0.1:${controls[k]}`,
    units: [{ id: `u${k}`, interval: 250, gatewayUnit: k + 1 }],
  }));
  const messages = {
    targets: { hook: { webhook: `http://127.0.0.1:${(receiver.address() as net.AddressInfo).port}/` } },
    rules: [{ severity: 'warning', to: ['hook'] }],
  };
  writeFileSync(config, stringify({ listen: '127.0.0.1:0', record: recording, gateway: { listen: '127.0.0.1:0' }, messages, lines }));
  const { url, gateway } = (await programs.start(['dist/host/cli/main.js', 'serve', '--json', '--config', config])) as {
    url: string;
    gateway: string;
  };

  const ask = async (path: string, body?: object): Promise<unknown> => {
    const init = body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
    const response = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(15_000) });
    return response.json();
  };
  const virtualH = async (): Promise<number> => {
    const standing = (await ask('/api/v1/rig/faults?unit=u0')) as { timeS?: number };
    return (standing.timeS ?? NaN) / S_PER_H;
  };
  await wait(5);
  const startH = await virtualH();
  const { faults = [] } = (await ask('/api/v1/rig/faults?unit=u0')) as {
    faults?: { id: string; parameters: { name: string; min: number; max: number }[] }[];
  };
  const reading = read(gateway).catch((error: unknown) => process.stdout.write(`the master lost the gateway: ${String(error)}\n`));
  const first = await scrape(url);
  const fromMs = performance.now();
  const done: Record<string, number> = {};
  const timed = (start: () => void, end: () => void, seconds: number): void => {
    start();
    setTimeout(end, seconds * 1000);
  };
  const mischief: Record<string, (k: number) => unknown> = {
    'fault of the plant': (k) => {
      const chosen = faults[roll(faults.length)];
      const given = Object.fromEntries((chosen?.parameters ?? []).map(({ name, min, max }) => [name, min + (max - min) * (roll(1000) / 1000)]));
      return ask('/api/v1/rig/faults', { unit: `u${k}`, inject: { fault: chosen?.id ?? '', values: given } });
    },
    'faults taken back': (k) => ask('/api/v1/rig/faults', { unit: `u${k}`, clear: 'all' }),
    command: (k) => ask('/api/v1/commands', { unit: `u${k}`, command: ['start', 'stop', 'reset'][roll(3)] ?? 'stop' }),
    'line cut': (k) => ways[k]?.cut(),
    'line silent': (k) => {
      const way = ways[k];
      if (way)
        timed(
          () => (way.silent = true),
          () => (way.silent = false),
          4,
        );
    },
    'recording locked': () => {
      try {
        timed(
          () => mkdirSync(`${recording}.lock`),
          () => rmdirSync(`${recording}.lock`),
          5,
        );
      } catch {
        // It is locked already, by us or by the daemon itself.
      }
    },
    'receiver out of order': () =>
      timed(
        () => (hook.status = 503),
        () => (hook.status = 200),
        6,
      ),
  };
  const kinds = Object.keys(mischief);
  let failures = 0;
  let passedH = 0;
  while (passedH < HOURS && programs.alive) {
    const kind = kinds[roll(kinds.length)] ?? 'command';
    try {
      await mischief[kind]?.(roll(UNITS));
      done[kind] = (done[kind] ?? 0) + 1;
      passedH = (await virtualH()) - startH;
    } catch (error) {
      failures++;
      process.stdout.write(`${kind}: ${String(error)}\n`);
    }
    await wait(PAUSE_S);
  }
  for (let k = 0; k < UNITS; k++) await ask('/api/v1/rig/faults', { unit: `u${k}`, clear: 'all' });
  await wait(RECOVERY_S);
  master.stop = true;
  await reading;
  const last = await scrape(url);
  const seconds = (performance.now() - fromMs) / 1000;
  const now = (name: string): number => last.get(name) ?? NaN;
  const rise = (name: string): number => now(name) - (first.get(name) ?? 0);
  const up = Array.from({ length: UNITS }, (_, k) => now(`liquidus_unit_up{unit="u${k}"}`)).reduce((sum, one) => sum + one, 0);
  const sum = (name: string): number =>
    [...last].filter(([key]) => key.startsWith(`liquidus_line_${name}_total`)).reduce((total, [, count]) => total + count, 0);
  const mb = (bytes: number | undefined): string => `${((bytes ?? NaN) / 1e6).toFixed(0)} MB`;
  const lostSamples = now('liquidus_recorder_lost_samples_total');
  process.stdout.write(
    [
      `${passedH.toFixed(1)} simulated hours of ${UNITS} controllers in ${seconds.toFixed(0)} s, load ${loadavg()[0]?.toFixed(1) ?? '?'}`,
      `  mischief                      ${Object.entries(done)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')}`,
      `  requests on the lines         ${sum('requests')}, answered ${sum('replies')}, silent ${sum('timeouts')}, damaged ${sum('corrupt')}, refused ${sum('exceptions')}`,
      `  foreign master                ${master.reads} live blocks, wrong ${master.wrong}, exceptions ${master.exceptions}, longest wait ${master.worstMs.toFixed(0)} ms`,
      `  units that answer at the end  ${up} of ${UNITS}`,
      `  recording                     ${now('liquidus_recorder_good') === 1 ? 'good' : 'FAILS'}, ${lostSamples} samples lost, ${now('liquidus_recorder_waiting_samples')} wait`,
      `  messages                      ${now('liquidus_messages_sent_total{target="hook"}')} delivered (${hook.taken} taken), ${now('liquidus_messages_waiting{target="hook"}')} wait, ${now('liquidus_messages_lost_total{target="hook"}')} lost`,
      `  processor                     ${((100 * rise('process_cpu_seconds_total')) / seconds).toFixed(1)} % of one core`,
      `  memory                        ${mb(first.get('process_resident_memory_bytes'))} at the start, ${mb(last.get('process_resident_memory_bytes'))} at the end`,
      `  hangs                         ${failures} requests to the API without an answer`,
      '',
    ].join('\n'),
  );
  for (const way of ways) way.close();
  const good = programs.alive && master.wrong === 0 && up === UNITS && lostSamples === 0 && now('liquidus_recorder_good') === 1 && failures === 0;
  process.stdout.write(good ? 'All well.\n' : 'NOT well, see above.\n');
  process.exitCode = good ? 0 : 1;
} finally {
  receiver.close();
  await programs.end();
  rmSync(folder, { recursive: true, force: true });
}
