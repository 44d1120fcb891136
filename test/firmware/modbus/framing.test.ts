/** Finding frames in what the line brings: pieces, noise, other slaves, leftovers. Modbus over Serial Line 1.02, and the traps of the interpreter. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, framed, joined, readFrame, registersOf, writeFrame, writeManyFrame } from '../frames.js';

const SILENCE = new Uint8Array(0);
/** Pause after which what is left of a frame is dropped, ms; t3.5 is far below it. */
const PAUSE_MS = 51;

/** Functions above 6 whose requests have a length of their own (Application Protocol 1.1b3). */
const DEFINED: readonly number[] = [7, 8, 11, 12, 15, 16, 17, 20, 21, 22, 23, 24, 43];

let board: EmulatedBoard;
beforeEach(() => {
  board = new EmulatedBoard();
  board.power(true);
  board.run(1500);
});

const read = readFrame(1, 3, 2000, 2);
const answer = framed(1, 3, 4, 0, 1, 0, 192);

describe('a frame in pieces', () => {
  const frames: readonly [string, Uint8Array, number][] = [
    ['function 3', read, answer.length],
    ['function 6', writeFrame(1, 2012, 400), 8],
    ['function 16', writeManyFrame(1, 2012, [400, 100]), 8],
    ['a live read', readFrame(1, 4, 0, 60), 125],
  ];

  it.each(frames)('of %s is answered wherever it is cut in two', (_title, frame, length) => {
    for (let cut = 1; cut < frame.length; cut++) {
      board.run(PAUSE_MS);
      expect([cut, board.send(frame, cut).length]).toEqual([cut, length]);
    }
  });

  it.each(frames)('of %s is answered when it comes byte by byte', (_title, frame, length) => {
    expect(board.send(frame, ...Array.from({ length: frame.length - 1 }, (_, i) => i + 1))).toHaveLength(length);
  });

  it('longer than a chunk of the interpreter is answered', () => {
    const words = new Array<number>(100).fill(7);
    expect(board.send(writeManyFrame(1, 100, words))).toEqual(exceptionFrame(1, 16, 2));
    expect(board.send(writeManyFrame(1, 100, words), 1, 65, 130)).toEqual(exceptionFrame(1, 16, 2));
  });

  it('is dropped after a pause in its middle, and the next frame is answered', () => {
    for (let cut = 1; cut < read.length; cut++) {
      expect(board.send(read.slice(0, cut))).toEqual(SILENCE);
      board.run(PAUSE_MS);
      expect(board.send(read.slice(cut))).toEqual(SILENCE);
      board.run(PAUSE_MS);
      expect([cut, board.send(read)]).toEqual([cut, answer]);
    }
  });

  it('that stops in the middle does not spoil a whole frame that follows behind a silence', () => {
    for (let cut = 1; cut < read.length; cut++) {
      board.send(writeManyFrame(1, 2012, [300, 50]).slice(0, cut));
      expect([cut, board.send(read)]).toEqual([cut, answer]);
    }
    expect(board.holding(2012, 2)).toEqual([400, 100]);
  });
});

describe('several requests in one go, without a silence between them', () => {
  it('are no frame: the last one is answered, as the one that the master waits for', () => {
    expect(board.send(joined(read, writeFrame(1, 2012, 410), readFrame(1, 3, 2012, 1)))).toEqual(framed(1, 3, 2, 400 >> 8, 400 & 255));
    expect(board.send(joined(read, readFrame(9, 3, 2000, 2), read))).toEqual(answer);
    expect(board.send(joined(read, writeFrame(0, 2012, 420), read))).toEqual(answer);
    expect(board.holding(2012, 1)).toEqual([400]);
  });

  it('are answered so when the first one is broken', () => {
    const broken = read.slice();
    broken[4] ^= 1;
    expect(board.send(joined(broken, read))).toEqual(answer);
  });
});

describe('noise', () => {
  it.each([
    ['a byte', [0xff]],
    ['bytes that are nobody', [0xf8, 0xff, 0xfe]],
    ['the own address', [1]],
    ['the beginning of a read', [1, 3]],
    ['the beginning of a live read', [1, 4, 0, 0, 0]],
    ['twice the own address', [1, 1]],
    ['zeros', [0, 0, 0, 0]],
    ['a function that nobody knows', [1, 99, 1, 2, 3]],
  ])('of %s before a frame, in the same chunk, does not hide the frame', (_title, bytes) => {
    expect(board.send(joined(Uint8Array.from(bytes), read))).toEqual(answer);
  });

  it.each([
    ['the head of a write that promises 200 bytes', [1, 16, 7, 208, 0, 100, 200, 1, 2]],
    ['the head of a broadcast that promises 255 bytes', [0, 16, 7, 208, 0, 123, 255]],
    ['63 bytes', new Array<number>(63).fill(1)],
    ['200 bytes', new Array<number>(200).fill(1)],
    ['300 bytes', Array.from({ length: 300 }, (_, i) => i & 255)],
  ])('of %s does not hide a whole frame that comes after it', (_title, bytes) => {
    board.send(Uint8Array.from(bytes));
    expect(board.send(read)).toEqual(answer);
    board.run(PAUSE_MS);
    expect(board.send(read, 3)).toEqual(answer);
  });

  it('of random bytes never throws and is never answered, and the next good frame always is', () => {
    const garbage = fc.uint8Array({ minLength: 1, maxLength: 300 });
    // Bytes that look like this slave's traffic find more than evenly spread ones do.
    const likely = fc.array(fc.oneof(fc.constantFrom(0, 1, 1, 3, 4, 6, 16, 255), fc.nat(255)), { minLength: 1, maxLength: 80 });
    const piece = fc.oneof(
      garbage,
      likely.map((list) => Uint8Array.from(list)),
    );
    const cut = fc.integer({ min: 1, max: read.length - 1 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), fc.boolean(), cut, (pieces, whole, at) => {
        const answers = pieces.map((bytes) => board.send(bytes).length);
        if (whole) expect(board.send(read)).toEqual(answer);
        else {
          board.run(PAUSE_MS);
          expect(board.send(read, at)).toEqual(answer);
        }
        // By chance a frame may be good: one in 65536 that begin with an address. None of these is.
        expect(answers.filter((n) => n > 0)).toEqual([]);
        expect(board.events('error').filter((text) => !text.includes('FIFO'))).toEqual([]);
        board.run(PAUSE_MS);
      }),
      { seed: 485, numRuns: 1000 },
    );
  });

  it('does not trip the plant', () => {
    const commissioned = EmulatedBoard.commissioned();
    for (let i = 0; i < 300; i++) {
      commissioned.target.receive(
        commissioned.now,
        Uint8Array.from({ length: 37 }, (_, k) => (k * 71 + i * 13) & 255),
      );
      commissioned.run(100);
    }
    commissioned.run(100);
    expect([commissioned.live('state'), commissioned.faults('alarmsActive'), commissioned.live('worstTick')]).toEqual([2, [], 100]);
  });
});

describe('a valid request behind random traffic', () => {
  it('is answered as a fresh slave answers it', () => {
    const request = fc.oneof(
      fc
        .tuple(fc.constantFrom<3 | 4>(3, 4), fc.constantFrom(0, 60, 71, 1000, 1007, 1020, 2000, 2017, 40000), fc.nat(130))
        .map(([f, a, q]) => readFrame(1, f, a, q)),
      fc.tuple(fc.constantFrom(1000, 1004, 1008, 2012, 2013, 2018, 30), fc.nat(65535)).map(([a, v]) => writeFrame(1, a, v)),
      fc
        .tuple(
          fc.integer({ min: 7, max: 127 }).filter((f) => !DEFINED.includes(f)),
          fc.uint8Array({ maxLength: 20 }),
        )
        .map(([f, bytes]) => framed(1, f, ...bytes)),
    );
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 4 }), (requests) => {
        for (const frame of requests) {
          const reply = board.send(frame);
          // Whole, good, from this unit, to this function or its refusal.
          expect(reply.length).toBeGreaterThanOrEqual(5);
          expect(reply).toEqual(framed(...reply.slice(0, -2)));
          expect([reply[0], reply[1] & 127]).toEqual([1, frame[1]]);
          expect(reply.length === 5 || !(reply[1] & 128)).toBe(true);
        }
      }),
      { seed: 2019, numRuns: 300 },
    );
  });
});

describe('other slaves on the line', () => {
  const foreign: readonly [string, Uint8Array][] = [
    ['a request', readFrame(2, 3, 2000, 2)],
    ['a reply', framed(2, 3, 4, 0, 1, 1, 3)],
    ['a reply full of this address', framed(2, 4, 20, ...new Array<number>(20).fill(1))],
    ['a reply that holds the head of a write to this unit', framed(2, 4, 12, 1, 16, 7, 208, 0, 100, 200, 1, 2, 3, 4, 5)],
    ['an exception', framed(2, 0x83, 2)],
    ['a write of many', writeManyFrame(2, 2012, [300, 100, 1, 1])],
  ];

  it.each(foreign)('%s of another unit is not answered, and the next request is', (_title, frame) => {
    expect(board.send(frame)).toEqual(SILENCE);
    expect(board.send(read)).toEqual(answer);
    expect(board.send(frame, 5)).toEqual(SILENCE);
    expect(board.send(read)).toEqual(answer);
  });

  it('do not keep this slave from answering when they talk all the time', () => {
    for (let round = 0; round < 20; round++) {
      for (const [, frame] of foreign) board.send(frame, ...(round % 3 ? [3] : []));
      expect(board.send(read)).toEqual(answer);
    }
    expect(board.holding(2012, 2)).toEqual([400, 100]);
  });
});

describe('the byte 3, Ctrl-C to a console', () => {
  it('is only a byte of the line: requests full of it leave the controller running', () => {
    const commissioned = EmulatedBoard.commissioned();
    commissioned.target.events();
    const before = commissioned.live('uptime');
    for (let i = 0; i < 50; i++) {
      commissioned.target.receive(commissioned.now, new Uint8Array(40).fill(3));
      commissioned.send(readFrame(1, 3, 0x0303, 0x0303));
      commissioned.run(200);
    }
    expect(commissioned.live('uptime')).toBeGreaterThanOrEqual(before + 10);
    expect(commissioned.target.events().filter((event) => event.kind !== 'log')).toEqual([]);
  });
});

describe('bytes that arrive while the interpreter is busy', () => {
  it('are answered when it is done', () => {
    board.target.trouble('stall', 300);
    expect(board.send(read)).toEqual(SILENCE);
    board.run(400);
    expect(board.target.transmitted()).toEqual(answer);
  });

  it('and flood its queue cost a message only: no reboot, and the next request is answered', () => {
    board.target.events();
    board.target.trouble('stall', 300);
    for (let i = 0; i < 30; i++) board.send(new Uint8Array(64).fill(0x42));
    board.run(600);
    const kinds = board.target.events().map((event) => event.kind);
    expect(kinds).toContain('error');
    expect(kinds).not.toContain('reboot');
    board.run(PAUSE_MS);
    expect(board.send(read)).toEqual(answer);
  });
});

describe('a reply', () => {
  it('to a read of the live block fits the transmit buffer: nothing waits for the line', () => {
    board.target.events();
    registersOf(board.send(readFrame(1, 4, 0, 60)));
    expect(board.events('log')).toEqual([]);
  });
});
