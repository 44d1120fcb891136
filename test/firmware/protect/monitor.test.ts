/** The checks together: missing signals, the first seconds, reactions and resets of several faults at once. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXPECTED, SIGNALS, type Expected } from '../oracle.js';
import { DrivenMonitor, expected, FAST_MS, SLOW_MS } from './driven-monitor.js';

/** Checks to which a missing signal means nothing, and the check that trips for the missing sensor instead (requirement SAF-4). */
const MISSING_ELSEWHERE: Readonly<Record<string, string>> = {
  P15: 'P14',
  P15b: 'P14',
  F09: 'P30',
  P04: 'P05',
  P04b: 'P05',
  P04c: 'P05',
  P04d: 'P05',
  P09: 'P06',
  P10: 'P06',
  P11: 'P06',
  P11b: 'P06',
  P12: 'P06',
  P24: 'P21',
  P16: 'P14',
  P17: 'P14',
  P20: 'P14',
  F06: 'P14',
  P22b: 'P22',
  F03: 'F01',
  F05: 'P13',
  X02b: 'P13',
};

const named = (checks: readonly Expected[]): [string, Expected][] => checks.map((check) => [check.id, check]);
const minding = EXPECTED.filter((check) => check.trip && !(check.id in MISSING_ELSEWHERE));

let monitor: DrivenMonitor;
beforeEach(async () => {
  monitor = await DrivenMonitor.start();
});

describe('a missing signal', () => {
  it.each(named(minding))('trips %s after its debounce', (_id, check) => {
    const period = check.fast ? FAST_MS : SLOW_MS;
    const first = Math.ceil(((check.trip?.afterMs ?? 0) - 20) / period) * period;
    monitor.set(check.signal, NaN);
    for (let t = 0; t < first; t += period) {
      monitor.read(check.fast, period);
      expect(monitor.acts(check)).toBe(false);
    }
    monitor.read(check.fast, period);
    expect(monitor.acts(check)).toBe(true);
  });

  it.each(named(EXPECTED.filter((check) => check.id in MISSING_ELSEWHERE)))('leaves %s alone: another check owns the sensor', (id, check) => {
    monitor.set(check.signal, NaN);
    monitor.settle();
    expect(monitor.acts(check)).toBe(false);
    expect(minding.map((c) => c.id)).toContain(MISSING_ELSEWHERE[id]);
  });

  it.each(named(EXPECTED.filter((check) => check.id in MISSING_ELSEWHERE && check.warn)))(
    'ends a warning of %s: nothing is known of it',
    (_id, check) => {
      monitor.set(check.signal, check.warn?.at ?? NaN);
      monitor.hold(check, (check.warn?.afterMs ?? 0) + 1000);
      expect(monitor.warns(check)).toBe(true);
      monitor.set(check.signal, NaN);
      monitor.settle();
      expect([monitor.warns(check), monitor.acts(check)]).toEqual([false, false]);
    },
  );

  it('of every sensor at once trips every check that minds it', () => {
    for (const check of EXPECTED) monitor.set(check.signal, NaN);
    for (let t = 0; t < 1000; t += 10) {
      for (let k = 0; k < 10; k++) monitor.read(true, FAST_MS);
      monitor.read(false, SLOW_MS);
    }
    expect(EXPECTED.filter((check) => monitor.acts(check)).map((check) => check.id)).toEqual(minding.map((check) => check.id));
  });

  it('keeps a tripped check tripped that minds it', () => {
    for (const check of minding) {
      monitor.set(check.signal, check.trip?.at ?? NaN);
      monitor.hold(check, (check.trip?.afterMs ?? 0) + 1000);
      monitor.set(check.signal, NaN);
      monitor.hold(check, check.releaseMs + 5000);
      expect([check.id, monitor.acts(check)]).toEqual([check.id, true]);
    }
  });
});

describe('the first five seconds', () => {
  it.each(named(minding))('do not trip %s for a signal that has not come yet', async (_id, check) => {
    const young = await DrivenMonitor.start(0);
    young.set(check.signal, NaN);
    const step = check.fast ? 100 : 1000;
    while (young.uptime < 5000 - step) young.read(check.fast, step);
    expect(young.acts(check)).toBe(false);
    young.hold(check, check.trip?.afterMs ?? 0);
    young.read(check.fast, step);
    expect(young.acts(check)).toBe(true);
  });

  it('trip for a signal that is there and bad', async () => {
    const young = await DrivenMonitor.start(0);
    young.set('leakResistance', 50);
    young.hold(expected('P30'), 200);
    expect(young.uptime).toBeLessThan(1000);
    expect(young.acts(expected('P30'))).toBe(true);
  });
});

describe('reactions', () => {
  /** Values worth trying for a signal: health, and every level of every check on it, at it and one step short. */
  const choices = (name: string): number[] => {
    const signal = SIGNALS[name];
    const levels = EXPECTED.filter((c) => c.signal === name).flatMap((c) => [c.warn, c.trip].flatMap((l) => (l ? [l.at, l.at - c.worse] : [])));
    return [signal.healthy * signal.steps, ...levels];
  };
  const image = fc.record(Object.fromEntries(Object.keys(SIGNALS).map((name) => [name, fc.constantFrom(...choices(name))])));
  const beyond = (check: Expected, value: number): boolean => check.trip !== undefined && check.worse * (value - check.trip.at) >= 0;

  it('are those of every check that acts, combined by or', async () => {
    await fc.assert(
      fc.asyncProperty(image, async (values) => {
        const fresh = await DrivenMonitor.start();
        for (const [name, value] of Object.entries(values)) fresh.set(name, value);
        fresh.settle();
        const acting = EXPECTED.filter((check) => beyond(check, values[check.signal]));
        expect(EXPECTED.filter((check) => fresh.acts(check)).map((c) => c.id)).toEqual(acting.map((c) => c.id));
        expect(fresh.reactions).toBe(acting.reduce((all, check) => all | check.reaction, 0));
        expect(fresh.faults('alarmsActive')).toEqual([...new Set(acting.map((c) => c.number))].sort((a, b) => a - b));
      }),
      { seed: 2019, numRuns: 60 },
    );
  });

  it('of a fault that comes later never take one back', () => {
    let before = 0;
    for (const check of tripsInTurn()) {
      monitor.set(check.signal, check.trip?.at ?? NaN);
      monitor.hold(check, (check.trip?.afterMs ?? 0) + 1000);
      expect(monitor.reactions & before).toBe(before);
      before = monitor.reactions;
    }
  });

  it('stay while only one of two faults that share them is gone', () => {
    monitor.set('leakResistance', 50);
    monitor.set('currentRatio', 2000);
    monitor.settle();
    monitor.heal();
    monitor.settle();
    expect(monitor.reset(13, false)).toBe(0);
    expect(monitor.reactions).toBe(expected('P30').reaction);
    expect(monitor.stoppingFault()).toBe(30);
  });
});

/** Checks that can trip one after another: the first on every signal. */
function tripsInTurn(): Expected[] {
  return EXPECTED.filter((check, i) => check.trip && EXPECTED.findIndex((c) => c.signal === check.signal) === i);
}

describe('first-out', () => {
  it('names the fault that tripped first until none acts any more', () => {
    monitor.set('leakResistance', 50);
    monitor.hold(expected('P30'), 300);
    monitor.set('currentRatio', 2000);
    monitor.settle();
    expect(monitor.get('firstOut')).toBe(30);
    monitor.heal();
    monitor.settle();
    monitor.reset(30, true);
    expect(monitor.get('firstOut')).toBe(30);
    monitor.reset(13, false);
    expect(monitor.get('firstOut')).toBe(0);
    monitor.set('currentRatio', 2000);
    monitor.settle();
    expect(monitor.get('firstOut')).toBe(13);
  });

  it('is not set by a warning', () => {
    monitor.set('nakCurveRatio', 700);
    monitor.hold(expected('P24'), 11_000);
    expect(monitor.faults('warnings')).toEqual([24]);
    expect(monitor.get('firstOut')).toBe(0);
  });
});

describe('a reset of all faults', () => {
  beforeEach(() => {
    for (const signal of ['leakResistance', 'currentRatio', 'hottestTemp']) monitor.set(signal, signal === 'leakResistance' ? 50 : 5000);
    monitor.settle();
  });

  it('takes back what it may and answers that a row needs the button', () => {
    monitor.heal();
    monitor.settle();
    expect(monitor.reset(0, false)).toBe(2);
    expect(monitor.faults('alarmsLatched')).toEqual([30]);
  });

  it('answers that a cause is still there', () => {
    monitor.set('leakResistance', 1000);
    monitor.set('currentRatio', 500);
    monitor.settle();
    expect(monitor.reset(0, true)).toBe(1);
    expect(monitor.faults('alarmsLatched')).toEqual([6]);
  });

  it('answers that a row needs the button even when another cause is still there', () => {
    monitor.set('leakResistance', 1000);
    monitor.settle();
    expect(monitor.reset(0, false)).toBe(2);
    expect(monitor.faults('alarmsLatched')).toEqual([6, 13, 30]);
  });
});

describe('alarm changes', () => {
  it('are counted at every trip, warning and release, and never without one', () => {
    const seen: number[] = [];
    const note = (): void => void seen.push(monitor.changes);
    monitor.hold(expected('P13'), 5000);
    note();
    monitor.set('currentRatio', 1100);
    monitor.hold(expected('P13'), 5000);
    note();
    monitor.set('currentRatio', 1300);
    monitor.hold(expected('P13'), 5000);
    note();
    monitor.set('currentRatio', 500);
    monitor.hold(expected('P13'), 5000);
    note();
    expect(seen[0]).toBe(0);
    expect(new Set(seen).size).toBe(4);
    monitor.hold(expected('P13'), 100 * FAST_MS);
    expect(monitor.changes).toBe(seen[3]);
  });
});
