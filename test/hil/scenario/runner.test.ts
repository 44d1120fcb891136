import { describe, expect, it } from 'vitest';
import { parameterRow } from '../../../firmware/model/parameters.js';
import { compareTraces } from '../../../hil/scenario/compare.js';
import { parseScenario } from '../../../hil/scenario/parse.js';
import type { RunResult } from '../../../hil/scenario/result.js';
import { runScenario } from '../../../hil/scenario/runner.js';
import { FakeController, type Mistakes } from './fake-controller.js';

const LEAK = `id: leak
title: Leak
start: ready
step: 10 ms
plant: { sodium: 24 wt%, temperature: 40 °C }
steps:
  - command: discharge 0.4 A
  - expect: truth.current > 0.39 A
    within: 2 s
  - inject: nakTray.leak
    with: { resistance: 5 kΩ }
    as: leak
  - expect: latched P30 and truth.current < 5 mA
    within: 2 s
  - wait: 5 s
invariants:
  - always: truth.nakFlow > 9 mL/min
    from: never-reached
detections:
  - fault: P30
    since: leak
    reaction: out.contactor == 0
    within: 420 ms
    notBefore: 150 ms
outcome: { state: fault, tripped: [P30], latched: [P30] }
`.replace(/invariants:\n.*\n.*\n/, '');

function run(text: string, mistakes: Mistakes = {}, controller = new FakeController(mistakes)): RunResult {
  return runScenario(parseScenario('fake.yaml', text), controller);
}

const findings = (result: RunResult): string[] => result.failures.map((failure) => `${failure.step}: ${failure.value}; wanted ${failure.limit}`);

describe('a run', () => {
  it('is green when the controller does what the scenario says, and measures how fast', () => {
    const result = run(LEAK);
    expect(findings(result)).toEqual([]);
    expect(result).toMatchObject({ verdict: 'green', target: 'emulator', tripped: ['P30'], latched: ['P30'], finalState: 'fault' });
    const [detection] = result.detections;
    expect(detection?.good).toBe(true);
    // Three ticks of 100 ms: between 200 and 300 ms after the tray is wet, plus the step in which the plant shows it.
    expect(detection?.reactionMs).toBeGreaterThanOrEqual(200);
    expect(detection?.reactionMs).toBeLessThanOrEqual(320);
    expect(detection?.alarmMs).toBeGreaterThanOrEqual(detection?.reactionMs ?? 0);
  });

  it('does not begin on a board that cannot have one of its faults, deep inside a branch or not', () => {
    const text = LEAK.replace('  - wait: 5 s', '  - parallel:\n      - wait: 5 s\n      - serial:\n          - inject: fram.silent');
    expect(() => run(text, {}, new FakeController({}, 'rp2040-flash'))).toThrow(
      /^fake\.yaml:18: fault fram\.silent is unsupported on rp2040-flash, which has no fram; boards that have it: pico, /,
    );
    // On a board that has one it begins, and comes as far as the fault.
    expect(() => run(text)).toThrow('the fake has no troubles');
  });

  it('tells the controller what is in the cell before the start', () => {
    const controller = new FakeController();
    run(LEAK, {}, controller);
    expect(controller.parameter(parameterRow('anchorComposition').offset)).toBe(2400);
    expect(controller.parameter(parameterRow('setTemp').offset)).toBeUndefined();
  });

  it('writes the parameters that the scenario sets', () => {
    const controller = new FakeController();
    run(LEAK.replace('start: ready', 'start: ready\nparameters: { setTemp: 45 °C }'), {}, controller);
    expect(controller.parameter(parameterRow('setTemp').offset)).toBe(450);
  });

  it('gives the same trace, sample by sample, every time', () => {
    const [a, b] = [run(LEAK), run(LEAK)];
    expect(compareTraces(a.trace, b.trace)).toMatchObject({ same: true, rowsUnmatched: 0 });
    expect(a.markers).toEqual(b.markers);
  });

  it('gives another trace for another seed', () => {
    const other = run(LEAK.replace('step: 10 ms', 'step: 10 ms\nseed: 2'));
    expect(other.verdict).toBe('green');
    const noisy = LEAK.replace('  - wait: 5 s', '  - wait: 5 s\n  - expect: pin.nakTempA < 2');
    expect(run(noisy).verdict).toBe('green');
  });

  it('is red when the fault is not answered: trip, latch, reaction, state and hazard', () => {
    const result = run(LEAK, { ignoresLeak: true });
    expect(result.verdict).toBe('red');
    const text = findings(result).join('\n');
    expect(text).toContain('P30 did not trip');
    expect(text).toContain('P30 not latched at the end; wanted P30 latched');
    expect(text).toContain('detection of P30: no reaction; wanted "out.contactor == 0" within 420 ms of "leak"');
    expect(text).toContain('state discharge; wanted state fault');
    expect(text).toContain('hazard currentAfterLeak: current flows with a wet NaK tray');
    expect(text).toContain('hazard pumpAfterLeak');
  });

  it('is red for an avoidable hazard even when the scenario asks for nothing', () => {
    const result = run(LEAK.replace(/detections:[\s\S]*/, 'outcome: { tripped: [] }\n').replace(/ {2}- expect: latched[\s\S]*?within: 2 s\n/, ''), {
      ignoresLeak: true,
    });
    expect(result.hazards.filter((hazard) => hazard.avoidable).length).toBeGreaterThan(0);
    expect(result.failures.every((failure) => failure.step.startsWith('hazard '))).toBe(true);
    expect(result.verdict).toBe('red');
  });

  it('is red when another alarm bit comes up', () => {
    const text = findings(run(LEAK, { swapsAlarmBits: true })).join('\n');
    expect(text).toContain('P30 did not trip');
    expect(text).toContain('no alarm bit');
  });

  it('is red when the answer is late, and when it is too early', () => {
    expect(findings(run(LEAK, { leakTicks: 6 })).join('\n')).toMatch(/reaction after 5\d\d ms; wanted "out.contactor == 0" within 420 ms/);
    expect(findings(run(LEAK, { leakTicks: 1 })).join('\n')).toMatch(/reaction after \d+ ms; wanted not before 150 ms/);
  });

  it('is red when the controller restarts unannounced, and when an announced restart does not come', () => {
    expect(findings(run(LEAK, { restartsAtMs: 3000 })).join('\n')).toContain('controller: 1 restarts; wanted 0 restarts');
    expect(findings(run(LEAK.replace('latched: [P30] }', 'latched: [P30], restarts: 2 }'))).join('\n')).toContain(
      'controller: 0 restarts; wanted 2 restarts',
    );
  });

  it('is red when replies are damaged', () => {
    expect(findings(run(LEAK, { damagesEvery: 31 })).join('\n')).toMatch(
      /\d+ damaged, 0 torn and 0 refused replies, 0 unasked bytes; wanted a clean line/,
    );
  });

  it('stops at the start-up when the controller is mute, and says so', () => {
    const result = run(LEAK, { mute: true });
    expect(findings(result)[0]).toBe(
      'start-up: state cold after boot and self-test: state unknown; wanted state cold after boot and self-test within 15 s',
    );
    expect(result.verdict).toBe('red');
  });

  it('refuses a target that the scenario does not name', () => {
    expect(() => run(LEAK.replace('start: ready', 'start: ready\ntargets: espruino'))).toThrow('fake.yaml does not support target emulator');
  });
});

describe('steps', () => {
  const steps = (lines: string, outcome = '{ tripped: [], latched: [] }'): RunResult =>
    run(`id: s\ntitle: S\nstart: cold\nplant: { temperature: 40 °C }\nsteps:\n${lines}\noutcome: ${outcome}\n`);

  it('expect fails with value, limit and time, and the run goes on', () => {
    const result = steps('  - expect: state is ready\n  - command: start\n  - expect: state is ready\n    within: 2 s');
    expect(findings(result)).toEqual(['expect state is ready: state cold; wanted state ready now']);
    expect(result.failures[0]).toMatchObject({ line: 6 });
    expect(result.finalState).toBe('ready');
  });

  it('until ends the run when its condition does not come', () => {
    const result = steps('  - until: state is ready\n    within: 3 s\n  - expect: state is ready');
    expect(findings(result)).toEqual(['until state is ready: state cold; wanted state ready within 3 s']);
  });

  it('expect with hold fails when the condition goes away too early', () => {
    const result = steps(
      '  - command: start\n  - until: state is ready\n    within: 2 s\n  - inject: nakTray.leak\n    for: 400 ms\n  - expect: out.contactor == 1\n    hold: 5 s',
      '{ tripped: [P30], latched: [P30] }',
    );
    expect(findings(result)[0]).toMatch(/^expect out\.contactor == 1: out\.contactor 0; wanted == 1 held for 5 s; it was so for \d+ ms$/);
  });

  it('never fails at the first moment at which its condition holds', () => {
    const result = steps('  - command: start\n  - never: out.contactor == 1\n    for: 5 s');
    expect(findings(result)).toEqual(['never out.contactor == 1: out.contactor 1; wanted not == 1 for 5 s']);
  });

  it('a command with another result than wanted ends the run', () => {
    const result = steps('  - command: start\n  - command: start\n  - expect: state is cold');
    expect(findings(result)).toEqual(['command start: result wrongState (state ready); wanted result done within 5 s']);
    expect(steps('  - command: start\n  - command: start\n    result: wrongState').verdict).toBe('green');
    expect(steps('  - command: start\n  - command: start\n    result: any').verdict).toBe('green');
  });

  it('saved values keep what was', () => {
    expect(
      steps(
        '  - save: { t0: truth.cellTemperature }\n  - set: { ambient: -20 °C }\n  - wait: 60 s\n  - expect: truth.cellTemperature < saved.t0 - 1 K',
      ).verdict,
    ).toBe('green');
    expect(steps('  - save: { t0: truth.cellTemperature }\n  - expect: truth.cellTemperature > saved.t0 + 1 K').verdict).toBe('red');
  });

  it('a fault with an end is over then, and one that is cleared too', () => {
    const result = steps(
      '  - inject: eStopA.open\n    for: 300 ms\n  - wait: 250 ms\n  - expect: truth.eStopOpen == 1\n  - wait: 150 ms\n  - expect: truth.eStopOpen == 0\n  - inject: eStopB.open\n  - wait: 100 ms\n  - expect: truth.eStopOpen == 1\n  - clear: eStopB.open\n  - wait: 100 ms\n  - expect: truth.eStopOpen == 0',
    );
    expect(findings(result)).toEqual([]);
    expect(result.lanes.filter((lane) => lane.kind === 'inject').map((lane) => lane.spans.length)).toEqual([1, 1]);
  });

  it('a cut of the supply takes the controller away and gives it back in its first state', () => {
    const result = steps(
      '  - command: start\n  - until: state is ready\n    within: 2 s\n  - inject: power.off\n    for: 2 s\n  - wait: 1 s\n  - expect: out.contactor == 0 and not known(live.state)\n  - until: state is cold\n    within: 5 s',
    );
    expect(findings(result)).toEqual([]);
  });

  it('an invariant is judged at every step, reported once, from its label on', () => {
    const result = run(
      'id: s\ntitle: S\nstart: cold\nsteps:\n  - command: start\n  - wait: 2 s\n  - mark: late\n  - wait: 3 s\ninvariants:\n  - always: out.contactor == 0\n  - always: out.contactor == 1\n    from: late\noutcome: { tripped: [] }\n',
    );
    expect(findings(result)).toEqual(['invariant out.contactor == 0: out.contactor 1; wanted == 0']);
  });
});
