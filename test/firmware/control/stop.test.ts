/** Stop and cool-down: what ends when (docs/safety.md, What is switched off). */
import { beforeEach, describe, expect, it } from 'vitest';
import { RESULTS } from '../../../firmware/model/commands.js';
import { expected } from '../protect/driven-monitor.js';
import { Cabinet, STAGES, type Stage } from './cabinet.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
});

const ALL_OFF = { contactor: 0, heaterEnable: 0, heater: 0, nakPump: 0, catholytePump: 0, chargeCurrent: 0, dischargeCurrent: 0 };
const outputs = (): typeof ALL_OFF =>
  Object.fromEntries((Object.keys(ALL_OFF) as (keyof typeof ALL_OFF)[]).map((pin) => [pin, cabinet.out(pin)])) as typeof ALL_OFF;

/** Stages from which a stop takes time. */
const RUNNING: readonly Stage[] = ['soak', 'pumpStart', 'flowProof', 'ready', 'charge', 'discharge', 'stopping'];

describe('stop', () => {
  it.each(STAGES)('in %s is never refused; it runs until the contactor is open', (stage) => {
    cabinet.reach(stage);
    expect(cabinet.command('stop')).toBe(RUNNING.includes(stage) ? 'running' : 'done');
    for (let i = 0; i < 20 && RESULTS[cabinet.get('ackResult')] === 'running'; i++) {
      expect(cabinet.state).toBe('stopping');
      cabinet.second(0.1);
    }
    expect([RESULTS[cabinet.get('ackResult')], cabinet.out('contactor')]).toEqual(['done', 0]);
  });

  it.each(RUNNING)('in %s ends heating at once and the second one ends in cold with everything off', (stage) => {
    cabinet.reach(stage);
    cabinet.command('stop');
    cabinet.tick();
    expect([cabinet.out('heater'), cabinet.out('heaterEnable')]).toEqual([0, 0]);
    cabinet.second();
    cabinet.command('stop');
    cabinet.second();
    expect(cabinet.state).toBe('cold');
    expect(outputs()).toEqual(ALL_OFF);
  });

  it('before the pumps run leaves them off', () => {
    cabinet.reach('soak');
    cabinet.command('stop');
    for (let s = 0; s < 4; s++) {
      cabinet.second();
      expect(outputs()).toEqual(ALL_OFF);
    }
    expect(cabinet.state).toBe('cold');
  });

  it('while it runs lets no other command in', () => {
    for (const name of ['start', 'charge', 'discharge', 'rest', 'commit', 'service', 'leaveService']) {
      cabinet.reach('stopping');
      expect([name, cabinet.command(name, 0, 300)]).toEqual([name, 'wrongState']);
      expect(cabinet.command('stop')).toBe('running');
      cabinet.second();
      cabinet.second();
      expect(cabinet.state).toBe('coolDown');
    }
  });

  it.each(['charge', 'discharge'] as const)('in %s brings the current to zero before the contactor opens', (stage) => {
    cabinet.reach(stage);
    cabinet.command('stop');
    for (let i = 0; i < 200 && cabinet.out('contactor'); i++) cabinet.tick();
    expect(cabinet.out('contactor')).toBe(0);
    cabinet.reach(stage);
    cabinet.command('stop');
    let carried = 0;
    for (let i = 0; i < 200 && cabinet.out('contactor'); i++) {
      carried = cabinet.out('chargeCurrent') + cabinet.out('dischargeCurrent');
      cabinet.tick();
    }
    expect(carried).toBe(0);
  });

  it.each([
    ['fault', 'P13'],
    ['eStop', 'P35'],
  ] as const)('in %s switches heat and pumps off and leaves the latch', (_stage, id) => {
    cabinet.reach('ready');
    cabinet.trip(expected(id));
    cabinet.command('stop');
    cabinet.second();
    expect(outputs()).toEqual(ALL_OFF);
    expect(cabinet.modules.monitor.acts(expected(id).index)).toBe(true);
  });
});

describe('cool-down', () => {
  beforeEach(() => cabinet.reach('coolDown'));

  it('keeps both pumps at their flows, with the heater off and the contactor open', () => {
    cabinet.second();
    expect(outputs()).toEqual({ ...ALL_OFF, nakPump: 0.5, catholytePump: 0.3 });
    expect(cabinet.state).toBe('coolDown');
  });

  it.each([
    ['the cell is at 30 °C', 'cellTemp', 301, 300],
    ['the cell temperature is not known', 'cellTemp', 400, NaN],
    ['the margin is gone', 'margin', 80, 79],
    ['the margin is not known', 'margin', 80, NaN],
  ])('ends when %s', (_title, name, still, over) => {
    cabinet.set(name, still);
    for (let s = 0; s < 60; s++) cabinet.second();
    expect(cabinet.state).toBe('coolDown');
    cabinet.set(name, over);
    cabinet.second();
    expect(cabinet.state).toBe('cold');
    expect(outputs()).toEqual(ALL_OFF);
  });

  it('ends after half an hour in a room that cools nothing', () => {
    // The first of its 1800 seconds passed when the stage was reached.
    for (let s = 0; s < 1799; s++) cabinet.second();
    expect(cabinet.state).toBe('coolDown');
    cabinet.second();
    expect(cabinet.state).toBe('cold');
  });

  it('goes on as a fault when something trips, and ends there too', () => {
    cabinet.trip(expected('P13'));
    cabinet.second();
    expect(cabinet.state).toBe('fault');
    expect(outputs()).toEqual({ ...ALL_OFF, nakPump: 0.5, catholytePump: 0.3 });
    cabinet.set('cellTemp', 300);
    cabinet.second();
    cabinet.second();
    expect(cabinet.state).toBe('fault');
    expect(outputs()).toEqual(ALL_OFF);
  });
});

describe('a stop', () => {
  const on = (): string[] =>
    Object.entries(outputs())
      .filter(([, level]) => level !== 0)
      .map(([pin]) => pin);

  it.each(['soak', 'pumpStart', 'flowProof', 'ready', 'charge', 'discharge'] as const)(
    'in %s is not forgotten when a fault trips before it is carried out: heat is off, and the pumps stop when the cell is cool',
    (stage) => {
      cabinet.reach(stage);
      expect(cabinet.command('stop')).toBe('running');
      cabinet.trip(expected('P13'));
      cabinet.second();
      expect([cabinet.state, cabinet.get('ackResult')]).toEqual(['fault', 2]);
      expect(on().filter((pin) => !pin.endsWith('Pump'))).toEqual([]);
      cabinet.set('cellTemp', 300);
      cabinet.second();
      expect([cabinet.state, on()]).toEqual(['fault', []]);
    },
  );
});
