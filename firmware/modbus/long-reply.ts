/**
 * Replies longer than the transmit buffer, on boards where there are such. One write of them would hold the control tick until the rest fits. Where
 * characters are slow enough the buffer is filled again in pieces instead, each long before it runs dry, so that nothing waits and the line has no gap.
 */
import { BOARD } from '../board/row.js';
import { driveLine, driverTimes, writeBytes } from '../board/serial.js';
import { reply } from './request.js';

/** Characters that the buffer takes at once: one place of its ring stays free. */
const FIRST = BOARD.transmitBuffer - 1;
/** Characters of a piece, and those that are left to send when it is due: so long a tick may keep the piece back. */
const PIECE = 32;
const LEFT = FIRST - PIECE - 1;

const clock = getTime;

/** Where the next piece begins, where the reply ends, when the piece is due, s, and how long a character takes, s. */
let at = 0;
let end = 0;
let due = 0;
let character = 0;

/** Puts the next piece into the buffer. */
function refill(): void {
  const from = at;
  if (from >= end) return;
  at += PIECE;
  writeBytes(reply.subarray(from, at < end ? at : end));
  next();
}

/** Has the next piece put there in time. */
function next(): void {
  due += PIECE * character;
  setTimeout(refill, (due - clock()) * 1000);
}

/**
 * Sends the first `length` bytes of the reply in pieces; false, and nothing is done, when one write is the way: they fit, or characters are too fast. A
 * reply that is still being sent ends here: somebody has spoken into it. `time`: of a character, s. The
 * direction of the transceiver is set once for all pieces.
 */
export function sendLong(length: number, time: number): boolean {
  end = 0;
  if (length <= FIRST || LEFT * time < BOARD.longestTick) return false;
  end = length;
  at = FIRST;
  character = time;
  due = clock() + time;
  const first = reply.subarray(0, FIRST);
  if (BOARD.uses.direction) driveLine(driverTimes);
  writeBytes(first);
  next();
  return true;
}
