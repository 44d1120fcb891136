/**
 * Modbus RTU slave: finds frames in the byte stream by length and CRC and answers them by the table of functions, exceptions in the order of the
 * Modbus application protocol 1.1b3.
 *
 * A pause only drops what is left over: the interpreter's time stamps are those of its idle loop, so frames are not cut by silence.
 */
import { BOARD } from '../board/row.js';
import { setupSerial, writeBytes } from '../board/serial.js';
import { nowMs } from '../board/system.js';
import { ROOMY_STORAGE } from '../model/functions.js';
import { LIVE_COUNT } from '../model/registers.js';
import { BAUD_RATE, PARITY, STOP_BITS, UNIT_ADDRESS } from '../persist/parameter.table.js';
import { P } from '../persist/parameters.js';
import { readBits, writeCoil, writeCoils } from './bit-functions.js';
import { BUSY, COMPLETED, counts, DAMAGED, EXCEPTIONS, FOREIGN, SILENT } from './counters.js';
import { crc16 } from './crc.js';
import { diagnose, listening, startDiagnostics } from './diagnostics.js';
import { DEVICE_BUSY, ILLEGAL_FUNCTION } from './exceptions.js';
import { readFile, readQueue, writeFile } from './files.js';
import { KINDS, LENGTHS } from './function.table.js';
import { identify, reportServer } from './identity.js';
import { liveReply, startReply } from './image.js';
import { clearLine, eventCounter, eventLog, exceptionStatus, noteLine } from './line-log.js';
import { exchangeRegisters, maskRegister, readRegisters, writeRegister, writeRegisters } from './register-functions.js';
import { MAX_FRAME, reply, request, setRequest } from './request.js';

/** The silence after which a leftover is dropped, ms. */
const LEFTOVER_MS = 50;
/** The answer to a restart of the line is off it by then, ms: eight characters at 9600 Bd take nine. */
const RESTART_MS = 50;
/** Marks of `KINDS` and `LENGTHS`. */
const MARK = 128;

const DIAGNOSTICS = 8;
const IDENTIFICATION = 43;

/** What is gathered until it is a frame. */
const rx = new Uint8Array(MAX_FRAME);
let count = 0;
/** Time of the last bytes that stayed there, ms, and whether they are the traffic of others. */
let lastByte = 0;
let alien = false;
let unit = 1;
/** The address as the text that a search looks for, and the text of the request of the whole live block. */
let unitChar = '';
let liveRequest = '';

type Handler = (first: number, second: number) => number;

/** True on boards with files and the log of the line. */
const LOGGED = BOARD.profile === 'full' && BOARD.storageBytes >= ROOMY_STORAGE;

/** Handlers by place in the table of functions, counted from 1; the first one refuses. They get the two words behind the function code. */
const CORE: readonly Handler[] = [
  () => -ILLEGAL_FUNCTION,
  readBits,
  readBits,
  readRegisters,
  readRegisters,
  writeCoil,
  writeRegister,
  diagnose,
  writeCoils,
  writeRegisters,
  reportServer,
  maskRegister,
  identify,
];
const ROOMY: readonly Handler[] = LOGGED ? [readFile, writeFile, readQueue, exceptionStatus, eventCounter, eventLog] : [];
const HANDLERS = BOARD.profile === 'full' ? CORE.concat([exchangeRegisters], ROOMY) : CORE;

/** Sends the first `n` bytes of the reply with their CRC. */
function send(n: number): void {
  const t = reply;
  const c = crc16(t, n);
  t[n] = c;
  t[n + 1] = c >> 8;
  writeBytes(t.subarray(0, n + 2));
}

function refuse(code: number): void {
  counts[EXCEPTIONS]++;
  if (code === DEVICE_BUSY) counts[BUSY]++;
  reply[1] |= MARK;
  reply[2] = code;
  send(3);
}

/** No answer, and none to a request that is known by its text while the slave only listens. */
function stayQuiet(): void {
  counts[SILENT]++;
  if (LOGGED && listening && liveRequest) noteLine(LISTENS);
  if (listening) liveRequest = '';
}

/** Events of the line's log: a request, to all, in listen-only mode; an answer, by its exception code; listen-only mode begins; a bad frame. */
const RECEIVED = 128;
const TO_ALL = 64;
const LISTENING = 32;
const SENT = 64;
const REFUSED: readonly number[] = [0, 1, 1, 1, 2, 4, 4];
const LISTENS = 4;
const BAD = 130;

/** A whole frame for this unit or for all is the request. A function code above 127 is a reply that somebody else has sent. */
function answer(): void {
  const r = request;
  const fc = r[1];
  const kind = KINDS[fc];
  if (LOGGED) noteLine(RECEIVED + (r[0] ? 0 : TO_ALL) + (listening ? LISTENING : 0));
  if (fc >= MARK || (!r[0] && !(kind >= MARK)) || (listening && fc !== DIAGNOSTICS)) return stayQuiet();
  const n = HANDLERS[kind & (MARK - 1)](r[2] * 256 + r[3], r[4] * 256 + r[5]);
  if (!n || !r[0]) return stayQuiet();
  if (LOGGED) noteLine(SENT + (n < 0 ? REFUSED[-n] : 0));
  reply[0] = unit;
  reply[1] = fc;
  if (n < 0) return refuse(-n);
  counts[COMPLETED]++;
  send(n);
}

/** Length of a frame of which byte `at` counts what follows it; 0: not known yet. */
function countedLength(b: Uint8Array, n: number, at: number): number {
  return n > at ? at + 3 + b[at] : 0;
}

/** Length of the frame that begins in `b` and has `n` bytes so far; 0: not known yet. An unknown function ends where the bytes end. */
function frameLength(b: Uint8Array, n: number): number {
  const length = LENGTHS[b[1]];
  return length > MARK ? countedLength(b, n, length - MARK) : length || n;
}

/** True for a function whose requests may be longer than the length that is looked for first: an echo of many words, another type of 43. */
function isOpen(fc: number): boolean {
  return fc === DIAGNOSTICS || fc === IDENTIFICATION || !LENGTHS[fc];
}

/** True when the first `n` bytes are a whole frame with a good CRC: over both, the CRC is 0. */
function isFrame(b: Uint8Array, n: number): boolean {
  return n > 3 && !crc16(b, n);
}

/** Drops the first `n` bytes of `rx`. */
function drop(n: number): void {
  if (n < count) rx.set(rx.subarray(n, count), 0);
  count = n < count ? count - n : 0;
}

/** Drops bytes up to the next one at or behind `from` that could be this unit's address. */
function skip(from: number): void {
  const at = rx.indexOf(unit, from);
  drop(at < 0 ? count : at);
}

/** A frame of this unit was no good. Traffic of others that only looks like one counts once, where it begins, and nothing here. */
function noteDamage(): void {
  if (LOGGED && !alien) noteLine(BAD);
  if (!alien) counts[DAMAGED]++;
  alien = true;
}

/** Place behind the start of `rx` where a whole frame for this unit begins, or 0. */
function frameBehind(): number {
  for (let p = 1; p < count - 3; p++) {
    if (rx[p] !== unit) continue;
    reply.set(rx.subarray(p, count));
    const n = frameLength(reply, count - p);
    if (n && n <= count - p && isFrame(reply, n)) return p;
  }
  return 0;
}

/**
 * Takes frames from the start of `rx`. One of known length with a bad CRC is left at the next byte that could be this unit's address; one of
 * unknown length may not be complete, so it stays until more bytes or a pause come, unless a whole frame follows behind it.
 */
function takeFrames(): void {
  while (count > 3) {
    let n = frameLength(rx, count);
    if (n > MAX_FRAME) skip(1);
    else if (!n || n > count) return;
    else if (isFrame(rx, n) || (isOpen(rx[1]) && isFrame(rx, (n = count)))) {
      setRequest(rx, n);
      answer();
      drop(n);
      alien = false;
      if (count && rx[0] !== unit && rx[0]) skip(0);
    } else if (!isOpen(rx[1])) {
      noteDamage();
      skip(1);
    } else {
      const p = frameBehind();
      if (!p) return;
      drop(p);
    }
  }
}

/** Forgets what is left over. */
function forget(): void {
  if (count) noteDamage();
  count = 0;
}

/** Puts bytes that are no frame by themselves to those before them. */
function gather(bytes: Uint8Array, n: number): void {
  const now = nowMs();
  if (now - lastByte > LEFTOVER_MS || count + n > MAX_FRAME) forget();
  lastByte = now;
  if (!count) alien = false;
  rx.set(bytes, count);
  count += n;
  if (rx[0] !== unit && rx[0]) {
    if (!alien) counts[FOREIGN]++;
    alien = true;
    skip(1);
  }
  takeFrames();
}

/** Takes bytes of which some may be for this unit. One whole frame, good or bad, is what they are mostly. */
function take(text: string): void {
  const bytes = new Uint8Array(E.toArrayBuffer(text) as ArrayBuffer);
  const n = bytes.length;
  // A single character has no function code yet, and the interpreter throws at an array's element `undefined`.
  if (n > 1 && (bytes[0] === unit || !bytes[0]) && frameLength(bytes, n) === n) {
    if (isFrame(bytes, n)) {
      forget();
      setRequest(bytes, n);
      return answer();
    }
    if (!count && text.indexOf(unitChar, 1) < 0 && !isOpen(bytes[1])) {
      alien = false;
      return noteDamage();
    }
  }
  gather(bytes, n);
}

/** Answers the request of the whole live block. */
function answerLive(): void {
  if (LOGGED) {
    noteLine(RECEIVED);
    noteLine(SENT);
  }
  counts[COMPLETED]++;
  writeBytes(liveReply());
}

/**
 * Bytes have come in. The request of the whole live block is known by its text, and what holds no byte like this unit's address is dropped
 * at once: both are what a busy line brings most. The address of all counts at the start only.
 */
export function receive(text: string): void {
  if (count) take(text);
  else if (text === liveRequest) answerLive();
  else if (text.indexOf(unitChar) < 0 && text.charCodeAt(0)) counts[FOREIGN]++;
  else take(text);
}

/** Function 8, sub-function 1: the line begins anew when its answer is off. `log`: the log of the line is forgotten too. */
function restartLine(log: boolean): void {
  setTimeout(startSlave, RESTART_MS);
  if (LOGGED) {
    if (log) clearLine();
    noteLine(0);
  }
}

/** Takes address and settings in force over. */
export function startSlave(): void {
  unit = P[UNIT_ADDRESS];
  count = 0;
  startReply(unit);
  startDiagnostics(restartLine);
  counts.fill(0);
  unitChar = String.fromCharCode(unit);
  const t = reply;
  t.set([unit, 4, 0, 0, 0, LIVE_COUNT]);
  const c = crc16(t, 6);
  liveRequest = unitChar + String.fromCharCode(4, 0, 0, 0, LIVE_COUNT, c & 255, c >> 8);
  setupSerial(P[BAUD_RATE] * 100, P[PARITY], P[STOP_BITS] as 1 | 2);
}
