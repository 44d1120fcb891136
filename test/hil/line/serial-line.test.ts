import { describe, expect, it } from 'vitest';
import { babble } from '../../../hil/line/noise.js';
import { frameGapMs, SerialLine, type Grain } from '../../../hil/line/serial-line.js';
import { characterMs, type LineSettings, type Transmission } from '../../../hil/target/line-settings.js';

const AT_19200: LineSettings = { baud: 19_200, parity: 'even', stopBits: 1 };
/** Eleven bits at 19200 baud. */
const CHARACTER_MS = 0.572917;
const FRAME = Uint8Array.of(1, 4, 0, 0, 0, 60, 0xf0, 0x1b);

/** A board that writes down what it gets and when, and sends what a test tells it to. */
class Board {
  port = AT_19200;
  readonly got: [number, number][] = [];
  sent: Transmission[] = [];
  readonly line: SerialLine;

  constructor(grain: Grain = 'each') {
    this.line = new SerialLine(this, AT_19200, grain);
  }
  receive(nowMs: number, bytes: Uint8Array): void {
    for (const byte of bytes) this.got.push([nowMs, byte]);
  }
  transmissions(): Transmission[] {
    return this.sent.splice(0);
  }
  runTo(): void {
    // It has nothing else to do.
  }
  get bytes(): number[] {
    return this.got.map(([, byte]) => byte);
  }
}

describe('the time of a character', () => {
  // Serial line V1.02, 2.5.1: eleven bits a character, with parity or with a second stop bit.
  it.each([
    [{ baud: 9600, parity: 'even', stopBits: 1 }, 1.1458],
    [{ baud: 19_200, parity: 'none', stopBits: 2 }, 0.5729],
    [{ baud: 115_200, parity: 'none', stopBits: 1 }, 0.0868],
  ] as const)('%o: %d ms', (settings, ms) => {
    expect(characterMs(settings)).toBeCloseTo(ms, 4);
  });

  it('gives pauses of 3.5 characters between frames, and 1.75 ms above 19200 baud', () => {
    expect(frameGapMs({ ...AT_19200, baud: 9600 })).toBeCloseTo(4.01, 2);
    expect(frameGapMs(AT_19200)).toBeCloseTo(2.005, 3);
    expect(frameGapMs({ ...AT_19200, baud: 115_200 })).toBe(1.75);
  });
});

describe('the line', () => {
  it('brings a frame to the board character by character, each when its last bit is there', () => {
    const board = new Board();
    board.line.join('master').send(100, FRAME);
    board.line.run(102);
    expect(board.bytes).toEqual([1, 4, 0]);
    board.line.run(200);
    expect(board.bytes).toEqual([...FRAME]);
    board.got.forEach(([ms], i) => expect(ms).toBeCloseTo(100 + (i + 1) * CHARACTER_MS, 4));
  });

  it('or in one piece when its last character is there', () => {
    const board = new Board('write');
    board.line.join('master').send(0, FRAME);
    board.line.run(4.5);
    expect(board.got).toEqual([]);
    board.line.run(5);
    expect(board.bytes).toEqual([...FRAME]);
  });

  it('brings an answer to the master at the speed of the board’s port', () => {
    const board = new Board();
    const master = board.line.join('master');
    board.sent.push({ startMs: 10, bytes: FRAME });
    board.line.run(12);
    expect([...master.take()]).toEqual([1, 4, 0]);
    board.line.run(20);
    expect([...master.take()]).toEqual([...FRAME].slice(3));
    expect(board.got).toEqual([]);
  });

  it('leaves 3.5 characters between a frame that a station heard and its own', () => {
    const board = new Board();
    const other = board.line.join('unit');
    board.line.join('master').send(0, FRAME);
    board.line.run(4.6);
    const end = other.send(4.6, Uint8Array.of(9));
    expect(end).toBeCloseTo(8 * CHARACTER_MS + 3.5 * CHARACTER_MS + CHARACTER_MS, 4);
  });

  it('spoils what two send at the same time, and nothing else', () => {
    const board = new Board();
    const [first, second] = [board.line.join('rude'), board.line.join('rude')];
    first.send(0, new Uint8Array(20).fill(0xff));
    second.send(5 * CHARACTER_MS, new Uint8Array(5).fill(0xff));
    board.line.run(50);
    expect(board.line.counters).toMatchObject({ characters: 25, spoilt: 10 });
    const whole = board.bytes.filter((byte) => byte === 0xff).length;
    expect(whole).toBeGreaterThanOrEqual(15);
    expect(whole).toBeLessThanOrEqual(17);
    expect(board.got.length).toBeLessThan(25);
  });

  it('does not let the board hear what comes while it sends', () => {
    const board = new Board();
    board.sent.push({ startMs: 0, bytes: new Uint8Array(20) });
    board.line.join('rude').send(1, FRAME);
    board.line.run(50);
    expect(board.got).toEqual([]);
  });

  it('spoils everything but the stuck station’s own words while a driver stays switched on', () => {
    const board = new Board();
    const stuck = board.line.join('rude');
    stuck.stuck = true;
    board.line.join('rude').send(0, new Uint8Array(100));
    board.line.run(100);
    expect(board.line.counters.spoilt).toBe(100);
    expect(board.bytes.every((byte) => byte === 0)).toBe(false);
    const before = board.line.counters.spoilt;
    stuck.send(200, FRAME);
    board.line.run(300);
    expect(board.line.counters.spoilt).toBe(before);
    expect(board.bytes.slice(-8)).toEqual([...FRAME]);
  });

  it('gives the board garbage when its port has another speed', () => {
    const board = new Board();
    board.port = { ...AT_19200, baud: 9600 };
    board.line.join('master').send(0, FRAME);
    board.line.run(20);
    expect(board.bytes).not.toEqual([...FRAME]);
  });

  it('is full while somebody babbles without a pause, and the same in every run', () => {
    const words = (): number[] => {
      const board = new Board();
      const end = babble(board.line, 64, 0);
      board.line.run(100);
      end();
      board.line.run(200);
      return board.bytes;
    };
    // 100 ms hold 174 whole characters; who leaves stops in the middle of the next.
    expect(words().length).toBe(174);
    expect(words()).toEqual(words());
  });

  it('drops what the board was sending when its power goes', () => {
    const board = new Board();
    const master = board.line.join('master');
    board.sent.push({ startMs: 0, bytes: FRAME });
    board.line.run(1.2);
    board.line.boardDied();
    board.line.run(20);
    expect([...master.take()]).toEqual([1, 4]);
  });
});
