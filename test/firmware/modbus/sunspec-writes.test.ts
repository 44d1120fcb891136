/** What a SunSpec master may write, what it does, and with which exception the rest is refused (docs/sunspec.md). */
import { beforeEach, describe, expect, it } from 'vitest';
import { EmulatedBoard } from '../emulated-board.js';
import { exceptionFrame, readFrame, registersOf, writeFrame, writeManyFrame } from '../frames.js';
import { scan } from './sunspec-reader.js';

/** Addresses of the points on every board: 40002 + 66, and 40070 with the offsets of the official model 802. */
const DA = 40068;
const SOC_RSV_MAX = 40079;
const SOC_RSV_MIN = 40080;
const CTRL_HB = 40089;
const ALM_RST = 40090;
const SET_OP = 40120;

const [COLD, WARM_UP, READY, DISCHARGE, STOPPING] = [2, 3, 4, 6, 12];

let board: EmulatedBoard;
beforeEach(() => {
  board = EmulatedBoard.commissioned();
});

/** Writes with function 6, or with 16 when there are several values; the exception code, or 0. */
function put(address: number, ...words: number[]): number {
  const fc = words.length > 1 ? 16 : 6;
  const reply = board.send(fc === 6 ? writeFrame(1, address, words[0] as number) : writeManyFrame(1, address, words));
  if (reply[1] === fc) return 0;
  const code = reply[2] as number;
  expect(reply).toEqual(exceptionFrame(1, fc, code));
  return code;
}

function point(address: number): number {
  return registersOf(board.send(readFrame(1, 3, address, 1)))[0] as number;
}

describe('the addresses of this test', () => {
  it('are those that a scan finds', () => {
    const { models } = scan((address, count) => registersOf(board.send(readFrame(1, 3, address, count))));
    const at = (id: number, name: string): number | undefined => models.find((m) => m.id === id)?.points.get(name)?.address;
    expect(at(1, 'DA')).toBe(DA);
    expect(['SocRsvMax', 'SoCRsvMin', 'CtrlHb', 'AlmRst', 'SetOp'].map((n) => at(802, n))).toEqual([
      SOC_RSV_MAX,
      SOC_RSV_MIN,
      CTRL_HB,
      ALM_RST,
      SET_OP,
    ]);
  });
});

describe('a write', () => {
  it('to any other point is refused with exception 2', () => {
    const free = new Set([DA, SOC_RSV_MAX, SOC_RSV_MIN, CTRL_HB, ALM_RST, SET_OP]);
    for (let a = 40000; a < 40145; a++) if (!free.has(a)) expect([a, put(a, 1)]).toEqual([a, 2]);
  });

  it('of a value that the point never takes is refused with exception 3', () => {
    for (const [address, value] of [
      [DA, 0],
      [DA, 248],
      [SOC_RSV_MAX, 10001],
      [SOC_RSV_MIN, 10001],
      [SOC_RSV_MIN, 0xffff],
      [ALM_RST, 2],
      [SET_OP, 0],
      [SET_OP, 3],
    ] as const)
      expect([address, value, put(address, value)]).toEqual([address, value, 3]);
  });

  it('is done whole or not at all', () => {
    expect(put(SOC_RSV_MAX, 8000, 10001)).toBe(3);
    expect(put(SOC_RSV_MIN, 3000, 1)).toBe(2);
    expect([point(SOC_RSV_MAX), point(SOC_RSV_MIN)]).toEqual([9500, 500]);
    expect(put(SOC_RSV_MAX, 8000, 3000)).toBe(0);
    board.run(1000);
    expect([point(SOC_RSV_MAX), point(SOC_RSV_MIN)]).toEqual([8000, 3000]);
  });
});

describe('CtrlHb', () => {
  it('is the controller heartbeat', () => {
    expect(put(CTRL_HB, 4711)).toBe(0);
    board.run(1100);
    expect(board.live('heartbeatEcho')).toBe(4711);
    expect(point(CTRL_HB)).toBe(4711);
  });

  it('keeps remote control alive', () => {
    board = EmulatedBoard.ready();
    board.expectCommand('discharge', 0, 200);
    for (let i = 0; i < 20; i++) {
      put(CTRL_HB, i + 1);
      board.run(1000);
    }
    expect(board.live('state')).toBe(DISCHARGE);
    board.run(25_000);
    expect(board.live('state')).toBe(READY);
  });
});

describe('SoCRsvMin', () => {
  beforeEach(() => {
    board = EmulatedBoard.ready();
  });

  it('above the charge that is left ends the discharge, and keeps charge free of it', () => {
    board.expectCommand('discharge', 0, 500);
    board.run(5000);
    expect(put(SOC_RSV_MIN, 9600)).toBe(0);
    board.run(3000);
    expect([board.live('state'), board.live('dischargeLimit')]).toEqual([READY, 0]);
    const FAILED = 7;
    expect(board.command('discharge', 0, 100)).toBe(FAILED);
  });

  it('ends 900 s after it was written, and every write renews it', () => {
    put(SOC_RSV_MIN, 9600);
    board.run(890_000, 100);
    expect(board.live('dischargeLimit')).toBe(0);
    put(SOC_RSV_MIN, 9600);
    board.run(890_000, 100);
    expect([board.live('dischargeLimit'), point(SOC_RSV_MIN)]).toEqual([0, 9600]);
    board.run(15_000);
    expect(point(SOC_RSV_MIN)).toBe(500);
    expect(board.live('dischargeLimit')).toBeGreaterThan(0);
  });

  it('does not survive a loss of power', () => {
    put(SOC_RSV_MIN, 9600);
    board.power(false);
    board.run(100);
    board.power(true);
    board.run(3000);
    expect(point(SOC_RSV_MIN)).toBe(500);
  });

  it('needs no heartbeat, and takes no remote control', () => {
    put(SOC_RSV_MIN, 2000);
    board.run(60_000);
    expect(board.live('modeBits') & 1).toBe(0);
    expect(board.live('heartbeatLeft')).toBe(65535);
    expect(point(SOC_RSV_MIN)).toBe(2000);
  });
});

describe('SocRsvMax', () => {
  it('below the charge that is left ends the charge, and 0 % ends it for good', () => {
    board = EmulatedBoard.ready();
    board.expectCommand('discharge', 0, 500);
    board.run(600_000, 100);
    board.expectCommand('rest');
    board.run(2000);
    expect(board.live('chargeLimit')).toBeGreaterThan(0);
    put(SOC_RSV_MAX, 0);
    board.run(2000);
    expect(board.live('chargeLimit')).toBe(0);
    expect(board.live('dischargeLimit')).toBeGreaterThan(0);
  });
});

describe('SetOp', () => {
  it('1 starts from cold, 2 stops, and neither does anything twice', () => {
    expect(put(SET_OP, 1)).toBe(0);
    board.run(1000);
    expect([board.live('state'), point(SET_OP)]).toEqual([WARM_UP, 1]);
    expect(put(SET_OP, 1)).toBe(0);
    expect(put(SET_OP, 2)).toBe(0);
    board.run(2000);
    expect([COLD, 13]).toContain(board.live('state'));
    expect(point(SET_OP)).toBe(2);
    expect(put(SET_OP, 2)).toBe(0);
  });

  it('2 does not end the cooling that a stop has begun', () => {
    board = EmulatedBoard.ready();
    put(SET_OP, 2);
    board.run(2000);
    const COOL_DOWN = 13;
    expect(board.live('state')).toBe(COOL_DOWN);
    put(SET_OP, 2);
    board.run(2000);
    expect(board.live('state')).toBe(COOL_DOWN);
  });

  it('1 is refused with exception 4 in a fault, in service and while it stops', () => {
    board.expectCommand('service');
    expect(put(SET_OP, 1)).toBe(4);
    board.expectCommand('leaveService');
    board.cell.leak = 5;
    board.run(3000);
    expect(put(SET_OP, 1)).toBe(4);
    expect(put(SET_OP, 2)).toBe(0);
    board = EmulatedBoard.ready();
    board.expectCommand('discharge', 0, 400);
    board.run(5000);
    put(SET_OP, 2);
    if (board.live('state') === STOPPING) expect(put(SET_OP, 1)).toBe(4);
  });
});

describe('AlmRst', () => {
  it('takes back what may be reset by remote, reads 0, and 0 does nothing', () => {
    board.cell.voltage = 4.6;
    board.run(2000);
    board.cell.voltage = 3.3;
    board.run(5000);
    expect(board.faults('alarmsLatched')).toContain(14);
    expect(put(ALM_RST, 0)).toBe(0);
    board.run(1000);
    expect(board.faults('alarmsLatched')).toContain(14);
    expect(put(ALM_RST, 1)).toBe(0);
    board.run(1000);
    expect(board.faults('alarmsLatched')).toEqual([]);
    expect(point(ALM_RST)).toBe(0);
  });

  it('is refused with exception 4, and resets nothing, while a row waits for the button at the board', () => {
    board.cell.leak = 5;
    board.cell.voltage = 4.6;
    board.run(2000);
    board.cell.leak = 100;
    board.cell.voltage = 3.3;
    board.run(10_000);
    expect(put(ALM_RST, 1)).toBe(4);
    board.run(1000);
    expect(board.faults('alarmsLatched')).toEqual(expect.arrayContaining([14, 30]));
    board.cell.localReset = 1;
    board.run(500);
    board.cell.localReset = 0;
    board.run(1000);
    expect(put(ALM_RST, 1)).toBe(0);
    expect(board.faults('alarmsLatched')).toEqual([]);
  });
});

describe('DA', () => {
  it('is stored and counts from the next start on', () => {
    expect(put(DA, 17)).toBe(0);
    expect(point(DA)).toBe(17);
    // It is stored behind the answer.
    board.run(150);
    board.power(false);
    board.run(100);
    board.power(true);
    board.run(5000);
    const reply = board.send(readFrame(17, 3, 40000, 2));
    expect(registersOf(reply)).toEqual([0x5375, 0x6e53]);
    expect(board.send(readFrame(1, 3, 40000, 2))).toHaveLength(0);
  });

  it('is refused with exception 4 while a flash write would stop a running plant, but for the address that it has', () => {
    board = EmulatedBoard.ready();
    expect(put(DA, 17)).toBe(4);
    expect(put(DA, 1)).toBe(0);
    expect(point(DA)).toBe(1);
  });
});
