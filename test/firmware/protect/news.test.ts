/** What the monitor tells the rest of the firmware besides its reactions: trips for the event log, the first of them, and a check out of turn. */
import { beforeEach, describe, expect, it } from 'vitest';
import { RESCUE_MARK } from '../../../firmware/model/rescue.js';
import { EXPECTED, type Expected } from '../oracle.js';
import { DrivenMonitor, expected } from './driven-monitor.js';

const tripping = EXPECTED.filter((check) => check.trip);
const named = (checks: readonly Expected[]): [string, Expected][] => checks.map((check) => [check.id, check]);

let monitor: DrivenMonitor;
beforeEach(async () => {
  monitor = await DrivenMonitor.start();
});

describe('a trip', () => {
  it.each(named(tripping))('of %s is handed over once, with its check, its fault, its value and its level', (_id, check) => {
    expect(monitor.trips()).toBeUndefined();
    monitor.trip(check);
    const level = check.trip?.at;
    // Another check on the same signal may have tripped with it.
    expect(monitor.trips()).toContainEqual([check.index, check.number, level, level]);
    monitor.settle();
    monitor.trips();
    expect(monitor.trips()).toBeUndefined();
    monitor.heal();
    monitor.settle();
    monitor.reset(0, true);
    expect(monitor.trips()).toBeUndefined();
    monitor.trip(check);
    expect(monitor.trips()?.map(([place]) => place)).toContain(check.index);
  });

  it('is told with the value of the moment, beyond the level', () => {
    monitor.set('leakResistance', 50);
    monitor.hold(expected('P30'), 300);
    const p30 = expected('P30');
    expect(monitor.trips()).toEqual([[p30.index, 30, 50, p30.trip?.at]]);
  });

  it('is not what a warning is', () => {
    monitor.set('nakCurveRatio', 700);
    monitor.hold(expected('P24'), 11_000);
    expect(monitor.warns(expected('P24'))).toBe(true);
    expect(monitor.trips()).toBeUndefined();
  });

  it('of two at once is handed over for both, in the order of the table', () => {
    monitor.set('leakResistance', 50);
    monitor.set('currentRatio', 2000);
    monitor.hold(expected('P30'), 300);
    const both = [expected('P13'), expected('P30')].sort((a, b) => a.index - b.index);
    expect(monitor.trips()?.map(([place]) => place)).toEqual(both.map((check) => check.index));
  });
});

describe('first-out', () => {
  it.each(named(tripping.filter((check) => check.resetBy !== 'itself')))('names %s while it is latched, and nobody after its reset', (_id, check) => {
    monitor.trip(check);
    const first = monitor.get('firstOut');
    expect(first).toBeGreaterThan(0);
    monitor.heal();
    monitor.settle();
    expect([monitor.faults('alarmsActive'), monitor.get('firstOut')]).toEqual([[], first]);
    monitor.reset(0, true);
    expect([monitor.faults('alarmsLatched'), monitor.get('firstOut')]).toEqual([[], 0]);
  });
});

describe('the words of the alarms', () => {
  it('end where they end: what lies beside them on the map is left alone', () => {
    // Register 11 (docs/registers.md).
    monitor.set('heartbeatLeft', 4711);
    monitor.trip(expected('P30'));
    expect(monitor.get('heartbeatLeft')).toBe(4711);
  });
});

describe('a check out of turn', () => {
  it('is judged alone, whatever else is wrong', () => {
    monitor.set('eStopOpen', 1);
    monitor.set('leakResistance', 50);
    monitor.judgeNow(expected('P35'));
    expect([monitor.acts(expected('P35')), monitor.acts(expected('P30'))]).toEqual([true, false]);
    expect(monitor.trips()).toEqual([[expected('P35').index, 35, 1, 1]]);
  });
});

describe('a rescue', () => {
  it('is a change of the alarms when it begins or ends, and none while it stays as it is', () => {
    const before = monitor.changes;
    monitor.setRescue(0);
    expect(monitor.changes).toBe(before);
    monitor.setRescue(RESCUE_MARK.charge);
    expect(monitor.changes).toBe(before + 1);
    monitor.setRescue(RESCUE_MARK.charge);
    expect(monitor.changes).toBe(before + 1);
    monitor.setRescue(0);
    expect(monitor.changes).toBe(before + 2);
  });
});
