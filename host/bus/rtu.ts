/**
 * Modbus RTU frames, pure: build a request, derive the length of a reply from the reply's own bytes, judge a reply against its request.
 */
import { LiquidusError } from '../error.js';
import { crcMatches, withCrc } from './crc.js';

/** Longest frame: address, 253 bytes of PDU, CRC (Modbus over Serial Line V1.02, 2.5.1). */
export const MAX_FRAME = 256;

/** The frame of a request PDU for `unit`. */
export function buildRequest(unit: number, pdu: Uint8Array): Uint8Array {
  if (pdu.length < 1 || pdu.length > MAX_FRAME - 3) {
    throw new LiquidusError('usage.range', `A request of ${pdu.length} bytes does not fit a Modbus frame; 1..${MAX_FRAME - 3} bytes do.`);
  }
  const body = new Uint8Array(pdu.length + 1);
  body[0] = unit;
  body.set(pdu, 1);
  return withCrc(body);
}

/** Length of a device identification reply (function 43/14), walking its objects. */
function identificationLength(bytes: Uint8Array, from: number): number | undefined {
  const have = bytes.length - from;
  if (have < 8) return undefined;
  let end = 8;
  for (let object = bytes[from + 7] ?? 0; object > 0; object--) {
    if (have < end + 2) return undefined;
    end += 2 + (bytes[from + end + 1] ?? 0);
  }
  return end + 2;
}

/**
 * Length in bytes of the reply that starts at `from`, from the bytes that are there: a number, `undefined` while more bytes are needed to tell,
 * or `null` for a function code whose length this module does not know.
 */
export function replyLength(bytes: Uint8Array, from = 0): number | undefined | null {
  const functionCode = bytes[from + 1];
  if (functionCode === undefined) return undefined;
  if (functionCode & 0x80) return 5;
  switch (functionCode) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 12:
    case 17:
    case 20:
    case 21:
    case 23: {
      const count = bytes[from + 2];
      return count === undefined ? undefined : 5 + count;
    }
    case 5:
    case 6:
    case 8:
    case 11:
    case 15:
    case 16:
      return 8;
    case 7:
      return 5;
    case 22:
      return 10;
    case 24: {
      const low = bytes[from + 3];
      return low === undefined ? undefined : 6 + (((bytes[from + 2] ?? 0) << 8) | low);
    }
    case 43:
      return identificationLength(bytes, from);
    default:
      return null;
  }
}

/** Why a frame is not the reply to a request. */
export type Mismatch = 'crc' | 'unit' | 'function' | 'quantity' | 'echo';

/** Judges a complete frame against the request frame it should answer: `null` when it is the reply, otherwise the first thing that is wrong. */
export function judgeReply(request: Uint8Array, reply: Uint8Array): Mismatch | null {
  if (!crcMatches(reply)) return 'crc';
  if (reply[0] !== request[0]) return 'unit';
  const asked = request[1] ?? 0;
  const answered = reply[1] ?? 0;
  if (answered === (asked | 0x80)) return null;
  if (answered !== asked) return 'function';
  if (contentMatches(asked, request, reply)) return null;
  return ECHOING.has(asked) ? 'echo' : 'quantity';
}

/** Functions whose reply repeats a part of the request. */
const ECHOING = new Set([5, 6, 8, 15, 16, 22, 43]);

function contentMatches(functionCode: number, request: Uint8Array, reply: Uint8Array): boolean {
  const word = (at: number): number => ((request[at] ?? 0) << 8) | (request[at + 1] ?? 0);
  switch (functionCode) {
    case 1:
    case 2:
      return reply[2] === Math.ceil(word(4) / 8);
    case 3:
    case 4:
    case 23:
      return reply[2] === 2 * word(4);
    case 5:
    case 6:
    case 15:
    case 16:
      return sameBytes(request, reply, 2, 6);
    case 8:
      return sameBytes(request, reply, 2, 4);
    case 22:
      return sameBytes(request, reply, 2, 8);
    case 43:
      return request[2] === reply[2] && request[3] === reply[3];
    default:
      return true;
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (a[i] !== b[i]) return false;
  return true;
}
