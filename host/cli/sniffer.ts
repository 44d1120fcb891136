/**
 * Decodes Modbus RTU that others talk, from the bytes alone: request and reply have no mark of their own, so the frame is what has a right CRC at the
 * length of either, and a reply is what follows a request of the same unit and function.
 */
import { MAX_FRAME, replyLength } from '../bus/rtu.js';
import { crcMatches } from '../bus/crc.js';
import { requestLength } from '../../hil/rig/request-length.js';

/** One frame, or bytes that are none. */
export interface Sniffed {
  readonly timeMs: number;
  readonly kind: 'request' | 'reply' | 'noise';
  readonly bytes: Uint8Array;
  /** The request that a reply answers; undefined where it was not heard. */
  readonly request: Uint8Array | undefined;
  /** Time since the request, ms; null without one. */
  readonly afterMs: number | null;
}

/** Silence after which an unfinished frame is noise, ms. */
const GAP_MS = 100;
/** A request is forgotten after this time, ms. */
const PATIENCE_MS = 2000;

/** Feeds on bytes, yields frames. */
export class Sniffer {
  #buffer = new Uint8Array(0);
  #noise: number[] = [];
  #lastMs = -Infinity;
  #request: { readonly bytes: Uint8Array; readonly timeMs: number } | undefined;

  /** Takes the next bytes at their time, ms. */
  push(bytes: Uint8Array, timeMs: number): Sniffed[] {
    const out: Sniffed[] = timeMs - this.#lastMs > GAP_MS ? this.end(this.#lastMs) : [];
    this.#lastMs = timeMs;
    this.#buffer = Uint8Array.from([...this.#buffer, ...bytes]);
    while (this.#buffer.length > 0) {
      const length = this.#frame();
      if (length === undefined) break;
      if (length === 0) {
        this.#noise.push(this.#buffer[0] ?? 0);
        this.#buffer = this.#buffer.slice(1);
        continue;
      }
      out.push(...this.#takeNoise(timeMs), this.#judge(this.#buffer.slice(0, length), timeMs));
      this.#buffer = this.#buffer.slice(length);
    }
    return out;
  }

  /** What is left over when the line is silent or the source has ended. */
  end(timeMs: number): Sniffed[] {
    this.#noise.push(...this.#buffer);
    this.#buffer = new Uint8Array(0);
    return this.#takeNoise(timeMs);
  }

  /** Length of the frame at the start of the buffer; 0: no frame begins here; undefined: more bytes may make one. */
  #frame(): number | undefined {
    const bytes = this.#buffer;
    if (bytes.length < 4) return undefined;
    const whole = this.#wholeFrame(bytes);
    if (whole > 0) return whole;
    const lengths = [replyLength(bytes), requestLength(bytes)];
    const open = lengths[0] !== null && lengths.some((length) => typeof length !== 'number' || (length > bytes.length && length <= MAX_FRAME));
    if (!open) return 0;
    // A whole frame further on shows that this is no beginning of one.
    for (let from = 1; from + 4 <= bytes.length; from++) if (this.#wholeFrame(bytes.subarray(from)) > 0) return 0;
    return undefined;
  }

  /** Length of the whole frame at the start of `bytes`, or 0. What a pending request lets expect comes first. */
  #wholeFrame(bytes: Uint8Array): number {
    const lengths = [replyLength(bytes), requestLength(bytes)];
    if (!this.#request) lengths.reverse();
    for (const length of lengths) if (typeof length === 'number' && length <= bytes.length && crcMatches(bytes, 0, length)) return length;
    return 0;
  }

  #takeNoise(timeMs: number): Sniffed[] {
    if (this.#noise.length === 0) return [];
    const bytes = Uint8Array.from(this.#noise);
    this.#noise = [];
    return [{ timeMs, kind: 'noise', bytes, request: undefined, afterMs: null }];
  }

  #judge(bytes: Uint8Array, timeMs: number): Sniffed {
    const pending = this.#request;
    const fits = pending && bytes[0] === pending.bytes[0] && ((bytes[1] ?? 0) & 0x7f) === pending.bytes[1] && timeMs - pending.timeMs <= PATIENCE_MS;
    if (fits && bytes.length === replyLength(bytes)) {
      this.#request = undefined;
      return { timeMs, kind: 'reply', bytes, request: pending.bytes, afterMs: timeMs - pending.timeMs };
    }
    const isRequest = requestLength(bytes) === bytes.length && !((bytes[1] ?? 0) & 0x80);
    if (!isRequest) return { timeMs, kind: 'reply', bytes, request: undefined, afterMs: null };
    this.#request = { bytes, timeMs };
    return { timeMs, kind: 'request', bytes, request: undefined, afterMs: null };
  }
}
