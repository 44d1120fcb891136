/**
 * `make rates`: requests per second of the bus, of libmodbus and of pymodbus against one and the same slave over the loopback, one after the other: reads
 * of 60 registers over Modbus TCP, one in flight. What is not installed is named.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBus } from '../../host/bus/connection.js';
import { wholeNumber } from '../../host/cli/number-options.js';
import { makeCommand } from '../command.js';

/** The slave, a process of its own, so that no master pays for it: answers every read with as many words as were asked for. */
const SLAVE = `
const net = require('node:net');
const server = net.createServer({ noDelay: true }, (socket) => {
  let have = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (bytes) => {
    have = Buffer.concat([have, bytes]);
    while (have.length >= 12) {
      const count = have.readUInt16BE(10);
      const reply = Buffer.alloc(9 + 2 * count);
      have.copy(reply, 0, 0, 4);
      reply.writeUInt16BE(3 + 2 * count, 4);
      reply[6] = have[6]; reply[7] = have[7]; reply[8] = 2 * count;
      socket.write(reply);
      have = have.subarray(12);
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

const C_MASTER = `
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int main(int argc, char **argv) {
  modbus_t *m = modbus_new_tcp("127.0.0.1", atoi(argv[1]));
  uint16_t words[60];
  if (argc < 3 || modbus_connect(m)) return 1;
  modbus_set_slave(m, 1);
  struct timespec a, b;
  int n = atoi(argv[2]);
  clock_gettime(CLOCK_MONOTONIC, &a);
  for (int i = 0; i < n; i++) if (modbus_read_input_registers(m, 0, 60, words) != 60) return 1;
  clock_gettime(CLOCK_MONOTONIC, &b);
  printf("%f\\n", n / ((b.tv_sec - a.tv_sec) + (b.tv_nsec - a.tv_nsec) / 1e9));
  return 0;
}
`;

const PY_MASTER = `
import sys, time
from pymodbus.client import ModbusTcpClient
c = ModbusTcpClient("127.0.0.1", port=int(sys.argv[1])); c.connect()
n = int(sys.argv[2]); t = time.perf_counter()
for _ in range(n):
    assert len(c.read_input_registers(0, 60, slave=1).registers) == 60
print(n / (time.perf_counter() - t))
`;

const { count: COUNT } = makeCommand('rates', 'requests per second beside libmodbus and pymodbus on the same slave')
  .option('--count <n>', 'requests of each run', wholeNumber('--count', 100, 10_000_000), 5000)
  .parse()
  .opts<{ count: number }>();
const RUNS = 3;

async function ours(port: number): Promise<number> {
  const bus = await openBus({ kind: 'tcp', host: '127.0.0.1', port }, { timeoutMs: 10_000 });
  const started = performance.now();
  for (let k = 0; k < COUNT; k++) if ((await bus.readInput(1, 0, 60)).length !== 60) throw new Error('short answer');
  const rate = COUNT / ((performance.now() - started) / 1000);
  await bus.close();
  return rate;
}

function line(name: string, rates: readonly number[]): void {
  const sorted = [...rates].sort((a, b) => a - b);
  process.stdout.write(
    `${name.padEnd(34)}${Math.round(sorted.at(-1) ?? 0)} requests/s at best, ${Math.round(sorted[0] ?? 0)} at worst, of ${RUNS} runs of ${COUNT}\n`,
  );
}

function foreign(name: string, command: string, args: readonly string[]): void {
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const { status, stdout, stderr, error } = spawnSync(command, [...args, String(COUNT)], { encoding: 'utf8' });
    if (status !== 0)
      return void process.stdout.write(`${name.padEnd(34)}left out: ${error?.message ?? stderr.trim().split('\n').at(-1) ?? 'it failed'}\n`);
    rates.push(Number(stdout));
  }
  line(name, rates);
}

const folder = mkdtempSync(join(tmpdir(), 'liquidus-rates-'));
const slave = spawn(process.execPath, ['-e', SLAVE], { stdio: ['ignore', 'pipe', 'inherit'] });
try {
  const port = await new Promise<string>((resolve) => slave.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString().trim())));
  await ours(Number(port));
  const rates: number[] = [];
  for (let run = 0; run < RUNS; run++) rates.push(await ours(Number(port)));
  line('liquidus (host/bus)', rates);
  writeFileSync(join(folder, 'master.c'), C_MASTER);
  const binary = join(folder, 'master');
  const compiled = spawnSync('cc', ['-O2', '-I/usr/include/modbus', '-o', binary, join(folder, 'master.c'), '-lmodbus'], { encoding: 'utf8' });
  if (compiled.status === 0) foreign('libmodbus', binary, [port]);
  else process.stdout.write(`${'libmodbus'.padEnd(34)}left out: it needs cc and libmodbus-dev\n`);
  // Debian's python is the one that has Debian's pymodbus.
  foreign('pymodbus', existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3', ['-c', PY_MASTER, port]);
} finally {
  slave.kill();
  rmSync(folder, { recursive: true, force: true });
}
