/**
 * A byte stream that is recorded: every ADU that goes out or comes in, and every byte that belongs to none, with its time.
 */
import { crcMatches } from './crc.js';
import type { CapturedFrame, Direction } from './pcap.js';
import type { Framing } from './port.js';
import { replyLength } from './rtu.js';
import { ByteStream } from './stream.js';

/** Takes frames in the order of the line. */
export type FrameTap = (direction: Direction, frame: CapturedFrame) => void;

/** Silence after which bytes belong to the next frame, ms: longer than the hiccups of a USB adapter within a frame. */
const FRAME_GAP_MS = 20;

/** Now, in microseconds since 1970, from the clock that does not jump. */
function nowUs(): number {
  return (performance.timeOrigin + performance.now()) * 1000;
}

/** Length of the frame at the start of `bytes`, `undefined` while it is not whole. */
function frameLength(bytes: Uint8Array, framing: Framing): number | undefined {
  const length = framing === 'rtu' ? replyLength(bytes) : bytes.length < 6 ? undefined : 6 + (((bytes[4] ?? 0) << 8) | (bytes[5] ?? 0));
  if (typeof length !== 'number' || length > bytes.length) return undefined;
  return framing === 'mbap' || crcMatches(bytes, 0, length) ? length : undefined;
}

/** Passes everything on, and hands it to a tap. */
export class CapturedStream extends ByteStream {
  readonly #stream: ByteStream;
  readonly #framing: Framing;
  readonly #tap: FrameTap;
  #pending = new Uint8Array(0);
  #since = 0;
  #last = 0;

  constructor(stream: ByteStream, framing: Framing, tap: FrameTap) {
    super();
    this.#stream = stream;
    this.#framing = framing;
    this.#tap = tap;
    stream.on('bytes', (bytes) => {
      this.#receive(bytes);
      this.emit('bytes', bytes);
    });
    stream.on('end', (reason) => {
      this.#flush();
      this.emit('end', reason);
    });
  }

  get title(): string {
    return this.#stream.title;
  }

  get isOpen(): boolean {
    return this.#stream.isOpen;
  }

  open(): Promise<void> {
    return this.#stream.open();
  }

  async close(): Promise<void> {
    await this.#stream.close();
    this.#flush();
  }

  write(bytes: Uint8Array): void {
    this.#flush();
    this.#tap('sent', { timeUs: nowUs(), bytes: bytes.slice() });
    this.#stream.write(bytes);
  }

  #receive(bytes: Uint8Array): void {
    const now = nowUs();
    if (now - this.#last > FRAME_GAP_MS * 1000) this.#flush();
    this.#last = now;
    if (this.#pending.length === 0) this.#since = now;
    this.#pending = Uint8Array.from([...this.#pending, ...bytes]);
    for (;;) {
      const length = frameLength(this.#pending, this.#framing);
      if (length === undefined) return;
      this.#tap('received', { timeUs: this.#since, bytes: this.#pending.slice(0, length) });
      this.#pending = this.#pending.slice(length);
      this.#since = now;
    }
  }

  /** Hands over what is no whole frame. */
  #flush(): void {
    if (this.#pending.length > 0) this.#tap('received', { timeUs: this.#since, bytes: this.#pending });
    this.#pending = new Uint8Array(0);
  }
}
