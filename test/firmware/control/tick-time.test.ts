/**
 * A tick and the clock: which calls are ticks, what a jump of the clock does, how long a second is for the slow work (docs/design.md, "One tick";
 * docs/safety.md, P36, X04, X10).
 */
import { describe, expect, it } from 'vitest';
import { TickingBoard } from './ticking-board.js';

/** A clock that has run for months before the start: times count from the start. */
const LONG_AGO = 1e10;

describe('a call of the tick', () => {
  it('less than half a period after the last tick makes up for a missed one and is skipped', async () => {
    const board = await TickingBoard.start();
    board.seconds(1);
    const fed = board.stub.watchdogFed;
    board.tick(450);
    for (const gap of [1, 1, 47]) board.tick(gap);
    expect([board.stub.watchdogFed - fed, board.get('tickGap'), board.get('clockStep')]).toEqual([1, 450, 0]);
    // 49 ms have been skipped; 50 ms after the tick the next one runs.
    board.tick(1);
    expect([board.stub.watchdogFed - fed, board.get('tickGap')]).toEqual([2, 50]);
  });

  it('feeds the watchdog once, at its end, and says by the clock when it began', async () => {
    const board = await TickingBoard.start();
    for (let i = 1; i <= 10; i++) {
      board.tick();
      expect([board.stub.watchdogFed, board.get('tickTime')]).toEqual([i, (1000 + 100 * i) / 1000]);
    }
  });

  it('two seconds after the last one is a tick, and its gap a fault that switches everything off', async () => {
    const board = await TickingBoard.start();
    board.toReady();
    board.tick(2000);
    expect([board.get('clockStep'), board.get('jumped'), board.faults('alarmsLatched')]).toEqual([0, 0, [36]]);
    expect([board.out('contactor'), board.out('nakPump'), board.out('heaterEnable')]).toEqual([0, 0, 0]);
  });
});

describe('a jump of the clock', () => {
  it.each([
    [2001, 2001],
    [3_600_000, 3_600_000],
    [-5000, 5000],
  ])('by %i ms is taken out of the time and is a fault', async (by, size) => {
    const board = await TickingBoard.start(LONG_AGO);
    board.seconds(6);
    const fed = board.stub.watchdogFed;
    board.tick(by);
    // A second call at the same moment changes nothing.
    board.tick(0);
    expect([board.get('jumped'), board.get('clockStep'), board.stub.watchdogFed]).toEqual([by, size, fed]);
    board.tick();
    expect([board.get('tickGap'), board.stub.watchdogFed]).toEqual([100, fed + 1]);
    board.seconds(3);
    expect([board.faults('alarmsActive'), board.get('clockStep')]).toEqual([[60], 0]);
  });

  it('stops the current for a minute', async () => {
    const board = await TickingBoard.start();
    board.toReady();
    board.tick(5000);
    board.seconds(3);
    expect([board.state, board.command('discharge', 0, 100)]).toEqual(['ready', 'failed']);
    board.seconds(55);
    expect(board.faults('alarmsActive')).toEqual([60]);
    board.seconds(6);
    expect([board.faults('alarmsActive'), board.command('discharge', 0, 100)]).toEqual([[], 'done']);
  });

  it('is not in the time since the start', async () => {
    const board = await TickingBoard.start(LONG_AGO);
    board.seconds(20);
    const before = board.long('uptime');
    expect(Math.abs(before - 19.5)).toBeLessThanOrEqual(1);
    board.tick(86_400_000);
    board.tick(-40_000);
    board.seconds(10);
    expect(board.long('uptime') - before).toBe(10);
  });
});

describe('a gap that the firmware has made itself by writing to flash', () => {
  it('is forgiven: no fault, and the watchdog is fed', async () => {
    const board = await TickingBoard.start();
    board.seconds(2);
    board.stub.now += 1500;
    const fed = board.stub.watchdogFed;
    board.modules.tick.forgiveGap();
    expect(board.stub.watchdogFed).toBe(fed + 1);
    board.tick();
    expect([board.get('tickGap'), board.faults('alarmsLatched')]).toEqual([100, []]);
  });
});

describe('the longest gap of a second', () => {
  it.each([2, 5, 8])('shows once, wherever in the second it came: as tick %i', async (late) => {
    const board = await TickingBoard.start();
    board.seconds(2);
    const shown = new Set<number>();
    for (let i = 0; i < 30; i++) {
      board.tick(i === late ? 180 : 100);
      shown.add(board.get('worstTick'));
    }
    expect([...shown].sort()).toEqual([100, 180]);
    expect(board.get('worstTick')).toBe(100);
  });
});

describe('the seconds of the slow work', () => {
  it('begin with one, whatever the clock shows at the start', async () => {
    const board = await TickingBoard.start(LONG_AGO);
    board.wires.volts = 6;
    board.seconds(1);
    // A channel has been bad since the start: for one second and the ticks of the round until its turn came.
    expect(board.get('badSeconds')).toBeGreaterThanOrEqual(1);
    expect(board.get('badSeconds')).toBeLessThanOrEqual(2);
    const first = board.get('badSeconds');
    board.seconds(7);
    expect(board.get('badSeconds')).toBeCloseTo(first + 7, 6);
  });

  it('are longer when ticks come late', async () => {
    const board = await TickingBoard.start();
    board.wires.volts = 6;
    board.seconds(1);
    for (let i = 0; i < 10; i++) board.tick(140);
    const first = board.get('badSeconds');
    for (let i = 0; i < 10; i++) board.tick(140);
    expect(board.get('badSeconds') - first).toBeCloseTo(1.4, 6);
  });
});

describe('a sensor that has given nothing since the start', () => {
  it.each([
    // Faults of the fast checks, and of slow ones.
    ['cell voltage', (board: TickingBoard) => void (board.wires.volts = 6), [14]],
    ['cell temperature', (board: TickingBoard) => void (board.wires.cell = 1000), [6]],
    ['current', (board: TickingBoard) => void (board.wires.reading = 2200), [13]],
  ])('is no fault for five seconds and then is one: %s', async (_, spoil, faults) => {
    const board = await TickingBoard.start(LONG_AGO);
    spoil(board);
    for (let i = 0; i < 49; i++) {
      board.tick();
      expect([board.faults('alarmsActive'), board.faults('warnings').filter((n) => n !== 58)]).toEqual([[], []]);
    }
    board.seconds(10);
    expect(board.faults('alarmsActive')).toEqual(expect.arrayContaining(faults));
  });
});

describe('the debounce of a slow check', () => {
  /** Ticks from a moment until a fault trips: its debounce, one period, and 20 ms early at most. */
  async function timeTo(fault: number, spoil: (board: TickingBoard) => void): Promise<number> {
    const board = await TickingBoard.start(LONG_AGO);
    board.seconds(8);
    spoil(board);
    return 100 * board.until(() => board.faults('alarmsActive').includes(fault), 200);
  }

  it.each([
    // Debounces of docs/physics.md, section 10, and docs/safety.md.
    ['X05, free variables below 300 for 3 s', 55, 3000, () => Object.assign(process, { memory: () => ({ free: 299 }) })],
    ['F05, 60 mA of a current sensor with the contactor open for 5 s', 43, 5000, (board: TickingBoard) => (board.wires.stray = 60)],
    ['P17, IR-free voltage of 3.1 V while nothing flows for 5 s', 17, 5000, (board: TickingBoard) => (board.wires.volts = 3.1)],
  ])('is that of its row: %s', async (_, fault, ms, spoil) => {
    const after = await timeTo(fault, spoil);
    expect(after).toBeGreaterThanOrEqual(ms - 20);
    expect(after).toBeLessThanOrEqual(ms + 2100);
  });
});
