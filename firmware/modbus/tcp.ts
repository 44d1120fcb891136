/**
 * Modbus TCP on boards with Wi-Fi: requests between the heads of Modbus Messaging on TCP/IP 1.0b, answered by the handlers of the serial line. One
 * request a turn of the idle loop, and as much time between two of them as the last one took: the tick and the serial line keep half of the time.
 *
 * A connection has one answer under way at most: its next request waits until the network has taken that. So what a connection holds is bounded by
 * `MOST_WAITING` bytes of requests and one answer.
 */
import { dropTcp, isOpenTcp, joinAgain, listenTcp, sendTcp } from '../board/sockets.js';
import { state } from '../control/sequencer.js';
import { P } from '../persist/parameters.js';
import { TCP_CONNECTIONS, TCP_PORT, TCP_WRITES, UNIT_ADDRESS } from '../persist/parameter.table.js';
import { RUN_STATES } from './bit.table.js';
import { EXCEPTION, ILLEGAL_FUNCTION, ILLEGAL_VALUE, TARGET_SILENT } from './exceptions.js';
import { KINDS, MARK, OVER_TCP, READS, WRITES } from './function.table.js';
import { reply, setRequest } from './request.js';
import { HANDLERS, isCut } from './slave.js';

/** Bytes in front of the unit: transaction, protocol 0, length of what follows. */
const HEAD = 6;
/** Least and most bytes from the unit on: unit and function; unit and a function with 252 bytes. */
const SHORTEST = 2;
const LONGEST = 254;
/** Two bytes stand where the serial line has its CRC, which handlers count with. */
const CRC = '\0\0';
/** Units that mean this one besides its address (Messaging guide, 4.4.2). */
const ANYBODY = 255;
/** Most bytes of requests that a connection may send ahead: four of the longest. */
const MOST_WAITING = 1040;
/** A connection that has been silent for so long gives its place to another one that wants it, s. */
const SILENT = 60;
/** Tries again after, ms: to listen, and to join the network. */
const AGAIN = 10000;
const JOIN_AGAIN = 60000;

const clock = getTime;
const bytesOf = E.toArrayBuffer;

/** A connection. */
interface Peer {
  readonly socket: TcpSocket;
  /** What has come and is not answered. */
  text: string;
  /** Time of the last piece, s. */
  heard: number;
  /** True while its last answer is with the interpreter. */
  busy: boolean;
}

/** Connections, the one that was answered last at the end. */
const peers: Peer[] = [];
/** True while `serve` is due. */
let due = false;
let unit = 1;
let access = READS;
let most = 0;
const out = new Uint8Array(HEAD + LONGEST);

/** Bytes of the request that a text begins with; 0 while it is not whole, −1 when it is none of Modbus. */
function sizeOf(text: string): number {
  if (text.length < HEAD) return 0;
  const n = text.charCodeAt(4) * 256 + text.charCodeAt(5);
  if (text.charCodeAt(2) || text.charCodeAt(3) || n < SHORTEST || n > LONGEST) return -1;
  return text.length < HEAD + n ? 0 : HEAD + n;
}

/** Executes a request of `n` bytes from its unit on, two for the CRC included; bytes of the reply, or minus an exception code. */
function execute(r: Uint8Array, n: number): number {
  const fc = r[1];
  const way = OVER_TCP[fc];
  if (!way || way > access) return -ILLEGAL_FUNCTION;
  if (isCut(r, n)) return -ILLEGAL_VALUE;
  setRequest(r, n);
  return HANDLERS[KINDS[fc] & (MARK - 1)](r[2] * 256 + r[3], r[4] * 256 + r[5]);
}

/** Answers a request with its head. */
function answer(peer: Peer, text: string): void {
  const r = new Uint8Array(bytesOf(text.slice(HEAD) + CRC) as ArrayBuffer);
  const t = reply;
  const o = out;
  const asked = r[0];
  const fc = r[1];
  let n = -TARGET_SILENT;
  if (!asked || asked === unit || asked === ANYBODY) {
    // To a handler 0 is a request to all, without an answer.
    r[0] = unit;
    n = execute(r, r.length);
  }
  t[0] = asked;
  t[1] = fc;
  if (n < 0) {
    t[1] |= EXCEPTION;
    t[2] = -n;
    n = 3;
  }
  o[0] = text.charCodeAt(0);
  o[1] = text.charCodeAt(1);
  o[5] = n;
  o.set(t.subarray(0, n), HEAD);
  peer.busy = true;
  sendTcp(peer.socket, o.subarray(0, HEAD + n));
}

/** Forgets a connection. */
function forget(peer: Peer): void {
  const k = peers.indexOf(peer);
  if (k >= 0) peers.splice(k, 1);
}

function drop(peer: Peer): void {
  forget(peer);
  dropTcp(peer.socket);
}

/** Answers the next request of a connection; false when there is none, or its last answer is still here. */
function serveOne(peer: Peer): boolean {
  const text = peer.text;
  const n = peer.busy ? 0 : sizeOf(text);
  if (!n) return false;
  if (n < 0) drop(peer);
  else {
    peer.text = text.slice(n);
    answer(peer, text.slice(0, n));
  }
  return true;
}

/** Has the next request answered, `ms` from now. */
function wake(ms: number): void {
  if (due) return;
  due = true;
  setTimeout(serve, ms);
}

/** Answers one request, of the connections in turn. */
function serve(): void {
  const t = clock();
  due = false;
  for (let k = peers.length; k > 0; k--) {
    const peer = peers.shift() as Peer;
    peers.push(peer);
    if (serveOne(peer)) return wake((clock() - t) * 1000);
  }
}

/** True when there is a place for another connection, at the cost of the one that has been silent the longest. */
function hasPlace(): boolean {
  if (peers.length < most) return true;
  let oldest = peers[0];
  for (const peer of peers) if (peer.heard < oldest.heard) oldest = peer;
  if (clock() - oldest.heard < SILENT) return false;
  drop(oldest);
  return true;
}

/** A master wants in. */
function accept(socket: TcpSocket): void {
  if (!isOpenTcp(socket)) return;
  if (!hasPlace()) return dropTcp(socket);
  const peer: Peer = { socket, text: '', heard: clock(), busy: false };
  peers.push(peer);
  socket.on('close', () => forget(peer));
  socket.on('drain', () => {
    peer.busy = false;
    wake(0);
  });
  socket.on('data', (text) => {
    peer.heard = clock();
    peer.text += text;
    if (peer.text.length > MOST_WAITING) drop(peer);
    else wake(0);
  });
}

function listen(): void {
  if (!listenTcp(P[TCP_PORT], accept)) setTimeout(listen, AGAIN);
}

/** Joins the network again, once a minute, unless the plant runs. */
function join(): void {
  if (!((RUN_STATES >> state) & 1)) joinAgain();
  setTimeout(join, JOIN_AGAIN);
}

/** Listens when there is to be Modbus TCP. */
export function startTcp(): void {
  unit = P[UNIT_ADDRESS];
  access = P[TCP_WRITES] ? WRITES : READS;
  most = P[TCP_CONNECTIONS];
  if (!most) return;
  listen();
  setTimeout(join, JOIN_AGAIN);
}
