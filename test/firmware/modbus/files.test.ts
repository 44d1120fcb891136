/** Functions 7, 11, 12, 20, 21, 23 and 24 of a board of profile full. Modbus Application Protocol 1.1b3, sections 6.7, 6.9, 6.10, 6.14, 6.15, 6.17, 6.18. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, framed, readFrame, registersOf, writeFrame } from '../frames.js';

const SILENCE = new Uint8Array(0);
const CURSOR = 1020;

let board: EmulatedBoard;
beforeEach(() => {
  board = new EmulatedBoard({ board: 'esp32' });
  board.power(true);
  board.run(1500);
});

const bytes = (...words: readonly number[]): number[] => words.flatMap((w) => [w >> 8, w & 255]);
const group = (file: number, record: number, length: number, ...data: readonly number[]): number[] => [6, ...bytes(file, record, length, ...data)];
const readFile = (...groups: readonly number[][]): Uint8Array => framed(1, 20, groups.flat().length, ...groups.flat());
const writeFile = (...groups: readonly number[][]): Uint8Array => framed(1, 21, groups.flat().length, ...groups.flat());

/** Words of a reply to function 20, group by group. */
function wordsOf(reply: Uint8Array): number[][] {
  expect([reply[1], reply.length]).toEqual([20, reply[2] + 5]);
  const groups: number[][] = [];
  for (let at = 3; at < 3 + reply[2]; at += 1 + reply[at]) {
    expect(reply[at + 1]).toBe(6);
    groups.push(Array.from({ length: (reply[at] - 1) / 2 }, (_, k) => reply[at + 2 + 2 * k] * 256 + reply[at + 3 + 2 * k]));
  }
  return groups;
}

describe('function 20', () => {
  it('reads the events from the cursor on, as the window shows them', () => {
    board.send(writeFrame(1, CURSOR, 1));
    const window = board.input(200, 16);
    expect(window[0]).toBe(1);
    expect(wordsOf(board.send(readFile(group(1, 0, 16))))).toEqual([window]);
    expect(wordsOf(board.send(readFile(group(1, 8, 8), group(1, 0, 3))))).toEqual([window.slice(8), window.slice(0, 3)]);
  });

  it('goes on at the start of the memory behind its end', () => {
    board.send(writeFrame(1, CURSOR, 1));
    const [first] = wordsOf(board.send(readFile(group(1, 0, 8))));
    // A memory of 1024 records: event 1 lies one place behind event 1024, and two behind 1023.
    board.send(writeFrame(1, CURSOR, 1023));
    const [around] = wordsOf(board.send(readFile(group(1, 0, 24))));
    expect(around.slice(16)).toEqual(first);
  });

  it('reads parameters, as function 3 does', () => {
    expect(wordsOf(board.send(readFile(group(2, 0, 20))))).toEqual([board.holding(2000, 20)]);
  });

  it('reads the histories, as the window shows them', () => {
    board.cell.leak = 1000;
    board.run(15_000);
    const newest = board.input(92, 1)[0];
    board.send(writeFrame(1, CURSOR, newest));
    const window = [...board.input(300, 61), ...board.input(361, 61)];
    expect(window[0]).toBe(newest);
    const record = 128 * (newest % 8);
    const found = [...wordsOf(board.send(readFile(group(5, record, 61))))[0], ...wordsOf(board.send(readFile(group(5, record + 61, 61))))[0]];
    expect(found).toEqual(window);
  });

  it('reads the map as text, from which a master configures itself', () => {
    let text = '';
    for (let record = 0; ; record += 100) {
      const reply = board.send(readFile(group(3, record, 100)));
      if (reply[1] === 20) text += String.fromCharCode(...bytes(...wordsOf(reply)[0]));
      else {
        expect(reply).toEqual(exceptionFrame(1, 20, 2));
        for (let one = record; ; one++) {
          const last = board.send(readFile(group(3, one, 1)));
          if (last[1] !== 20) break;
          text += String.fromCharCode(...bytes(...wordsOf(last)[0]));
        }
        break;
      }
    }
    const lines = text.trimEnd().split('\n');
    // Typed by hand from docs/registers.md.
    expect(lines[0]).toMatch(/^liquidus,1\.\d+,esp32,full$/);
    for (const line of [
      'i,26,current,i32,A,0.001',
      'i,30,nakTempA,i16,degC,0.1',
      'i,128,cell1,i16,V,0.001',
      'h,1008,heartbeat,u16,,1',
      'p,2012,setTemp,i16,degC,0.1,250,400,500',
      'c,0,run',
      'd,0,64,alarmsLatched',
      'm,8,commit',
      's,2,cold',
      'r,3,locked',
      'f,47,F09',
    ])
      expect(lines).toContain(line);
    expect(lines.every((line) => /^[a-z]+,[\x20-\x7e]+$/.test(line))).toBe(true);
  });

  it.each([
    ['no group', [], 3],
    ['a group that is cut short', [6, 0, 1, 0, 0, 0], 3],
    ['a byte too many', [...group(1, 0, 1), 0], 3],
    ['another reference type', [5, 0, 1, 0, 0, 0, 1], 2],
    ['file 0', group(0, 0, 1), 2],
    ['file 4', group(4, 0, 1), 2],
    ['file 65535', group(65535, 0, 1), 2],
    ['no register', group(1, 0, 0), 2],
    ['122 registers', group(1, 0, 122), 2],
    ['65535 registers', group(1, 0, 65535), 2],
    ['record 10000', group(1, 10000, 1), 2],
    ['registers beyond the end', group(1, 8191, 2), 2],
    ['an answer of more than 245 bytes', [...group(1, 0, 100), ...group(1, 0, 22)], 2],
  ])('refuses %s', (_title, groups, code) => {
    expect(board.send(framed(1, 20, groups.length, ...groups))).toEqual(exceptionFrame(1, 20, code));
  });

  it('answers the largest groups whole', () => {
    expect(board.send(readFile(group(1, 0, 121))).length).toBe(249);
    expect(board.send(readFile(group(1, 0, 100), group(1, 0, 20))).length).toBe(249);
  });
});

describe('function 21', () => {
  it('writes parameters into the shadow and answers with the request', () => {
    const request = writeFile(group(2, 12, 2, 390, 90), group(2, 4, 2, 1, 0x86a0));
    expect(board.send(request)).toEqual(request);
    expect([board.holding(2012, 2), board.holding(2004, 2)]).toEqual([
      [390, 90],
      [1, 0x86a0],
    ]);
  });

  it('restores what function 20 has read', () => {
    const [saved] = wordsOf(board.send(readFile(group(2, 0, 19))));
    board.send(writeFrame(1, 2012, 333));
    board.send(writeFile(group(2, 0, 19, ...saved)));
    expect(board.holding(2000, 19)).toEqual(saved);
  });

  it.each([
    ['a data length that no group has', [6, 0, 2, 0, 12, 0, 1, 1], 3],
    ['a group that is longer than it says', [...group(2, 12, 1, 390), 0, 0], 3],
    ['a group that is shorter than it says', group(2, 12, 2, 390), 3],
    ['another file', group(1, 12, 1, 390), 2],
    ['another reference type', [7, ...group(2, 12, 1, 390).slice(1)], 2],
    ['a parameter that is not there', group(2, 2000, 1, 390), 2],
    ['a reserved register', group(2, 60, 1, 0), 2],
    ['half of a 32-bit value', group(2, 4, 1, 0), 3],
    ['a bad value behind a good group', [...group(2, 12, 1, 390), ...group(2, 13, 1, 5000)], 3],
  ])('refuses %s as a whole', (_title, groups, code) => {
    expect(board.send(framed(1, 21, groups.length, ...groups))).toEqual(exceptionFrame(1, 21, code));
    expect(board.holding(2012, 2)).toEqual([400, 100]);
  });

  it('is executed for all units and not answered', () => {
    const groups = group(2, 12, 1, 390);
    expect(board.send(framed(0, 21, groups.length, ...groups))).toEqual(SILENCE);
    expect(board.holding(2012, 1)).toEqual([390]);
  });
});

describe('function 23', () => {
  const exchange = (from: number, quantity: number, to: number, words: readonly number[], byteCount = 2 * words.length): Uint8Array =>
    framed(1, 23, ...bytes(from, quantity, to, words.length), byteCount, ...bytes(...words));

  it('writes before it reads', () => {
    expect(board.send(exchange(2012, 2, 2012, [390]))).toEqual(framed(1, 23, 4, ...bytes(390, 100)));
  });

  it.each([
    ['no register to read', exchange(2000, 0, 2012, [390]), 3],
    ['126 registers to read', exchange(2000, 126, 2012, [390]), 3],
    ['no register to write', exchange(2000, 1, 2012, []), 3],
    ['a wrong byte count before a bad address', framed(1, 23, ...bytes(5, 1, 2012, 2), 2, ...bytes(390)), 3],
    ['a bad address to read', exchange(5, 1, 2012, [390]), 2],
    ['a bad address to write', exchange(2000, 1, 5, [390]), 2],
    ['a bad value', exchange(2000, 1, 2012, [9]), 3],
  ])('refuses %s, and writes nothing', (_title, frame, code) => {
    expect(board.send(frame)).toEqual(exceptionFrame(1, 23, code));
    expect(board.holding(2012, 1)).toEqual([400]);
  });

  it('takes 121 registers to write, and no more', () => {
    const words = new Array<number>(121).fill(0);
    expect(board.send(exchange(2000, 1, 5, words))).toEqual(exceptionFrame(1, 23, 2));
    expect(board.send(framed(1, 23, ...bytes(2000, 1, 5, 122), 244 & 255, ...bytes(...words)))).toEqual(SILENCE);
    board.run(60);
    expect(board.send(framed(1, 23, ...bytes(2000, 1, 5, 122), 4, ...bytes(0, 0)))).toEqual(exceptionFrame(1, 23, 3));
  });
});

describe('function 24', () => {
  it('gives the events from the cursor on, three at most, and leaves them in the queue', () => {
    const newest = board.input(92, 1)[0];
    expect(newest).toBeGreaterThan(0);
    board.send(writeFrame(1, CURSOR, newest));
    const window = board.input(200, 8);
    for (let i = 0; i < 2; i++) expect(board.send(framed(1, 24, 3, 0xfc))).toEqual(framed(1, 24, 0, 18, 0, 8, ...bytes(...window)));
    board.send(writeFrame(1, CURSOR, newest + 1));
    expect(board.send(framed(1, 24, 3, 0xfc))).toEqual(framed(1, 24, 0, 2, 0, 0));
  });

  it('refuses another pointer with exception 2', () => {
    for (const pointer of [0, 1019, 1021, 65535]) expect(board.send(framed(1, 24, ...bytes(pointer)))).toEqual(exceptionFrame(1, 24, 2));
  });
});

describe('functions 11 and 12', () => {
  it('count what was answered without an exception, but for function 11 itself', () => {
    board.send(framed(1, 8, 0, 10, 0, 0));
    const count = (): number => registersOfCounter(board.send(framed(1, 11)));
    expect([count(), count()]).toEqual([0, 0]);
    board.send(readFrame(1, 4, 0, 60));
    board.send(readFrame(1, 3, 2000, 1));
    board.send(readFrame(1, 3, 5, 1));
    expect(count()).toBe(2);
  });

  it('keep the events of the line, the newest first', () => {
    board.send(framed(1, 8, 0, 1, 0xff, 0));
    board.run(100);
    board.send(readFrame(1, 4, 0, 60));
    board.send(readFrame(1, 3, 5, 1));
    board.send(writeFrame(0, 2012, 390));
    const reply = board.send(framed(1, 12));
    expect([...reply.slice(0, 5)]).toEqual([1, 12, 14, 0, 0]);
    // Count of completed requests: the read. Messages: read, refused read, broadcast.
    expect([...reply.slice(5, 9)]).toEqual([0, 1, 0, 3]);
    // This request; the broadcast; the refusal (read exception); its request; the answer; its request; the answer to the restart; the restart.
    expect([...reply.slice(9, -2)]).toEqual([0x80, 0xc0, 0x41, 0x80, 0x40, 0x80, 0x40, 0]);
  });

  it('keep 64 events at most', () => {
    for (let i = 0; i < 50; i++) board.send(readFrame(1, 3, 2000, 1));
    const reply = board.send(framed(1, 12));
    expect([reply[2], reply.length]).toEqual([70, 75]);
  });
});

function registersOfCounter(reply: Uint8Array): number {
  expect(reply.length).toBe(8);
  expect(registersOf(framed(1, 3, 4, ...reply.slice(2, 6)))[0]).toBe(0);
  return reply[4] * 256 + reply[5];
}

describe('function 7', () => {
  it('shows the emergency stop, and that a fault acts', () => {
    board.run(3000);
    expect(board.send(framed(1, 7))[2] & 0x88).toBe(0);
    board.cell.eStopA = 0;
    board.cell.eStopB = 0;
    board.run(500);
    expect(board.send(framed(1, 7))[2] & 0x0b).toBe(0x0b);
  });
});
