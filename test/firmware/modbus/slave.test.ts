/**
 * The slave of the shipped bundle through the bytes on the line. Expected answers: Modbus Application Protocol 1.1b3 and Modbus over Serial
 * Line 1.02; areas and limits: docs/registers.md.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { boardRow } from '../../../firmware/model/boards.js';
import { parameterWords, parametersOf } from '../../../firmware/model/parameters.js';
import { builtBundle } from '../../../hil/scenario/bundle-file.js';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, framed, readFrame, registersOf, writeFrame, writeManyFrame } from '../frames.js';

const SILENCE = new Uint8Array(0);
/** First register behind the parameters of this board. */
const PARAMETERS_END = 2000 + parameterWords(parametersOf(boardRow('pico')));
const ILLEGAL_FUNCTION = 1;
const ILLEGAL_ADDRESS = 2;
const ILLEGAL_VALUE = 3;

let board: EmulatedBoard;
beforeEach(() => {
  board = new EmulatedBoard();
  board.power(true);
  board.run(1500);
});

describe('function 3', () => {
  it('reads the parameters as delivered', () => {
    // Unit 1, 19200 Bd, even parity, 25.0 cm², 20 000 mg.
    expect(board.holding(2000, 6)).toEqual([1, 192, 1, 250, 0, 20_000]);
  });

  it('reads every register of its areas alone, and all at once', () => {
    const all = board.holding(2000, 18);
    for (let k = 0; k < 18; k++) expect(board.holding(2000 + k, 1)).toEqual([all[k]]);
    expect(board.holding(1000, 21)).toEqual(new Array(21).fill(0));
  });

  it.each([
    [999, 1],
    [1000, 22],
    [1021, 1],
    [1999, 1],
    [PARAMETERS_END - 1, 2],
    [PARAMETERS_END, 1],
    [0, 1],
    [39999, 1],
    [65535, 1],
    [65535, 125],
    [1020, 2],
  ])('refuses %i + %i with exception 2', (address, quantity) => {
    expect(board.send(readFrame(1, 3, address, quantity))).toEqual(exceptionFrame(1, 3, ILLEGAL_ADDRESS));
  });

  it.each([0, 126, 127, 2000, 65535])('refuses a quantity of %i with exception 3, whatever the address', (quantity) => {
    for (const address of [2000, 0, 65535]) expect(board.send(readFrame(1, 3, address, quantity))).toEqual(exceptionFrame(1, 3, ILLEGAL_VALUE));
  });
});

describe('function 4', () => {
  it('reads live block, reserved registers and extension', () => {
    const all = board.input(0, 100);
    expect(all).toHaveLength(100);
    expect(all.slice(60, 64)).toEqual([0, 0, 0, 0]);
    for (let k = 8; k < 100; k += 7) expect(board.input(k, 1)).toEqual([all[k]]);
  });

  it.each([
    [100, 1],
    [0, 101],
    [99, 2],
    [199, 1],
    [199, 2],
    [200, 65],
    [263, 2],
    [264, 1],
    [1000, 1],
    [65535, 1],
    [65535, 2],
  ])('refuses %i + %i with exception 2', (address, quantity) => {
    expect(board.send(readFrame(1, 4, address, quantity))).toEqual(exceptionFrame(1, 4, ILLEGAL_ADDRESS));
  });

  it.each([0, 126, 65535])('refuses a quantity of %i with exception 3, whatever the address', (quantity) => {
    for (const address of [0, 72]) expect(board.send(readFrame(1, 4, address, quantity))).toEqual(exceptionFrame(1, 4, ILLEGAL_VALUE));
  });
});

describe('function 6', () => {
  it('writes a register and answers with the request', () => {
    const request = writeFrame(1, 2012, 395);
    expect(board.send(request)).toEqual(request);
    expect(board.holding(2012, 1)).toEqual([395]);
  });

  it('takes a signed value by its sign', () => {
    // Park ambient −10 °C … 30 °C.
    expect(board.send(writeFrame(1, 2013, 0x10000 - 100))).toEqual(writeFrame(1, 2013, 0x10000 - 100));
    expect(board.send(writeFrame(1, 2013, 0x10000 - 101))).toEqual(exceptionFrame(1, 6, ILLEGAL_VALUE));
    expect(board.send(writeFrame(1, 2013, 301))).toEqual(exceptionFrame(1, 6, ILLEGAL_VALUE));
    expect(board.holding(2013, 1)).toEqual([0x10000 - 100]);
  });

  it.each([
    // Limits of docs/registers.md: register, smallest, largest.
    [2000, 1, 247],
    [2001, 96, 1152],
    [2002, 0, 2],
    [2003, 10, 60000],
    [2006, 900, 6000],
    [2007, 0, 10000],
    [2012, 250, 500],
    [2014, 500, 3000],
    [2015, 20, 200],
    [2016, 100, 1000],
    [2017, 50, 2000],
  ])('keeps register %i inside %i … %i', (address, smallest, largest) => {
    for (const value of [smallest, largest]) expect(board.send(writeFrame(1, address, value))).toEqual(writeFrame(1, address, value));
    for (const value of [smallest - 1, largest + 1, 65535]) {
      if (value >= 0) expect(board.send(writeFrame(1, address, value))).toEqual(exceptionFrame(1, 6, ILLEGAL_VALUE));
    }
    expect(board.holding(address, 1)).toEqual([largest]);
  });

  it.each([
    [0, 'a live register'],
    [999, 'a register before the control area'],
    [1001, 'a reserved register of the control area'],
    [1009, 'a reserved register of the control area'],
    [1019, 'the register before the event cursor'],
    [1021, 'a register behind the control area'],
    [1999, 'a register before the parameters'],
    [2119, 'a reserved register of the parameter area'],
    [PARAMETERS_END, 'a register behind the parameters'],
    [65535, 'the last register'],
  ])('refuses %i, %s, with exception 2', (address) => {
    expect(board.send(writeFrame(1, address, 1))).toEqual(exceptionFrame(1, 6, ILLEGAL_ADDRESS));
  });

  it.each([1004, 1005, 2004, 2005, 2008, 2009, 2010, 2011])('refuses half of a 32-bit value at %i with exception 3', (address) => {
    const area = address < 2000 ? 1002 : 2000;
    const before = board.holding(area, 6);
    expect(board.send(writeFrame(1, address, 1))).toEqual(exceptionFrame(1, 6, ILLEGAL_VALUE));
    expect(board.holding(area, 6)).toEqual(before);
  });
});

describe('the speed of the line', () => {
  it.each([
    [96, true],
    [192, true],
    [384, true],
    [576, true],
    [1152, true],
    [97, false],
    [288, false],
    [768, false],
    [1151, false],
  ])('%i00 Bd is taken: %s', (value, taken) => {
    expect(board.send(writeFrame(1, 2001, value))).toEqual(taken ? writeFrame(1, 2001, value) : exceptionFrame(1, 6, ILLEGAL_VALUE));
  });
});

describe('function 16', () => {
  const written = (address: number, quantity: number): Uint8Array => framed(1, 16, address >> 8, address & 255, quantity >> 8, quantity & 255);

  it('writes registers and answers with address and quantity', () => {
    expect(board.send(writeManyFrame(1, 2003, [300, 1, 0x86a0, 3000]))).toEqual(written(2003, 4));
    expect(board.holding(2003, 4)).toEqual([300, 1, 0x86a0, 3000]);
  });

  it('writes all parameters in one request', () => {
    const words = [17, 1152, 0, 300, 0, 30000, 2300, 5000, 0, 4000, 0, 750, 410, 0x10000 - 50, 1100, 120, 350, 700];
    expect(board.send(writeManyFrame(1, 2000, words))).toEqual(written(2000, 18));
    expect(board.holding(2000, 18)).toEqual(words);
  });

  it.each([0, 124, 125, 255, 65535])('refuses a quantity of %i with exception 3, whatever the address', (quantity) => {
    for (const address of [2000, 0, 65535])
      expect(board.send(writeManyFrame(1, address, [1, 2], quantity, 4))).toEqual(exceptionFrame(1, 16, ILLEGAL_VALUE));
  });

  it('refuses a quantity of 124 with its 248 bytes', () => {
    const frame = writeManyFrame(1, 2000, new Array<number>(124).fill(1));
    expect(frame.length).toBeGreaterThan(256);
    expect(board.send(frame)).toEqual(SILENCE);
    expect(board.send(readFrame(1, 3, 2000, 1)).length).toBe(7);
  });

  it('refuses the largest quantity of 123 by its address, in one frame of 255 bytes', () => {
    const frame = writeManyFrame(1, PARAMETERS_END - 100, new Array<number>(123).fill(1));
    expect(frame).toHaveLength(255);
    expect(board.send(frame)).toEqual(exceptionFrame(1, 16, ILLEGAL_ADDRESS));
  });

  it.each([
    ['one byte less', 3],
    ['two bytes more', 6],
    ['none', 0],
  ])('refuses a byte count that says %s, before it looks at the address', (_title, byteCount) => {
    for (const address of [2012, 5]) {
      const words = [400, 100, 100].slice(0, Math.ceil(byteCount / 2));
      const bytes = words.flatMap((w) => [w >> 8, w & 255]).slice(0, byteCount);
      const frame = framed(1, 16, address >> 8, address & 255, 0, 2, byteCount, ...bytes);
      expect(board.send(frame)).toEqual(exceptionFrame(1, 16, ILLEGAL_VALUE));
    }
    expect(board.holding(2012, 2)).toEqual([400, 100]);
  });

  it.each([
    ['begins inside a 32-bit value', 2005, [1, 2200]],
    ['ends inside a 32-bit value', 2003, [250, 0]],
    ['begins inside the argument of a command', 1005, [1, 2]],
    ['ends inside the argument of a command', 1002, [1, 0, 0]],
  ])('refuses a write that %s with exception 3, whole', (_title, address, words) => {
    const area = address < 2000 ? 1002 : 2000;
    const before = board.holding(area, 6);
    expect(board.send(writeManyFrame(1, address, words))).toEqual(exceptionFrame(1, 16, ILLEGAL_VALUE));
    expect(board.holding(area, 6)).toEqual(before);
  });

  it.each([
    ['a value out of its range behind good ones', 2012, [410, 120, 1000, 5000], ILLEGAL_VALUE],
    ['a value out of its range before good ones', 2012, [240, 120, 1000, 100], ILLEGAL_VALUE],
    ['a 32-bit value out of its range', 2010, [0, 9, 400], ILLEGAL_VALUE],
    ['registers behind the last of a row of parameters', 2016, [350, 700, 3300, 1], ILLEGAL_ADDRESS],
    ['registers before the mailbox', 1001, [1, 1], ILLEGAL_ADDRESS],
    ['registers behind the heartbeat', 1008, [1, 1], ILLEGAL_ADDRESS],
    ['the gap between two areas', 1008, new Array<number>(123).fill(0), ILLEGAL_ADDRESS],
  ])('refuses %s as a whole', (_title, address, words, exception) => {
    const before = [board.holding(1000, 21), board.holding(2000, 18)];
    expect(board.send(writeManyFrame(1, address, words))).toEqual(exceptionFrame(1, 16, exception));
    expect([board.holding(1000, 21), board.holding(2000, 18)]).toEqual(before);
  });
});

describe('other functions', () => {
  /** Requests of the specification with their own lengths, of functions that boards of profile core do not have. */
  const UNSUPPORTED: readonly [string, readonly number[]][] = [
    ['7, exception status', [7]],
    ['11, event counter', [11]],
    ['12, event log', [12]],
    ['20, read file', [20, 7, 6, 0, 1, 0, 1, 0, 2]],
    ['21, write file', [21, 9, 6, 0, 4, 0, 7, 0, 1, 6, 0xaf]],
    ['23, read and write', [23, 0, 3, 0, 2, 0, 14, 0, 1, 2, 0, 0xff]],
    ['24, FIFO', [24, 4, 0xde]],
    ['43, of a type that is not identification', [43, 13, 1, 0]],
    ['65, of a vendor', [65, 1, 2, 3]],
    ['100, of a vendor without bytes', [100]],
    ['127, the last one', [127, 9]],
  ];

  it.each(UNSUPPORTED)('answer %s with exception 1', (_title, pdu) => {
    expect(board.send(framed(1, ...pdu))).toEqual(exceptionFrame(1, pdu[0], ILLEGAL_FUNCTION));
  });

  it.each(UNSUPPORTED)('answer %s with exception 1 when it comes in two pieces, cut anywhere', (_title, pdu) => {
    const frame = framed(1, ...pdu);
    for (let cut = 1; cut < frame.length; cut++) {
      expect([cut, board.send(frame, cut)]).toEqual([cut, exceptionFrame(1, pdu[0], ILLEGAL_FUNCTION)]);
      board.run(60);
    }
  });

  it('leave the next request alone', () => {
    for (const [, pdu] of UNSUPPORTED) {
      board.send(framed(1, ...pdu));
      expect(board.holding(2000, 1)).toEqual([1]);
    }
  });
});

describe('a frame that is not for this unit, or not good', () => {
  const read = readFrame(1, 3, 2000, 1);

  it.each([
    ['a wrong low byte of the CRC', read.length - 2],
    ['a wrong high byte of the CRC', read.length - 1],
    ['a wrong data byte', 3],
  ])('is not answered for %s', (_title, at) => {
    const broken = read.slice();
    broken[at] ^= 0x10;
    expect(board.send(broken)).toEqual(SILENCE);
  });

  it('is not answered with the bytes of its CRC exchanged', () => {
    expect(board.send(Uint8Array.of(...read.slice(0, 6), read[7], read[6]))).toEqual(SILENCE);
  });

  it('is not answered for any other unit', () => {
    for (let unit = 2; unit < 256; unit++) expect(board.send(readFrame(unit, 3, 2000, 1))).toEqual(SILENCE);
  });

  it('does not write', () => {
    board.send(writeFrame(2, 2012, 300));
    const broken = writeFrame(1, 2012, 300);
    broken[5] ^= 1;
    board.send(broken);
    expect(board.holding(2012, 1)).toEqual([400]);
  });

  it.each([1, 2, 3])('is not answered when it has %i bytes only', (length) => {
    expect(board.send(read.slice(0, length))).toEqual(SILENCE);
    board.run(60);
    expect(board.holding(2000, 1)).toEqual([1]);
  });
});

describe('a broadcast', () => {
  it('writes and is not answered', () => {
    expect(board.send(writeFrame(0, 2012, 390))).toEqual(SILENCE);
    expect(board.send(writeManyFrame(0, 2015, [110, 310]))).toEqual(SILENCE);
    expect(board.holding(2012, 5)).toEqual([390, 100, 1000, 110, 310]);
  });

  it('is not answered when it is refused', () => {
    expect(board.send(writeFrame(0, 2012, 1))).toEqual(SILENCE);
    expect(board.send(writeManyFrame(0, 2012, [390], 200))).toEqual(SILENCE);
    expect(board.holding(2012, 1)).toEqual([400]);
  });

  it.each([3, 4] as const)('to read with function %i is ignored', (fc) => {
    expect(board.send(readFrame(0, fc, fc === 3 ? 2000 : 0, 60))).toEqual(SILENCE);
  });

  it('with a function that nobody knows is ignored', () => {
    expect(board.send(framed(0, 65, 1))).toEqual(SILENCE);
  });

  it('reaches the mailbox: a stop for all', () => {
    const commissioned = EmulatedBoard.commissioned();
    commissioned.expectCommand('start');
    expect(commissioned.send(writeManyFrame(0, 1002, [2, 0, 0, 0, 0, 999]))).toEqual(SILENCE);
    commissioned.run(2100);
    expect([commissioned.live('ackSequence'), commissioned.live('ackResult'), commissioned.live('state')]).toEqual([999, 2, 2]);
  });
});

describe('another address', () => {
  it('is taken over at a restart of the line, which is still answered with the old one', () => {
    const commissioned = EmulatedBoard.commissioned();
    commissioned.write(2000, 17);
    commissioned.expectCommand('commit');
    const restart = framed(1, 8, 0, 1, 0, 0);
    expect(commissioned.send(restart)).toEqual(restart);
    commissioned.run(100);
    expect(commissioned.send(readFrame(1, 3, 2000, 1))).toEqual(SILENCE);
    expect(registersOf(commissioned.send(readFrame(17, 3, 2000, 1)))).toEqual([17]);
    expect(commissioned.send(readFrame(17, 4, 0, 60))[0]).toBe(17);
  });

  it.each([
    [0, 2, { baud: 9600, parity: 'none', stopBits: 2 }],
    [0, 1, { baud: 9600, parity: 'none', stopBits: 1 }],
    [1, 2, { baud: 9600, parity: 'even', stopBits: 1 }],
    [2, 1, { baud: 9600, parity: 'odd', stopBits: 1 }],
  ])('comes with speed, parity %i and %i stop bits, of which a character with parity has one', (parity, stop, settings) => {
    const commissioned = EmulatedBoard.commissioned();
    expect(commissioned.target.port).toEqual({ baud: 19_200, parity: 'even', stopBits: 1 });
    commissioned.send(writeManyFrame(1, 2001, [96, parity]));
    commissioned.write(2022, stop);
    commissioned.expectCommand('commit');
    commissioned.send(framed(1, 8, 0, 1, 0, 0));
    commissioned.run(100);
    expect(commissioned.target.port).toEqual(settings);
  });

  it('never comes with a number of stop bits that no line has', () => {
    for (const stop of [0, 3]) expect(board.write(2022, stop)).toEqual(exceptionFrame(1, 6, 3));
  });

  it.each([
    [2002, 2],
    [2022, 2],
  ])('comes with no odd parity and no second stop bit on an nRF52: register %i takes no %i', (register, value) => {
    const plain = new EmulatedBoard({ board: 'nrf52840dk', bundle: builtBundle('nrf52840dk').text });
    plain.power(true);
    plain.run(5000);
    expect(plain.write(register, value)).toEqual(exceptionFrame(1, 6, 3));
    expect(plain.holding(register, 1)).toEqual([1]);
  });

  it('is taken over at the next start, and the old one is silent then', () => {
    const commissioned = EmulatedBoard.commissioned();
    commissioned.write(2000, 247);
    commissioned.expectCommand('commit');
    expect(commissioned.holding(2000, 1)).toEqual([247]);
    commissioned.power(false);
    commissioned.power(true);
    commissioned.run(1500);
    expect(commissioned.send(readFrame(1, 3, 2000, 1))).toEqual(SILENCE);
    expect(registersOf(commissioned.send(readFrame(247, 3, 2000, 1)))).toEqual([247]);
    expect(commissioned.send(readFrame(247, 4, 0, 60))[0]).toBe(247);
  });
});
