/**
 * Modbus RTU slave: finds requests between the silences of the line and answers them by the table of functions, exceptions in the order of the
 * Modbus application protocol 1.1b3.
 *
 * What others say is not looked at: only the time of a piece is kept, to know the silence behind it. A request is what stands between two silences; a
 * read, which changes nothing, may also be the last words before the second, because a tick may have hidden the first. It is judged when the line has
 * been silent for 3.5 characters.
 */
import { BOARD } from '../board/row.js';
import { driveLine, driverTimes, SEND_TIME, setupSerial, writeBytes } from '../board/serial.js';
import { ROOMY_STORAGE } from '../model/functions.js';
import { LIVE_COUNT } from '../model/registers.js';
import { BAUD_RATE, PARITY, STOP_BITS, UNIT_ADDRESS } from '../persist/parameter.table.js';
import { P } from '../persist/parameters.js';
import { TICK_TIME } from '../sense/index.table.js';
import { X } from '../sense/values.js';
import { readBits, writeCoil, writeCoils } from './bit-functions.js';
import { BUSY, COMPLETED, counts, DAMAGED, EXCEPTIONS, FOREIGN, SILENT } from './counters.js';
import { crc16, crcOfWords } from './crc.js';
import { diagnose, listening, startDiagnostics } from './diagnostics.js';
import { DEVICE_BUSY, EXCEPTION, ILLEGAL_FUNCTION } from './exceptions.js';
import { readFile, readQueue, writeFile } from './files.js';
import { COUNTED, EXCHANGE, KINDS, LENGTHS, LONGEST_FIXED, MARK, SHORT } from './function.table.js';
import { identify, reportServer } from './identity.js';
import { finishReply, LIVE_BYTES, liveFrame, replyReady, startReply } from './image.js';
import { clearLine, eventCounter, eventLog, exceptionStatus, noteLine } from './line-log.js';
import { sendLong } from './long-reply.js';
import { exchangeRegisters, maskRegister, readRegisters, writeRegister, writeRegisters } from './register-functions.js';
import { MAX_FRAME, reply, request, setRequest } from './request.js';

/** Silence before an answer, characters, and no less than that, s (Modbus over Serial Line 1.02, 2.5.1.1, which asks for 1.75 ms). */
const QUIET_CHARACTERS = 3.5;
const QUIET = 0.002;
/**
 * Between two characters with such a silence between them lie 4.5 characters or more, less what the handler lags behind; between two of one frame
 * 2.5 at most. What lies further apart than this is taken for a silence: characters, and no less than that, s.
 */
const GAP_CHARACTERS = 3;
const GAP = 0.001;
/** Bytes that a tick keeps back are there by then, s: ticks that follow each other without a pause must not keep the slave silent. */
const HELD = 0.15;
/** Bits of a character by 100: over the speed in 100 Bd the time of a character, s. */
const CHARACTER_BITS = 0.11;
/** The answer to a restart of the line is off it by then, ms: eight characters at 9600 Bd take nine. */
const RESTART_MS = 50;
/** The address of all, and the last one of a unit, as text: higher ones are nobody's (Modbus over Serial Line 1.02, 2.2). */
const ALL = '\0';
const LAST_CHARACTER = '\xf7';

const clock = getTime;
const bytesOf = E.toArrayBuffer;

const DIAGNOSTICS = 8;
const IDENTIFICATION = 43;

/** What has come since a place where a request may begin, as text; empty while others speak. */
let line = '';
/** True when it begins behind a silence, false when a tick may have hidden its beginning. */
let whole = true;
/** Time of the last piece of anybody, and the one for which `look` waits, 0 for none, s. */
let heard = 0;
let due = 0;
/** Time at which a silence was seen last: what a tick before it kept back has come, s. */
let judged = 0;
/** Time of a character, the least time between two pieces with a silence between them, and the silence before an answer, s; the last one as time of a timer, ms. */
let character = 0;
let gap = 0;
let quiet = 0;
let pause = 0;
/** Time of a character with the bits that it has, ms. */
let byteMs = 0;
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
export const HANDLERS = BOARD.profile === 'full' ? CORE.concat([exchangeRegisters], ROOMY) : CORE;

/**
 * Sends the first `n` bytes of the reply with their CRC. The transceiver is switched to sending for their time and a millisecond more: the first start bit
 * comes a part of that later than the call, and the rest is over before the master may speak (docs/wiring.md, "RS-485").
 */
function send(n: number): void {
  const t = reply;
  const c = crc16(t, n);
  t[n] = c;
  t[n + 1] = c >> 8;
  n += 2;
  if (BOARD.uses.direction) driverTimes[SEND_TIME] = n * byteMs;
  if (BOARD.transmitBuffer < MAX_FRAME && sendLong(n, character)) return;
  const bytes = t.subarray(0, n);
  if (BOARD.uses.direction) driveLine(driverTimes);
  writeBytes(bytes);
}

function refuse(code: number): void {
  counts[EXCEPTIONS]++;
  if (code === DEVICE_BUSY) counts[BUSY]++;
  reply[1] |= EXCEPTION;
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
  if (fc >= EXCEPTION || (!r[0] && !(kind >= MARK)) || (listening && fc !== DIAGNOSTICS)) return stayQuiet();
  const n = HANDLERS[kind & (MARK - 1)](r[2] * 256 + r[3], r[4] * 256 + r[5]);
  if (!n || !r[0]) return stayQuiet();
  if (LOGGED) noteLine(SENT + (n < 0 ? REFUSED[-n] : 0));
  reply[0] = unit;
  reply[1] = fc;
  if (n < 0) return refuse(-n);
  counts[COMPLETED]++;
  send(n);
}

/** True when a request of `n` bytes has not the length that its function says. An echo of many words, another type of 43 and an unknown function say none. */
export function isCut(b: Uint8Array, n: number): boolean {
  const fc = b[1];
  const length = LENGTHS[fc];
  const at = length - MARK;
  return at > 0 ? n <= at || n !== at + 3 + b[at] : length > 0 && n !== length && fc !== DIAGNOSTICS && fc !== IDENTIFICATION;
}

/** Answers the request of the whole live block. */
function answerLive(): void {
  if (LOGGED) {
    noteLine(RECEIVED);
    noteLine(SENT);
  }
  counts[COMPLETED]++;
  if (!replyReady) finishReply();
  if (BOARD.uses.direction) {
    driverTimes[SEND_TIME] = LIVE_BYTES * byteMs;
    driveLine(driverTimes);
  }
  writeBytes(liveFrame);
}

/**
 * Answers a text that begins with an address and is one whole request: over it and its CRC, the CRC is 0. False: it is none, or one that changes
 * something, and a tick may have hidden what it is the end of.
 */
function take(text: string): boolean {
  const bytes = bytesOf(text) as ArrayBuffer;
  const r = new Uint8Array(bytes);
  const n = text.length;
  if (n === SHORT ? crcOfWords(new Uint16Array(bytes)) || (LENGTHS[r[1]] !== n && isCut(r, n)) : n < 4 || n > MAX_FRAME || isCut(r, n) || crc16(r, n))
    return false;
  if (!whole && (KINDS[r[1]] >= MARK || (BOARD.profile === 'full' && r[1] === EXCHANGE))) return false;
  setRequest(r, n);
  answer();
  return true;
}

/** True when a text begins with this unit's address, with that of all, or with what is nobody's: noise of a transceiver that begins to send. */
function isOurs(text: string): boolean {
  const c = text[0];
  return c === unitChar || c <= ALL || c > LAST_CHARACTER;
}

/** A request of this unit was no good. */
function noteDamage(): void {
  if (LOGGED) noteLine(BAD);
  counts[DAMAGED]++;
}

/**
 * Answers a read of this unit that stands at the end of a text, behind other bytes; false: there is none. The interpreter takes the beginning of
 * what it searches for a find where the text ends, again and again.
 */
function takeLast(text: string): boolean {
  let from = text.length - (LONGEST_FIXED + 1);
  if (text.indexOf(unitChar, 1) < 1) return false;
  whole = false;
  for (const fc of COUNTED) {
    let p = from > 0 ? from : 0;
    let q = 0;
    while ((q = text.indexOf(unitChar + fc, p + 1)) > p) {
      if (take(text.substring(q))) return true;
      p = q;
    }
    from = 0;
  }
  return false;
}

/** Answers a request to all, one behind noise, or a read behind other bytes; false: there is none. */
function takeOther(text: string): boolean {
  let rest = text;
  while (rest[0] !== unitChar && isOurs(rest)) rest = rest.slice(1);
  return (text[0] === ALL && take(text)) || (rest[0] === unitChar && take(rest)) || takeLast(text);
}

/** What was gathered is followed by a silence, and is not the request of the live block. */
function judge(text: string): void {
  const own = text[0] === unitChar;
  if (own ? take(text) || (text[SHORT] && takeLast(text)) : takeOther(text)) return;
  if (own || isOurs(text)) noteDamage();
  else counts[FOREIGN]++;
}

/** Puts a piece that comes at `t` to what is gathered, and has `look` called when a silence behind it is long enough. A timer rounds down. */
function gather(text: string, t: number): void {
  line += text;
  if (!due) {
    due = t + quiet;
    setTimeout(look, pause);
  }
}

/** Waits for the silence anew. */
function waitAgain(t: number): void {
  line = line.slice(-MAX_FRAME);
  due = 0;
  gather('', t);
}

/**
 * Looks whether the line has been silent since the last piece; again when it has not, or when a tick came between that keeps bytes back until the idle
 * loop has gone round.
 */
function look(): void {
  const t = clock();
  const text = line;
  if (text && (t < heard + quiet || (due < X[TICK_TIME] && t < heard + HELD))) return waitAgain(t);
  due = 0;
  line = '';
  judged = t;
  if (text === liveRequest) answerLive();
  else if (text) judge(text);
}

/** A piece has come behind a tick that may have kept back it, or parts of it, or bytes before it; or behind others that are still to be judged. */
function begin(text: string, t: number): void {
  const tick = X[TICK_TIME];
  const kept = tick > heard && tick > judged;
  const silent = (kept ? tick : t + character - text.length * character) - heard > gap;
  // A request may have been kept back by the slave's own work: it stays until it is judged.
  if (silent && !isOurs(line)) line = '';
  if (!line) whole = silent || !kept;
  if (line || kept || isOurs(text)) gather(text, t);
  else counts[FOREIGN]++;
}

/** A piece has come later than the next character of what came before. Returns the time from which the next silence counts. */
function resume(text: string, t: number): number {
  const c = text[0];
  if (line || t - X[TICK_TIME] < BOARD.longestTick) begin(text, t);
  else if (c === unitChar || c <= ALL || c > LAST_CHARACTER) {
    whole = true;
    gather(text, t);
  } else {
    counts[FOREIGN]++;
    // What came meanwhile lies there now: this call is no silence.
    return clock();
  }
  return t;
}

/** A piece of at most 64 bytes has come in. What others say is not looked at. */
export function receive(text: string): void {
  let t = clock();
  if (t - heard > gap) t = resume(text, t);
  else if (line) gather(text, t);
  heard = t;
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
  line = '';
  character = CHARACTER_BITS / P[BAUD_RATE];
  gap = Math.max(GAP_CHARACTERS * character, GAP);
  quiet = Math.max(QUIET_CHARACTERS * character, QUIET);
  pause = quiet * 1000 + 0.1;
  if (BOARD.uses.direction) byteMs = (P[PARITY] || P[STOP_BITS] > 1 ? 110 : 100) / P[BAUD_RATE];
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
