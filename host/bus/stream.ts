/**
 * A byte stream under the bus: serial device, TCP socket, or any duplex (tests, virtual rig). Opening reports errors as `LiquidusError`;
 * after that the stream only delivers bytes and, once, its end.
 */
import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';

interface ByteStreamEvents {
  /** Bytes in the order received. */
  readonly bytes: [Uint8Array];
  /** The stream ended, with the reason where one is known. Emitted once. */
  readonly end: [string];
}

/** One byte stream. */
export abstract class ByteStream extends EventEmitter<ByteStreamEvents> {
  /** What a person would call it: `/dev/ttyUSB0 at 19200 8E1`. */
  abstract readonly title: string;
  abstract readonly isOpen: boolean;
  /** Opens it. Rejects with a `link.*` error that says what to do. */
  abstract open(): Promise<void>;
  /** Closes it; resolves when it is closed. Never rejects. */
  abstract close(): Promise<void>;
  /** Drops received bytes that were not delivered yet, then sends. A failure ends the stream. */
  abstract write(bytes: Uint8Array): void;
}

/** A byte stream over a Node duplex that is open already. */
export class DuplexStream extends ByteStream {
  readonly title: string;
  readonly #duplex: Duplex;
  #ended = false;

  constructor(duplex: Duplex, title: string) {
    super();
    this.#duplex = duplex;
    this.title = title;
    duplex.on('data', (bytes: Buffer) => this.emit('bytes', bytes));
    duplex.on('error', (error) => this.#end(error.message));
    duplex.on('close', () => this.#end('closed by the other side'));
    duplex.on('end', () => this.#end('closed by the other side'));
  }

  get isOpen(): boolean {
    return !this.#ended;
  }

  open(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#end('closed');
    this.#duplex.destroy();
    return Promise.resolve();
  }

  write(bytes: Uint8Array): void {
    if (!this.#ended) this.#duplex.write(bytes);
  }

  #end(reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.emit('end', reason);
  }
}
