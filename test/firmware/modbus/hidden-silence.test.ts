/**
 * A tick keeps bytes back without their times, so it hides silences. A request for this unit that is in truth the end of another unit's frame must
 * change nothing, wherever the tick cuts the frame (Modbus over Serial Line 1.02, 2.5.1.1: a frame stands between two silences).
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { framed, joined, readFrame, writeFrame, writeManyFrame } from '../frames.js';
import { crc16 } from '../../host/bus/crc-reference.js';

/** Character at 19200 Bd with 11 bits, period of the control tick, time that a tick takes here, ms. */
const CHARACTER_MS = 11 / 19.2;
const PERIOD_MS = 100;
const TICK_MS = 30;
/** Long enough for the answer to a request that a tick kept back. */
const REST_MS = 120;
const PACE = { chunk: () => 0, turn: (_startMs: number, tick: boolean) => (tick ? TICK_MS : 0) };
const SILENCE = new Uint8Array(0);

/** A reply of unit 17 that ends in a whole request for unit 1, both with the CRC that fits: the bytes before it leave the register of the CRC as at its start. */
function tailed(request: Uint8Array): Uint8Array {
  for (let filler = 0; filler < 65536; filler++) {
    const head = Uint8Array.of(17, 4, 2 + request.length - 2, filler >> 8, filler & 255);
    if (crc16(head) === 0xffff) return joined(head, request);
  }
  throw new Error('no two bytes give the register of the CRC its start value');
}

let board: EmulatedBoard;
beforeEach(() => {
  board = new EmulatedBoard({ pace: PACE });
  board.power(true);
  board.run(1500);
});

/** Characters at the speed of the line, character `cut` of them as the next tick but one begins; what comes back. */
function sendAcross(bytes: Uint8Array, cut: number): Uint8Array {
  const tick = Math.ceil(board.now / PERIOD_MS) * PERIOD_MS + PERIOD_MS;
  board.run(tick - cut * CHARACTER_MS - board.now);
  board.target.transmitted();
  for (const byte of bytes) {
    board.target.receive(board.now, Uint8Array.of(byte));
    board.run(CHARACTER_MS);
  }
  board.run(REST_MS);
  return board.target.transmitted();
}

/** The board between two ticks. */
function settled(): EmulatedBoard {
  board.run(Math.ceil(board.now / PERIOD_MS) * PERIOD_MS + 2 * TICK_MS - board.now);
  return board;
}

const writes: readonly [string, Uint8Array][] = [
  ['function 6', writeFrame(1, 2012, 300)],
  ['function 16', writeManyFrame(1, 2012, [300, 90])],
  ['function 22', framed(1, 22, 2012 >> 8, 2012 & 255, 0, 0, 300 >> 8, 300 & 255)],
];

describe('a write at the end of another unit’s frame', () => {
  it.each(writes)('with %s is executed and answered nowhere that a tick cuts the frame', (_title, write) => {
    const frame = tailed(write);
    expect([crc16(frame), crc16(write)]).toEqual([0, 0]);
    for (let cut = -2; cut <= frame.length + 2; cut++) expect([cut, sendAcross(frame, cut)]).toEqual([cut, SILENCE]);
    expect(settled().holding(2012, 2)).toEqual([400, 100]);
  });

  it('is not executed either when another frame stands before it', () => {
    const frame = joined(framed(9, 3, 2, 1, 1), tailed(writeFrame(1, 2012, 300)));
    for (let cut = 0; cut <= frame.length; cut++) expect([cut, sendAcross(frame, cut)]).toEqual([cut, SILENCE]);
    expect(settled().holding(2012, 1)).toEqual([400]);
  });
});

describe('a request that stands alone', () => {
  it.each(writes)('with %s is executed wherever a tick cuts it', (_title, write) => {
    for (let cut = -2; cut <= write.length + 2; cut++) {
      settled().write(2012, 400);
      expect([cut, sendAcross(write, cut).length]).toEqual([cut, write.length === 8 || write[1] === 16 ? 8 : write.length]);
      expect([cut, settled().holding(2012, 1)]).toEqual([cut, [300]]);
    }
  });

  it('is executed behind the noise of a transceiver, and wherever a tick cuts that', () => {
    const noisy = joined(Uint8Array.of(0xff, 0), writeFrame(1, 2012, 300));
    for (let cut = -2; cut <= noisy.length + 2; cut++) expect([cut, sendAcross(noisy, cut)]).toEqual([cut, writeFrame(1, 2012, 300)]);
  });
});

describe('a request behind another unit’s frame, with the silence between them hidden', () => {
  const silence = 4 * CHARACTER_MS;

  /** A frame of unit 9 up to the start of a tick, a silence, and the request within the tick. */
  function sendBehind(request: Uint8Array): Uint8Array {
    const foreign = framed(9, 3, 4, 0, 2, 0, 3);
    const tick = Math.ceil(board.now / PERIOD_MS) * PERIOD_MS + PERIOD_MS;
    board.run(tick - (foreign.length - 2) * CHARACTER_MS - board.now);
    for (const bytes of [foreign, request]) {
      for (const byte of bytes) {
        board.target.receive(board.now, Uint8Array.of(byte));
        board.run(CHARACTER_MS);
      }
      board.run(silence);
    }
    board.target.transmitted();
    board.run(REST_MS);
    return board.target.transmitted();
  }

  it('is answered when it reads', () => {
    expect(sendBehind(readFrame(1, 3, 2012, 2))).toEqual(framed(1, 3, 4, 400 >> 8, 400 & 255, 0, 100));
  });

  it('changes nothing when it writes: it might be the end of that frame, and the master repeats it', () => {
    expect(sendBehind(writeFrame(1, 2012, 300))).toEqual(SILENCE);
    expect(settled().holding(2012, 1)).toEqual([400]);
    expect(settled().write(2012, 300)).toEqual(writeFrame(1, 2012, 300));
  });

  it('is executed when the silence is longer than a tick, wherever the tick falls', () => {
    const foreign = framed(9, 3, 4, 0, 2, 0, 3);
    for (let phase = 0; phase < PERIOD_MS; phase += 5) {
      settled().write(2012, 400);
      board.run(Math.ceil(board.now / PERIOD_MS) * PERIOD_MS + phase - board.now);
      for (const byte of foreign) {
        board.target.receive(board.now, Uint8Array.of(byte));
        board.run(CHARACTER_MS);
      }
      board.run(TICK_MS + 20);
      board.target.transmitted();
      for (const byte of writeFrame(1, 2012, 300)) {
        board.target.receive(board.now, Uint8Array.of(byte));
        board.run(CHARACTER_MS);
      }
      board.run(REST_MS);
      expect([phase, board.target.transmitted()]).toEqual([phase, writeFrame(1, 2012, 300)]);
    }
  });
});
