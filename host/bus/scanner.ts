/**
 * Finds the reply to one request in whatever bytes a line delivers: pieces, noise before it, frames of others.
 */
import { crcMatches } from './crc.js';
import { judgeReply, MAX_FRAME, replyLength } from './rtu.js';

/** What was on the line instead of, or besides, the reply: evidence for the error message of a request that failed. */
export interface LineEvidence {
  /** Bytes received since the request was sent. */
  readonly bytes: number;
  /** Units other than the asked one that sent complete, valid frames. */
  readonly foreignUnits: readonly number[];
  /** Complete, valid frames of the asked unit that answer another request: wrong function, quantity or echo. */
  readonly misfits: number;
}

/** Result of feeding bytes to a scanner. */
export interface Scan {
  /** The whole reply frame, once. */
  readonly reply: Uint8Array;
  /** Bytes that came behind the reply in the same piece: the line had no business sending them. */
  readonly trailing: number;
}

/** Collects the reply to one request frame. */
export class ReplyScanner {
  readonly #request: Uint8Array;
  /** Longest line noise kept while waiting: enough for a frame behind another frame. */
  readonly #capacity = 4 * MAX_FRAME;
  #buffer = new Uint8Array(0);
  #bytes = 0;

  constructor(request: Uint8Array) {
    this.#request = request;
  }

  /** Takes the next bytes of the line; returns the reply when it is complete. */
  push(piece: Uint8Array): Scan | undefined {
    this.#bytes += piece.length;
    const keep = this.#buffer.subarray(Math.max(0, this.#buffer.length + piece.length - this.#capacity));
    const joined = new Uint8Array(keep.length + piece.length);
    joined.set(keep);
    joined.set(piece, keep.length);
    this.#buffer = joined;
    for (let start = 0; start < joined.length; start++) {
      const end = this.#endOfCandidate(start);
      if (end === undefined) continue;
      const frame = joined.subarray(start, end);
      if (judgeReply(this.#request, frame) === null) return { reply: frame.slice(), trailing: joined.length - end };
    }
    return undefined;
  }

  /** What came so far, for the report of a failure. */
  evidence(): LineEvidence {
    const foreign = new Set<number>();
    let misfits = 0;
    const bytes = this.#buffer;
    let start = 0;
    while (start < bytes.length) {
      const length = replyLength(bytes, start);
      const end = typeof length === 'number' ? start + length : bytes.length + 1;
      if (end <= bytes.length && crcMatches(bytes, start, end)) {
        if (bytes[start] === this.#request[0]) misfits++;
        else foreign.add(bytes[start] ?? 0);
        start = end;
      } else start++;
    }
    return { bytes: this.#bytes, foreignUnits: [...foreign], misfits };
  }

  /** End of a complete frame that starts at `start` and could be the reply, from its first two bytes and its length. */
  #endOfCandidate(start: number): number | undefined {
    const bytes = this.#buffer;
    if (bytes[start] !== this.#request[0]) return undefined;
    if (((bytes[start + 1] ?? 0) & 0x7f) !== this.#request[1]) return undefined;
    const length = replyLength(bytes, start);
    if (typeof length !== 'number' || start + length > bytes.length) return undefined;
    return start + length;
  }
}
