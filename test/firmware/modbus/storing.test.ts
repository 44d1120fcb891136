/** A command that stores: acknowledged first (exception 5), done when its answer is off the line, everything else that writes is busy (6) until then. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, framed, readFrame, registersOf, writeFrame, writeManyFrame } from '../frames.js';

/** Result codes of the mailbox (docs/registers.md). */
const RUNNING = 1;
const DONE = 2;
const WRONG_STATE = 5;
/** Codes of commands. */
const COMMIT = 8;
const START = 1;
/** Longest time from the answer to the end of a store in the emulator, where flash takes no time, ms. */
const STORE_MS = 150;

let board: EmulatedBoard;
let sequence = 700;
beforeEach(() => {
  board = EmulatedBoard.commissioned();
});

const mailbox = (code: number, argument = 0): Uint8Array => writeManyFrame(1, 1002, [code, argument, 0, 0, 0, ++sequence]);
/** Sequence number and result, as the map shows them a second later at the latest. */
const acknowledged = (): number[] => {
  board.run(1000);
  return [board.live('ackSequence'), board.live('ackResult')];
};

describe('commit', () => {
  it('is answered with exception 5, and its end shows in the result', () => {
    board.write(2012, 410);
    expect(board.send(mailbox(COMMIT))).toEqual(exceptionFrame(1, 16, 5));
    expect(acknowledged()).toEqual([sequence, DONE]);
    board.power(false);
    board.power(true);
    board.run(3000);
    expect(board.holding(2012, 1)).toEqual([410]);
  });

  it('writes to flash only when its answer is off the line', () => {
    const before = board.target.flash.bytes.slice();
    board.send(mailbox(COMMIT));
    expect(Buffer.compare(board.target.flash.bytes, before)).toBe(0);
    board.run(STORE_MS);
    expect(Buffer.compare(board.target.flash.bytes, before)).not.toBe(0);
  });

  it('by single registers is acknowledged at the sequence number', () => {
    expect(board.write(1002, COMMIT)).toEqual(writeFrame(1, 1002, COMMIT));
    expect(board.write(1007, ++sequence)).toEqual(exceptionFrame(1, 6, 5));
    expect(acknowledged()).toEqual([sequence, DONE]);
  });

  it.each([
    ['a parameter', writeFrame(1, 2012, 420), 6],
    ['several parameters', writeManyFrame(1, 2012, [420, 100]), 16],
    ['the mask of a parameter', framed(1, 22, 7, 220, 0, 0, 1, 164), 22],
    ['a start', writeManyFrame(1, 1002, [START, 0, 0, 0, 0, 999]), 16],
    ['the same command again', writeManyFrame(1, 1002, [COMMIT, 0, 0, 0, 0, 998]), 16],
    ['a heartbeat', writeFrame(1, 1008, 77), 6],
    ['the coil of the plant', framed(1, 5, 0, 0, 0xff, 0), 5],
    ['both coils', framed(1, 15, 0, 0, 0, 2, 1, 3), 15],
    ['the floor of SunSpec', writeFrame(1, 40080, 3000), 6],
  ])('makes %s wait with exception 6, and nothing of it happens', (_what, frame, fc) => {
    const before = [board.holding(2012, 2), board.live('heartbeatEcho'), board.live('state')];
    board.send(mailbox(COMMIT));
    expect(board.send(frame)).toEqual(exceptionFrame(1, fc, 6));
    expect(acknowledged()).toEqual([sequence, DONE]);
    expect([board.holding(2012, 2), board.live('heartbeatEcho'), board.live('state')]).toEqual(before);
    expect(board.send(frame)).not.toEqual(exceptionFrame(1, fc, 6));
  });

  it('counts what had to wait (function 8, sub-function 17)', () => {
    const busy = (): number => board.send(framed(1, 8, 0, 17, 0, 0))[5];
    board.send(mailbox(COMMIT));
    board.write(2012, 420);
    board.write(2012, 420);
    expect(busy()).toBe(2);
    board.run(STORE_MS);
    board.write(2012, 420);
    expect(busy()).toBe(2);
  });

  it('lets a wrong write be refused for what is wrong with it', () => {
    board.send(mailbox(COMMIT));
    expect(board.write(2012, 9999)).toEqual(exceptionFrame(1, 6, 3));
    expect(board.write(3333, 1)).toEqual(exceptionFrame(1, 6, 2));
  });

  it('goes on being read from, and shows that it runs', () => {
    board.send(mailbox(COMMIT));
    expect(registersOf(board.send(readFrame(1, 3, 2012, 1)))).toHaveLength(1);
    expect(board.send(readFrame(1, 4, 0, 60))).toHaveLength(125);
  });

  it('that is refused at once is answered as any write', () => {
    board.expectCommand('start');
    expect(board.send(mailbox(COMMIT))).toEqual(framed(1, 16, 3, 234, 0, 6));
    expect(acknowledged()).toEqual([sequence, WRONG_STATE]);
  });

  it('with the sequence number of a command that has run is answered as any write', () => {
    const frame = mailbox(COMMIT);
    board.send(frame);
    board.run(STORE_MS);
    expect(board.send(frame)).toEqual(framed(1, 16, 3, 234, 0, 6));
  });

  it('as a broadcast is not answered, and done', () => {
    const frame = writeManyFrame(0, 1002, [COMMIT, 0, 0, 0, 0, ++sequence]);
    expect(board.send(frame)).toHaveLength(0);
    expect(acknowledged()).toEqual([sequence, DONE]);
  });
});

describe('a stop while something is stored', () => {
  const STOP = 2;

  it('is done at once and answered as any write, and the commit ends behind it', () => {
    board.write(2012, 410);
    board.send(mailbox(COMMIT));
    expect(board.send(mailbox(STOP))).toEqual(framed(1, 16, 3, 234, 0, 6));
    expect(acknowledged()).toEqual([sequence, DONE]);
    board.power(false);
    board.power(true);
    board.run(3000);
    expect(board.holding(2012, 1)).toEqual([410]);
  });

  it('comes register by register too', () => {
    board.send(mailbox(COMMIT));
    expect(board.write(1002, STOP)).toEqual(writeFrame(1, 1002, STOP));
    expect(board.write(1007, ++sequence)).toEqual(writeFrame(1, 1007, sequence));
    expect(acknowledged()).toEqual([sequence, DONE]);
  });

  it('keeps its own result when the store fails behind it', () => {
    board.send(mailbox(COMMIT));
    board.target.flash.bytes.fill(0);
    board.send(mailbox(STOP));
    expect(acknowledged()).toEqual([sequence, DONE]);
  });

  it('by a coil that is switched off is answered, and switching one on waits', () => {
    board.send(mailbox(COMMIT));
    expect(board.send(framed(1, 5, 0, 0, 0, 0))).toEqual(framed(1, 5, 0, 0, 0, 0));
    expect(board.send(framed(1, 5, 0, 1, 0xff, 0))).toEqual(exceptionFrame(1, 5, 6));
  });

  it('opens no door to another command', () => {
    board.send(mailbox(COMMIT));
    board.send(mailbox(STOP));
    expect(board.send(mailbox(START))).toEqual(exceptionFrame(1, 16, 6));
    expect(board.write(1002, START)).toEqual(exceptionFrame(1, 6, 6));
    board.run(2000);
    expect(board.live('state')).toBe(2);
  });
});

describe('other commands that store', () => {
  it.each([
    ['reanchor', [7, 2200, 0, 20000, 0]],
    ['sign', [14, 1, 0, 0, 0]],
  ])('%s is acknowledged and done', (_name, words) => {
    expect(board.send(writeManyFrame(1, 1002, [...words, ++sequence]))).toEqual(exceptionFrame(1, 16, 5));
    expect(acknowledged()).toEqual([sequence, DONE]);
  });

  it('the address by SunSpec is answered as any write, for masters that know no exception 5, and makes others wait', () => {
    expect(board.write(40068, 9)).toEqual(writeFrame(1, 40068, 9));
    expect(board.write(2012, 420)).toEqual(exceptionFrame(1, 6, 6));
    expect(acknowledged()[1]).not.toBe(RUNNING);
    expect(board.holding(2000, 1)).toEqual([9]);
  });
});

describe('functions 11 and 12', () => {
  it('say that the device is busy while a command stores', () => {
    const full = EmulatedBoard.commissioned({ board: 'esp32' });
    const status = (): number[] => [...full.send(framed(1, 11)).slice(2, 4), ...full.send(framed(1, 12)).slice(3, 5)];
    expect(status()).toEqual([0, 0, 0, 0]);
    full.send(mailbox(COMMIT));
    expect(status()).toEqual([255, 255, 255, 255]);
    full.run(STORE_MS);
    expect(status()).toEqual([0, 0, 0, 0]);
  });
});
