/**
 * The strict port: sits under modbus-serial's client in place of that package's own ports. It checks a reply's unit, function, quantity or
 * echo and CRC before it emits anything, and drops every byte that belongs to no transaction.
 */
import { EventEmitter } from 'node:events';
import { withCrc } from './crc.js';
import { MbapReader, wrapMbap } from './mbap.js';
import { judgeReply } from './rtu.js';
import type { LineEvidence } from './scanner.js';
import { ReplyScanner } from './scanner.js';
import type { ByteStream } from './stream.js';

/** How frames travel: as serial frames with a CRC, or behind the header of Modbus TCP. */
export type Framing = 'rtu' | 'mbap';

type Done = (error?: Error | null) => void;
type Settle = (reply: Uint8Array) => void;

/** Counts of a port's life. */
export interface PortCounters {
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Bytes received outside a transaction, or behind its reply. */
  readonly staleBytes: number;
  /** Modbus TCP replies with the number of another transaction. */
  readonly staleReplies: number;
}

/** Events: `data` (Buffer, a checked RTU frame) and `close` (reason). */
export class StrictPort extends EventEmitter {
  readonly #stream: ByteStream;
  readonly #framing: Framing;
  readonly #counters = { bytesSent: 0, bytesReceived: 0, staleBytes: 0, staleReplies: 0 };
  readonly #mbap = new MbapReader();
  #scanner: ReplyScanner | undefined;
  #request: Uint8Array | undefined;
  #settle: Settle | undefined;
  #transaction = 0;
  #lastByteAt = -Infinity;
  #dirty = false;

  constructor(stream: ByteStream, framing: Framing) {
    super();
    this.#stream = stream;
    this.#framing = framing;
    stream.on('bytes', (bytes) => this.#receive(bytes));
    stream.on('end', (reason) => this.emit('close', reason));
  }

  get isOpen(): boolean {
    return this.#stream.isOpen;
  }

  get counters(): PortCounters {
    return { ...this.#counters };
  }

  /** When the last byte arrived, ms of `performance.now()`; -Infinity before the first. */
  get lastByteAt(): number {
    return this.#lastByteAt;
  }

  /** True when bytes arrived that no request asked for, since the last call of `takeDirty`. */
  takeDirty(): boolean {
    const dirty = this.#dirty;
    this.#dirty = false;
    return dirty;
  }

  open(done: Done): void {
    this.#stream.open().then(() => done(null), done);
  }

  close(done?: Done): void {
    this.abandon();
    void this.#stream.close().then(() => done?.(null));
  }

  destroy(done?: Done): void {
    this.close(done);
  }

  /** Sends a request frame, CRC included; the reply comes as event `data`. Ends the transaction before it, if one is open. */
  write(frame: Uint8Array): void {
    this.#begin(frame, (reply) => this.emit('data', Buffer.from(reply)));
  }

  /** Sends a request frame and hands its reply to `settle` instead of the event. */
  raw(frame: Uint8Array, settle: Settle): void {
    this.#begin(frame, settle);
  }

  /** Ends the open transaction without a reply; whatever still comes is stale. Returns what was on the line meanwhile. */
  abandon(): LineEvidence {
    const evidence = this.#scanner?.evidence() ?? { bytes: 0, foreignUnits: [], misfits: 0 };
    this.#end();
    return evidence;
  }

  #begin(frame: Uint8Array, settle: Settle): void {
    this.#request = frame.slice();
    this.#settle = settle;
    this.#scanner = new ReplyScanner(this.#request);
    let bytes = this.#request;
    if (this.#framing === 'mbap') {
      this.#transaction = (this.#transaction + 1) & 0xffff;
      bytes = wrapMbap(this.#transaction, frame.subarray(0, frame.length - 2));
    }
    this.#counters.bytesSent += bytes.length;
    this.#stream.write(bytes);
  }

  #end(): void {
    this.#request = undefined;
    this.#settle = undefined;
    this.#scanner = undefined;
  }

  #receive(bytes: Uint8Array): void {
    this.#lastByteAt = performance.now();
    this.#counters.bytesReceived += bytes.length;
    if (this.#framing === 'rtu') this.#receiveRtu(bytes);
    else this.#receiveMbap(bytes);
  }

  #receiveRtu(bytes: Uint8Array): void {
    if (!this.#scanner) return this.#drop(bytes.length);
    const scan = this.#scanner.push(bytes);
    if (!scan) return;
    const settle = this.#settle;
    this.#end();
    if (scan.trailing > 0) this.#drop(scan.trailing);
    settle?.(scan.reply);
  }

  #receiveMbap(bytes: Uint8Array): void {
    const frames = this.#mbap.push(bytes);
    if (!frames) {
      this.emit('close', 'it does not speak Modbus TCP');
      this.close();
      return;
    }
    for (const { transaction, body } of frames) {
      const frame = withCrc(body);
      if (!this.#request || transaction !== this.#transaction) {
        this.#counters.staleReplies++;
      } else if (judgeReply(this.#request, frame) === null) {
        const settle = this.#settle;
        this.#end();
        settle?.(frame);
      } else this.#scanner?.push(frame);
    }
  }

  #drop(count: number): void {
    this.#counters.staleBytes += count;
    this.#dirty = true;
  }
}
