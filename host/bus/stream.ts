/**
 * A byte stream under the bus: serial device or TCP socket. Opening reports errors as `LiquidusError`; after that the stream only delivers
 * bytes and, once, its end.
 */
import { EventEmitter } from 'node:events';

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
