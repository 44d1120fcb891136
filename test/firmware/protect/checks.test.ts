/** Every check of the protection table by itself: levels, debounces, hysteresis, release, latch. Expected values: test/oracle/limits.json. */
import { beforeEach, describe, expect, it } from 'vitest';
import { EXPECTED, type Expected, type Level } from '../oracle.js';
import { DrivenMonitor, FAST_MS, SLOW_MS } from './driven-monitor.js';

/** A debounce may be over this much early: ticks are not exact to the millisecond. */
const TOLERANCE_MS = 20;

const period = (check: Expected): number => (check.fast ? FAST_MS : SLOW_MS);
const named = (checks: readonly Expected[]): [string, Expected][] => checks.map((check) => [check.id, check]);
const tripping = EXPECTED.filter((check) => check.trip);
const warning = EXPECTED.filter((check) => check.warn);

let monitor: DrivenMonitor;
beforeEach(async () => {
  monitor = await DrivenMonitor.start();
});

/** Runs readings until `seen` or for `limitMs`; time from the first reading to the one that showed it, or Infinity. */
function timeUntil(check: Expected, limitMs: number, seen: () => boolean): number {
  for (let t = 0; t <= limitMs; t += period(check)) {
    monitor.read(check.fast, period(check));
    if (seen()) return t;
  }
  return Infinity;
}

/** First reading that may act: nothing before the debounce less the tolerance. */
function firstReading(check: Expected, level: Level): number {
  return Math.max(0, Math.ceil((level.afterMs - TOLERANCE_MS) / period(check)) * period(check));
}

describe.each(named(tripping))('%s', (_id, check) => {
  const trip = check.trip as Level;

  it('does not trip one step short of its level, however long', () => {
    monitor.set(check.signal, trip.at - check.worse);
    monitor.hold(check, 3 * trip.afterMs + 10_000);
    expect(monitor.acts(check)).toBe(false);
  });

  it('trips at its level after its debounce and not before', () => {
    monitor.set(check.signal, trip.at);
    const time = timeUntil(check, trip.afterMs + 10_000, () => monitor.acts(check));
    expect(time).toBe(firstReading(check, trip));
    expect(monitor.faults('alarmsActive')).toContain(check.number);
    expect(monitor.get('firstOut')).toBeGreaterThan(0);
    expect(monitor.reactions & check.reaction).toBe(check.reaction);
  });

  it('trips far beyond its level too', () => {
    monitor.set(check.signal, trip.at + check.worse * 20_000);
    expect(timeUntil(check, trip.afterMs + 10_000, () => monitor.acts(check))).toBe(firstReading(check, trip));
  });

  it('forgets an excursion that was too short', () => {
    if (trip.afterMs <= TOLERANCE_MS) return; // acts at the first reading
    for (let again = 0; again < 5; again++) {
      monitor.set(check.signal, trip.at);
      monitor.hold(check, firstReading(check, trip) - period(check));
      expect(monitor.acts(check)).toBe(false);
      monitor.set(check.signal, trip.at - check.worse);
      monitor.read(check.fast, period(check));
    }
    expect(monitor.acts(check)).toBe(false);
  });

  it('counts its debounce in time and not in readings', () => {
    if (trip.afterMs <= period(check)) return;
    monitor.set(check.signal, trip.at);
    monitor.read(check.fast, period(check));
    monitor.read(check.fast, trip.afterMs - TOLERANCE_MS - 1);
    expect(monitor.acts(check)).toBe(false);
    monitor.read(check.fast, 1);
    expect(monitor.acts(check)).toBe(true);
  });

  it('stays tripped inside its hysteresis and lets go at its release level after its release time', () => {
    monitor.set(check.signal, trip.at);
    monitor.hold(check, trip.afterMs + period(check));
    // A latch hides that the cause is gone: only then does a reset take it back.
    const gone = (): boolean => (monitor.reset(check.number, true), !monitor.acts(check));
    if (trip.release !== undefined && trip.release !== trip.at) {
      monitor.set(check.signal, trip.release + check.worse);
      monitor.hold(check, check.releaseMs + 20_000);
      expect(gone()).toBe(false);
      monitor.set(check.signal, trip.release);
    } else monitor.set(check.signal, check.healthy);
    const time = timeUntil(check, check.releaseMs + 10_000, gone);
    expect(time).toBe(Math.max(0, Math.ceil((check.releaseMs - TOLERANCE_MS) / period(check)) * period(check)));
  });

  it('begins its release time anew when the fault comes back', () => {
    if (check.releaseMs === 0) return;
    monitor.set(check.signal, trip.at);
    monitor.hold(check, trip.afterMs + period(check));
    for (let again = 0; again < 3; again++) {
      monitor.set(check.signal, check.healthy);
      monitor.hold(check, check.releaseMs - 2 * SLOW_MS);
      monitor.set(check.signal, trip.at);
      monitor.read(check.fast, period(check));
      expect(monitor.acts(check)).toBe(true);
    }
  });

  it(`is reset by ${check.resetBy === 'itself' ? 'itself' : check.resetBy === 'local' ? 'the button on the board only' : 'an operator'}`, () => {
    monitor.set(check.signal, trip.at);
    monitor.hold(check, trip.afterMs + period(check));
    const latched = monitor.faults('alarmsLatched').includes(check.number);
    expect(latched).toBe(check.resetBy !== 'itself');
    if (latched) {
      expect(monitor.reset(check.number, true)).toBe(1);
      expect(monitor.reset(0, true)).toBe(1);
      expect(monitor.acts(check)).toBe(true);
    }
    monitor.heal();
    monitor.settle();
    expect(monitor.acts(check)).toBe(check.resetBy !== 'itself');
    if (latched) {
      expect(monitor.faults('alarmsActive')).toEqual([]);
      expect(monitor.reactions & check.reaction).toBe(check.reaction);
      expect(monitor.reset(check.number === 1 ? 2 : 1, true)).toBe(0);
      expect(monitor.acts(check)).toBe(true);
      expect(monitor.reset(check.number, false)).toBe(check.resetBy === 'local' ? 2 : 0);
      expect(monitor.acts(check)).toBe(check.resetBy === 'local');
      expect(monitor.reset(0, true)).toBe(0);
    }
    expect(monitor.acts(check)).toBe(false);
    expect(monitor.reactions).toBe(0);
    expect(monitor.faults('alarmsLatched')).toEqual([]);
    expect(monitor.get('firstOut')).toBe(0);
  });
});

describe.each(named(warning))('warning of %s', (_id, check) => {
  const warn = check.warn as Level;

  it('does not come one step short of its level', () => {
    monitor.set(check.signal, warn.at - check.worse);
    monitor.hold(check, 3 * warn.afterMs + 10_000);
    expect(monitor.warns(check)).toBe(false);
  });

  it('comes at its level after its debounce and not before, and acts on no output', () => {
    monitor.set(check.signal, warn.at);
    expect(timeUntil(check, warn.afterMs + 10_000, () => monitor.warns(check))).toBe(firstReading(check, warn));
    // A check whose trip comes with its warning acts.
    if (check.trip?.at === warn.at && check.trip.afterMs <= warn.afterMs) return;
    expect(monitor.faults('alarmsActive')).toEqual([]);
    expect(monitor.reactions).toBe(0);
    expect(monitor.get('firstOut')).toBe(0);
  });

  it('stays inside its hysteresis and goes by itself beyond it', () => {
    monitor.set(check.signal, warn.at);
    monitor.hold(check, warn.afterMs + period(check));
    if (warn.release !== undefined && warn.release !== warn.at) {
      monitor.set(check.signal, warn.release + check.worse);
      monitor.hold(check, 20_000);
      expect(monitor.warns(check)).toBe(true);
      monitor.set(check.signal, warn.release);
    } else monitor.set(check.signal, check.healthy);
    monitor.read(check.fast, period(check));
    expect(monitor.warns(check)).toBe(false);
  });
});

describe('the table of checks', () => {
  it('puts fast and slow checks into the loops that read them: at the wrong rate nothing happens', () => {
    for (const check of EXPECTED) monitor.set(check.signal, NaN);
    for (let i = 0; i < 100; i++) monitor.read(true, 100_000);
    for (const check of EXPECTED) if (!check.fast) expect(monitor.acts(check)).toBe(false);
  });

  it('reads every check at a rate that its debounce asks for: up to half a second in every tick', () => {
    for (const check of EXPECTED)
      if (check.trip && check.trip.afterMs <= 500 && check.trip.afterMs > 0) expect([check.id, check.fast]).toEqual([check.id, true]);
  });
});
