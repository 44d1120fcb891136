/**
 * A scriptable RTU slave at the far end of a real socket: input and holding registers with the value 1000 + address for any address,
 * and a script that bends the next replies.
 */
import net from 'node:net';
import { crc16 } from './crc-reference.js';

/** What happens to one reply: the bytes that go out instead, and when, ms after the request. */
export type Bend = (reply: Uint8Array, request: Uint8Array) => readonly { readonly afterMs: number; readonly bytes: Uint8Array }[];

export interface Slave {
  readonly port: number;
  /** Requests received, as frames. */
  readonly requests: Uint8Array[];
  /** The next replies take these bends, one each; after that replies are plain. */
  readonly script: Bend[];
  /** Sends bytes nobody asked for. */
  send(bytes: Uint8Array): void;
  /** Drops the connection without a word. */
  vanish(): void;
  close(): Promise<void>;
}

export function frame(...body: number[]): Uint8Array {
  const crc = crc16(Uint8Array.from(body));
  return Uint8Array.from([...body, crc & 0xff, crc >>> 8]);
}

function answer(request: Uint8Array): Uint8Array {
  const [unit = 0, code = 0, high = 0, low = 0, ...rest] = request;
  const address = high * 256 + low;
  if (code === 6) return frame(unit, code, high, low, rest[0] ?? 0, rest[1] ?? 0);
  if (code === 16) return frame(unit, code, high, low, rest[0] ?? 0, rest[1] ?? 0);
  if (code !== 3 && code !== 4) return frame(unit, code | 0x80, 1);
  const quantity = (rest[0] ?? 0) * 256 + (rest[1] ?? 0);
  if (address >= 9000) return frame(unit, code | 0x80, 2);
  const words = Array.from({ length: quantity }, (_, i) => 1000 + address + i).flatMap((value) => [value >> 8, value & 0xff]);
  return frame(unit, code, 2 * quantity, ...words);
}

/** Starts a slave that serves one request after another, as a real one does. */
export async function startSlave(unit = 1): Promise<Slave> {
  let socket: net.Socket | undefined;
  const requests: Uint8Array[] = [];
  const script: Bend[] = [];
  let line = Promise.resolve();
  const serve = (request: Uint8Array): Promise<void> => {
    requests.push(request);
    if (request[0] !== unit) return Promise.resolve();
    const bend = script.shift() ?? ((reply) => [{ afterMs: 0, bytes: reply }]);
    const parts = bend(answer(request), request);
    const sent = parts.map(({ afterMs, bytes }) => new Promise<void>((done) => setTimeout(() => (socket?.write(bytes), done()), afterMs)));
    return Promise.all(sent).then(() => undefined);
  };
  const server = net.createServer({ noDelay: true }, (connection) => {
    socket = connection;
    connection.on('error', () => undefined);
    connection.on('data', (bytes) => {
      const request = Uint8Array.from(bytes);
      line = line.then(() => serve(request));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    requests,
    script,
    send: (bytes) => void socket?.write(bytes),
    vanish: () => void socket?.destroy(),
    close: () => new Promise((done) => (socket?.destroy(), server.close(() => done()))),
  };
}
