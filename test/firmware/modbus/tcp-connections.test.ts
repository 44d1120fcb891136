/** Connections of Modbus TCP: how many, for how long, and what a bad one may do (docs/modbus.md, "Modbus TCP"). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProcessImage } from '../../../hil/target/emulator/image.js';
import { EmulatedBoard } from '../emulated-board.js';
import { framed, readFrame, registersOf } from '../frames.js';
import { message, messagesOf, PORT, restart, tcpBoard, TcpMaster } from '../tcp-board.js';

const READ = [3, 0x07, 0xd0, 0, 1] as const;
const ANSWER = [3, 2, 0, 1];
/** The longest answer: 125 registers, 259 bytes with the head. */
const LONG_READ = [3, 0x9c, 0x40, 0, 125] as const;
const LONGEST_ANSWER = 259;
/** Most bytes of requests that a connection may send ahead, and the silence after which it gives its place, s. */
const MOST_WAITING = 1040;
const SILENT_S = 60;

/** What a tick and an answer of the slow board take, ms. */
const TICK_MS = 30;
const ANSWER_MS = 20;

/** A board on which every answer of Modbus TCP takes its time. */
class SlowAnswers extends ProcessImage {
  on = false;

  override around(api: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const E = api['E'] as { toString(bytes: unknown): string };
    const busy = api['busy'] as (ms: number) => void;
    return { ...api, E: { ...E, toString: (bytes: unknown) => (busy(this.on ? ANSWER_MS : 0), E.toString(bytes)) } };
  }
}

const troubles = (board: EmulatedBoard): string[] => board.events('error').concat(board.events('reboot'), board.events('watchdog'));
const answered = (master: TcpMaster): boolean => master.ask(1, ...READ).join() === ANSWER.join();

describe('a connection', () => {
  it('is closed at a head that is not of Modbus: another protocol, a length below 2 or above 254; the others stay', () => {
    const board = tcpBoard({ connections: 2 });
    const other = new TcpMaster(board);
    const heads = [
      [0, 1, 1, 0, 0, 6],
      [0, 1, 0, 1, 0, 6],
      [0, 1, 0, 0, 0, 0],
      [0, 1, 0, 0, 0, 1],
      [0, 1, 0, 0, 0, 255],
      [0, 1, 0, 0, 1, 6],
    ];
    for (const head of heads) {
      const master = new TcpMaster(board);
      expect(master.exchange(Uint8Array.of(...head, 1, ...READ)).length).toBe(0);
      expect([head, master.closed]).toEqual([head, true]);
      expect(answered(other)).toBe(true);
    }
    expect(troubles(board)).toEqual([]);
  });

  it('gets the answers to what came before such a head', () => {
    const board = tcpBoard({ connections: 1 });
    const master = new TcpMaster(board);
    const good = message(1, 1, ...READ);
    const answers = messagesOf(master.exchange(Uint8Array.of(...good, ...good, 71, 69, 84, 32, 47, 32), 50));
    expect(answers.map((a) => [...a.subarray(7)])).toEqual([ANSWER, ANSWER]);
    expect(master.closed).toBe(true);
  });

  it('may carry the longest request, 254 bytes behind the head', () => {
    const board = tcpBoard({ connections: 1, writes: 1 });
    const master = new TcpMaster(board);
    // 123 registers, and the control area ends before: exception 2 and not a closed connection.
    expect(master.ask(1, 16, 0x03, 0xe8, 0, 123, 246, ...new Array<number>(246).fill(0))).toEqual([0x90, 2]);
    expect(master.ask(1, 99, ...new Array<number>(251).fill(1))).toEqual([99 | 0x80, 1]);
  });

  it('beyond the stated number is closed at once, and one is free when another ends', () => {
    const board = tcpBoard({ connections: 2 });
    const [first, second, third] = [new TcpMaster(board), new TcpMaster(board), new TcpMaster(board)];
    expect([first.closed, second.closed, third.closed]).toEqual([false, false, true]);
    expect([answered(first), answered(second)]).toEqual([true, true]);
    first.link.end();
    board.run(10, 1);
    expect(answered(new TcpMaster(board))).toBe(true);
    expect(new TcpMaster(board).closed).toBe(true);
  });

  it('that has been silent for a minute gives its place to another one, the most silent first, and not before', () => {
    const board = tcpBoard({ connections: 2 });
    const [first, second] = [new TcpMaster(board), new TcpMaster(board)];
    board.run(30_000);
    expect(answered(first)).toBe(true);
    board.run((SILENT_S - 30) * 1000 - 500);
    expect(new TcpMaster(board).closed).toBe(true);
    board.run(1000);
    const third = new TcpMaster(board);
    expect([first.closed, second.closed, third.closed]).toEqual([false, true, false]);
    expect([answered(first), answered(third)]).toEqual([true, true]);
    expect(new TcpMaster(board).closed).toBe(true);
  });

  it('stays open as long as nobody else wants in', () => {
    const board = tcpBoard({ connections: 1 });
    const master = new TcpMaster(board);
    board.run(600_000, 1000);
    expect(answered(master)).toBe(true);
  });

  it('that has ended before anybody could look takes no place', () => {
    const board = tcpBoard({ connections: 1 });
    for (const bytes of [new Uint8Array(0), message(1, 1, ...READ)]) {
      const link = board.target.network.connect(PORT);
      link.send(bytes);
      link.end();
      board.run(20, 1);
      expect(board.target.network.connections).toBe(0);
      const master = new TcpMaster(board);
      expect(answered(master)).toBe(true);
      master.link.end();
      board.run(20, 1);
    }
    expect(troubles(board)).toEqual([]);
  });

  it('may end in the middle of a request, and with answers under way: the next one is served', () => {
    const board = tcpBoard({ connections: 1 });
    const request = message(3, 1, ...READ);
    for (const length of [1, 6, 7, request.length - 1]) {
      const master = new TcpMaster(board);
      master.link.send(request.subarray(0, length));
      master.link.end();
      board.run(5, 1);
    }
    const master = new TcpMaster(board);
    master.link.reads = false;
    master.link.send(Uint8Array.from([...request, ...request, ...request]));
    board.run(20, 1);
    master.link.end();
    board.run(20, 1);
    expect(board.target.network.connections).toBe(0);
    expect(answered(new TcpMaster(board))).toBe(true);
    expect(troubles(board)).toEqual([]);
  });

  it('that does not read holds one answer and no more; others are served; what it asked is answered when it reads', () => {
    const board = tcpBoard({ connections: 2 });
    const [deaf, other] = [new TcpMaster(board), new TcpMaster(board)];
    deaf.link.reads = false;
    for (let k = 0; k < 20; k++) {
      deaf.link.send(message(k, 1, ...LONG_READ));
      board.run(20, 1);
      expect(board.target.network.unsentBytes).toBe(LONGEST_ANSWER);
      expect(answered(other)).toBe(true);
    }
    deaf.link.read();
    board.run(200, 1);
    expect(messagesOf(deaf.link.take()).map((m) => m[1])).toEqual(Array.from({ length: 20 }, (_, k) => k));
  });

  it('that sends ahead more than the stated bytes without reading is closed, with what it holds', () => {
    const board = tcpBoard({ connections: 1 });
    const deaf = new TcpMaster(board);
    deaf.link.reads = false;
    deaf.exchange(message(1, 1, ...READ));
    deaf.exchange(new Uint8Array(MOST_WAITING));
    expect(deaf.closed).toBe(false);
    deaf.exchange(new Uint8Array(1));
    expect([deaf.closed, board.target.network.connections, board.target.network.unsentBytes]).toEqual([true, 0, 0]);
    expect(answered(new TcpMaster(board))).toBe(true);
  });

  it('is waited for again when there is no network at the start', () => {
    const board = tcpBoard({ connections: 1 });
    board.target.network.online = false;
    restart(board);
    expect(board.target.network.ports).toEqual([]);
    expect(registersOf(board.send(readFrame(1, 3, 2000, 1)))).toEqual([1]);
    board.target.network.online = true;
    board.run(11_000);
    expect(answered(new TcpMaster(board))).toBe(true);
    expect(troubles(board)).toEqual([]);
  });
});

describe('the wireless network', () => {
  it('that is lost is joined again within a minute, once a minute, while the plant does not run', () => {
    const board = tcpBoard({ connections: 1 });
    const { network } = board.target;
    board.run(130_000, 500);
    expect(network.joins).toBe(0);
    network.mode = 'NULL';
    board.run(60_000, 500);
    expect(network.joins).toBe(1);
    board.run(120_000, 500);
    expect(network.joins).toBe(3);
    network.mode = 'AP';
    board.run(120_000, 500);
    expect([network.joins, ...troubles(board)]).toEqual([3]);
  });

  it('is left alone while the plant runs, and without Modbus TCP', () => {
    const board = EmulatedBoard.commissioned({ board: 'esp32' });
    board.target.network.mode = 'NULL';
    board.run(130_000, 500);
    expect(board.target.network.joins).toBe(0);
    board.write(2030, 1);
    board.expectCommand('commit');
    restart(board);
    board.expectCommand('reset');
    board.expectCommand('start');
    board.run(180_000, 100);
    expect([board.send(framed(1, 1, 0, 0, 0, 1))[3] & 1, board.target.network.joins]).toEqual([1, 0]);
    board.expectCommand('stop');
    board.run(61_000, 100);
    expect(board.target.network.joins).toBeGreaterThan(0);
  });
});

describe('beside the serial line', () => {
  it('both are answered at the same time, in every order, and neither gets the answer of the other', () => {
    const board = tcpBoard({ connections: 4 });
    const masters = Array.from({ length: 4 }, () => new TcpMaster(board));
    for (let k = 0; k < 60; k++) {
      for (const [i, master] of masters.entries()) for (let n = 0; n < 1 + ((k + i) % 3); n++) master.link.send(message(n, 1, ...LONG_READ));
      board.run(k % 7, 1);
      expect(registersOf(board.send(readFrame(1, 3, 2000, 3)))).toEqual([1, 192, 1]);
      board.run(30, 1);
      for (const [i, master] of masters.entries()) {
        const answers = messagesOf(master.link.take());
        expect(answers.map((m) => [m[1], m.length])).toEqual(Array.from({ length: 1 + ((k + i) % 3) }, (_, n) => [n, LONGEST_ANSWER]));
      }
    }
    expect(troubles(board)).toEqual([]);
  });

  it('ticks are no later than a request takes, and half of the time is left, while four masters ask without a pause', () => {
    const slow = new SlowAnswers([]);
    const ticks: number[] = [];
    const turn = (startMs: number, tick: boolean): number => (slow.on && tick ? (ticks.push(startMs), TICK_MS) : 0);
    const board = tcpBoard({ connections: 4 }, { image: slow, probe: true, pace: { chunk: () => 0, turn } });
    const masters = Array.from({ length: 4 }, () => new TcpMaster(board));
    let answers = 0;
    slow.on = true;
    for (let k = 0; k < 1000; k++) {
      for (const master of masters) {
        const came = messagesOf(master.link.take()).length;
        answers += came;
        // Three under way of every master.
        for (let n = k === 0 ? 3 : came; n > 0; n--) master.link.send(message(k, 1, ...LONG_READ));
      }
      board.run(10, 1);
    }
    expect(answers).toBeGreaterThan(100);
    expect(answers * ANSWER_MS).toBeLessThanOrEqual(5000);
    expect(ticks.length).toBeGreaterThanOrEqual(99);
    expect(Math.max(...ticks.slice(1).map((at, k) => at - (ticks[k] ?? NaN)))).toBeLessThanOrEqual(100 + ANSWER_MS);
    slow.on = false;
    board.run(1000);
    expect(board.faults('alarmsActive')).not.toContain(36);
    expect(troubles(board)).toEqual([]);
  });
});

describe('whatever a connection brings', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .record({ unit: fc.constantFrom(0, 1, 1, 255, 9), pdu: fc.array(fc.nat(255), { minLength: 1, maxLength: 20 }) })
        .map(({ unit, pdu }) => message(5, unit, ...pdu)),
      fc
        .record({ code: fc.integer({ min: 1, max: 44 }), pdu: fc.array(fc.nat(255), { maxLength: 252 }) })
        .map(({ code, pdu }) => message(6, 1, code, ...pdu)),
      fc.constantFrom(message(7, 1, ...READ), message(8, 1, ...LONG_READ), message(9, 1, ...READ).subarray(0, 9)),
    ),
    { minLength: 1, maxLength: 12 },
  );

  it('nothing is thrown, nothing restarts, nothing is kept, and the next good request is answered', () => {
    const board = tcpBoard({ connections: 2, writes: 1 });
    const other = new TcpMaster(board);
    let closed = 0;
    fc.assert(
      fc.property(pieces, fc.boolean(), fc.boolean(), (list, reads, ends) => {
        const master = new TcpMaster(board);
        master.link.reads = reads;
        for (const piece of list) {
          master.link.send(piece);
          board.run(3, 1);
          expect(board.target.network.unsentBytes).toBeLessThanOrEqual(2 * LONGEST_ANSWER);
        }
        board.run(40, 1);
        messagesOf(master.link.take());
        if (master.closed) closed++;
        if (ends) master.link.end();
        else board.run(SILENT_S * 1000 + 1000, 1000);
        board.run(5, 1);
        expect(answered(other)).toBe(true);
        expect(troubles(board)).toEqual([]);
      }),
      { seed: 4, numRuns: 150 },
    );
    expect(closed).toBeGreaterThan(20);
    expect(board.target.network.connections).toBeLessThanOrEqual(2);
  });
});
