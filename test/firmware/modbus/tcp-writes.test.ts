/** What masters on Modbus TCP may change, beside the one on the serial line (docs/modbus.md, "Modbus TCP"). */
import { describe, expect, it } from 'vitest';
import type { EmulatedBoard } from '../emulated-board.js';
import { framed, readFrame, writeFrame } from '../frames.js';
import { tcpBoard, TcpMaster } from '../tcp-board.js';

/** Every function that writes, on the event cursor, a coil that is off, and the flow parameters: 10.0 and 30.0 mL/min as delivered. */
const WRITES: readonly (readonly number[])[] = [
  [5, 0, 0, 0, 0],
  [6, 0x03, 0xfc, 0x12, 0x34],
  [15, 0, 0, 0, 1, 1, 0],
  [16, 0x07, 0xdf, 0, 2, 4, 0, 110, 1, 54],
  [21, 11, 6, 0, 2, 0, 15, 0, 2, 0, 110, 1, 54],
  [22, 0x03, 0xfc, 0, 0xf2, 0, 0x25],
  [23, 0x03, 0xfc, 0, 1, 0x03, 0xfc, 0, 1, 2, 0, 77],
];
const PLACES: readonly (readonly number[])[] = [
  [3, 0x03, 0xfc, 0, 1],
  [3, 0x07, 0xdf, 0, 2],
  [1, 0, 0, 0, 1],
];

const look = (master: TcpMaster): number[][] => PLACES.map((pdu) => master.ask(1, ...pdu));

/** A word of a holding register. */
function word(master: TcpMaster, address: number): number {
  const [, , high, low] = master.ask(1, 3, address >> 8, address & 255, 0, 1);
  return high * 256 + low;
}

/** Function 6; the answer. */
const write = (master: TcpMaster, unit: number, address: number, value: number): number[] =>
  master.ask(unit, 6, address >> 8, address & 255, value >> 8, value & 255);

/** Puts a command into the mailbox with the next sequence number. */
function command(master: TcpMaster, code: number, sequence: number): number[] {
  return master.ask(1, 16, 0x03, 0xea, 0, 6, 12, 0, code, 0, 0, 0, 0, 0, 0, 0, 0, 0, sequence);
}

const running = (board: EmulatedBoard): number => board.send(framed(1, 1, 0, 0, 0, 1))[3];

describe('masters that may only read', () => {
  const board = tcpBoard({ writes: 0 });
  const master = new TcpMaster(board);

  it('get exception 1 for every function that writes, to each of the three units, and nothing changes', () => {
    const before = look(master);
    for (const unit of [1, 0, 255]) expect(WRITES.map((pdu) => master.ask(unit, ...pdu))).toEqual(WRITES.map(([fc]) => [fc | 0x80, 1]));
    expect(look(master)).toEqual(before);
  });

  it('read with every function that reads', () => {
    const reads = [
      [1, 0, 0, 0, 8],
      [2, 0, 0, 0, 8],
      [3, 0x07, 0xd0, 0, 3],
      [4, 0, 0, 0, 60],
      [20, 7, 6, 0, 2, 0, 0, 0, 2],
      [24, 0x03, 0xfc],
      [43, 14, 1, 0],
    ];
    expect(reads.map((pdu) => master.ask(1, ...pdu)[0])).toEqual(reads.map(([fc]) => fc));
  });

  it('leave the serial line its writes', () => {
    expect(board.write(1020, 7)).toEqual(writeFrame(1, 1020, 7));
    expect(word(master, 1020)).toBe(7);
  });
});

describe('masters that may write', () => {
  const board = tcpBoard({ connections: 4, writes: 1 });
  const master = new TcpMaster(board);

  it('write with every function that writes, and are answered for unit 0 too, which means this unit here and not all', () => {
    for (const unit of [1, 0, 255]) expect(WRITES.map((pdu) => master.ask(unit, ...pdu)[0])).toEqual(WRITES.map(([fc]) => fc));
    expect(look(master)).toEqual([
      [3, 2, 0, 77],
      [3, 4, 0, 110, 1, 54],
      [1, 1, 0],
    ]);
  });

  it('do not write what another unit is asked for', () => {
    write(master, 1, 1020, 5);
    expect(write(master, 9, 1020, 6)).toEqual([0x86, 11]);
    expect(word(master, 1020)).toBe(5);
  });

  it('are refused like the serial line: limits, half of a 32-bit value, a place that nobody writes', () => {
    expect(write(master, 1, 2016, 65535)).toEqual([0x86, 3]);
    expect(write(master, 1, 2004, 1)).toEqual([0x86, 3]);
    expect(write(master, 1, 9, 1)).toEqual([0x86, 2]);
  });

  it('need the key for what needs it, and give it in the same two steps, unit 0 included', () => {
    expect(command(master, 8, 201)).toEqual([16, 0x03, 0xea, 0, 6]);
    board.run(1500);
    // Result 3: locked.
    expect(board.live('ackResult')).toBe(3);
    expect(write(master, 0, 1000, 0x4c71)[0]).toBe(6);
    expect(write(master, 1, 1000, word(master, 1000) ^ 0x5a3c)[0]).toBe(6);
    // Exception 5: taken, and it runs; exception 6 for a write meanwhile.
    expect(command(master, 8, 202)).toEqual([0x90, 5]);
    expect(write(master, 1, 1020, 1)).toEqual([0x86, 6]);
    board.run(2500);
    expect([board.live('ackResult'), board.live('ackSequence')]).toEqual([2, 202]);
  });

  it('go on reading while the serial line only listens, and do not wake it', () => {
    expect(board.send(framed(1, 8, 0, 4, 0, 0)).length).toBe(0);
    board.run(60);
    expect(master.ask(1, 3, 0x07, 0xd0, 0, 1)).toEqual([3, 2, 0, 1]);
    expect(write(master, 1, 1020, 3)[0]).toBe(6);
    expect(board.send(readFrame(1, 3, 2000, 1)).length).toBe(0);
    board.run(60);
    board.send(framed(1, 8, 0, 1, 0, 0));
    board.run(100);
    expect(running(board)).toBe(0);
  });
});
