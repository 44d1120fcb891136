/** What the monitor keeps between two readings: trips that were handed over, debounces that were broken off, directions of a rescue. */
import { beforeEach, describe, expect, it } from 'vitest';
import { REACTION } from '../../../firmware/model/types.js';
import { RESCUE_MARK } from '../../../firmware/model/rescue.js';
import { RECOVERS } from '../control/rescue-oracle.js';
import { EXPECTED, type Expected } from '../oracle.js';
import { DrivenMonitor, expected, FAST_MS, SLOW_MS } from './driven-monitor.js';

const named = (checks: readonly Expected[]): [string, Expected][] => checks.map((check) => [check.id, check]);
const latching = EXPECTED.filter((check) => check.trip && check.resetBy !== 'itself');

let monitor: DrivenMonitor;
beforeEach(async () => {
  monitor = await DrivenMonitor.start();
});

describe('the slow checks', () => {
  it.each(named(EXPECTED.filter((check) => check.trip && check.fast)))('never judge %s, which is fast: its time would run twice', (_id, check) => {
    monitor.set(check.signal, check.trip?.at ?? NaN);
    for (let i = 0; i < 4; i++) monitor.read(false, 700_000);
    expect(monitor.acts(check)).toBe(false);
  });
});

describe('a trip that the log has taken', () => {
  it('goes on acting, and is not taken again with the next one', () => {
    const [p13, p30] = [expected('P13'), expected('P30')];
    monitor.trip(p30);
    expect(monitor.trips()?.map(([place]) => place)).toEqual([p30.index]);
    expect(monitor.acts(p30)).toBe(true);
    monitor.trip(p13);
    expect(monitor.trips()?.map(([place]) => place)).toEqual([p13.index]);
    expect([monitor.acts(p13), monitor.acts(p30)]).toEqual([true, true]);
  });

  it('leaves a warning of the same check as it is', () => {
    const p13 = expected('P13');
    monitor.set('currentRatio', 1300);
    monitor.hold(p13, 2000);
    monitor.trips();
    expect(monitor.warns(p13)).toBe(true);
    monitor.hold(p13, 2000);
    expect([monitor.warns(p13), monitor.faults('alarmsActive')]).toEqual([true, [13]]);
  });

  it.each(named(latching))('of %s stays latched, with its reactions, when its cause is gone', (_id, check) => {
    monitor.trip(check);
    monitor.trips();
    monitor.heal();
    monitor.settle();
    expect(monitor.faults('alarmsActive')).toEqual([]);
    expect(monitor.faults('alarmsLatched')).toContain(check.number);
    expect(monitor.reactions & check.reaction).toBe(check.reaction);
  });
});

describe('a debounce', () => {
  const timed = EXPECTED.filter((check) => check.warn && check.warn.afterMs > (check.fast ? FAST_MS : SLOW_MS) + 20);

  it.each(named(timed))('of the warning of %s begins anew when it was broken off', (_id, check) => {
    const [at, afterMs] = [check.warn?.at ?? NaN, check.warn?.afterMs ?? 0];
    const period = check.fast ? FAST_MS : SLOW_MS;
    // The last reading that is still too early.
    const short = Math.ceil((afterMs - 20) / period - 1) * period;
    for (let round = 0; round < 3; round++) {
      monitor.set(check.signal, at);
      monitor.hold(check, short);
      expect([round, monitor.warns(check)]).toEqual([round, false]);
      monitor.set(check.signal, check.healthy);
      monitor.read(check.fast, period);
    }
    monitor.set(check.signal, at);
    monitor.hold(check, short + period);
    expect(monitor.warns(check)).toBe(true);
  });

  it('is no change of the alarms before it ends, nor is a trip that goes on', () => {
    const p24 = expected('P24');
    const before = monitor.changes;
    monitor.set('nakCurveRatio', 700);
    monitor.hold(p24, 8000);
    expect(monitor.changes).toBe(before);
    monitor.hold(p24, 5000);
    expect(monitor.changes).toBe(before + 1);
    monitor.hold(p24, 60_000);
    expect(monitor.changes).toBe(before + 1);
  });
});

describe('five seconds after the start', () => {
  it('a signal that has never come counts, and not a moment later', async () => {
    const at = async (uptime: number): Promise<boolean> => {
      const young = await DrivenMonitor.start(uptime - FAST_MS);
      young.set('eStopOpen', NaN);
      young.read(true, FAST_MS);
      return young.acts(expected('P35'));
    };
    expect([await at(4999), await at(5000)]).toEqual([false, true]);
  });
});

describe('all slow signals missing at once', () => {
  it('trip with the same reading as each alone', () => {
    const slow = EXPECTED.filter((check) => !check.fast && check.trip && check.trip.afterMs <= 20);
    const alone: string[] = [];
    for (const check of slow) {
      monitor.heal();
      monitor.settle();
      monitor.reset(0, true);
      monitor.set(check.signal, NaN);
      monitor.read(false, SLOW_MS);
      if (monitor.acts(check)) alone.push(check.id);
    }
    monitor.heal();
    monitor.settle();
    monitor.reset(0, true);
    for (const check of EXPECTED) if (!check.fast) monitor.set(check.signal, NaN);
    monitor.read(false, SLOW_MS);
    expect(slow.filter((check) => monitor.acts(check)).map((check) => check.id)).toEqual(alone);
    expect(alone.length).toBeGreaterThan(1);
  });
});

describe('the button at the board', () => {
  it.each(named(EXPECTED.filter((check) => check.trip)))('is needed for %s when its row says so, and only while it is latched', (_id, check) => {
    expect(monitor.needsButton()).toBe(false);
    monitor.trip(check);
    const acting = EXPECTED.filter((other) => other.trip && monitor.acts(other));
    expect(monitor.needsButton()).toBe(acting.some((other) => other.resetBy === 'local'));
    monitor.heal();
    monitor.settle();
    monitor.reset(0, true);
    expect(monitor.needsButton()).toBe(false);
  });
});

describe('the direction that recovers', () => {
  it('is none while nothing acts', () => {
    expect(monitor.recovery()).toBe(0);
  });

  it.each(named(EXPECTED.filter((check) => check.trip)))('from %s, alone and with a leak beside it', (_id, check) => {
    monitor.trip(check);
    const acting = EXPECTED.filter((other) => other.trip && monitor.acts(other));
    const directions = new Set(acting.map((other) => RECOVERS[other.id]));
    const only = directions.size === 1 ? [...directions][0] : undefined;
    expect(monitor.recovery()).toBe(only === undefined ? 0 : RESCUE_MARK[only]);
    monitor.trip(expected('P30'));
    expect(monitor.recovery()).toBe(0);
  });
});

describe('in a rescue', () => {
  it('a check that the direction recovers from blocks the other direction only, and any other opens the contactor too', () => {
    const [p15, p30] = [expected('P15'), expected('P30')];
    monitor.trip(p15);
    expect(monitor.reactions).toBe(p15.reaction);
    monitor.setRescue(RESCUE_MARK.charge);
    expect(monitor.reactions).toBe(REACTION.blockDischarge);
    monitor.setRescue(RESCUE_MARK.discharge);
    expect(monitor.reactions).toBe(p15.reaction | REACTION.openContactor);
    monitor.setRescue(RESCUE_MARK.charge);
    monitor.trip(p30);
    expect(monitor.reactions).toBe(REACTION.blockDischarge | p30.reaction | REACTION.openContactor);
    monitor.setRescue(0);
    expect(monitor.reactions).toBe(p15.reaction | p30.reaction);
  });

  it('a check that only stops one direction opens the contactor when it is not one to recover from', () => {
    const mild = EXPECTED.find(
      (check) => check.trip && check.reaction !== 0 && !(check.reaction & REACTION.openContactor) && !(check.id in RECOVERS),
    );
    if (!mild) throw new Error('every check opens the contactor');
    monitor.trip(mild);
    expect(monitor.reactions & REACTION.openContactor).toBe(0);
    monitor.setRescue(RESCUE_MARK.charge);
    expect(monitor.reactions & REACTION.openContactor).toBe(REACTION.openContactor);
  });
});
