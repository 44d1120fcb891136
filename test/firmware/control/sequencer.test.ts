/** The states: what leads from one to the next, and which command each state takes (docs/registers.md; docs/physics.md, section 7, warm-up). */
import { beforeEach, describe, expect, it } from 'vitest';
import { RESULTS, type ResultName } from '../../../firmware/model/commands.js';
import { faultRow } from '../../../firmware/model/faults.js';
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

describe('self-test', () => {
  it('takes three seconds and ends in cold with everything off', async () => {
    cabinet = await Cabinet.start();
    expect(cabinet.state).toBe('selfTest');
    cabinet.second();
    cabinet.second();
    expect(cabinet.state).toBe('selfTest');
    cabinet.second();
    expect(cabinet.state).toBe('cold');
    expect(outputs()).toEqual(ALL_OFF);
  });

  it.each(['cellVoltage', 'current', 'nakTempA', 'nakTempB', 'cellTemp', 'nakFlow', 'leakResistance'])('waits for the value %s', async (name) => {
    cabinet = await Cabinet.start();
    cabinet.set(name, NaN);
    for (let i = 0; i < 10; i++) cabinet.second();
    expect(cabinet.state).toBe('selfTest');
    cabinet.heal();
    cabinet.second();
    expect(cabinet.state).toBe('cold');
  });
});

describe('warm-up', () => {
  beforeEach(() => cabinet.reach('soak'));

  it('heats and keeps the pumps locked until the margin has been 8 K for 600 s without a break', () => {
    cabinet.set('cellTemp', 300);
    cabinet.set('margin', 80);
    for (let s = 0; s < 590; s++) cabinet.second();
    cabinet.set('margin', 79);
    cabinet.second();
    cabinet.set('margin', 80);
    for (let s = 0; s < 599; s++) cabinet.second();
    expect(outputs()).toMatchObject({ heaterEnable: 1, nakPump: 0, catholytePump: 0, contactor: 0 });
    expect(cabinet.out('heater')).toBeGreaterThan(0);
    cabinet.second();
    expect(outputs()).toMatchObject({ heaterEnable: 1, nakPump: 0.2, catholytePump: 0, contactor: 0 });
  });

  it.each(['margin', 'cellTemp', 'liquidus'])('does not count an unknown %s as soaked', (name) => {
    cabinet.set(name, NaN);
    for (let s = 0; s < 700; s++) cabinet.second();
    expect(outputs()).toMatchObject({ nakPump: 0 });
  });

  it('counts every wetted sensor: a cell that is colder than its lines keeps the pumps locked too', () => {
    cabinet.set('liquidus', 200);
    cabinet.set('cellTemp', 279);
    for (let s = 0; s < 700; s++) cabinet.second();
    expect([cabinet.state, cabinet.out('nakPump')]).toEqual(['warmUp', 0]);
    cabinet.set('cellTemp', 280);
    for (let s = 0; s < 600; s++) cabinet.second();
    expect([cabinet.state, cabinet.out('nakPump')]).toEqual(['circulate', 0.2]);
  });

  it('runs the NaK pump at a fifth for ten seconds, then both pumps at their set flows', () => {
    cabinet.second(600);
    for (let s = 0; s < 9; s++) cabinet.second();
    expect(outputs()).toMatchObject({ nakPump: 0.2, catholytePump: 0 });
    cabinet.second();
    // 10 of 20 mL/min, 30 of 100 mL/min.
    expect(outputs()).toMatchObject({ nakPump: 0.5, catholytePump: 0.3, contactor: 0 });
  });

  it.each([
    ['NaK flow below three quarters', 'nakFlowRatio', 749, 750],
    ['catholyte flow below three quarters', 'catholyteFlowRatio', 749, 750],
    ['a cell below 25 °C', 'cellTemp', 249, 250],
    ['an unknown NaK flow', 'nakFlowRatio', NaN, 1000],
    ['an unknown cell temperature', 'cellTemp', NaN, 400],
  ])('waits in %s for the contactor, and 30 s from its end', (_title, name, bad, good) => {
    cabinet.reach('flowProof');
    cabinet.set('liquidus', 100);
    for (let s = 0; s < 25; s++) cabinet.second();
    cabinet.set(name, bad);
    for (let s = 0; s < 100; s++) cabinet.second();
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['circulate', 0]);
    cabinet.set(name, good);
    for (let s = 0; s < 29; s++) cabinet.second();
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['circulate', 0]);
    cabinet.second();
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['ready', 1]);
    expect(outputs()).toMatchObject({ chargeCurrent: 0, dischargeCurrent: 0 });
  });

  it('closes the contactor for test pulses and is not ready before they have found the resistance plausible', () => {
    cabinet.pulses.plausible = false;
    cabinet.reach('flowProof');
    for (let s = 0; s < 100; s++) cabinet.second();
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['circulate', 1]);
    for (const name of ['charge', 'discharge']) expect(cabinet.command(name, 0, 200)).toBe('wrongState');
    cabinet.pulses.plausible = true;
    cabinet.second();
    expect([cabinet.state, cabinet.out('contactor')]).toEqual(['ready', 1]);
  });
});

describe('commands', () => {
  const { cold, running, current } = {
    cold: ['cold'] as Stage[],
    running: ['ready', 'charge', 'discharge'] as Stage[],
    current: ['ready', 'charge', 'discharge'] as Stage[],
  };
  /** Stages in which a command is done; it is refused as `wrongState` in every other one. */
  const ALLOWED: readonly [string, number, number, readonly Stage[]][] = [
    ['start', 0, 0, cold],
    ['charge', 0, 300, current],
    ['discharge', 0, 300, current],
    ['rest', 0, 0, running],
    ['commit', 0, 0, ['cold', 'fault']],
    ['service', 0, 0, cold],
    ['leaveService', 0, 0, ['service']],
  ];

  it.each(ALLOWED)('%s is done in its states and refused in every other, which it leaves as it is', (name, argument, argument32, allowed) => {
    for (const stage of STAGES) {
      cabinet.reach(stage);
      // What is being stopped goes off whatever is refused meanwhile.
      const seen = (): unknown[] => [cabinet.state, stage === 'stopping' ? '' : outputs()];
      const before = seen();
      const result = cabinet.command(name, argument, argument32);
      const wanted: ResultName = allowed.includes(stage) ? 'done' : 'wrongState';
      expect([stage, result]).toEqual([stage, wanted]);
      if (wanted === 'wrongState') {
        cabinet.tick();
        expect(seen()).toEqual(before);
      }
    }
  });

  it('commit in a fault is refused while metal moves', () => {
    // With everything off it is the way out of parameters that are a cause themselves: a reference voltage that makes P20 trip at every start.
    cabinet.reach('ready');
    cabinet.trip(expected('P13'));
    expect([cabinet.state, cabinet.out('nakPump') > 0, cabinet.command('commit')]).toEqual(['fault', true, 'wrongState']);
    cabinet.command('stop');
    cabinet.tick();
    expect([cabinet.state, cabinet.out('nakPump'), cabinet.command('commit')]).toEqual(['fault', 0, 'done']);
  });

  it('reanchor is refused while metal moves or current may flow', () => {
    for (const stage of STAGES) {
      cabinet.reach(stage);
      const result = cabinet.command('reanchor', 2200, 20_000);
      // In a fault with everything off it is the way out of a lost composition (P05).
      expect([stage, result]).toEqual([stage, stage === 'cold' || stage === 'fault' ? 'done' : 'wrongState']);
    }
    cabinet.reach('ready');
    cabinet.trip(expected('P13'));
    expect(cabinet.state).toBe('fault');
    expect(cabinet.out('nakPump')).toBeGreaterThan(0);
    expect(cabinet.command('reanchor', 2200, 20_000)).toBe('wrongState');
  });

  it.each([
    ['no current', 0],
    ['more than the largest current', 501],
    ['a negative current', -300],
  ])('charge and discharge refuse %s', (_title, milliamps) => {
    cabinet.reach('ready');
    expect(cabinet.command('charge', 0, milliamps)).toBe('range');
    expect(cabinet.command('discharge', 0, milliamps)).toBe('range');
    cabinet.second();
    expect(cabinet.state).toBe('ready');
  });

  it('that are not known are refused', () => {
    const { mailbox, takeCommand } = cabinet.modules.commands;
    for (const code of [0, 100, 65535]) {
      mailbox.set([code, 0, 0, 0, 0, 1000 + code]);
      takeCommand(cabinet.board.now);
      expect([cabinet.get('ackSequence'), cabinet.get('ackResult')]).toEqual([(1000 + code) & 65535, 4]);
    }
  });

  it('run once for a sequence number, however often the mailbox is written', () => {
    const { mailbox, takeCommand } = cabinet.modules.commands;
    mailbox.set([1, 0, 0, 0, 0, 77]);
    takeCommand(0);
    expect([cabinet.state, cabinet.get('ackResult')]).toEqual(['warmUp', 2]);
    takeCommand(0);
    expect([cabinet.state, cabinet.get('ackSequence'), cabinet.get('ackResult')]).toEqual(['warmUp', 77, 2]);
  });
});

describe('charge and discharge', () => {
  it('whose master is silent end when the current has run down, and not before', () => {
    cabinet.reach('discharge');
    cabinet.trip(expected('P37'));
    cabinet.tick();
    expect([cabinet.state, cabinet.out('dischargeCurrent') > 0]).toEqual(['discharge', true]);
    for (let i = 0; i < 200; i++) cabinet.tick();
    expect([cabinet.state, cabinet.out('dischargeCurrent')]).toEqual(['ready', 0]);
  });

  it('drive the converter in their direction with the contactor closed', () => {
    cabinet.reach('charge');
    expect(outputs()).toMatchObject({ contactor: 1, chargeCurrent: 0.4, dischargeCurrent: 0 });
    cabinet.reach('discharge');
    expect(outputs()).toMatchObject({ contactor: 1, chargeCurrent: 0, dischargeCurrent: 0.4 });
  });

  it('stand in the state of their name', () => {
    for (const stage of ['charge', 'discharge'] as const) {
      cabinet.reach(stage);
      expect(cabinet.state).toBe(stage);
    }
  });

  it('ask for a heartbeat, and nothing before them does', () => {
    expect(cabinet.modules.sequencer.remote).toBe(false);
    cabinet.reach('ready');
    expect(cabinet.modules.sequencer.remote).toBe(false);
    cabinet.reach('charge');
    expect(cabinet.modules.sequencer.remote).toBe(true);
  });

  it('end with rest, and the cell stays ready', () => {
    cabinet.reach('discharge');
    expect(cabinet.command('rest')).toBe('done');
    cabinet.tick();
    expect(cabinet.state).toBe('ready');
    expect(outputs()).toMatchObject({ contactor: 1, dischargeCurrent: 0 });
  });

  it('end by themselves when the time of the set-point is over', () => {
    cabinet.reach('ready');
    cabinet.command('discharge', 0, 300, 5);
    for (let s = 0; s < 4; s++) cabinet.second();
    expect([cabinet.state, cabinet.out('dischargeCurrent')]).toEqual(['discharge', 0.05 * 4]);
    cabinet.second();
    cabinet.tick();
    expect([cabinet.state, cabinet.out('dischargeCurrent')]).toEqual(['ready', 0]);
  });
});

/** Checks that block one direction only: which, and which stays free. */
const DIRECTIONS = [
  ['P01', 'discharge', 'charge'],
  ['P02', 'charge', 'discharge'],
  ['P04', 'discharge', 'charge'],
  ['P04b', 'charge', 'discharge'],
  ['P16', 'charge', 'discharge'],
  ['P17', 'discharge', 'charge'],
] as const;

describe('the direction rule', () => {
  it.each(DIRECTIONS)('%s ends %s at once, names itself and keeps the contactor closed', (id, blocked) => {
    cabinet.reach(blocked);
    cabinet.trip(expected(id));
    expect(cabinet.out('chargeCurrent') + cabinet.out('dischargeCurrent')).toBe(0);
    cabinet.second();
    expect([cabinet.state, cabinet.get('reason'), cabinet.out('contactor')]).toEqual(['ready', faultRow(id.slice(0, 3)).number, 1]);
  });

  it.each(DIRECTIONS)('%s refuses %s and takes %s', (id, blocked, free) => {
    cabinet.reach('ready');
    cabinet.trip(expected(id));
    cabinet.second();
    expect(cabinet.command(blocked, 0, 300)).toBe('failed');
    cabinet.second();
    expect(cabinet.out('chargeCurrent') + cabinet.out('dischargeCurrent')).toBe(0);
    expect(cabinet.command(free, 0, 300)).toBe('done');
    for (let i = 0; i < 20; i++) cabinet.tick();
    cabinet.second();
    expect(outputs()).toMatchObject({ contactor: 1, [`${free}Current`]: 0.3, [`${blocked}Current`]: 0 });
  });
});

describe('a trip', () => {
  it('of class S opens the contactor and leaves pumps and heat as they are', () => {
    cabinet.reach('ready');
    cabinet.trip(expected('P13'));
    expect([cabinet.state, cabinet.get('reason')]).toEqual(['fault', 13]);
    expect(outputs()).toMatchObject({ contactor: 0, heaterEnable: 1, nakPump: 0.5, catholytePump: 0.3 });
  });

  it('of freezing stops the NaK pump only, and heat goes on', () => {
    cabinet.reach('ready');
    cabinet.set('cellTemp', 300);
    cabinet.trip(expected('P03'));
    cabinet.second();
    expect(outputs()).toMatchObject({ contactor: 0, heaterEnable: 1, nakPump: 0, catholytePump: 0.3 });
    expect(cabinet.out('heater')).toBeGreaterThan(0);
  });

  it('of a leak switches everything off, also while freezing wants heat', () => {
    cabinet.reach('ready');
    cabinet.set('cellTemp', 300);
    cabinet.trip(expected('P03'));
    cabinet.trip(expected('P30'));
    for (let s = 0; s < 5; s++) cabinet.second();
    expect(outputs()).toEqual(ALL_OFF);
  });

  it.each([
    ['P30', 'fault'],
    ['P36', 'fault'],
    ['P35', 'eStop'],
  ] as const)('of class X by %s ends in %s, and nothing comes back by itself after the reset', (id, state) => {
    cabinet.reach('discharge');
    cabinet.trip(expected(id));
    expect([cabinet.state, outputs()]).toEqual([state, ALL_OFF]);
    cabinet.heal();
    cabinet.judge();
    for (let s = 0; s < 5; s++) cabinet.second(300);
    expect([cabinet.state, outputs()]).toEqual([state, ALL_OFF]);
    expect(cabinet.command('reset')).toBe('localOnly');
    cabinet.second();
    expect([cabinet.state, outputs()]).toEqual([state, ALL_OFF]);
    cabinet.modules.monitor.reset(0, true);
    for (let s = 0; s < 5; s++) cabinet.second(300);
    expect([cabinet.state, outputs()]).toEqual(['cold', ALL_OFF]);
  });

  it('that is reset ends in cold, and the contactor stays open', () => {
    cabinet.reach('discharge');
    cabinet.trip(expected('P13'));
    expect(cabinet.command('reset')).toBe('failed');
    cabinet.heal();
    cabinet.judge();
    expect(cabinet.command('reset', 13)).toBe('done');
    cabinet.second();
    expect([cabinet.state, outputs()]).toEqual(['cold', ALL_OFF]);
  });

  it('of class X that is reset before another fault is gone brings back neither pumps nor heat', () => {
    cabinet.reach('ready');
    cabinet.trip(expected('P13'));
    cabinet.trip(expected('P30'));
    cabinet.set('leakResistance', 1000);
    cabinet.judge();
    cabinet.modules.monitor.reset(0, true);
    for (let s = 0; s < 5; s++) cabinet.second();
    expect([cabinet.state, cabinet.modules.monitor.acts(expected('P30').index)]).toEqual(['fault', false]);
    expect(outputs()).toEqual(ALL_OFF);
  });

  it('turns into an emergency stop when the button is pressed in a fault, and back when only that is reset', () => {
    cabinet.reach('fault');
    cabinet.trip(expected('P35'));
    expect(cabinet.state).toBe('eStop');
    cabinet.set('eStopOpen', 0);
    cabinet.judge();
    cabinet.modules.monitor.reset(35, true);
    cabinet.tick();
    expect(cabinet.state).toBe('fault');
  });
});

describe('what the mailbox says', () => {
  it('of a refused command stays while the state changes by itself', () => {
    cabinet.reach('flowProof');
    expect(cabinet.command('leaveService')).toBe('wrongState');
    for (let s = 0; s < 40; s++) cabinet.second();
    expect([cabinet.state, RESULTS[cabinet.get('ackResult')]]).toEqual(['ready', 'wrongState']);
  });

  it('and the reason of the state stay when somebody asks for rest at rest', () => {
    cabinet.reach('discharge');
    cabinet.trip(expected('P01'));
    cabinet.second();
    expect([cabinet.state, cabinet.get('reason')]).toEqual(['ready', 1]);
    expect(cabinet.command('rest')).toBe('done');
    expect([cabinet.state, cabinet.get('reason')]).toEqual(['ready', 1]);
  });
});

describe('service', () => {
  it('is not ended by a trip: the contactor is open already, and somebody works at the console', () => {
    cabinet.reach('service');
    cabinet.trip(expected('P13'));
    cabinet.second();
    expect([cabinet.state, outputs()]).toEqual(['service', ALL_OFF]);
  });

  it('opens the console on USB, and leaving it locks the console', () => {
    cabinet.reach('cold');
    cabinet.board.consoles.length = 0;
    cabinet.command('service');
    expect(cabinet.board.consoles).toEqual(['USB']);
    cabinet.command('leaveService');
    expect(cabinet.board.consoles).toEqual(['USB', null]);
  });

  it('is refused with the contactor closed or pumps running', () => {
    for (const stage of ['soak', 'pumpStart', 'flowProof', 'ready', 'charge', 'discharge', 'fault', 'eStop'] as const) {
      cabinet.reach(stage);
      cabinet.board.consoles.length = 0;
      expect([stage, cabinet.command('service')]).toEqual([stage, 'wrongState']);
      expect(cabinet.board.consoles).toEqual([]);
    }
  });
});
