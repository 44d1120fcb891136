/** Modbus TCP of the shipped ESP32 bundle on the real interpreter for Linux, over real sockets, with masters that others wrote (docs/modbus-proof.md). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import modbusSerial from 'modbus-serial';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wrapMbap } from '../../host/bus/mbap.js';
import { tryVector } from '../../host/conform/trial.js';
import { interpreterNamed } from '../../hil/target/espruino/interpreter.js';
import { itOnInterpreter } from '../hil/target/interpreter-tests.js';
import { libmodbus, mbpoll, pymodbus } from './interop/masters.js';
import { InterpreterTcp } from './interpreter-tcp.js';
import { asFrame, TCP_VECTORS, UNIT } from './tcp-vectors.js';

const READ = [3, 0x07, 0xd0, 0, 3];
const DELIVERED = [3, 6, 0, 1, 0, 192, 0, 1];
const message = (transaction: number, ...pdu: number[]): Uint8Array => wrapMbap(transaction, Uint8Array.of(UNIT, ...pdu));

describe('Modbus TCP on the real interpreter', () => {
  let target: InterpreterTcp;
  const folder = mkdtempSync(join(tmpdir(), 'liquidus-'));
  beforeAll(async () => {
    if (interpreterNamed()) target = await InterpreterTcp.start({ tcpConnections: 2, tcpWrites: 1 });
  }, 60_000);
  afterAll(() => {
    if (interpreterNamed()) target.close();
    rmSync(folder, { recursive: true, force: true });
  });

  itOnInterpreter(
    'answers every vector',
    async () => {
      const socket = await target.connect();
      const line = {
        exchange: async (bytes: Uint8Array) => asFrame(bytes[0] ?? 0, await target.ask(socket, bytes[0] ?? 0, [...bytes.slice(1, -2)])),
        pause: (ms: number) => target.pause(ms),
      };
      const complaints: string[] = [];
      for (const vector of TCP_VECTORS) complaints.push((await tryVector(vector, line, UNIT)).complaint);
      await target.end(socket);
      expect(complaints.filter(Boolean)).toEqual([]);
      expect(complaints.length).toBeGreaterThan(250);
    },
    240_000,
  );

  itOnInterpreter(
    'answers requests in pieces and in one piece, in their order, to the units 1, 0 and 255, and exception 11 for another',
    async () => {
      const socket = await target.connect();
      const all = Buffer.concat([1, 0, 255, 9].map((unit, k) => wrapMbap(k, Uint8Array.of(unit, ...READ))));
      for (const step of [all.length, 1, 7]) {
        const answers = target.bytes(socket, 4);
        for (let at = 0; at < all.length; at += step) {
          socket.write(all.subarray(at, at + step));
          await target.pause(2);
        }
        expect((await answers).toString('hex')).toBe(
          Buffer.concat([
            ...[1, 0, 255].map((unit, k) => wrapMbap(k, Uint8Array.of(unit, ...DELIVERED))),
            wrapMbap(3, Uint8Array.of(9, 0x83, 11)),
          ]).toString('hex'),
        );
      }
      await target.end(socket);
    },
  );

  itOnInterpreter('closes a connection that speaks no Modbus, one beyond the limit, and forgets one that has gone at once', async () => {
    const one = await target.connect();
    const closed = target.bytes(one, 1);
    one.write('GET / HTTP/1.0\r\n\r\n');
    expect((await closed).length).toBe(0);
    const [first, second, third] = [await target.connect(), await target.connect(), await target.connect()];
    expect((await target.bytes(third, 1)).length).toBe(0);
    expect(await target.ask(first, UNIT, READ)).toEqual(DELIVERED);
    await target.end(first);
    await target.end(second);
    for (let k = 0; k < 20; k++) (await target.connect()).destroy();
    await target.pause(300);
    const last = await target.connect();
    expect(await target.ask(last, UNIT, READ)).toEqual(DELIVERED);
    await target.end(last);
  });

  itOnInterpreter('holds one answer for a master that does not read, and serves the other meanwhile', async () => {
    const deaf = await target.connect();
    deaf.pause();
    for (let k = 0; k < 20; k++) {
      deaf.write(message(k, ...READ));
      await target.pause(2);
    }
    const other = await target.connect();
    for (let k = 0; k < 20; k++) expect(await target.ask(other, UNIT, READ)).toEqual(DELIVERED);
    deaf.destroy();
    await target.end(other);
  });

  itOnInterpreter('answers the serial line meanwhile', async () => {
    const serial = new modbusSerial.default();
    await serial.connectRTUBuffered(target.board.line, { baudRate: 19200, parity: 'even' });
    serial.setID(UNIT);
    serial.setTimeout(2000);
    const socket = await target.connect();
    for (let k = 0; k < 10; k++) {
      const [rtu, tcp] = await Promise.all([serial.readHoldingRegisters(2000, 3), target.ask(socket, UNIT, READ)]);
      expect([rtu.data, tcp]).toEqual([[1, 192, 1], DELIVERED]);
    }
    await new Promise<void>((done) => serial.close(() => done()));
    await target.end(socket);
  });

  itOnInterpreter('answers modbus-serial', async () => {
    const master = new modbusSerial.default();
    await master.connectTCP('127.0.0.1', { port: target.port });
    master.setID(UNIT);
    expect((await master.readHoldingRegisters(2000, 3)).data).toEqual([1, 192, 1]);
    await master.writeRegister(1020, 4660);
    expect((await master.readHoldingRegisters(1020, 1)).data).toEqual([4660]);
    await expect(master.readHoldingRegisters(9, 1)).rejects.toMatchObject({ modbusCode: 2 });
    await new Promise<void>((done) => master.close(() => done()));
    await target.pause(100);
  });

  for (const master of [mbpoll(), libmodbus(folder), pymodbus()]) {
    const name = `answers ${master.name}`;
    if (master.missing) it.skip(`${name} (needs ${master.missing})`);
    else
      itOnInterpreter(
        name,
        async () => {
          const talks = [
            ['3 2000 3', 'OK 1 192 1'],
            ['3 65535 1', 'EXC 2'],
            ['1 0 1', 'OK 0'],
            ['16 2015 111 333', 'OK'],
            ['3 2015 2', 'OK 111 333'],
            ['16 2015 100 300', 'OK'],
            ['6 2016 65535', 'EXC 3'],
          ];
          const where = { host: '127.0.0.1', port: target.port };
          expect(
            await master.ask(
              where,
              talks.map(([question]) => question ?? ''),
            ),
          ).toEqual(talks.map(([, answer]) => answer));
        },
        60_000,
      );
  }
});
