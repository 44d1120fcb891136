/**
 * TCP streams, for Modbus TCP and for RTU frames through a serial server.
 */
import net from 'node:net';
import { LiquidusError } from '../error.js';
import { ByteStream } from './stream.js';

/** Words for the errors that a connection attempt ends with. */
function connectError(error: NodeJS.ErrnoException, where: string): LiquidusError {
  const options = { cause: error };
  switch (error.code) {
    case 'ECONNREFUSED':
      return new LiquidusError(
        'link.connectionRefused',
        `Nothing listens on ${where}; start the gateway or the rig, or correct the port number.`,
        options,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new LiquidusError('link.hostUnknown', `The host of ${where} has no address; check its name or give an IP address.`, options);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new LiquidusError('link.hostUnreachable', `There is no route to ${where}; check the network and the address.`, options);
    default:
      return new LiquidusError(
        'link.connect',
        `Could not connect to ${where} (${error.code ?? error.message}); check the address and the network.`,
        options,
      );
  }
}

/** A TCP connection as a byte stream. */
export class TcpStream extends ByteStream {
  readonly title: string;
  readonly #host: string;
  readonly #port: number;
  readonly #connectMs: number;
  #socket: net.Socket | undefined;
  #open = false;

  /** @param connectMs longest wait for the connection, ms */
  constructor(host: string, port: number, connectMs: number) {
    super();
    this.#host = host;
    this.#port = port;
    this.#connectMs = connectMs;
    this.title = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  }

  get isOpen(): boolean {
    return this.#open;
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ host: this.#host, port: this.#port, noDelay: true });
      this.#socket = socket;
      const timer = setTimeout(() => {
        socket.destroy();
        reject(
          new LiquidusError(
            'link.connectTimeout',
            `${this.title} did not accept a connection within ${this.#connectMs} ms; check the address and the firewall.`,
          ),
        );
      }, this.#connectMs);
      socket.once('connect', () => {
        clearTimeout(timer);
        this.#open = true;
        resolve();
      });
      socket.on('data', (bytes) => this.emit('bytes', bytes));
      socket.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer);
        if (this.#open) this.#end(error.code ?? error.message);
        else reject(connectError(error, this.title));
      });
      socket.on('close', () => this.#end('closed by the other side'));
    });
  }

  close(): Promise<void> {
    this.#end('closed');
    this.#socket?.destroy();
    return Promise.resolve();
  }

  write(bytes: Uint8Array): void {
    if (this.#open) this.#socket?.write(bytes);
  }

  #end(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.emit('end', reason);
  }
}
