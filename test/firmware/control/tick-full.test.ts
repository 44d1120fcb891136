/** The tick on a board of profile full: what it reads and judges besides, several NaK loops, its lines to the leak loops and the safety relay (docs/design.md, docs/safety.md). */
import { beforeEach, describe, expect, it, vi } from 'vitest';

vi.hoisted(() => {
  (globalThis as Record<string, unknown>)['LIQUIDUS_BOARD'] = 'esp32';
});

import { loop } from '../sense/process-board.js';
import { TickingBoard } from './ticking-board.js';

/** The clock has run for months when the board starts: running hours count from the start. */
const LONG_AGO = 1e10;
const FORECAST_IN_FORCE = 64;

let board: TickingBoard;
beforeEach(async () => {
  board = await TickingBoard.start(LONG_AGO);
});

/** Two loops of 20 g at 22 wt% Na. */
function twoLoops(): void {
  board.parameter('loop2Mass', 20_000);
  board.parameter('loop2Anchor', 2200);
  board.parameter('nakLoops', 2);
  board.set('anchorLost', 0);
}

describe('every tick', () => {
  it('reads the process, reverses the leak loops and changes the level at the safety relay', () => {
    board.process.supply = 25 / 33;
    const seen: boolean[] = [];
    const levels: number[] = [];
    for (let i = 0; i < 4; i++) {
      board.tick();
      seen.push(board.modules.outputs.excitedHigh);
      levels.push(board.out('safetyToggle'));
    }
    expect(board.get('supplyVoltage')).toBeCloseTo(2500, 6);
    expect([seen, levels]).toEqual([
      [true, false, true, false],
      [1, 0, 1, 0],
    ]);
    expect(board.get('leakResistance')).toBeCloseTo(1000, 6);
  });

  it('leaves the safety relay alone when it is no tick', () => {
    board.tick();
    board.tick(10);
    expect(board.out('safetyToggle')).toBe(1);
  });

  it('takes no value for one that was never measured', () => {
    board.process.nakPressure = 0;
    board.tick();
    expect([board.get('nakPressure'), board.get('membranePressure')]).toEqual([NaN, NaN]);
  });
});

describe('every second', () => {
  it('judges the process: a gas sensor is due after its running hours, not after those of the clock', () => {
    board.seconds(3);
    expect([board.get('catholyteReserve') > 0, board.get('gasSensorFailed')]).toEqual([true, 0]);
    board.parameter('bumpTestDue', 0);
    board.seconds(1);
    expect(board.get('gasSensorFailed')).toBe(1);
  });

  it.each([
    ['a blanket whose oxygen reads nothing for a minute has a dead sensor', 100, 1],
    ['one that is purged after a leak may read nothing', 5, 0],
  ])('knows the purge: %s', (_, leak, failed) => {
    board.wires.leak = leak;
    for (let round = 0; round < 12; round++) {
      // The converter still moves by a step.
      board.process.oxygen = loop(4) + (round % 2 ? 1e-6 : 0);
      board.lateRounds(1);
    }
    expect(board.get('gasSensorFailed')).toBe(failed);
  });

  it('plans for the forecast while it counts, and says so', () => {
    board.parameter('parkAmbient', 80);
    board.seconds(6);
    const bits = board.get('modeBits');
    expect([board.get('plannedAmbient'), bits & FORECAST_IN_FORCE]).toEqual([80, 0]);
    board.modules.forecast.setForecast(120, board.stub.now);
    board.seconds(2);
    expect([board.get('plannedAmbient'), board.get('modeBits') - bits]).toEqual([120, FORECAST_IN_FORCE]);
  });

  it('counts the energy of all cells in series, whose mean voltage it shows', () => {
    board.parameter('cellsInSeries', 8);
    Object.assign(board.wires, { feedback: 1, reading: 2200 });
    board.forced.set('meanCurrent', 300);
    board.seconds(1);
    const before = board.get('energyOut');
    board.seconds(1);
    // 0.3 A at 8 · 3.3 V for a second, mWh; the mean of the cells is 3.3 V.
    expect(board.get('energyOut') - before).toBeCloseTo((0.3 * 8 * 3300) / 3600, 3);
  });
});

describe('the pre-charge', () => {
  it('needs both flows, as the proof before it did', () => {
    board.process.busVoltage = 1 / 7;
    board.toFlowProof();
    board.until(() => board.state === 'preCharge', 330);
    board.wires.nakYield = board.wires.catholyteYield = 0;
    board.seconds(2);
    expect([board.state, Math.round(board.get('nakFlowRatio')), Math.round(board.get('catholyteFlowRatio'))]).toEqual(['preCharge', 0, 0]);
  });
});

describe('the composition is lost', () => {
  it('of all loops when the current sensor is wrong', () => {
    twoLoops();
    board.seconds(5);
    expect(board.get('anchorLost')).toBe(0);
    board.wires.stray = 6;
    board.seconds(9);
    expect([board.faults('alarmsActive'), board.get('anchorLost')]).toEqual([[43], 3]);
  });

  it.each([
    ['differs from the charge counter by 4 wt% for ten seconds', 12, 5, () => void board.forced.set('levelMismatch', 400)],
    ['has no transmitter any more', 3, 46, () => void (board.process.nakLevel = loop(0))],
  ])('of the loop that has a level when that %s', (_, seconds, fault, spoil) => {
    twoLoops();
    board.seconds(5);
    spoil();
    board.seconds(seconds);
    expect([board.faults('alarmsActive'), board.get('anchorLost')]).toEqual([[fault], 1]);
  });
});

describe('the supply', () => {
  it('that has failed leaves its mark in the counters until it is reset at the board', () => {
    board.seconds(6);
    expect(board.get('energised')).toBe(0);
    board.process.supply = 19 / 33;
    board.seconds(2);
    expect([board.faults('alarmsLatched'), board.get('energised')]).toEqual([[38], 2]);
    board.process.supply = 24 / 33;
    board.seconds(2);
    expect(board.get('energised')).toBe(2);
    board.wires.localReset = 1;
    board.seconds(2);
    expect([board.faults('alarmsLatched'), board.get('energised')]).toEqual([[], 0]);
  });
});

describe('the trip of a margin', () => {
  it.each([
    ['names its loop in a record in front of it', twoLoops, 2],
    ['is one record where one loop is followed', () => undefined, 1],
  ])('%s', (_, follow, records) => {
    follow();
    board.seconds(5);
    const before = board.get('newestEvent');
    // P03: below 2 K for ten seconds.
    board.forced.set('margin', 15);
    board.until(() => board.faults('alarmsActive').includes(3), 130);
    expect(board.get('newestEvent') - before).toBe(records);
  });
});
