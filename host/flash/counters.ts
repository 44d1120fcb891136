/**
 * A copy of the counters, which lie in the FRAM behind the board's I2C port: both records as they are, whatever version of the firmware wrote
 * them. The program must be stopped, or they change while they are read.
 */
import type { BoardRow } from '../../firmware/model/boards.js';
import { COUNTER_STEP, FRAM_ADDRESS } from '../../firmware/model/memory.js';
import { base64Of, fromBase64, joined, same } from '../bytes.js';
import type { Dialogue } from './dialogue.js';
import { FlashFailure } from './failure.js';
import { TRIES } from './survey.js';

/** Both records begin at address 0 of the FRAM. */
const COUNTER_BYTES = 2 * COUNTER_STEP;
/** Bytes of one read or write: short enough for the buffers of the interpreter's I2C on every board. */
const PIECE_BYTES = 64;

function addressOf(at: number): readonly [number, number] {
  return [at >> 8, at & 0xff];
}

async function readOnce(board: Dialogue, port: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < COUNTER_BYTES; at += PIECE_BYTES) {
    const read = `(${port}.writeTo(${FRAM_ADDRESS},[${addressOf(at).join()}]),btoa(${port}.readFrom(${FRAM_ADDRESS},${PIECE_BYTES})))`;
    pieces.push(fromBase64(await board.ask(read, TRIES)));
  }
  return joined(pieces);
}

/** The counters; null when no memory answers, or when two readings differ: then it is none. */
export async function readCounters(board: Dialogue, { i2c }: BoardRow): Promise<Uint8Array | null> {
  try {
    // The interpreter for Linux lacks the pins, and an object with two unknown names in it throws past its try.
    const known = [i2c.scl, i2c.sda].map((pin) => `typeof ${pin}!="undefined"`).join('&&');
    const ready = await board.ask(`${known}&&(${i2c.port}.setup({scl:${i2c.scl},sda:${i2c.sda},bitrate:400000}),1)`, TRIES);
    if (ready !== 1) return null;
    const first = await readOnce(board, i2c.port);
    return first.length === COUNTER_BYTES && same(first, await readOnce(board, i2c.port)) ? first : null;
  } catch (error) {
    // The interpreter throws when the chip does not answer. A lost line is another matter.
    if (error instanceof FlashFailure && error.code === 'refused.flash') return null;
    throw error;
  }
}

/** Puts counters back as they were. False when they do not read back so. */
export async function writeCounters(board: Dialogue, row: BoardRow, counters: Uint8Array): Promise<boolean> {
  const now = await readCounters(board, row);
  if (now === null || same(now, counters)) return now !== null;
  for (let at = 0; at < COUNTER_BYTES; at += PIECE_BYTES) {
    const message = base64Of(joined([Uint8Array.from(addressOf(at)), counters.subarray(at, at + PIECE_BYTES)]));
    await board.ask(`(${row.i2c.port}.writeTo(${FRAM_ADDRESS},E.toUint8Array(atob("${message}"))),1)`, TRIES);
  }
  const after = await readCounters(board, row);
  return after !== null && same(after, counters);
}
