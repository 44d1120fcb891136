/** Coils and discrete inputs of the shipped bundle. Limits and exceptions: Modbus Application Protocol 1.1b3, 6.1, 6.2, 6.5, 6.11; table: docs/registers.md. */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, framed } from '../frames.js';

const SILENCE = new Uint8Array(0);
const DEVICE_FAILURE = 4;
/** Codes of states. */
const COLD = 2;
const WARM_UP = 3;
const FAULT = 7;
const STOPPING = 12;

function request(fc: number, address: number, second: number, unit = 1): Uint8Array {
  return framed(unit, fc, address >> 8, address & 255, second >> 8, second & 255);
}

/** Bits of a reply to FC 1 or 2, in their order. */
function bitsOf(reply: Uint8Array, count: number): number[] {
  expect(reply[2]).toBe(Math.ceil(count / 8));
  return Array.from({ length: count }, (_, i) => (reply[3 + (i >> 3)] >> (i & 7)) & 1);
}

function discrete(board: EmulatedBoard, address: number, count: number): number[] {
  return bitsOf(board.send(request(2, address, count)), count);
}

function coils(board: EmulatedBoard, address: number, count: number): number[] {
  return bitsOf(board.send(request(1, address, count)), count);
}

/** Loops of the leak detector in kΩ: dry, and with a broken wire (fault 47, which a master may reset). */
const DRY = 100;
const BROKEN = 1000;
const LEAK_LOOP_BROKEN = 47;

function fresh(): EmulatedBoard {
  const board = new EmulatedBoard();
  board.power(true);
  board.run(1500);
  return board;
}

/** A board in state fault: fault 47 acts, and its cause is present. */
function tripped(): EmulatedBoard {
  const board = EmulatedBoard.commissioned();
  board.cell.leak = BROKEN;
  board.run(15_000);
  expect([board.live('state'), board.faults('alarmsLatched')]).toEqual([FAULT, [LEAK_LOOP_BROKEN]]);
  return board;
}

describe('discrete inputs', () => {
  it('show every alarm, warning, input, output and mode bit of the live block, and the state', () => {
    const board = tripped();
    const live = board.input(0, 60);
    const wordBits = (first: number, words: number): number[] =>
      Array.from({ length: 16 * words }, (_, k) => (live[first + words - 1 - (k >> 4)] >> (k & 15)) & 1);
    const state = Array.from({ length: 16 }, (_, k) => (k === FAULT ? 1 : 0));
    const expected = [
      ...wordBits(16, 4),
      ...wordBits(12, 4),
      ...wordBits(20, 4),
      ...wordBits(56, 1),
      ...wordBits(57, 1),
      ...wordBits(10, 1),
      ...state,
    ];
    expect([expected[LEAK_LOOP_BROKEN - 1], expected[63 + LEAK_LOOP_BROKEN], expected[240 + FAULT]]).toEqual([1, 1, 1]);
    expect(discrete(board, 0, 256)).toEqual(expected);
  });

  it('are read from any address in any number', () => {
    const board = tripped();
    const all = discrete(board, 0, 256);
    for (let address = 0; address < 256; address += 7)
      for (const count of [1, 7, 8, 9, 33]) {
        const inside = Math.min(count, 256 - address);
        expect([address, discrete(board, address, inside)]).toEqual([address, all.slice(address, address + inside)]);
      }
  });

  it('leave the unused bits of the last byte 0', () => {
    const reply = fresh().send(request(2, 192, 3));
    expect([reply.length, reply[2], reply[3] & 0xf8]).toEqual([6, 1, 0]);
  });

  it.each([
    [0, 0, 3],
    [0, 2001, 3],
    [300, 0, 3],
    [0, 2000, 2],
    [0, 257, 2],
    [256, 1, 2],
    [65535, 1, 2],
    [65535, 2000, 2],
  ])('from %i, %i of them, are refused with exception %i', (address, count, code) => {
    expect(fresh().send(request(2, address, count))).toEqual(exceptionFrame(1, 2, code));
  });
});

describe('coils', () => {
  it('show whether the plant runs, and its outputs', () => {
    const board = EmulatedBoard.commissioned();
    expect(coils(board, 0, 32)).toEqual(new Array(32).fill(0));
    board.expectCommand('start');
    board.run(2000);
    const outputs = board.live('outputs');
    expect(outputs).toBeGreaterThan(0);
    expect(coils(board, 0, 32)).toEqual(Array.from({ length: 32 }, (_, k) => (k === 0 ? 1 : k < 16 ? 0 : (outputs >> (k - 16)) & 1)));
  });

  it.each([
    [0, 0, 3],
    [40, 2001, 3],
    [0, 33, 2],
    [32, 1, 2],
  ])('from %i, %i of them, are refused with exception %i', (address, count, code) => {
    expect(fresh().send(request(1, address, count))).toEqual(exceptionFrame(1, 1, code));
  });
});

describe('the coil "run"', () => {
  it('starts and stops the plant, and a request that comes twice counts once', () => {
    const board = EmulatedBoard.commissioned();
    const on = request(5, 0, 0xff00);
    const off = request(5, 0, 0);
    expect([board.send(on), coils(board, 0, 1)]).toEqual([on, [1]]);
    board.run(200);
    expect(board.live('state')).toBe(WARM_UP);
    expect(board.send(on)).toEqual(on);
    expect([board.send(off), coils(board, 0, 1)]).toEqual([off, [0]]);
    board.run(100);
    expect(board.live('state')).toBe(STOPPING);
    expect(board.send(off)).toEqual(off);
    board.run(3000);
    expect(board.live('state')).toBe(COLD);
  });

  it('is refused with exception 4 in a state that knows no start, and stays off', () => {
    const board = tripped();
    expect(board.send(request(5, 0, 0xff00))).toEqual(exceptionFrame(1, 5, DEVICE_FAILURE));
    expect([board.live('state'), coils(board, 0, 1)]).toEqual([FAULT, [0]]);
  });

  it('stops every unit by a broadcast, which is not answered', () => {
    const board = EmulatedBoard.commissioned();
    board.expectCommand('start');
    expect(board.send(request(5, 0, 0, 0))).toEqual(SILENCE);
    board.run(3000);
    expect(board.live('state')).toBe(COLD);
  });
});

describe('the coil "reset"', () => {
  it('takes back trips whose cause is gone, and refuses with exception 4 while one is present', () => {
    const board = tripped();
    const reset = request(5, 1, 0xff00);
    expect(board.send(reset)).toEqual(exceptionFrame(1, 5, DEVICE_FAILURE));
    board.cell.leak = DRY;
    board.run(15_000);
    expect(board.faults('alarmsLatched')).toEqual([LEAK_LOOP_BROKEN]);
    expect(board.send(reset)).toEqual(reset);
    board.run(200);
    expect([board.faults('alarmsLatched'), coils(board, 1, 1)]).toEqual([[], [0]]);
  });
});

describe('a write of one coil', () => {
  it.each([0x1234, 0x00ff, 0xff01, 0x0100, 1])('refuses the value %i with exception 3 before it looks at the address', (value) => {
    for (const address of [0, 9, 65535]) expect(fresh().send(request(5, address, value))).toEqual(exceptionFrame(1, 5, 3));
  });

  it.each([2, 15, 16, 31, 32, 65535])('refuses coil %i with exception 2', (address) => {
    expect(fresh().send(request(5, address, 0xff00))).toEqual(exceptionFrame(1, 5, 2));
  });
});

describe('a write of several coils', () => {
  const write = (address: number, quantity: number, ...bytes: readonly number[]): Uint8Array =>
    framed(1, 15, address >> 8, address & 255, quantity >> 8, quantity & 255, bytes.length, ...bytes);

  it('runs the plant, and answers with address and quantity', () => {
    const board = EmulatedBoard.commissioned();
    expect(board.send(write(0, 2, 1))).toEqual(request(15, 0, 2));
    board.run(200);
    expect(board.live('state')).toBe(WARM_UP);
  });

  it('of the reset alone leaves a plant that runs alone', () => {
    const board = EmulatedBoard.commissioned();
    board.expectCommand('start');
    expect(board.send(write(1, 1, 1))).toEqual(request(15, 1, 1));
    expect(coils(board, 0, 1)).toEqual([1]);
  });

  it('takes of the last byte only the bits of its quantity: what stands beyond resets nothing', () => {
    const board = tripped();
    board.cell.leak = DRY;
    board.run(15_000);
    expect(board.send(write(0, 1, 0xfe))).toEqual(request(15, 0, 1));
    board.run(200);
    expect(board.faults('alarmsLatched')).toEqual([LEAK_LOOP_BROKEN]);
    expect(board.send(write(0, 2, 0xfe))).toEqual(request(15, 0, 2));
    board.run(200);
    expect(board.faults('alarmsLatched')).toEqual([]);
  });

  it.each([
    ['none', 0, 0, [0], 3],
    ['1969', 0, 1969, [0], 3],
    ['a byte too many', 0, 2, [1, 0], 3],
    ['a byte too few, and a bad address', 40, 9, [1], 3],
    ['one beyond the commands', 1, 2, [1], 2],
    ['outputs', 16, 1, [1], 2],
  ])('refuses %s as a whole', (_title, address, quantity, bytes, code) => {
    const board = EmulatedBoard.commissioned();
    expect(board.send(write(address, quantity, ...bytes))).toEqual(exceptionFrame(1, 15, code));
    board.run(200);
    expect(board.live('state')).toBe(COLD);
  });
});
