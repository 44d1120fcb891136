/**
 * Modbus RTU slave: finds frames in the byte stream by length and CRC, answers FC 3, 4, 6 and 16, exceptions in the order of the
 * Modbus application protocol 1.1b3.
 *
 * A pause only drops what is left over: the interpreter's time stamps are those of its idle loop, so frames are not cut by silence.
 */
import { LIVE_COUNT } from '../model/registers.js';
import { writeBytes } from '../board/serial.js';
import { nowMs } from '../board/system.js';
import { type Area, HOLDING, INPUT, areaOf } from './areas.js';
import { crc16 } from './crc.js';
import { ILLEGAL_ADDRESS, ILLEGAL_FUNCTION, ILLEGAL_VALUE } from './exceptions.js';
import { liveReply, startReply } from './image.js';
import { wordsAt } from './words.js';

/** Largest frame, and the silence after which a leftover is dropped, ms. */
const MAX_FRAME = 256;
const LEFTOVER_MS = 50;

const rx = new Uint8Array(MAX_FRAME);
const tx = new Uint8Array(MAX_FRAME);
let count = 0;
let lastByte = 0;
let unit = 1;
/** The address as the text that a search looks for, and the text of the request of the whole live block. */
let unitChar = '';
let liveRequest = '';
let now = 0;

/** Sends the first `n` bytes of `tx` with their CRC; a broadcast is never answered. */
function send(n: number): void {
  if (!rx[0]) return;
  const c = crc16(tx, n);
  tx[n] = c;
  tx[n + 1] = c >> 8;
  writeBytes(tx.subarray(0, n + 2));
}

function refuse(code: number): void {
  tx[0] = rx[0];
  tx[1] = rx[1] | 128;
  tx[2] = code;
  send(3);
}

/** FC 3 and 4. */
function read(address: number, quantity: number, areas: readonly Area[]): void {
  if (quantity < 1 || quantity > 125) return refuse(ILLEGAL_VALUE);
  const area = areaOf(areas, address, quantity);
  if (!area) return refuse(ILLEGAL_ADDRESS);
  area.read(address - area.first, quantity, tx);
  tx[0] = unit;
  tx[1] = rx[1];
  tx[2] = 2 * quantity;
  send(3 + 2 * quantity);
}

/** FC 6 and 16: `quantity` registers whose bytes begin at `at` in the request. All or nothing. */
function write(address: number, quantity: number, at: number): void {
  const area = areaOf(HOLDING, address, quantity);
  if (!area || !area.judge || !area.write) return refuse(ILLEGAL_ADDRESS);
  const words = wordsAt(rx, at, quantity);
  address -= area.first;
  const refusal = area.judge(address, words);
  if (refusal) return refuse(refusal);
  area.write(address, words, now);
  tx.set(rx.subarray(0, 6), 0);
  send(6);
}

/** A whole frame for this unit or for all lies at the start of `rx`. */
function answer(): void {
  const fc = rx[1];
  const address = rx[2] * 256 + rx[3];
  const quantity = rx[4] * 256 + rx[5];
  if (fc === 3 || fc === 4) {
    if (rx[0]) read(address, quantity, fc > 3 ? INPUT : HOLDING);
  } else if (fc === 6) write(address, 1, 4);
  else if (fc === 16) {
    if (quantity < 1 || quantity > 123 || rx[6] !== 2 * quantity) refuse(ILLEGAL_VALUE);
    else write(address, quantity, 7);
  } else refuse(ILLEGAL_FUNCTION);
}

/** True for the functions whose requests tell their length. */
function hasLength(fc: number): boolean {
  return (fc > 0 && fc < 7) || fc === 15 || fc === 16;
}

/** Length of the frame that begins in `b` and has `n` bytes so far; 0: not known yet. An unknown function ends where the bytes end. */
function frameLength(b: Uint8Array, n: number): number {
  const fc = b[1];
  if (fc > 0 && fc < 7) return 8;
  if (fc === 15 || fc === 16) return n > 6 ? 9 + b[6] : 0;
  return n;
}

/** True when the first `n` bytes are a whole frame with a good CRC. */
function isFrame(b: Uint8Array, n: number): boolean {
  return n > 3 && crc16(b, n - 2) === b[n - 2] + 256 * b[n - 1];
}

/** Drops the first `n` bytes of `rx`. */
function drop(n: number): void {
  if (n < count) rx.set(rx.subarray(n, count), 0);
  count = n < count ? count - n : 0;
}

/** Place behind the start of `rx` where a whole frame for this unit begins, or 0. */
function frameBehind(): number {
  for (let p = 1; p < count - 3; p++) {
    if (rx[p] !== unit) continue;
    tx.set(rx.subarray(p, count), 0);
    const n = frameLength(tx, count - p);
    if (n && n <= count - p && isFrame(tx, n)) return p;
  }
  return 0;
}

/**
 * Takes frames from the start of `rx`. One of known length with a bad CRC is left at the next byte that could be this unit's address; one of
 * unknown length may not be complete, so it stays until more bytes or a pause come, unless a whole frame follows behind it.
 */
function takeFrames(): void {
  while (count > 3) {
    const n = frameLength(rx, count);
    if (n > MAX_FRAME) skip(1);
    else if (!n || n > count) return;
    else if (isFrame(rx, n)) {
      answer();
      drop(n);
      if (count && rx[0] !== unit && rx[0]) skip(0);
    } else if (hasLength(rx[1])) skip(1);
    else {
      const p = frameBehind();
      if (!p) return;
      drop(p);
    }
  }
}

/** Drops bytes up to the next one at or behind `from` that could be this unit's address. */
function skip(from: number): void {
  const at = rx.indexOf(unit, from);
  drop(at < 0 ? count : at);
}

/**
 * Bytes have come in. The request of the whole live block is known by its text, and what holds no byte like this unit's address is dropped
 * at once: both are what a busy line brings most.
 */
export function receive(text: string): void {
  if (!count) {
    if (text === liveRequest) return writeBytes(liveReply());
    const first = text.charCodeAt(0);
    if (first !== unit && first && text.indexOf(unitChar, 1) < 0) return;
  }
  now = nowMs();
  if (count && now - lastByte > LEFTOVER_MS) count = 0;
  lastByte = now;
  const n = text.length;
  const bytes = new Uint8Array(E.toArrayBuffer(text) as ArrayBuffer);
  if (count && (count + n > MAX_FRAME || startsFrame(bytes, n))) count = 0;
  rx.set(bytes, count);
  count += n;
  if (rx[0] !== unit && rx[0]) skip(1);
  takeFrames();
}

/** True when a chunk is a whole frame for this unit or for all by itself: what was left over before it is not part of it. */
function startsFrame(b: Uint8Array, n: number): boolean {
  return (b[0] === unit || !b[0]) && frameLength(b, n) === n && isFrame(b, n);
}

/** Sets the address that the slave answers to. */
export function startSlave(address: number): void {
  unit = address;
  startReply(address);
  unitChar = String.fromCharCode(address);
  tx[0] = address;
  tx[1] = 4;
  tx[2] = tx[3] = tx[4] = 0;
  tx[5] = LIVE_COUNT;
  const c = crc16(tx, 6);
  liveRequest = unitChar + String.fromCharCode(4, 0, 0, 0, LIVE_COUNT, c & 255, c >> 8);
}
