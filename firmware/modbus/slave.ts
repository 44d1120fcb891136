/**
 * Modbus RTU slave: finds frames in the byte stream by length and CRC, answers FC 3, 4, 6 and 16, exceptions in the order of the
 * Modbus application protocol 1.1b3.
 *
 * A pause only drops what is left over: the interpreter's time stamps are those of its idle loop, so frames are not cut by silence.
 */
import { BOARD } from '../board/row.js';
import { mailbox, takeCommand } from '../control/commands.js';
import { setForecast } from '../control/forecast.js';
import { beat } from '../control/heartbeat.js';
import {
  CONTROL_COUNT,
  CONTROL_START,
  EVENT_WINDOW_COUNT,
  EVENT_WINDOW_START,
  HISTORY_WINDOW_START,
  LIVE_COUNT,
  PARAMETER_START,
} from '../model/registers.js';
import { PARAMETER_WORDS } from '../persist/parameter.table.js';
import { HISTORY_REGISTERS } from '../model/history.js';
import { readHistory } from '../persist/history.js';
import { readEvents } from '../persist/events.js';
import { shadow } from '../persist/parameters.js';
import { writeBytes } from '../board/serial.js';
import { nowMs } from '../board/system.js';
import * as I from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { crc16 } from './crc.js';
import { copyRegisters, liveReply, startReply } from './image.js';
import { IMAGE_COUNT } from './image.table.js';
import { mayWrite } from './writes.js';

/** Largest frame, and the silence after which a leftover is dropped, ms. */
const MAX_FRAME = 256;
const LEFTOVER_MS = 50;

/** Control area by offset: where mailbox, heartbeat, forecast and event cursor lie. */
const MAILBOX_OFFSET = 2;
const HEARTBEAT_OFFSET = 8;
const FORECAST_OFFSET = 9;
const CURSOR_OFFSET = 20;

const ILLEGAL_FUNCTION = 1;
const ILLEGAL_ADDRESS = 2;
const ILLEGAL_VALUE = 3;

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

/** Value of a holding register, or −1 where there is none. */
function holding(address: number): number {
  let k = address - CONTROL_START;
  if (k >= 0 && k < CONTROL_COUNT) {
    if (k === HEARTBEAT_OFFSET) return X[I.HEARTBEAT_ECHO];
    k -= MAILBOX_OFFSET;
    return k >= 0 ? mailbox[k] : 0;
  }
  k = address - PARAMETER_START;
  return k >= 0 && k < PARAMETER_WORDS ? shadow[k] : -1;
}

/** Bytes of the event or history window, which show what lies in the memory from event `number` on; nothing beyond them. */
function readRecords(number: number, address: number, quantity: number): Uint8Array | undefined {
  let k = address - HISTORY_WINDOW_START;
  if (k >= 0) return k + quantity > HISTORY_REGISTERS ? undefined : readHistory(number, 2 * k, 2 * quantity);
  k = address - EVENT_WINDOW_START;
  return k < 0 || k + quantity > EVENT_WINDOW_COUNT ? undefined : readEvents(number, 2 * k, 2 * quantity);
}

/** FC 3 and 4. */
function read(address: number, quantity: number, input: boolean): void {
  if (quantity < 1 || quantity > 125) return refuse(ILLEGAL_VALUE);
  const t = tx;
  if (input) {
    if (address + quantity > IMAGE_COUNT) {
      const record = readRecords(mailbox[CURSOR_OFFSET - MAILBOX_OFFSET], address, quantity);
      if (!record) return refuse(ILLEGAL_ADDRESS);
      t.set(record, 3);
    } else copyRegisters(t, quantity, address + quantity);
  } else {
    if (holding(address + quantity - 1) < 0) return refuse(ILLEGAL_ADDRESS);
    for (let k = 0; k < quantity; k++) {
      const v = holding(address + k);
      if (v < 0) return refuse(ILLEGAL_ADDRESS);
      t[3 + 2 * k] = v >> 8;
      t[4 + 2 * k] = v;
    }
  }
  t[0] = unit;
  t[1] = rx[1];
  t[2] = 2 * quantity;
  send(3 + 2 * quantity);
}

/** Writes one register that `mayWrite` has allowed. */
function writeOne(address: number, value: number): void {
  if (address >= PARAMETER_START) shadow[address - PARAMETER_START] = value;
  else if (address === CONTROL_START + HEARTBEAT_OFFSET) {
    beat(value, now);
  } else {
    mailbox[address - CONTROL_START - MAILBOX_OFFSET] = value;
    if (BOARD.profile === 'full' && address === CONTROL_START + FORECAST_OFFSET) setForecast(value, now);
  }
}

/** FC 6 and 16: `quantity` registers whose bytes begin at `at` in the request. All or nothing. */
function write(address: number, quantity: number, at: number): void {
  const refusal = mayWrite(address, quantity, rx, at);
  if (refusal) return refuse(refusal);
  for (let k = 0; k < quantity; k++) writeOne(address + k, rx[at + 2 * k] * 256 + rx[at + 2 * k + 1]);
  if (address < PARAMETER_START) takeCommand(now);
  tx.set(rx.subarray(0, 6), 0);
  send(6);
}

/** A whole frame for this unit or for all lies at the start of `rx`. */
function answer(): void {
  const fc = rx[1];
  const address = rx[2] * 256 + rx[3];
  const quantity = rx[4] * 256 + rx[5];
  if (fc === 3 || fc === 4) {
    if (rx[0]) read(address, quantity, fc > 3);
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
