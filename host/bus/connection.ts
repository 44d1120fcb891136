/**
 * The three ways to a controller, and the bus over each.
 */
import { LiquidusError } from '../error.js';
import type { BusOptions } from './request.js';
import { Bus } from './bus.js';
import type { FrameTap } from './capture.js';
import { CapturedStream } from './capture.js';
import type { Framing } from './port.js';
import type { SerialSettings } from './serial.js';
import { SerialStream } from './serial.js';
import type { ByteStream } from './stream.js';
import { TcpStream } from './tcp.js';

/** TCP port of Modbus TCP. */
const MODBUS_TCP_PORT = 502;
/** Longest wait for a TCP connection, ms. */
const CONNECT_MS = 3000;

/** Where a controller is. `rtuTcp`: RTU frames through a serial server. */
export type Connection =
  ({ readonly kind: 'serial' } & SerialSettings) | { readonly kind: 'tcp' | 'rtuTcp'; readonly host: string; readonly port: number };

/** Splits `HOST:PORT`, `[IPv6]:PORT` or `HOST` (port 502). Throws `usage.address`. */
export function parseHostPort(text: string, defaultPort = MODBUS_TCP_PORT): { host: string; port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = match?.[3] === undefined ? defaultPort : Number(match[3]);
  if (host === undefined || port > 65535) {
    throw new LiquidusError(
      'usage.address',
      `"${text}" is not an address; write HOST:PORT, for example 127.0.0.1:1502 or [::1]:1502, with a port of 0..65535.`,
    );
  }
  return { host, port };
}

/** How frames travel on a connection. */
export function framingOf(connection: Connection): Framing {
  return connection.kind === 'tcp' ? 'mbap' : 'rtu';
}

/** The bytes of a connection, not open yet. */
export function streamOf(connection: Connection): ByteStream {
  return connection.kind === 'serial' ? new SerialStream(connection) : new TcpStream(connection.host, connection.port, CONNECT_MS);
}

/** Opens the bus of a connection. Rejects with `link.*`. `tap`: gets every frame of the line. */
export async function openBus(connection: Connection, options: Omit<BusOptions, 'framing' | 'baud'> = {}, tap?: FrameTap): Promise<Bus> {
  const framing = framingOf(connection);
  const serial = connection.kind === 'serial';
  const line = streamOf(connection);
  const stream = tap ? new CapturedStream(line, framing, tap) : line;
  return Bus.open(stream, { ...options, framing, ...(serial ? { baud: connection.baud } : {}) });
}
