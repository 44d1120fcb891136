/** The rescue: when it is allowed, what it may do, and what ends it (docs/safety.md, Rescue; requirement SEQ-3). */
import { beforeEach, describe, expect, it } from 'vitest';
import { RESULTS } from '../../../firmware/model/commands.js';
import { EXPECTED, type Expected } from '../oracle.js';
import { expected } from '../protect/driven-monitor.js';
import { Cabinet } from './cabinet.js';
import { RECOVERS } from './rescue-oracle.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
});

const openers = EXPECTED.filter((check) => check.trip && check.id in RECOVERS);
const others = EXPECTED.filter((check) => check.trip && !(check.id in RECOVERS));
const named = (checks: readonly Expected[]): [string, Expected][] => checks.map((check) => [check.id, check]);
const seconds = (count: number): void => {
  for (let s = 0; s < count; s++) cabinet.second();
};
/** Current at the converter, mA, discharge positive. */
const current = (): number => Math.round(1000 * (cabinet.out('dischargeCurrent') - cabinet.out('chargeCurrent')));

/** A rescue after a trip from ready: pumps run, so it takes 40 s until the contactor closes. */
function rescue(id: string, milliamps = 50, ttl = 0): void {
  cabinet.reach('ready');
  cabinet.trip(expected(id));
  if (cabinet.state !== 'fault') cabinet.trip(expected(RECOVERS[id] === 'charge' ? 'P15' : 'P04d'));
  expect(cabinet.command('rescue', 0, milliamps, ttl)).toBe('done');
  seconds(40);
  expect([cabinet.state, cabinet.out('contactor')]).toEqual(['rescue', 1]);
  for (let i = 0; i < 5; i++) cabinet.tick();
}

describe('a rescue', () => {
  it.each(named(openers))('from %s flows in its recovering direction and in no other', (id) => {
    rescue(id);
    expect(current()).toBe(RECOVERS[id] === 'charge' ? -50 : 50);
    cabinet.second();
    const [chargeLimit, dischargeLimit] = [cabinet.modules.limits.chargeLimit, cabinet.modules.limits.dischargeLimit];
    expect([chargeLimit, dischargeLimit]).toEqual(RECOVERS[id] === 'charge' ? [50, 0] : [0, 50]);
    for (const name of ['charge', 'discharge'] as const) expect(cabinet.command(name, 0, 50)).toBe('wrongState');
  });

  it('goes through soak, pump start and flow proof when the pumps are off', () => {
    cabinet.home();
    cabinet.trip(expected('P04c'));
    expect(cabinet.command('rescue', 0, 20)).toBe('done');
    seconds(599);
    expect([cabinet.state, cabinet.out('nakPump'), cabinet.out('heaterEnable')]).toEqual(['warmUp', 0, 1]);
    seconds(1);
    expect([cabinet.state, cabinet.out('nakPump'), cabinet.out('catholytePump')]).toEqual(['circulate', 0.2, 0]);
    seconds(39);
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['circulate', 0]);
    seconds(1);
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['rescue', 1]);
  });

  it('waits for both flows', () => {
    cabinet.reach('ready');
    cabinet.trip(expected('P15'));
    cabinet.command('rescue', 0, 50);
    cabinet.set('nakFlowRatio', 700);
    seconds(300);
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['circulate', 0]);
  });

  it.each([
    [0, 'range'],
    [51, 'range'],
    [50, 'done'],
    [1, 'done'],
  ] as const)('of %i mA is answered with %s: a tenth of 500 mA is the most', (milliamps, result) => {
    cabinet.reach('ready');
    cabinet.trip(expected('P15'));
    expect(cabinet.command('rescue', 0, milliamps)).toBe(result);
  });

  it('is refused in every state but fault', () => {
    for (const stage of ['cold', 'soak', 'flowProof', 'ready', 'charge', 'discharge', 'stopping', 'coolDown', 'service', 'eStop'] as const) {
      cabinet.reach(stage);
      expect([stage, cabinet.command('rescue', 0, 50)]).toEqual([stage, 'wrongState']);
    }
  });

  it('needs the heartbeat of a master from its beginning on', () => {
    cabinet.reach('ready');
    cabinet.trip(expected('P15'));
    cabinet.command('rescue', 0, 50);
    expect(cabinet.modules.sequencer.remote).toBe(true);
    cabinet.trip(expected('P37'));
    expect([cabinet.state, cabinet.modules.sequencer.remote]).toEqual(['fault', false]);
  });

  it('shows the fault that it recovers from as its reason', () => {
    rescue('P04d');
    expect(cabinet.get('reason')).toBe(4);
  });
});

describe('the end of a rescue', () => {
  it('comes 30 minutes after the contactor has closed, with result expired', () => {
    rescue('P15');
    seconds(1799);
    expect([cabinet.state, current()]).toEqual(['rescue', -50]);
    seconds(1);
    expect([cabinet.state, cabinet.out('contactor'), current()]).toEqual(['fault', 0, 0]);
    expect(RESULTS[cabinet.get('ackResult')]).toBe('expired');
  });

  it('comes earlier with a shorter time to live, and not later with a longer one', () => {
    rescue('P15', 50, 60);
    seconds(59);
    expect(cabinet.state).toBe('rescue');
    seconds(1);
    expect(cabinet.state).toBe('fault');
    rescue('P15', 50, 7200);
    seconds(1800);
    expect(cabinet.state).toBe('fault');
  });

  it('leaves the result of a later command alone', () => {
    rescue('P15', 50, 60);
    expect(cabinet.command('reset')).toBe('failed');
    seconds(60);
    expect([cabinet.state, RESULTS[cabinet.get('ackResult')]]).toEqual(['fault', 'failed']);
  });

  it('with rest is a fault while its trip stands, and ready when that is reset', () => {
    rescue('P15');
    expect(cabinet.command('rest')).toBe('done');
    cabinet.tick();
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['fault', 0]);
    rescue('P15');
    cabinet.heal();
    cabinet.judge();
    expect(cabinet.command('reset')).toBe('done');
    seconds(1);
    expect([cabinet.state, current()]).toEqual(['rescue', -50]);
    cabinet.command('rest');
    seconds(1);
    expect([cabinet.state, cabinet.out('contactor'), current()]).toEqual(['ready', 1, 0]);
    expect(cabinet.modules.monitor.rescue).toBe(0);
  });

  it('with stop opens the contactor at once and ends the heat', () => {
    rescue('P15');
    expect(cabinet.command('stop')).toBe('running');
    cabinet.tick();
    expect([cabinet.state, cabinet.out('contactor'), cabinet.out('heaterEnable'), RESULTS[cabinet.get('ackResult')]]).toEqual([
      'fault',
      0,
      0,
      'done',
    ]);
  });

  it('comes when its direction has no limit left', () => {
    rescue('P15');
    cabinet.set('oxidisedFraction', 9500);
    seconds(1);
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['fault', 0]);
  });

  it.each(named(others))('comes at once with %s, by the output stage alone', (id, check) => {
    if (check.signal === expected('P15').signal && check.worse > 0) return; // one voltage is not too low and too high
    rescue('P15');
    cabinet.raise(check);
    cabinet.drive();
    expect([cabinet.out('contactor'), current()]).toEqual([0, 0]);
    cabinet.tick();
    expect([cabinet.state === (id === 'P35' ? 'eStop' : 'fault'), cabinet.modules.monitor.rescue]).toEqual([true, 0]);
  });

  it.each(['P02', 'P04d', 'P16'])('comes at once with %s, which asks for the other direction', (id) => {
    rescue('P15');
    cabinet.trip(expected(id));
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['fault', 0]);
    expect(cabinet.command('rescue', 0, 50)).toBe('locked');
  });

  it.each(['P17', 'P01', 'P04', 'P04c'])('does not come with %s, from which the same direction recovers', (id) => {
    rescue('P15');
    cabinet.trip(expected(id));
    expect([cabinet.state, current()]).toEqual(['rescue', -50]);
  });
});

describe('a rescue is locked', () => {
  it.each(named(others))('while %s acts, alone or beside a trip that it could recover from', (_id, check) => {
    for (const beside of [false, true]) {
      cabinet.reach('ready');
      if (beside) cabinet.trip(expected('P04d'));
      cabinet.trip(check);
      cabinet.second();
      if (cabinet.state !== 'fault') continue;
      expect(cabinet.command('rescue', 0, 50)).toBe('locked');
      cabinet.tick();
      expect([cabinet.state, cabinet.modules.monitor.rescue, cabinet.out('contactor')]).toEqual(['fault', 0, 0]);
    }
  });
});
