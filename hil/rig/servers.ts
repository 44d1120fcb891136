/**
 * The rig's doors: Modbus TCP, RTU over TCP, and a pseudo terminal through socat.
 */
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, unlinkSync } from 'node:fs';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { MbapReader, wrapMbap } from '../../host/bus/mbap.js';
import { withCrc } from '../../host/bus/crc.js';
import { LiquidusError } from '../../host/error.js';
import { serveRaw } from './raw-client.js';
import type { Rig } from './rig.js';

/** One open door. */
export interface Door {
  /** What a master is told to connect to: `127.0.0.1:1502` or a path. */
  readonly where: string;
  close(): Promise<void>;
}

/** Longest wait for socat's pseudo terminal, ms. */
const PTY_MS = 5000;
/** Exception of a gateway whose target is silent (Modbus Application Protocol V1.1b3, section 7). */
const TARGET_SILENT = 11;

/** Listens on an address; each connection is served until it closes. Rejects with `usage.address`. */
export function listen(host: string, port: number, serve: (socket: net.Socket) => void): Promise<Door> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serve(socket);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'another program listens there; choose another port, or 0 for a free one'
          : `${error.code ?? error.message}; choose an address of this machine`;
      reject(new LiquidusError('usage.address', `Could not listen on ${host}:${port}: ${why}.`, { cause: error }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      resolve({
        where: host.includes(':') ? `[${host}]:${bound}` : `${host}:${bound}`,
        close: () => {
          for (const socket of sockets) socket.destroy();
          return new Promise((done) => server.close(() => done()));
        },
      });
    });
  });
}

/** Modbus TCP. A unit that does not answer gives exception 11, as a gateway does. Unit 255 means the board. */
export function openModbusTcp(rig: Rig, host: string, port: number): Promise<Door> {
  return listen(host, port, (socket) => {
    const reader = new MbapReader();
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const messages = reader.push(bytes);
      if (!messages) socket.destroy();
      for (const { transaction, body } of messages ?? []) {
        const [unit = 0, code = 0] = body;
        const asked = Uint8Array.from(body);
        if (unit === 255) asked[0] = 1;
        void rig.exchange(withCrc(asked)).then((answer) => {
          if (socket.destroyed || unit === 0) return;
          const reply = answer.length >= 5 ? answer.slice(0, -2) : Uint8Array.of(unit, code | 0x80, TARGET_SILENT);
          reply[0] = unit;
          socket.write(wrapMbap(transaction, reply));
        });
      }
    });
  });
}

/** RTU frames over TCP, as a serial server passes them on. */
export function openRtuTcp(rig: Rig, host: string, port: number): Promise<Door> {
  return listen(host, port, (socket) => serveRaw(socket, rig));
}

/** Modbus TCP of the board itself: the bytes of each connection go through as they are. */
export function openOwnTcp(rig: Rig, host: string, port: number): Promise<Door> {
  return listen(host, port, (socket) => {
    const link = rig.connect();
    link.onNews = () => {
      const bytes = link.take();
      link.reads = bytes.length === 0 || socket.write(bytes);
      if (link.closed) socket.end();
    };
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => link.send(bytes));
    socket.on('drain', () => link.read());
    socket.on('close', () => link.end());
    if (link.closed) socket.end();
  });
}

/** A pseudo terminal with a link at `path`, through socat. Rejects with `usage.pty` when that cannot be. */
export async function openPty(rig: Rig, path: string): Promise<Door> {
  clearWay(path);
  const socat = spawn('socat', [`PTY,raw,echo=0,link=${path}`, 'STDIO'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  socat.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  const ended = new Promise<Error>((resolve) => {
    socat.once('error', resolve);
    socat.once('exit', (code) => resolve(new Error(complaint.trim().split('\n').at(-1) ?? `exit code ${code ?? 'none'}`)));
  });
  const deadline = performance.now() + PTY_MS;
  while (!existsSync(path)) {
    const failed = await Promise.race([ended, new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 20))]);
    if (failed) throw ptyError(path, failed);
    if (performance.now() > deadline) {
      socat.kill();
      throw ptyError(path, new Error('no terminal appeared'));
    }
  }
  const stream = Duplex.from({ readable: socat.stdout, writable: socat.stdin });
  serveRaw(stream, rig);
  return {
    where: path,
    close: async () => {
      socat.kill();
      await ended;
    },
  };
}

/** Takes away the dangling link that a rig left which was killed; anything else at the path stays and is an error. */
function clearWay(path: string): void {
  const stale = lstatSync(path, { throwIfNoEntry: false });
  if (!stale) return;
  if (!stale.isSymbolicLink() || existsSync(path)) {
    throw new LiquidusError('usage.pty', `${path} exists already; choose another path for --pty, or remove it.`);
  }
  unlinkSync(path);
}

function ptyError(path: string, error: NodeJS.ErrnoException): LiquidusError {
  if (error.code === 'ENOENT') {
    return new LiquidusError(
      'usage.pty',
      '--pty needs the program socat, which is not installed; install it ("sudo apt-get install socat"), or use --rtu-tcp.',
      { cause: error },
    );
  }
  return new LiquidusError(
    'usage.pty',
    `socat could not make a terminal at ${path} (${error.message}); choose a path in a folder that you may write to.`,
    { cause: error },
  );
}
