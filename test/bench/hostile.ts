/**
 * `make hostile`: the real bus on lines that are late, doubled, noisy, cut short, silent and unplugged, and an oracle that knows nothing of the bus.
 * `N=1000000` exchanges in memory, a twentieth of them through TCP sockets, and as many as a thousandth through pseudo terminals where socat is installed.
 */
import { spawnSync } from 'node:child_process';
import { memoryDoor, ptyDoor, tcpDoor } from './hostile/doors.js';
import { Account, drive } from './hostile/drive.js';
import type { FaultName } from './hostile/line.js';
import { FAULTS, HostileLine } from './hostile/line.js';
import { Random } from './hostile/random.js';

const wanted = Number(process.argv[2] ?? process.env.N ?? 100_000);
const seed = Number(process.argv[3] ?? process.env.SEED ?? 1);
if (!(Number.isInteger(wanted) && wanted >= 1000 && Number.isInteger(seed))) {
  process.stderr.write('hostile: give a number of exchanges of at least 1000, and a whole seed: make hostile N=1000000 SEED=1\n');
  process.exit(1);
}

/** Lines at once, and the times of each, ms. Those through the operating system get more time: its own delays are not the line's. */
const WAYS = [
  { name: 'in memory', lines: 300, share: 1, times: { timeoutMs: 25, silenceMs: 25 }, door: memoryDoor },
  { name: 'TCP sockets', lines: 60, share: 0.05, times: { timeoutMs: 60, silenceMs: 60 }, door: tcpDoor },
  { name: 'pseudo terminals', lines: 4, share: 0.001, times: { timeoutMs: 60, silenceMs: 60 }, door: ptyDoor },
] as const;

let failed = false;
for (const { name, lines, share, times, door } of WAYS) {
  if (name === 'pseudo terminals' && spawnSync('socat', ['-V']).error) {
    process.stdout.write('pseudo terminals: left out, socat is not installed\n');
    continue;
  }
  const account = new Account();
  const most = Math.max(200, Math.round(wanted * share));
  const started = performance.now();
  const all = Array.from({ length: lines }, (_, k) => new HostileLine(new Random(seed * 1000 + k), times));
  const ticker = setInterval(() => process.stderr.write(`\r${name}: ${account.exchanges} of ${most}  `), 2000);
  await Promise.all(
    all.map(async (line, k) => drive(line, await door(line), times, new Random(seed * 1000 + 500 + k), account, () => account.exchanges >= most)),
  );
  clearInterval(ticker);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  const seconds = (performance.now() - started) / 1000;
  const sum = (fault: FaultName): number => all.reduce((total, line) => total + line.counts[fault], 0);
  const invisible = all.reduce((total, line) => total + line.invisible, 0);
  const faults = (Object.keys(FAULTS) as FaultName[]).map((fault) => `${fault} ${sum(fault)}`).join(', ');
  process.stdout.write(
    [
      `\n${name}: ${account.exchanges} exchanges on ${lines} lines in ${seconds.toFixed(1)} s, ${Math.round(account.exchanges / seconds)}/s, seed ${seed}`,
      `  right ${account.right}, wrong ${account.wrong}, hangs ${account.hangs}, reconnects ${account.reconnects}, longest ${(account.longestMs / 1000).toFixed(2)} s with its wait in the queue`,
      `  errors: ${[...account.errors].map(([code, count]) => `${code} ${count}`).join(', ')}`,
      `  bent replies: ${faults}; damage with a right CRC drawn again: ${invisible}`,
      ...account.evidence.map((text) => `  WRONG ${text}`),
      '',
    ].join('\n'),
  );
  failed ||= account.wrong > 0 || account.hangs > 0;
}
process.exitCode = failed ? 1 : 0;
