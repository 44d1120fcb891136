/**
 * The shipped bundles in the virtual rig against masters that others wrote: every function code that a master knows, over a pseudo terminal and
 * over Modbus TCP. The table master × function code × transport is printed and kept in out/interop/matrix.txt.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardRow } from '../../firmware/model/boards.js';
import { MAP_MAJOR, MAP_MINOR } from '../../firmware/model/registers.js';
import { deviceOf } from '../../host/conform/device.js';
import { Rig } from '../../hil/rig/rig.js';
import { type Door, openModbusTcp, openOwnTcp, openPty } from '../../hil/rig/servers.js';
import { libmodbus, type Master, mbpoll, pymodbus, type Where } from './interop/masters.js';

/** Questions to a function in their order, each with the answer that docs/registers.md and the specification ask for. */
type Talk = readonly (readonly [question: string, answer: string | RegExp])[];

const TALKS: Record<number, Talk> = {
  // Parked: coil `run` off, state input 2 (cold) on.
  1: [
    ['1 0 1', 'OK 0'],
    ['1 65535 1', 'EXC 2'],
  ],
  2: [
    ['2 240 4', 'OK 0 0 1 0'],
    ['2 65535 1', 'EXC 2'],
  ],
  5: [
    ['5 0 0', 'OK'],
    ['5 65535 0', 'EXC 2'],
  ],
  7: [['7', /^OK \d+$/]],
  8: [['8 0 42295', 'OK 42295']],
  11: [['11', /^OK \d+$/]],
  12: [['12', /^OK \d+ \d+$/]],
  15: [
    ['15 0 0 0', 'OK'],
    ['15 65534 0 0', 'EXC 2'],
  ],
  17: [['17', /^OK \w+/]],
  // File 2 holds the parameters: unit 1, 192 hundred Bd.
  20: [
    ['20 2 0 2', 'OK 0 1 0 192'],
    ['20 99 0 2', 'EXC 2'],
  ],
  21: [
    ['21 2 15 110 310', /^OK/],
    ['3 2015 2', 'OK 110 310'],
    ['16 2015 100 300', 'OK'],
  ],
  // The example of the specification.
  22: [
    ['6 1020 18', 'OK'],
    ['22 1020 242 37', 'OK'],
    ['3 1020 1', 'OK 23'],
  ],
  23: [['23 1020 1 1020 77', 'OK 77']],
  24: [
    ['24 1020', /^OK( \d+)*$/],
    ['24 65535', 'EXC 2'],
  ],
  // Vendor, product and revision are text that begins with "Liquidus".
  43: [
    ['43 1 0', /^OK 76 105 113 117 105 100 117 115 /],
    ['43 4 126', 'EXC 2'],
  ],
  // Unit 1, 19200 Bd, even parity, as delivered.
  3: [
    ['3 2000 3', 'OK 1 192 1'],
    ['3 65535 1', 'EXC 2'],
  ],
  4: [
    ['4 0 1', `OK ${MAP_MAJOR * 256 + MAP_MINOR}`],
    ['4 65535 1', 'EXC 2'],
  ],
  6: [
    ['6 1020 4660', 'OK'],
    ['3 1020 1', 'OK 4660'],
    ['6 1020 0', 'OK'],
    ['6 2016 65535', 'EXC 3'],
  ],
  16: [
    ['16 2015 111 333', 'OK'],
    ['3 2015 2', 'OK 111 333'],
    ['16 2015 100 300', 'OK'],
    ['16 65534 1 1', 'EXC 2'],
  ],
};

/** A question to every function, for boards that do not have it. */
const BARE: Record<number, string> = {
  1: '1 0 8',
  2: '2 0 8',
  5: '5 0 1',
  7: '7',
  8: '8 0 42295',
  11: '11',
  12: '12',
  15: '15 0 1 0 1',
  17: '17',
  20: '20 1 0 2',
  21: '21 4 7 1 2',
  22: '22 1020 242 37',
  23: '23 1020 1 1020 77',
  24: '24 1246',
  43: '43 1 0',
};

const CODES = [...new Set([...Object.keys(TALKS), ...Object.keys(BARE)])].map(Number).sort((a, b) => a - b);
const SOCAT = spawnSync('socat', ['-V']).error === undefined;
const folder = mkdtempSync(join(tmpdir(), 'liquidus-'));
const MASTERS: readonly Master[] = [mbpoll(), libmodbus(folder), pymodbus()];
/** `own`: Modbus TCP of the board itself; the other two go through the rig to its serial line. */
const TRANSPORTS = ['pty', 'tcp', 'own'] as const;
/** Functions of the serial line only (MAP, 6.7, 6.8, 6.9, 6.10, 6.13). */
const SERIAL_ONLY = [7, 8, 11, 12, 17];
/** Lines of the table: board, master, transport, then a sign for every function. */
const rows: string[] = [];

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const head = [
    'Function codes that a master asked and the bundle answered. ok: as the specification and docs/registers.md ask for; 1: exception 1, the board does',
    'not have it; -: the master does not have it; !: wrong.',
    '',
    `${'board'.padEnd(8)}${'master'.padEnd(12)}${'transport'.padEnd(10)}${CODES.map((fc) => String(fc).padStart(4)).join('')}`,
  ];
  mkdirSync('out/interop', { recursive: true });
  writeFileSync('out/interop/matrix.txt', `${[...head, ...rows].join('\n')}\n`);
  process.stdout.write(`${[...head, ...rows].join('\n')}\n`);
});

describe.each(['pico', 'esp32'])('the bundle for %s', (board) => {
  const { functions } = deviceOf(boardRow(board));
  const line = join(folder, board);
  const { wifi } = boardRow(board);
  let rig: Rig;
  let doors: Door[];
  let where: Record<(typeof TRANSPORTS)[number], Where>;

  beforeAll(async () => {
    rig = Rig.create({ speed: 1, plant: {}, blank: false, board, ownTcp: wifi });
    rig.start();
    const tcp = await openModbusTcp(rig, '127.0.0.1', 0);
    const own = await openOwnTcp(rig, '127.0.0.1', 0);
    doors = [tcp, own, ...(SOCAT ? [await openPty(rig, line)] : [])];
    const at = (door: Door): Where => ({ host: '127.0.0.1', port: Number(door.where.split(':')[1]) });
    where = { pty: { path: line }, tcp: at(tcp), own: at(own) };
  }, 60_000);
  afterAll(async () => {
    for (const door of doors) await door.close();
    rig.close();
  });

  for (const master of MASTERS) {
    for (const transport of TRANSPORTS) {
      if (transport === 'own' && !wifi) continue;
      const known = transport === 'own' ? functions.filter((fc) => !SERIAL_ONLY.includes(fc)) : functions;
      const missing = master.missing || (transport === 'pty' && !SOCAT ? 'socat' : '');
      const name = `answers ${master.name} over ${transport} function by function`;
      it.skipIf(missing !== '')(missing ? `${name} (needs ${missing})` : name, async () => {
        const asked = CODES.filter((fc) => master.functions[transport === 'pty' ? 'pty' : 'tcp'].includes(fc));
        const talks = asked.map((fc): Talk => (known.includes(fc) ? (TALKS[fc] ?? []) : [[BARE[fc] ?? '', 'EXC 1']]));
        const answers = await master.ask(
          where[transport],
          talks.flatMap((talk) => talk.map(([question]) => question)),
        );
        let at = 0;
        const wrong: string[] = [];
        const signs = new Map<number, string>();
        for (const [i, talk] of talks.entries()) {
          const fc = asked[i] ?? 0;
          signs.set(fc, known.includes(fc) ? 'ok' : '1');
          expect([fc, talk.length]).not.toEqual([fc, 0]);
          for (const [question, wanted] of talk) {
            const answer = answers[at++] ?? '';
            if (typeof wanted === 'string' ? answer === wanted : wanted.test(answer)) continue;
            signs.set(fc, '!');
            wrong.push(`${question}: ${answer} and not ${String(wanted)}`);
          }
        }
        rows.push(
          `${board.padEnd(8)}${master.name.padEnd(12)}${transport.padEnd(10)}${CODES.map((fc) => (signs.get(fc) ?? '-').padStart(4)).join('')}`,
        );
        expect(wrong).toEqual([]);
      });
    }
  }
});
