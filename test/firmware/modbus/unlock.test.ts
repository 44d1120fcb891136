/** The key of the commands of a service person: two words to register 1000 (docs/modbus.md, "The key"). */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, framed, writeFrame, writeManyFrame } from '../frames.js';

/** First word, what the number is combined with, register (docs/registers.md). */
const ASK = 0x4c71;
const KEY = 0x5a3c;
const UNLOCK = 1000;
/** Results of the mailbox. */
const DONE = 2;
const LOCKED = 3;

let board: EmulatedBoard;
let sequence = 500;
beforeEach(() => {
  board = EmulatedBoard.commissioned();
  // The commissioning has used the key: it is over after a minute.
  board.run(61_000);
});

/** Result of a command that comes without a key. */
function result(code: number, argument = 0, argument32 = 0): number {
  board.send(writeManyFrame(1, 1002, [code, argument, 0, argument32, 0, ++sequence]));
  board.run(1500);
  return board.live('ackSequence') === sequence ? board.live('ackResult') : NaN;
}

const number = (): number => board.holding(UNLOCK, 1)[0];
const ask = (): Uint8Array => board.write(UNLOCK, ASK);
const answer = (word = number() ^ KEY): Uint8Array => board.write(UNLOCK, word);

describe('a command that needs the key', () => {
  it.each([
    ['reanchor', 7, 2200, 20_000],
    ['commit', 8, 0, 0],
    ['service', 9, 0, 0],
    ['calibrate', 13, 2, 0],
    ['sign', 14, 1, 0],
  ])('%s is locked without it, whatever its arguments, and changes nothing', (_name, code, argument, argument32) => {
    const before = [board.holding(2000, 18), board.holding(2050, 9), board.live('state'), board.live('modeBits')];
    expect(result(code, argument, argument32)).toBe(LOCKED);
    expect([board.holding(2000, 18), board.holding(2050, 9), board.live('state'), board.live('modeBits')]).toEqual(before);
  });

  it('is done with it', () => {
    ask();
    answer();
    expect([result(8), result(9)]).toEqual([DONE, DONE]);
  });
});

describe('a command of an operator', () => {
  it('needs none: start, stop, reset', () => {
    expect([result(1), result(6), result(2)]).toEqual([DONE, DONE, DONE]);
  });
});

describe('the key', () => {
  it('is answered as any write, and shows another number every time', () => {
    const numbers = [1, 2, 3].map(() => {
      expect(ask()).toEqual(writeFrame(1, UNLOCK, ASK));
      board.run(10);
      return number();
    });
    expect(new Set(numbers).size).toBe(3);
    const word = numbers[2] ^ KEY;
    expect(answer(word)).toEqual(writeFrame(1, UNLOCK, word));
    expect(number()).toBe(0);
  });

  it.each([
    ['the number itself', (n: number) => n],
    ['the key itself', () => KEY],
    ['another number', (n: number) => n ^ KEY ^ 1],
    ['nothing', () => 0],
  ])('is refused with exception 3 for %s, and stays locked', (_what, word) => {
    ask();
    expect(answer(word(number()))).toEqual(exceptionFrame(1, 6, 3));
    expect(result(8)).toBe(LOCKED);
    expect(answer(KEY)).toEqual(exceptionFrame(1, 6, 3));
  });

  it('takes its second word for five seconds', () => {
    ask();
    const word = number() ^ KEY;
    board.run(5100);
    expect(answer(word)).toEqual(exceptionFrame(1, 6, 3));
    ask();
    const inTime = number() ^ KEY;
    board.run(4500);
    expect(answer(inTime)).toEqual(writeFrame(1, UNLOCK, inTime));
  });

  it('opens for a minute, and any other word locks sooner', () => {
    ask();
    answer();
    board.run(55_000);
    expect(result(8)).toBe(DONE);
    board.run(6000);
    expect(result(8)).toBe(LOCKED);
    ask();
    answer();
    board.write(UNLOCK, 0);
    expect(result(8)).toBe(LOCKED);
  });

  it('is gone after a restart', () => {
    ask();
    answer();
    board.power(false);
    board.run(100);
    board.power(true);
    board.run(4000);
    expect(result(8)).toBe(LOCKED);
  });

  it('is not taken from a broadcast, neither word of it', () => {
    board.send(writeFrame(0, UNLOCK, ASK));
    expect(number()).toBe(0);
    ask();
    board.send(writeFrame(0, UNLOCK, number() ^ KEY));
    expect(result(8)).toBe(LOCKED);
  });

  it('is written alone: not with the mailbox, nor with the register behind it', () => {
    expect(board.send(writeManyFrame(1, UNLOCK, [ASK, 0]))).toEqual(exceptionFrame(1, 16, 2));
    expect(board.send(writeManyFrame(1, UNLOCK, [ASK, 0, 8]))).toEqual(exceptionFrame(1, 16, 2));
    expect(board.write(1001, 0)).toEqual(exceptionFrame(1, 6, 2));
    expect(board.send(writeManyFrame(1, UNLOCK, [ASK]))).toEqual(framed(1, 16, 3, 232, 0, 1));
  });
});
