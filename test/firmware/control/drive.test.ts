/** The output stage: how fast the commanded current moves, what takes it away, and the hold of the emergency stop. */
import { beforeEach, describe, expect, it } from 'vitest';
import { expected } from '../protect/driven-monitor.js';
import { freshFirmware, StubBoard } from '../stub-board.js';
import { Cabinet } from './cabinet.js';

let cabinet: Cabinet;
beforeEach(async () => {
  cabinet = await Cabinet.start();
  cabinet.second(3);
});

/** Duty of the converter, discharge positive; 1 is 1 A. */
const current = (): number => cabinet.out('dischargeCurrent') - cabinet.out('chargeCurrent');

/** Currents after each of `ticks` ticks, in mA. */
function follow(ticks: number): number[] {
  const seen: number[] = [];
  for (let i = 0; i < ticks; i++) {
    cabinet.tick();
    seen.push(Math.round(1000 * current()));
  }
  return seen;
}

describe('the commanded current', () => {
  it('rises by a tenth of the largest current a tick, and falls at once', () => {
    cabinet.reach('ready');
    cabinet.command('discharge', 0, 220);
    expect(follow(6)).toEqual([50, 100, 150, 200, 220, 220]);
    cabinet.command('discharge', 0, 80);
    expect(follow(2)).toEqual([80, 80]);
  });

  it('changes its direction through zero', () => {
    cabinet.reach('discharge');
    cabinet.command('charge', 0, 120);
    const seen = follow(6);
    expect(seen).toEqual([0, -50, -100, -120, -120, -120]);
  });

  it('is never more than the limit of its direction', () => {
    cabinet.reach('discharge');
    cabinet.set('marginNaRich', 65);
    cabinet.second();
    expect(current()).toBeCloseTo(0.275, 6);
    cabinet.reach('charge');
    cabinet.set('marginKRich', 65);
    cabinet.second();
    expect(current()).toBeCloseTo(-0.275, 6);
  });

  it('is halved while one sensor of the pair at the coldest point is bad', () => {
    cabinet.reach('discharge');
    cabinet.trip(expected('F01'));
    expect(current()).toBe(0.25);
  });

  it('gives way in steps of 5 mA a tick above 4.25 V of charge and below 2.4 V of discharge, and comes back by 1 mA', () => {
    for (const [stage, high, far, back] of [
      ['charge', 4251, -370, 3300],
      ['discharge', 2399, 370, 3300],
    ] as const) {
      cabinet.reach(stage);
      cabinet.set('cellVoltage', high);
      expect(follow(6).at(-1)).toBe(far);
      cabinet.set('cellVoltage', back);
      expect(follow(10).at(-1)).toBe(far > 0 ? 380 : -380);
    }
  });

  it('stays while the voltage is at the edge of its window', () => {
    cabinet.reach('charge');
    cabinet.set('cellVoltage', 4250);
    expect(follow(5).at(-1)).toBe(-400);
    cabinet.reach('discharge');
    cabinet.set('cellVoltage', 2400);
    expect(follow(5).at(-1)).toBe(400);
  });
});

describe('a current pulse', () => {
  it('adds to the command, but not to the run-down for a silent master', () => {
    cabinet.reach('discharge');
    cabinet.pulses.pulseCurrent = () => -100;
    expect(follow(2)).toEqual([300, 300]);
    cabinet.trip(expected('P37'));
    // A hundredth of the largest current a tick.
    expect(follow(3)).toEqual([290, 285, 280]);
    cabinet.pulses.pulseCurrent = () => 0;
  });

  it('drives a cell at rest', () => {
    cabinet.reach('ready');
    Object.assign(cabinet.pulses, { phase: 6, pulseCurrent: () => 100 });
    expect(follow(3)).toEqual([50, 100, 100]);
    Object.assign(cabinet.pulses, { phase: 0, pulseCurrent: () => 0 });
  });
});

describe('the voltage window', () => {
  it('takes nothing from a discharge whose voltage is too high, and nothing from a charge whose voltage is too low', () => {
    for (const [stage, volts, now] of [
      ['discharge', 4300, 400],
      ['charge', 2350, -400],
    ] as const) {
      cabinet.reach(stage);
      cabinet.set('cellVoltage', volts);
      expect([stage, follow(5).at(-1)]).toEqual([stage, now]);
    }
  });

  it('takes nothing before any current flows', () => {
    for (const [command, volts, first] of [
      ['discharge', 4300, 20],
      ['charge', 2350, -20],
    ] as const) {
      cabinet.reach('ready');
      cabinet.set('cellVoltage', volts);
      cabinet.command(command, 0, 20);
      expect([command, follow(1)]).toEqual([command, [first]]);
    }
  });
});

describe('what the outputs are told shows', () => {
  it('as duties and as bits on the map, and as flows', () => {
    cabinet.reach('ready');
    const { drive } = cabinet.modules;
    cabinet.set('cellTemp', 350);
    for (let s = 0; s < 60; s++) cabinet.second();
    drive.showOutputs();
    expect(cabinet.out('heater')).toBeGreaterThan(0);
    expect(cabinet.get('heaterDuty')).toBeCloseTo(10_000 * cabinet.out('heater'), 6);
    // 10 of 20 and 30 of 100 mL/min; contactor and heater switch.
    expect([cabinet.get('nakPumpDuty'), cabinet.get('catholytePumpDuty'), cabinet.get('outputs')]).toEqual([5000, 3000, 3]);
    expect([drive.nakFlowCommand(), drive.catholyteFlowCommand()]).toEqual([100, 300]);
    drive.holdOff(true);
    drive.showOutputs();
    expect(['heaterDuty', 'nakPumpDuty', 'catholytePumpDuty', 'outputs'].map((name) => cabinet.get(name))).toEqual([0, 0, 0, 0]);
    expect([drive.nakFlowCommand(), drive.catholyteFlowCommand()]).toEqual([0, 0]);
  });

  it('to the watch on the tachometers: half a second of grace for a pump that starts, and no watch on one at rest', () => {
    const watch = (): number[] => [cabinet.get('nakStall'), cabinet.get('catholyteStall')];
    expect(watch()).toEqual([0, 0]);
    cabinet.reach('pumpStart');
    expect(watch()).toEqual([-500, 0]);
    cabinet.reach('ready');
    expect(watch()).toEqual([-500, -500]);
    cabinet.set('nakStall', 40);
    cabinet.set('catholyteStall', 40);
    cabinet.second();
    expect(watch()).toEqual([40, 40]);
    cabinet.modules.drive.holdOff(true);
    expect(watch()).toEqual([0, 0]);
  });
});

describe('the first call of the output stage', () => {
  it('writes the switches, before any second has passed', async () => {
    const board = new StubBoard();
    const { drive } = await freshFirmware(['drive']);
    drive.drive(0, false);
    expect([board.outputs.contactor, board.outputs.heaterEnable]).toEqual([0, 0]);
  });
});

describe('the switches', () => {
  it('are written when a second has passed or something has changed, and not in the ticks between', () => {
    cabinet.reach('ready');
    const { board, modules } = cabinet;
    let writes = 0;
    Object.defineProperty(board.outputs, 'contactor', { get: () => 1, set: () => void writes++ });
    for (let i = 0; i < 9; i++) modules.drive.drive(board.now, false);
    expect(writes).toBe(0);
    modules.drive.drive(board.now, true);
    expect(writes).toBe(1);
  });
});

describe('a current that is asked for while the contactor is open', () => {
  it('is not given to the converter: a rescue has to warm up first', () => {
    cabinet.trip(expected('P15'));
    cabinet.set('cellVoltage', 2300);
    cabinet.judge();
    expect(cabinet.command('rescue', 0, 20)).toBe('done');
    expect([cabinet.state, cabinet.modules.sequencer.setPoint]).toEqual(['warmUp', -20]);
    for (let i = 0; i < 5; i++) {
      cabinet.modules.drive.drive(cabinet.board.now, false);
      expect([current(), cabinet.modules.drive.command]).toEqual([0, 0]);
    }
  });
});

describe('the hold at an edge of the emergency stop', () => {
  it('leaves a board alone that nobody holds, and lets go without waiting for the second', () => {
    cabinet.reach('ready');
    const { drive } = cabinet.modules;
    drive.holdOff(false);
    expect(cabinet.out('contactor')).toBe(1);
    drive.holdOff(true);
    drive.holdOff(false);
    expect(cabinet.out('contactor')).toBe(0);
    drive.drive(cabinet.board.now, false);
    expect(cabinet.out('contactor')).toBe(1);
  });

  it('puts everything off at once and keeps it off until it is taken back', () => {
    cabinet.reach('discharge');
    const { drive } = cabinet.modules;
    drive.holdOff(true);
    const off = (): number[] => [cabinet.out('contactor'), current(), cabinet.out('heater'), cabinet.out('heaterEnable'), cabinet.out('nakPump')];
    expect([...off(), cabinet.board.direction]).toEqual([0, 0, 0, 0, 0, 0]);
    cabinet.second();
    cabinet.tick();
    expect(off()).toEqual([0, 0, 0, 0, 0]);
  });

  it('that is taken back lets the current rise from zero', () => {
    cabinet.reach('discharge');
    cabinet.modules.drive.holdOff(true);
    cabinet.modules.drive.holdOff(false);
    expect(follow(3)).toEqual([50, 100, 150]);
    expect(cabinet.out('nakPump')).toBe(0.5);
  });
});
