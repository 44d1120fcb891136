import { describe, expect, it } from 'vitest';
import { addUp } from '../../../hil/scenario/cover.js';
import { suiteTable } from '../../../hil/scenario/console.js';
import { parseScenario } from '../../../hil/scenario/parse.js';
import type { RunResult } from '../../../hil/scenario/result.js';
import { runScenario } from '../../../hil/scenario/runner.js';
import type { Scenario } from '../../../hil/scenario/scenario.js';
import { ScenarioError } from '../../../hil/scenario/source.js';
import { rerunCommand } from '../../../hil/scenario/wording.js';
import { FakeController } from './fake-controller.js';

/** A file with these steps and more. */
const file = (steps: string, more = ''): string =>
  `id: open\ntitle: Open\nstart: cold\nstep: 10 ms\n${more}plant: { temperature: 40 °C, ambient: 18 °C, noise: 0 }\nsteps:\n  - command: start\n${steps}outcome: { tripped: [], mayTrip: [P30], latched: [] }\n`;

const parse = (text: string, sample = 0): Scenario => parseScenario('open.yaml', text, sample);
const run = (text: string, sample = 0): RunResult => runScenario(parse(text, sample), new FakeController());
const findings = (result: RunResult): string[] => result.failures.map(({ step, value, limit }) => `${step}: ${value}; wanted ${limit}`);
const refusal = (text: string, sample = 0): string => {
  try {
    parse(text, sample);
  } catch (error) {
    if (error instanceof ScenarioError) return `${error.line}: ${error.reason}`;
    throw error;
  }
  return 'accepted';
};

describe('what a scenario leaves open', () => {
  const VARY = 'vary:\n  ampere: { from: 0.1 A, to: 0.3 A }\n  room: [15 °C, 20 °C, 25 °C]\n';
  const OPEN = file('  - set: { ambient: $room }\n  - command: discharge $ampere\n  - wait: 1 s\n', VARY);
  const SAMPLES = Array.from({ length: 60 }, (_, i) => parse(OPEN, i));
  const amperes = SAMPLES.map((scenario) => Number(/ampere ([\d.]+) A/.exec(scenario.decided[0] ?? '')?.[1]));

  it('is the middle of a range and the first of a list in a plain run', () => {
    expect(parse(OPEN)).toMatchObject({ id: 'open', sample: 0, seed: 1, decided: ['ampere 0.2 A', 'room 15 °C'] });
    expect(parse(OPEN).steps[2]).toMatchObject({ kind: 'command', text: 'command discharge 0.2 A', argument32: 200 });
  });

  it('is drawn for every other sample: inside the range, everywhere in it, every value of the list, another noise', () => {
    expect(Math.min(...amperes)).toBeGreaterThanOrEqual(0.1);
    expect(Math.max(...amperes)).toBeLessThanOrEqual(0.3);
    // 60 uniform draws leave no fifth of the range empty, but for one set of draws in 100,000 (5 × 0.8^60).
    for (let fifth = 0; fifth < 5; fifth++) expect(amperes.some((a) => a >= 0.1 + 0.04 * fifth && a <= 0.14 + 0.04 * fifth)).toBe(true);
    expect(new Set(SAMPLES.map(({ decided }) => decided[1]))).toEqual(new Set(['room 15 °C', 'room 20 °C', 'room 25 °C']));
    expect(SAMPLES[7]).toMatchObject({ id: 'open.7', seed: 8, sample: 7 });
  });

  it('is the same for the same number, and the command that runs it again names it', () => {
    expect(parse(OPEN, 9).decided).toEqual(parse(OPEN, 9).decided);
    expect(rerunCommand(parse(OPEN, 9), [])).toBe('npx liquidus hil run open.yaml --sample 9');
    expect(rerunCommand(parse(OPEN), ['--target', 'board', '--port', '/dev/my board'])).toBe(
      "npx liquidus hil run open.yaml --target board --port '/dev/my board'",
    );
  });

  it('can be a branch: the first in a plain run, each of them in some sample', () => {
    const text = file('  - oneOf:\n      - wait: 1 s\n      - - wait: 2 s\n        - wait: 3 s\n      - wait: 4 s\n');
    const branch = (sample: number): string => parse(text, sample).decided[0] ?? '';
    expect(branch(0)).toBe('line 8: branch 1 of 3');
    expect(new Set(Array.from({ length: 40 }, (_, i) => branch(i + 1)))).toEqual(
      new Set(['line 8: branch 1 of 3', 'line 8: branch 2 of 3', 'line 8: branch 3 of 3']),
    );
    const second = Array.from({ length: 40 }, (_, i) => i).find((i) => branch(i).includes('branch 2')) ?? 0;
    expect(parse(text, second).steps[1]).toMatchObject({ kind: 'serial', steps: [{ ms: 2000 }, { ms: 3000 }] });
  });

  it.each([
    ['an unknown name', file('  - command: discharge $ampre\n', VARY), '11: "$ampre" is not decided under "vary"; did you mean ampere?'],
    ['a name that nothing uses', file('  - command: discharge $ampere\n', VARY), '7: nothing uses "$room"'],
    [
      'a range that falls',
      file('  - command: discharge $a\n', 'vary: { a: { from: 1 A, to: 0.5 A } }\n'),
      '5: "a" must go from a number to a larger one',
    ],
    [
      'a range in two units',
      file('  - command: discharge $a\n', 'vary: { a: { from: 1 A, to: 5 V } }\n'),
      '5: "a" must go from a number to a larger one',
    ],
    ['one value only', file('  - command: discharge $a\n', 'vary: { a: [1 A] }\n'), '5: "a" has one value only'],
    [
      'a value out of the range of its place',
      file('  - set: { ambient: $a }\n', 'vary: { a: [20 °C, 99 °C] }\n'),
      '9: "ambient" 99 °C is outside',
      1,
    ],
  ])('is refused with its line: %s', (_, text, reason, samples = 0) => {
    // A value of a list is looked at by the sample that takes it.
    const told = Array.from({ length: 20 * samples + 1 }, (_unused, i) => refusal(text, i)).filter((said) => said !== 'accepted');
    expect(told[0]).toContain(reason);
  });
});

describe('steps side by side', () => {
  it('take as long as the longest, and begin together', () => {
    const result = run(file('  - parallel:\n      - wait: 3 s\n      - - wait: 1 s\n        - mark: short\n        - wait: 1 s\n  - mark: after\n'));
    const at = (label: string): number => (result.markers.find(({ text }) => text === label)?.timeMs ?? NaN) - result.stepsFromMs;
    expect(findings(result)).toEqual([]);
    expect(at('after') - at('short')).toBe(2000);
  });

  it('share one mailbox: commands of two branches follow each other and both are answered', () => {
    const result = run(file('  - parallel:\n      - command: discharge 0.1 A\n      - command: discharge 0.2 A\n'));
    expect(findings(result)).toEqual([]);
    expect(result.markers.filter(({ kind }) => kind === 'command').map(({ text }) => text)).toEqual([
      'command start',
      'command discharge 0.1 A',
      'command discharge 0.2 A',
    ]);
  });

  it('end the run when a branch fails for good', () => {
    const result = run(file('  - parallel:\n      - until: state is fault\n        within: 1 s\n      - wait: 60 s\n  - mark: after\n'));
    expect(findings(result)[0]).toContain('until state is fault: state');
    expect(result.markers.some(({ text }) => text === 'after')).toBe(false);
  });

  it('have a deadline together, and so have steps one after the other', () => {
    expect(findings(run(file('  - parallel:\n      - wait: 1 s\n      - wait: 9 s\n    within: 3 s\n')))).toEqual([
      'parallel: 1 of 2 branches not over; wanted over within 3 s',
    ]);
    expect(findings(run(file('  - serial:\n      - wait: 2 s\n      - wait: 2 s\n    within: 3 s\n')))).toEqual([
      'serial: not over; wanted over within 3 s',
    ]);
    expect(findings(run(file('  - serial:\n      - wait: 2 s\n      - wait: 0.5 s\n    within: 3 s\n')))).toEqual([]);
  });

  it('do not know the labels of each other, and two may not have the same', () => {
    const two = (second: string): string => refusal(file(`  - parallel:\n      - inject: nakTray.leak\n        as: leak\n      - ${second}\n`));
    expect(two('clear: leak')).toContain('11: no step has the label "leak"');
    expect(two('mark: leak')).toContain('two branches that run side by side have the label "leak"');
  });

  it('leave their labels behind; a choice leaves those that every branch has', () => {
    const after = (block: string): string => refusal(file(`${block}  - clear: leak\n`));
    const leak = '      - inject: nakTray.leak\n        as: leak\n';
    expect(after(`  - parallel:\n${leak}      - wait: 1 s\n`)).toBe('accepted');
    expect(after(`  - oneOf:\n${leak}      - wait: 1 s\n`)).toContain('no step has the label "leak"');
    expect(after(`  - oneOf:\n${leak}${leak}`)).toBe('accepted');
  });

  it('need two branches', () => {
    expect(refusal(file('  - parallel:\n      - wait: 1 s\n'))).toContain('"parallel" needs two branches or more');
  });
});

describe('what must be so at every step', () => {
  const WET = '  - wait: 1 s\n  - inject: nakTray.leak\n    as: leak\n    for: 150 ms\n  - wait: 1 s\n';
  const judged = (invariant: string): string[] => findings(run(file(WET).replace('outcome:', `invariants:\n${invariant}\noutcome:`)));

  it('holds up to what ends it', () => {
    expect(judged('  - always: truth.leakWet == 0\n    until: truth.leakWet == 1')).toEqual([]);
    expect(judged('  - always: truth.leakWet == 0')).toEqual(['invariant truth.leakWet == 0: truth.leakWet 1; wanted == 0']);
  });

  it('is red when what must end it never comes', () => {
    expect(judged('  - always: truth.ambient < 50 °C\n    until: latched P31')).toEqual([
      'invariant truth.ambient < 50 °C: "latched P31" never came; wanted that moment, to end it',
    ]);
  });

  it('answers within the time, each time', () => {
    expect(judged('  - whenever: truth.leakWet == 1\n    then: truth.leakWet == 0\n    within: 200 ms')).toEqual([]);
    expect(judged('  - whenever: truth.leakWet == 1\n    then: truth.leakWet == 0\n    within: 100 ms')).toEqual([
      'whenever truth.leakWet == 1: truth.leakWet 1 100 ms after it; wanted == 0 within 100 ms',
    ]);
    expect(judged('  - whenever: truth.leakWet == 1\n    then: truth.ambient > 50 °C\n    within: 25 s')[0]).toContain('25 s after it');
  });

  it('has one form or the other', () => {
    const said = (invariant: string): string => refusal(file(WET).replace('outcome:', `invariants:\n${invariant}\noutcome:`));
    expect(said('  - always: latched P30\n    within: 1 s')).toContain('"within" does not go with "always"');
    expect(said('  - whenever: latched P30\n    until: latched P31')).toContain('"until" does not go with "whenever"');
    expect(said('  - whenever: latched P30\n    then: latched P31')).toContain('needs "within"');
  });
});

describe('the outcome', () => {
  it('may leave open whether a fault is latched at the end', () => {
    const wet = file('  - wait: 1 s\n  - inject: nakTray.leak\n  - wait: 1 s\n');
    expect(findings(run(wet))).toContain('outcome: P30 latched at the end; wanted P30 not latched');
    expect(findings(run(wet.replace('latched: []', 'latched: [], mayLatch: [P30]')))).toEqual([]);
  });
});

describe('what runs have met', () => {
  const ROOMS =
    '  - set: { ambient: 18 °C }\n  - wait: 1 s\n  - set: { ambient: 23 °C }\n  - wait: 1 s\n  - set: { ambient: 18 °C }\n  - wait: 1 s\n';
  const counted = (cover: string): RunResult => run(file(ROOMS).replace('outcome:', `cover:\n${cover}\noutcome:`));
  const BUCKETS = '  - of: truth.ambient\n    buckets: [20 °C, 25 °C]\n    as: room';

  it('counts each time that the value enters a bucket; a border belongs to the bucket above it', () => {
    const { covers } = counted(BUCKETS);
    expect(covers).toEqual([
      {
        name: 'room',
        buckets: [
          { label: '< 20 °C', hits: 2 },
          { label: '20 … 25 °C', hits: 1 },
          { label: '≥ 25 °C', hits: 0 },
        ],
      },
    ]);
    expect(counted('  - of: truth.ambient\n    buckets: [18 °C]').covers[0]?.buckets.map(({ hits }) => hits)).toEqual([0, 1]);
  });

  it('counts at a moment, and moments alone', () => {
    const { covers } = counted(
      '  - of: truth.ambient\n    buckets: [20 °C]\n    when: truth.ambient > 22 °C\n  - when: truth.ambient < 19 °C\n  - when: latched P31',
    );
    expect(covers.map(({ name, buckets }) => [name, buckets.map(({ hits }) => hits)])).toEqual([
      ['truth.ambient when truth.ambient > 22 °C', [0, 1]],
      ['when truth.ambient < 19 °C', [2]],
      ['when latched P31', [0]],
    ]);
  });

  it('adds up over runs and says what nothing has met', () => {
    const result = counted(BUCKETS);
    const covers = addUp([result.covers, result.covers]);
    expect(covers[0]?.buckets.map(({ hits }) => hits)).toEqual([4, 2, 0]);
    const facts = { target: 'emulator', again: [], startedIso: '', bundles: [], green: 1, red: 0, simSeconds: 1, wallSeconds: 1, covers };
    expect(suiteTable([result], facts)).toContain('  room: 2 of 3 buckets; never ≥ 25 °C');
  });

  it('tells of a "whenever" that nothing has tried', () => {
    const text = file(ROOMS).replace('outcome:', 'invariants:\n  - whenever: latched P31\n    then: state is fault\n    within: 1 s\noutcome:');
    expect(run(text).covers).toEqual([{ name: 'whenever latched P31', buckets: [{ label: 'so', hits: 0 }] }]);
  });

  it('is refused without buckets, or with borders that do not rise', () => {
    const said = (cover: string): string => refusal(file(ROOMS).replace('outcome:', `cover:\n${cover}\noutcome:`));
    expect(said('  - of: truth.ambient')).toContain('needs "buckets"');
    expect(said('  - of: truth.ambient\n    buckets: [25 °C, 20 °C]')).toContain('"buckets" must rise');
    expect(said('  - of: truth.ambient\n    buckets: [25 A]')).toContain('is in A');
    expect(said('  - as: nothing')).toContain('a cover needs "of" with "buckets", or "when"');
  });
});
