/** Functions 8, 17, 22 and 43 of the shipped bundle. Modbus Application Protocol 1.1b3, sections 6.8, 6.13, 6.16, 6.21. */
import { beforeEach, describe, expect, it } from 'vitest';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, framed, joined, readFrame, writeFrame } from '../frames.js';

const SILENCE = new Uint8Array(0);
const PAUSE_MS = 60;

let board: EmulatedBoard;
beforeEach(() => {
  board = new EmulatedBoard();
  board.power(true);
  board.run(1500);
});

const diagnose = (sub: number, ...bytes: readonly number[]): Uint8Array => framed(1, 8, sub >> 8, sub & 255, ...bytes);

/** Counter of a sub-function of 8. */
function counter(sub: number): number {
  const reply = board.send(diagnose(sub, 0, 0));
  expect([...reply.slice(0, 4)]).toEqual([1, 8, 0, sub]);
  return reply[4] * 256 + reply[5];
}

describe('function 8', () => {
  it('gives the data of sub-function 0 back, any even number of bytes', () => {
    for (const bytes of [[0xa5, 0x37], [0, 0], [1, 2, 3, 4], [1, 3, 7, 0xd0, 0, 1], Array.from({ length: 40 }, (_, i) => i)]) {
      expect(board.send(diagnose(0, ...bytes))).toEqual(diagnose(0, ...bytes));
      board.run(PAUSE_MS);
    }
  });

  it.each([3, 5, 9, 19, 21, 255, 256, 0xffff])('refuses sub-function %i with exception 1, whatever its data', (sub) => {
    for (const data of [0, 1]) expect(board.send(diagnose(sub, 0, data))).toEqual(exceptionFrame(1, 8, 1));
  });

  it.each([1, 2, 4, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20])('refuses data that sub-function %i does not have with exception 3', (sub) => {
    expect(board.send(diagnose(sub, 0, 1))).toEqual(exceptionFrame(1, 8, 3));
    expect(board.send(readFrame(1, 3, 2000, 1)).length).toBe(7);
  });

  it('counts messages, errors of the line, exceptions, messages to this unit, and those without an answer', () => {
    board.send(diagnose(10, 0, 0));
    expect([11, 12, 13, 14, 15, 16, 17, 18].map(counter)).toEqual([0, 0, 0, 3, 0, 0, 0, 0]);
    board.send(diagnose(10, 0, 0));
    for (let i = 0; i < 3; i++) board.send(readFrame(1, 4, 0, 60));
    board.send(readFrame(9, 3, 2000, 1));
    board.send(readFrame(1, 3, 9, 1));
    board.send(writeFrame(0, 2012, 400));
    const broken = readFrame(1, 3, 2000, 1);
    broken[6] ^= 1;
    board.send(broken);
    board.run(PAUSE_MS);
    // Every question counts by itself once it is answered.
    expect(counter(11)).toBe(6);
    expect(counter(12)).toBe(1);
    expect(counter(13)).toBe(1);
    expect(counter(14)).toBe(5 + 3);
    expect(counter(15)).toBe(1);
  });

  it('does not take traffic of others that looks like its own for errors of the line', () => {
    board.send(diagnose(10, 0, 0));
    for (let i = 0; i < 20; i++) board.send(framed(2, 4, 20, ...new Array<number>(20).fill(1)));
    board.run(PAUSE_MS);
    expect(counter(12)).toBe(0);
  });

  it('counts a frame that is cut short', () => {
    board.send(readFrame(1, 3, 2000, 1).slice(0, 5));
    board.run(PAUSE_MS);
    board.send(readFrame(1, 3, 2000, 1));
    expect(counter(12)).toBe(1);
  });

  it('counts a queue that was full, until sub-function 20 clears it', () => {
    board.target.trouble('stall', 300);
    for (let i = 0; i < 30; i++) board.send(new Uint8Array(64).fill(0x42));
    board.run(600);
    expect(counter(18)).toBeGreaterThan(0);
    expect(board.send(diagnose(20, 0, 0))).toEqual(diagnose(20, 0, 0));
    expect(counter(18)).toBe(0);
  });
});

describe('listen-only mode', () => {
  it('answers nothing and does nothing until a restart of the line, which is not answered either', () => {
    expect(board.send(diagnose(4, 0, 0))).toEqual(SILENCE);
    expect(board.send(writeFrame(1, 2012, 390))).toEqual(SILENCE);
    expect(board.send(writeFrame(0, 2012, 390))).toEqual(SILENCE);
    expect(board.send(readFrame(1, 4, 0, 60))).toEqual(SILENCE);
    expect(board.send(diagnose(0, 1, 2))).toEqual(SILENCE);
    expect(board.send(diagnose(10, 0, 0))).toEqual(SILENCE);
    expect(board.send(diagnose(1, 0, 0))).toEqual(SILENCE);
    board.run(100);
    expect(board.holding(2012, 1)).toEqual([400]);
    expect(board.send(readFrame(1, 4, 0, 60)).length).toBe(125);
  });

  it('is not entered by a broadcast', () => {
    board.send(framed(0, 8, 0, 4, 0, 0));
    expect(board.holding(2012, 1)).toEqual([400]);
  });
});

describe('a restart of the line', () => {
  it.each([0, 0xff00])('is answered, clears the counters and leaves the slave answering; data %i', (data) => {
    const restart = diagnose(1, data >> 8, data & 255);
    expect(board.send(restart)).toEqual(restart);
    board.run(100);
    expect([counter(14), counter(12)]).toEqual([0, 0]);
  });
});

describe('function 17', () => {
  it('tells board, that the plant stands still, and name, board and version', () => {
    expect(board.send(framed(1, 17))).toEqual(framed(1, 17, 19, 1, 0, ...Buffer.from('Liquidus pico 0.1')));
  });

  it('tells that the plant runs', () => {
    const commissioned = EmulatedBoard.commissioned();
    commissioned.expectCommand('start');
    expect(commissioned.send(framed(1, 17))[4]).toBe(0xff);
  });
});

describe('function 22', () => {
  const mask = (address: number, and: number, or: number): Uint8Array =>
    framed(1, 22, address >> 8, address & 255, and >> 8, and & 255, or >> 8, or & 255);

  it('does what the example of the specification says, and answers with the request', () => {
    // 0x12 by 0xF2 and 0x25 is 0x17: of the NaK flow, whose limits are 20 … 200, take the high bits first.
    board.write(2015, 0x92);
    expect(board.send(mask(2015, 0xfff2, 0x25))).toEqual(mask(2015, 0xfff2, 0x25));
    expect(board.holding(2015, 1)).toEqual([(0x92 & 0xfff2) | (0x25 & ~0xfff2 & 0xffff)]);
    expect(board.holding(2015, 1)).toEqual([0x97]);
  });

  it.each([
    ['a register that is not there', 999, 2],
    ['a register that takes no write', 1001, 2],
    ['half of a 32-bit value', 2004, 3],
    ['a result outside its limits', 2012, 3],
  ])('refuses %s', (_title, address, code) => {
    expect(board.send(mask(address, 0, 0))).toEqual(exceptionFrame(1, 22, code));
    expect(board.holding(2012, 1)).toEqual([400]);
  });

  it('is executed for all units and not answered', () => {
    expect(board.send(framed(0, 22, 7, 0xdc, 0xff, 0xfe, 0, 1))).toEqual(SILENCE);
    expect(board.holding(2012, 1)).toEqual([401]);
  });
});

describe('function 43', () => {
  const ask = (code: number, object: number): Uint8Array => framed(1, 43, 14, code, object);
  const text = (id: number, value: string): number[] => [id, value.length, ...Buffer.from(value)];
  const reply = (code: number, ...objects: readonly number[][]): Uint8Array => framed(1, 43, 14, code, 0x83, 0, 0, objects.length, ...objects.flat());
  const BASIC = [text(0, 'Liquidus'), text(1, 'pico'), text(2, '0.1')];
  const MODEL = text(5, 'Espruino Pico (STM32F401, 84 MHz)');

  it('gives the basic and the regular objects, from the one that is asked for on', () => {
    expect(board.send(ask(1, 0))).toEqual(reply(1, ...BASIC));
    expect(board.send(ask(1, 2))).toEqual(reply(1, text(2, '0.1')));
    expect(board.send(ask(2, 0))).toEqual(reply(2, ...BASIC, MODEL));
    expect(board.send(ask(2, 5))).toEqual(reply(2, MODEL));
  });

  it('begins at the first object when it does not know the one that is asked for', () => {
    for (const object of [3, 5, 77, 128, 255]) expect(board.send(ask(1, object))).toEqual(reply(1, ...BASIC));
    expect(board.send(ask(2, 99))).toEqual(reply(2, ...BASIC, MODEL));
  });

  it('gives the hash of the bundle that was flashed as the extended object', () => {
    const hash = builtBundle('pico').sha256;
    expect(board.send(ask(4, 128))).toEqual(reply(4, text(128, hash)));
    expect(board.send(ask(3, 0))).toEqual(reply(3, ...BASIC, MODEL, text(128, hash)));
  });

  it('gives one object by its number', () => {
    expect(board.send(ask(4, 1))).toEqual(reply(4, text(1, 'pico')));
  });

  it.each([
    ['an object that is not there', framed(1, 43, 14, 4, 3), 2],
    ['code 0', framed(1, 43, 14, 0, 0), 3],
    ['code 5', framed(1, 43, 14, 5, 0), 3],
    ['another type', framed(1, 43, 13, 0, 0), 1],
    ['another type with more bytes', framed(1, 43, 13, 0, 0, 1, 2, 3), 1],
  ])('refuses %s', (_title, frame, code) => {
    expect(board.send(frame)).toEqual(exceptionFrame(1, 43, code));
  });
});

describe('a reply of somebody else, by its function code above 127', () => {
  it('is not answered', () => {
    expect(board.send(exceptionFrame(1, 3, 2))).toEqual(SILENCE);
    expect(board.send(joined(exceptionFrame(1, 3, 2), readFrame(1, 3, 2000, 1)))).toEqual(framed(1, 3, 2, 0, 1));
  });
});
