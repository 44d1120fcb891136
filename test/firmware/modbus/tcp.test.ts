/** Modbus TCP of the ESP32 bundle on the emulated board (Modbus Messaging on TCP/IP 1.0b; docs/modbus.md, "Modbus TCP"). */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { framed, readFrame, registersOf } from '../frames.js';
import { message, messagesOf, restart, tcpBoard, TcpMaster } from '../tcp-board.js';

/** Parameters 2000–2002 as delivered: unit 1, 19200 Bd, even parity. */
const READ = [3, 0x07, 0xd0, 0, 3];
const DELIVERED = [3, 6, 0, 1, 0, 192, 0, 1];

const troubles = (board: EmulatedBoard): string[] => board.events('error').concat(board.events('reboot'), board.events('watchdog'));

describe('as delivered', () => {
  it('nobody listens, on any port', () => {
    const board = new EmulatedBoard({ board: 'esp32' });
    board.power(true);
    board.run(15_000);
    expect(board.target.network.ports).toEqual([]);
    expect(new TcpMaster(board).closed).toBe(true);
  });

  it('a commit alone opens nothing, and closes nothing: the next start does', () => {
    const board = tcpBoard({ connections: 1, port: 1502 });
    expect(board.target.network.ports).toEqual([1502]);
    board.write(2030, 0);
    board.expectCommand('commit');
    expect(new TcpMaster(board, 1502).ask(1, ...READ)).toEqual(DELIVERED);
    restart(board);
    expect(board.target.network.ports).toEqual([]);
  });

  it('takes no more than four connections for the parameter', () => {
    const board = tcpBoard();
    expect([...board.write(2030, 5)].slice(1, 3)).toEqual([0x86, 3]);
    expect([...board.write(2030, 4)].slice(1, 2)).toEqual([6]);
  });
});

describe('a request', () => {
  const board = tcpBoard();
  const master = new TcpMaster(board);

  it('to the address, to 0 and to 255 is for this unit, and the answer names the one that was asked', () => {
    for (const unit of [1, 0, 255]) expect(master.ask(unit, ...READ)).toEqual(DELIVERED);
  });

  it('to any other unit is answered with exception 11', () => {
    for (const unit of [2, 17, 247, 248, 254]) expect(master.ask(unit, ...READ)).toEqual([0x83, 11]);
  });

  it('gets its transaction back, whatever that is', () => {
    for (const transaction of [0, 1, 0x8000, 0xffff]) {
      const [answer] = messagesOf(master.exchange(message(transaction, 1, ...READ)));
      expect([...answer]).toEqual([transaction >> 8, transaction & 255, 0, 0, 0, 9, 1, ...DELIVERED]);
    }
  });

  it('reads what the serial line reads', () => {
    const [high, low] = [40002 >> 8, 40002 & 255];
    const serial = registersOf(board.send(readFrame(1, 3, 40002, 66)));
    const [, , ...bytes] = master.ask(1, 3, high, low, 0, 66);
    expect(serial.flatMap((word) => [word >> 8, word & 255])).toEqual(bytes);
  });

  it('is answered when it comes in two pieces, cut at any place', () => {
    const request = message(7, 1, ...READ);
    for (let cut = 1; cut < request.length; cut++) {
      expect(master.exchange(request.subarray(0, cut)).length).toBe(0);
      expect(messagesOf(master.exchange(request.subarray(cut))).map((m) => [...m.subarray(7)])).toEqual([DELIVERED]);
    }
  });

  it('is answered byte by byte', () => {
    const request = message(7, 1, ...READ);
    for (const byte of request.subarray(0, -1)) expect(master.exchange(Uint8Array.of(byte), 2).length).toBe(0);
    expect(messagesOf(master.exchange(request.subarray(-1))).length).toBe(1);
  });

  it('is one of several in a piece, which are answered in their order', () => {
    const numbers = Array.from({ length: 30 }, (_, k) => k + 1);
    const answers = messagesOf(master.exchange(Uint8Array.from(numbers.flatMap((k) => [...message(k, k === 9 ? 9 : 1, ...READ)])), 100));
    expect(answers.map((a) => a[1])).toEqual(numbers);
    expect(answers.map((a) => a[7])).toEqual(numbers.map((k) => (k === 9 ? 0x83 : 3)));
  });

  it('of a function that there is not is answered with exception 1, one without a function code with the end of the connection', () => {
    for (const fc of [0, 9, 44, 100, 127]) expect(master.ask(1, fc, 1, 2)).toEqual([fc | 0x80, 1]);
    expect(master.ask(1, 0x83, 1)).toEqual([0x83, 1]);
  });

  it('that is the serial line alone has exception 1: 7, 8, 11, 12 and 17 (Application Protocol 1.1b3, 6.7–6.13)', () => {
    expect([[7], [8, 0, 0, 1, 2], [8, 0, 1, 0, 0], [8, 0, 4, 0, 0], [11], [12], [17]].map((pdu) => master.ask(1, ...pdu))).toEqual(
      [7, 8, 8, 8, 11, 12, 17].map((fc) => [fc | 0x80, 1]),
    );
  });

  it('with another length than its function says is answered with exception 3, before its address is looked at', () => {
    const wrong = [[3], [3, 0xff, 0xff], [3, 0xff, 0xff, 0, 1, 0], [4, 0, 0, 0, 1, 9, 9], [1, 0, 0, 0], [20, 7, 6, 0, 1], [43, 14], [24, 4]];
    expect(wrong.map((pdu) => master.ask(1, ...pdu))).toEqual(wrong.map(([fc]) => [fc | 0x80, 3]));
  });

  it('is refused in the order of the specification: quantity before address', () => {
    expect(master.ask(1, 3, 0xff, 0xff, 0, 0)).toEqual([0x83, 3]);
    expect(master.ask(1, 3, 0xff, 0xff, 0, 126)).toEqual([0x83, 3]);
    expect(master.ask(1, 3, 0xff, 0xff, 0, 1)).toEqual([0x83, 2]);
  });

  it('has left no trace in the counters of the serial line', () => {
    const count = (sub: number): number => board.send(framed(1, 8, 0, sub, 0, 0))[5];
    const before = [count(14), count(13)];
    master.ask(1, ...READ);
    master.ask(1, 99);
    // The two questions themselves.
    expect([count(14), count(13)]).toEqual([before[0] + 2, before[1]]);
  });

  it('never raised an error, whatever it was', () => {
    expect(troubles(board)).toEqual([]);
  });
});
