/**
 * A stand-in for a controller that serves real Modbus TCP from register words, with a mailbox and as many units as asked for.
 */
import net from 'node:net';
import { LIVE_WORDS } from '../device/words.js';

/** One stand-in. */
export interface StandIn {
  readonly port: number;
  /** Words of input registers by address, shared by all units. */
  readonly input: number[];
  /** Holding registers that were written: unit, address, values. */
  readonly writes: number[][];
  /** Requests by unit. */
  readonly asked: Map<number, number>;
  /** Delay of the answers of a unit, ms; Infinity: never. */
  readonly delay: Map<number, number>;
  /** Result code of the next commands: 2 is done. */
  result: number;
  /** Drops every connection. */
  drop(): void;
  close(): Promise<void>;
}

/** Registers that the stand-in has. */
const INPUT_COUNT = 300;

function answer(stand: StandIn, unit: number, pdu: Buffer): Buffer {
  const code = pdu[0] ?? 0;
  if (code !== 3 && code !== 4 && code !== 6 && code !== 16) return Buffer.from([code | 0x80, 1]);
  const address = pdu.readUInt16BE(1);
  if (code === 3 || code === 4) {
    const count = pdu.readUInt16BE(3);
    if (code === 4 && address + count > INPUT_COUNT) return Buffer.from([0x84, 2]);
    const words = Array.from({ length: count }, (_, k) => (code === 4 ? (stand.input[address + k] ?? 0) : address + k));
    return Buffer.from([code, 2 * count, ...words.flatMap((word) => [word >> 8, word & 255])]);
  }
  const values = code === 6 ? [pdu.readUInt16BE(3)] : Array.from({ length: pdu.readUInt16BE(3) }, (_, k) => pdu.readUInt16BE(6 + 2 * k));
  stand.writes.push([unit, address, ...values]);
  if (address === 1002) {
    stand.input[25] = values[5] ?? 0;
    stand.input[43] = stand.result;
  }
  return pdu.subarray(0, 5);
}

/** Starts a stand-in on a free port. */
export async function startStandIn(): Promise<StandIn> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (message) => {
      const unit = message[6] ?? 0;
      stand.asked.set(unit, (stand.asked.get(unit) ?? 0) + 1);
      const delay = stand.delay.get(unit) ?? 0;
      if (delay === Infinity) return;
      const reply = answer(stand, unit, message.subarray(7));
      const frame = Buffer.concat([message.subarray(0, 4), Buffer.from([0, reply.length + 1, unit]), reply]);
      if (delay === 0) socket.write(frame);
      else setTimeout(() => socket.write(frame), delay);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const stand: StandIn = {
    port: (server.address() as net.AddressInfo).port,
    input: [...LIVE_WORDS, ...new Array<number>(INPUT_COUNT - LIVE_WORDS.length).fill(0)],
    writes: [],
    asked: new Map(),
    delay: new Map(),
    result: 2,
    drop: () => sockets.forEach((socket) => socket.destroy()),
    close: () => new Promise((done) => (sockets.forEach((socket) => socket.destroy()), server.close(() => done()))),
  };
  return stand;
}
