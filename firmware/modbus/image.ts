/**
 * The input registers as words: one consistent snapshot, rendered once a second and in every tick in which state or alarms change. The reply
 * with the live block is put in wire order in a tick of its own, or at the first read that comes before it; other registers are put in order
 * when somebody asks for them.
 */
import { HISTORY_FIRST, HISTORY_WORDS } from '../model/history.js';
import { LIVE_COUNT } from '../model/registers.js';
import * as I from '../sense/index.table.js';
import { BAD, X, put32 } from '../sense/values.js';
import { crc16 } from './crc.js';
import { IMAGE_COUNT, OPTIONAL_SIGNED, OPTIONAL_UNSIGNED } from './image.table.js';

/** Bytes of the reply to a read of the whole live block: address, function, count, registers, CRC. */
export const LIVE_BYTES = 5 + 2 * LIVE_COUNT;

/** The snapshot, register 0 last: reversing bytes then gives them big-endian in rising order. */
export const words = new Uint16Array(IMAGE_COUNT);
const image = new Uint8Array(words.buffer);
const registers = new Float64Array(X.buffer, 8 * I.REGISTERS_AT, IMAGE_COUNT);
const reply = new Uint8Array(LIVE_BYTES + 1);
/** The registers of the snapshot that a history keeps (firmware/model/history.ts). */
export const shown = words.subarray(IMAGE_COUNT - HISTORY_FIRST - HISTORY_WORDS, IMAGE_COUNT - HISTORY_FIRST);
/** Reply to a read of registers 0–59, of this snapshot when `replyReady`. */
export const liveFrame = reply.subarray(0, LIVE_BYTES);
export let replyReady = false;
let inOrder = false;

/** Before the first measurement every value that can be missing is missing. */
export function startImage(): void {
  const x = X;
  for (const i of OPTIONAL_SIGNED) registers[i] = BAD;
  for (const i of OPTIONAL_UNSIGNED) registers[i] = BAD;
  x[I.CURRENT] = BAD;
  renderImage();
}

/** Takes a new snapshot as words. */
export function renderImage(): void {
  const x = X;
  const w = words;
  put32(I.CURRENT_WORDS, x[I.CURRENT]);
  put32(I.NET_CHARGE, x[I.CHARGE] / 3600);
  x[I.SEQUENCE] = x[I.SEQUENCE_COPY] = (x[I.SEQUENCE] + 1) & 65535;
  const r = registers;
  w.set(r);
  for (const i of OPTIONAL_SIGNED) if (r[i] !== r[i]) w[i] = 0x8000;
  for (const i of OPTIONAL_UNSIGNED) if (r[i] !== r[i]) w[i] = 0xffff;
  inOrder = replyReady = false;
}

/** Puts `count` registers, the first one `k`, into `bytes`, big-endian, from its fourth byte on. */
export function copyRegisters(k: number, count: number, bytes: Uint8Array): void {
  k = 2 * (IMAGE_COUNT - k - count);
  count *= 2;
  bytes.set(image.subarray(k, k + count), 3);
  bytes.subarray(3, 3 + count).reverse();
}

/** Puts the live block of the snapshot into its reply. */
export function orderLive(): void {
  if (!inOrder) copyRegisters(0, LIVE_COUNT, reply);
  inOrder = true;
}

/** Makes `liveFrame` the reply to a read of registers 0–59 of this snapshot. */
export function finishReply(): void {
  const r = reply;
  orderLive();
  const c = crc16(r, LIVE_BYTES - 2);
  r[LIVE_BYTES - 2] = c;
  r[LIVE_BYTES - 1] = c >> 8;
  replyReady = true;
}

/** Sets the address in the reply. */
export function startReply(unit: number): void {
  reply.set([unit, 4, 2 * LIVE_COUNT]);
}
