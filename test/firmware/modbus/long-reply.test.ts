/** Replies that do not fit the transmit buffer of 128 bytes: no gap on the line above 1.5 characters, and no tick that waits where one need not. */
import { describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { readFrame, writeFrame } from '../frames.js';
import { crc16 } from '../../host/bus/crc-reference.js';

const PERIOD_MS = 100;
/** The longest tick that a Pico was counted to need, with a third on top, ms: of the plain one, and of the one that measures eight cells. */
const TICK_MS = 50;
const TICK_WITH_CELLS_MS = 68;
/** The longest reply: 125 registers. */
const LONGEST = 255;
const BUFFER = 128;

/** A board at a speed, whose ticks take `tickMs`. */
function boardAt(baud: number, tickMs: number, name = 'pico'): EmulatedBoard {
  let slow = false;
  const board = EmulatedBoard.commissioned({ board: name, pace: { chunk: () => 0, turn: (_startMs, tick) => (tick && slow ? tickMs : 0) } });
  board.write(2001, baud / 100);
  board.expectCommand('commit');
  board.power(false);
  board.run(10);
  board.power(true);
  board.run(2000);
  slow = true;
  board.run(500);
  board.target.events();
  return board;
}

/** Asks for the first 125 registers of SunSpec, `phaseMs` behind the start of a tick; what the board puts on the line, and when. */
function ask(board: EmulatedBoard, phaseMs: number): { bytes: number[]; gapMs: number } {
  board.run(Math.ceil(board.now / PERIOD_MS) * PERIOD_MS + phaseMs - board.now);
  board.target.transmissions();
  board.target.receive(board.now, readFrame(1, 3, 40000, 125));
  board.run(600);
  const bytes: number[] = [];
  let gapMs = 0;
  let endMs = NaN;
  for (const sent of board.target.transmissions()) {
    if (!Number.isNaN(endMs)) gapMs = Math.max(gapMs, sent.startMs - endMs);
    endMs = sent.startMs + (sent.bytes.length * 11_000) / board.target.port.baud;
    bytes.push(...sent.bytes);
  }
  return { bytes, gapMs };
}

const PHASES = Array.from({ length: 20 }, (_, i) => i * 5 + 1);

describe('a reply of 125 registers of a board with a buffer of 128 bytes', () => {
  it.each([
    ['pico', 9600, TICK_MS],
    ['pico', 19_200, TICK_MS],
    ['pico-cells', 9600, TICK_WITH_CELLS_MS],
  ])('of %s at %i Bd is sent in pieces without a gap and without a tick that waits, wherever slow ticks fall', (name, baud, tickMs) => {
    const board = boardAt(baud, tickMs, name);
    for (const phase of PHASES) {
      const { bytes, gapMs } = ask(board, phase);
      expect([phase, bytes.length, crc16(Uint8Array.from(bytes))]).toEqual([phase, LONGEST, 0]);
      // Modbus over Serial Line 1.02, 2.5.1.1: no more than 1.5 characters.
      expect(gapMs).toBeLessThan((1.5 * 11_000) / baud);
    }
    expect(board.events('log')).toEqual([]);
  });

  it.each([
    ['pico', 38_400],
    ['pico', 57_600],
    ['pico', 115_200],
    ['pico-cells', 19_200],
  ])('of %s at %i Bd is one write, which holds the interpreter for the characters that the buffer does not take', (name, baud) => {
    const board = boardAt(baud, TICK_MS, name);
    const { bytes, gapMs } = ask(board, 60);
    expect([bytes.length, crc16(Uint8Array.from(bytes)), gapMs]).toEqual([LONGEST, 0, 0]);
    const waits = board.events('log').map((text) => Number(/blocked (\d+) ms/.exec(text)?.[1]));
    expect(waits).toEqual([Math.round(((LONGEST - BUFFER) * 11_000) / baud)]);
  });

  it('that somebody speaks into is given up for the answer to that', () => {
    const board = boardAt(9600, 0);
    board.run(Math.ceil(board.now / PERIOD_MS) * PERIOD_MS + 5 - board.now);
    board.target.transmissions();
    board.target.receive(board.now, readFrame(1, 3, 40000, 125));
    board.run(30);
    board.target.receive(board.now, writeFrame(1, 2012, 400));
    board.run(600);
    const pieces = board.target.transmissions().map((sent) => sent.bytes.length);
    expect(pieces).toEqual([BUFFER - 1, 8]);
    expect(board.live('state')).toBe(2);
  });
});
