/** Opens the console of a board on a serial device or a TCP port. */
import { parseHostPort } from '../bus/connection.js';
import { SerialStream } from '../bus/serial.js';
import type { ByteStream } from '../bus/stream.js';
import { TcpStream } from '../bus/tcp.js';
import { LiquidusError } from '../error.js';
import type { Inspection } from './inspect.js';
import { inspectConsole } from './inspect.js';

/** USB consoles ignore the speed; serial ones have this one by default. */
const CONSOLE_BAUD = 9600;
const CONNECT_MS = 3000;

/** Opens the stream of `PORT` or `tcp://HOST:PORT`. `keepsInput`: both sides talk when they like (`SerialSettings`). */
export async function openConsole(where: string, keepsInput = false): Promise<ByteStream> {
  const tcp = where.startsWith('tcp://');
  if (tcp && !/:\d+$/.test(where)) throw new LiquidusError('usage.address', `"${where}" has no port; write tcp://HOST:PORT.`);
  const address = tcp ? parseHostPort(where.slice('tcp://'.length)) : undefined;
  const stream = address
    ? new TcpStream(address.host, address.port, CONNECT_MS)
    : new SerialStream({ path: where, baud: CONSOLE_BAUD, parity: 'none', stopBits: 1, ...(keepsInput ? { keepsInput } : {}) });
  await stream.open();
  return stream;
}

/** Inspects the board whose console is at `where`. Rejects with `link.*` and `refused.notService`. */
export async function inspectBoard(where: string): Promise<Inspection> {
  const stream = await openConsole(where);
  try {
    return await inspectConsole(stream);
  } finally {
    await stream.close();
  }
}
