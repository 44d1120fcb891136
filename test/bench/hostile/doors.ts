/** Ways from the bus to the hostile line: in memory, through a real TCP socket, through a real pseudo terminal. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialStream } from '../../../host/bus/serial.js';
import { ByteStream } from '../../../host/bus/stream.js';
import { TcpStream } from '../../../host/bus/tcp.js';
import type { HostileLine } from './line.js';

/** A way to a line, which can be taken again after an unplug. */
export interface Door {
  connect(): Promise<ByteStream>;
  close(): Promise<void>;
}

/** A stream without an operating system between. Every piece arrives in a turn of the loop of its own. */
class MemoryStream extends ByteStream {
  readonly title = 'hostile line in memory';
  readonly #line: HostileLine;
  #open = false;

  constructor(line: HostileLine) {
    super();
    this.#line = line;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  open(): Promise<void> {
    this.#open = true;
    this.#line.reconnected();
    this.#line.send = (bytes) => void setImmediate(() => this.#open && this.emit('bytes', bytes));
    this.#line.unplug = () => this.#end('unplugged');
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#end('closed');
    return Promise.resolve();
  }

  write(bytes: Uint8Array): void {
    if (this.#open) this.#line.receive(bytes.slice());
  }

  #end(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.emit('end', reason);
  }
}

/** In memory. */
export function memoryDoor(line: HostileLine): Door {
  return { connect: () => Promise.resolve(new MemoryStream(line)), close: () => Promise.resolve() };
}

/** Through a TCP socket of the loopback. */
export async function tcpDoor(line: HostileLine): Promise<Door> {
  let current: net.Socket | undefined;
  const server = net.createServer({ noDelay: true }, (socket) => {
    current = socket;
    line.reconnected();
    line.send = (bytes) => void (socket.writable && socket.write(bytes));
    line.unplug = () => socket.destroy();
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => line.receive(bytes));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as net.AddressInfo;
  return {
    connect: () => Promise.resolve(new TcpStream('127.0.0.1', port, 3000)),
    close: () => new Promise((done) => (current?.destroy(), server.close(() => done()))),
  };
}

/** Through a pseudo terminal, which socat makes and makes again after an unplug. */
export function ptyDoor(line: HostileLine): Door {
  const folder = mkdtempSync(join(tmpdir(), 'liquidus-hostile-'));
  let count = 0;
  let end: () => Promise<void> = () => Promise.resolve();
  return {
    connect: async () => {
      await end();
      const path = join(folder, `line-${++count}`);
      const socat = spawn('socat', [`PTY,raw,echo=0,link=${path}`, 'STDIO'], { stdio: ['pipe', 'pipe', 'ignore'] });
      const ended = new Promise<void>((done) => socat.once('exit', () => done()));
      end = () => (socat.kill('SIGKILL'), ended);
      while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
      line.reconnected();
      socat.stdin.on('error', () => undefined);
      socat.stdout.on('data', (bytes: Buffer) => line.receive(bytes));
      line.send = (bytes) => void (socat.stdin.writable && socat.stdin.write(bytes));
      line.unplug = () => void socat.kill('SIGKILL');
      return new SerialStream({ path, baud: 115200, parity: 'none' });
    },
    close: async () => {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
