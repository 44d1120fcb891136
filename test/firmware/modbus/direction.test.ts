/**
 * The direction pin of the transceiver: at every speed, with every kind of character and for every length of a reply, all characters lie inside its pulse, and
 * it falls before the master may speak (docs/wiring.md, "RS-485"; Modbus over Serial Line 1.02, 2.5.1.1).
 */
import { describe, expect, it } from 'vitest';
import { SerialLine } from '../../../hil/line/serial-line.js';
import type { DriverPulse, Transmission } from '../../../hil/target/line-settings.js';
import { crc16 } from '../../host/bus/crc-reference.js';
import { EmulatedBoard } from '../emulated-board.js';
import { readFrame, writeFrame } from '../frames.js';

const PERIOD_MS = 100;
/** The first start bit comes so much later than the pulse begins, at most, ms: what the table of docs/wiring.md allows for, rounded up. */
const LAG_MS = 0.85;

type Parity = 0 | 1 | 2;

/** A board at a speed, with parity (0 none, 1 even, 2 odd) and stop bits. */
function boardAt(baud: number, parity: Parity, stop: 1 | 2, id = 'pico'): EmulatedBoard {
  const board = EmulatedBoard.commissioned({ board: id });
  board.write(2001, baud / 100);
  board.write(2002, parity);
  board.write(2022, stop);
  board.expectCommand('commit');
  board.power(false);
  board.run(10);
  board.power(true);
  board.run(2500);
  board.target.events();
  return board;
}

/** What a request brings: bytes, moment at which the last bit is off, and pulses. The request comes `phaseMs` behind the start of a tick. */
function ask(
  board: EmulatedBoard,
  request: Uint8Array,
  bits: number,
  phaseMs = 30,
): { sent: readonly Transmission[]; endMs: number; pulses: readonly DriverPulse[] } {
  board.run(Math.ceil(board.now / PERIOD_MS) * PERIOD_MS + phaseMs - board.now);
  board.target.transmissions();
  board.target.driverPulses();
  board.target.receive(board.now, request);
  board.run(600);
  const sent = board.target.transmissions();
  const last = sent.at(-1);
  return { sent, endMs: last ? last.startMs + (last.bytes.length * bits * 1000) / board.target.port.baud : NaN, pulses: board.target.driverPulses() };
}

/** Requests and the lengths of their answers: exception, 5 and 60 registers (first and cached), 62 and 125. */
const REQUESTS: readonly (readonly [Uint8Array, number])[] = [
  [readFrame(1, 3, 60_000, 1), 5],
  [readFrame(1, 4, 0, 5), 15],
  [readFrame(1, 4, 0, 60), 125],
  [readFrame(1, 4, 0, 60), 125],
  [readFrame(1, 4, 0, 61), 127],
  [readFrame(1, 4, 0, 62), 129],
  [readFrame(1, 3, 40_000, 125), 255],
];

const SETTINGS: readonly (readonly [number, Parity, 1 | 2, number])[] = [
  ...[9600, 19_200, 38_400, 57_600, 115_200].flatMap((baud) => [[baud, 1, 1, 11] as const, [baud, 0, 1, 10] as const]),
  [9600, 2, 1, 11],
  [9600, 0, 2, 11],
  // With parity there is one stop bit, whatever the parameter says.
  [9600, 1, 2, 11],
];

describe('the pulse of the direction pin', () => {
  it.each(SETTINGS)('at %i Bd with parity %i and %i stop bits holds every character and is over before 3.5 of them', (baud, parity, stop, bits) => {
    const board = boardAt(baud, parity, stop);
    const quietMs = baud > 19_200 ? 1.75 : (3.5 * bits * 1000) / baud;
    for (const [request, length] of REQUESTS) {
      const { sent, endMs, pulses } = ask(board, request, bits);
      expect(sent.reduce((sum, { bytes }) => sum + bytes.length, 0)).toBe(length);
      expect(pulses).toHaveLength(1);
      expect(pulses[0].startMs).toBeLessThanOrEqual(sent[0].startMs);
      expect(pulses[0].endMs - endMs).toBeGreaterThan(LAG_MS);
      expect(pulses[0].endMs - endMs).toBeLessThan(quietMs - 0.5);
    }
    expect(board.events('error')).toEqual([]);
  });

  it('is right on an RP2040 too', () => {
    const { endMs, pulses } = ask(boardAt(115_200, 0, 1, 'rp2040'), readFrame(1, 3, 40_000, 125), 10);
    expect(pulses[0].endMs - endMs).toBeCloseTo(1, 2);
  });

  it('comes with an answer only: not with a broadcast, a frame for others or a bad one', () => {
    const board = boardAt(19_200, 1, 1);
    const bad = readFrame(1, 4, 0, 5);
    bad[7] ^= 1;
    for (const request of [writeFrame(0, 1008, 1), readFrame(2, 4, 0, 5), bad]) expect(ask(board, request, 11).pulses).toEqual([]);
  });
});

describe('a transceiver that follows the pin', () => {
  /** What a master hears of the answer to a read of 125 registers when the pulses are `cutMs` shorter; and what the board hears of a frame that comes then. */
  function heard(cutMs: number): Uint8Array {
    const board = boardAt(115_200, 1, 1);
    const { target } = board;
    target.driverPulses();
    const line = new SerialLine(
      {
        receive: (ms, bytes) => target.receive(ms, bytes),
        runTo: (ms) => target.runTo(ms),
        transmissions: () => target.transmissions(),
        driverPulses: () => target.driverPulses().map(({ startMs, endMs }) => ({ startMs, endMs: endMs - cutMs })),
        port: target.port,
      },
      target.port,
    );
    line.boardDriver = 'pin';
    const master = line.join('master');
    line.run(board.now + 30);
    master.send(board.now + 30, readFrame(1, 3, 40_000, 125));
    line.run(board.now + 300);
    return master.take();
  }

  it('brings the whole answer to the master', () => {
    const answer = heard(0);
    expect([answer.length, crc16(answer)]).toEqual([255, 0]);
  });

  it('cuts its end when the pin falls too early', () => {
    // A millisecond is kept behind the last bit; a character takes 0.095 ms.
    expect(heard(1.05)).toHaveLength(254);
    expect(heard(0.95)).toHaveLength(255);
  });
});
