/**
 * The input registers as the bytes that go on the line: one consistent snapshot, rendered once a second and in every tick in which state or
 * alarms change. The bytes are put in order in a tick of their own, or at the first read that comes before it.
 */
import { IMAGE_COUNT, LIVE_COUNT } from '../model/registers.js';
import * as I from '../sense/index.table.js';
import { BAD, X, put32 } from '../sense/values.js';
import { crc16 } from './crc.js';
import { OPTIONAL_SIGNED, OPTIONAL_UNSIGNED } from './image.table.js';

/** Bytes of the reply to a read of the whole live block: address, function, count, registers, CRC. */
const REPLY_BYTES = 5 + 2 * LIVE_COUNT;

const words = new Uint16Array(IMAGE_COUNT);
const image = new Uint8Array(words.buffer);
const registers = new Float64Array(X.buffer, 0, IMAGE_COUNT);
const liveBytes = new Uint8Array(words.buffer, 0, 2 * LIVE_COUNT);
const reply = new Uint8Array(REPLY_BYTES + 1);
const replyFrame = reply.subarray(0, REPLY_BYTES);
let inOrder = false;
let replyReady = false;

/** Before the first measurement every value that can be missing is missing. */
export function startImage(): void {
  const x = X;
  for (const i of OPTIONAL_SIGNED) x[i] = BAD;
  for (const i of OPTIONAL_UNSIGNED) x[i] = BAD;
  x[I.CURRENT] = x[I.CHARGE_LEFT_TO_RUN] = x[I.CHARGE_LEFT_TO_PARK] = BAD;
  renderImage();
}

/** Takes a new snapshot as words. */
export function renderImage(): void {
  const x = X;
  const w = words;
  put32(I.CURRENT_WORDS, x[I.CURRENT]);
  put32(I.RUN_LEFT, x[I.CHARGE_LEFT_TO_RUN]);
  put32(I.PARK_LEFT, x[I.CHARGE_LEFT_TO_PARK]);
  put32(I.NET_CHARGE, x[I.CHARGE] / 3600);
  x[I.SEQUENCE] = x[I.SEQUENCE_COPY] = (x[I.SEQUENCE] + 1) & 65535;
  w.set(registers);
  for (const i of OPTIONAL_SIGNED) if (x[i] !== x[i]) w[i] = 0x8000;
  for (const i of OPTIONAL_UNSIGNED) if (x[i] !== x[i]) w[i] = 0xffff;
  inOrder = replyReady = false;
}

/** The image, big-endian, register 0 first. The reverse order of `X` makes the reversal of the bytes the change of byte order. */
export function orderedImage(): Uint8Array {
  if (!inOrder) image.reverse();
  inOrder = true;
  return image;
}

/** Reply to a read of registers 0–59 for `unit`, with its CRC worked out once a snapshot. */
export function liveReply(unit: number): Uint8Array {
  if (!replyReady) {
    const r = reply;
    r[0] = unit;
    r[1] = 4;
    r[2] = 2 * LIVE_COUNT;
    orderedImage();
    r.set(liveBytes, 3);
    const c = crc16(r, REPLY_BYTES - 2);
    r[REPLY_BYTES - 2] = c;
    r[REPLY_BYTES - 1] = c >> 8;
    replyReady = true;
  }
  return replyFrame;
}
