import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { differenceLine, differences, readBaseline, type Baseline } from '../../../hil/report/baseline.js';
import { resultJson } from '../../../hil/report/result-json.js';
import { parseScenario } from '../../../hil/scenario/parse.js';
import type { RunResult } from '../../../hil/scenario/result.js';
import { runScenario } from '../../../hil/scenario/runner.js';
import type { SuiteFacts } from '../../../hil/scenario/suite-facts.js';
import { FakeController, type Mistakes } from '../scenario/fake-controller.js';

const folder = mkdtempSync(join(tmpdir(), 'liquidus-baseline-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (id: string, mistakes: Mistakes = {}): RunResult =>
  runScenario(
    parseScenario(
      'leak.yaml',
      `id: ${id}\ntitle: Leak\nstart: ready\nstep: 10 ms\nsteps:\n  - inject: nakTray.leak\n    as: leak\n  - wait: 3 s\ndetections:\n  - fault: P30\n    since: leak\n    reaction: out.contactor == 0\n    within: 2 s\noutcome: { tripped: [P30], latched: [P30] }\n`,
    ),
    new FakeController(mistakes),
  );
const FACTS: SuiteFacts = {
  target: 'emulator',
  again: [],
  startedIso: '2026-01-01T00:00:00.000Z',
  bundles: [],
  green: 2,
  red: 0,
  simSeconds: 1,
  wallSeconds: 1,
  covers: [],
};

/** The baseline that a run of these scenarios leaves. */
function left(...results: RunResult[]): Baseline {
  const file = join(folder, 'result.json');
  writeFileSync(file, resultJson(results, FACTS));
  return readBaseline(file);
}
const said = (baseline: Baseline, ...now: RunResult[]): string[] => differences(baseline, now).map(differenceLine);

describe('a run against an earlier one', () => {
  const before = left(run('a'), run('b'));

  it('differs in nothing when the controller does the same', () => {
    expect(said(before, run('a'), run('b'))).toEqual([]);
  });

  it('tells of red that was green, and of what tripped no more', () => {
    const lines = said(before, run('a', { ignoresLeak: true }), run('b'));
    expect(lines.slice(0, 3)).toEqual(['! a: verdict: green → red', '  a: tripped: P30 → nothing', '  a: state at the end: fault → ready']);
    expect(lines).toContainEqual(expect.stringMatching(/^! a: P30 reaction since leak: \d+ ms → never$/));
  });

  it('tells of an answer that is more than a tick slower, and not of one that is a tick slower', () => {
    expect(said(before, run('a', { leakTicks: 4 }), run('b'))).toEqual([]);
    expect(said(before, run('a', { leakTicks: 8 }), run('b'))[0]).toMatch(/^! a: P30 reaction since leak: \d+ ms → \d+ ms$/);
    expect(said(left(run('a', { leakTicks: 8 })), run('a'))[0]).toMatch(/^ {2}a: P30 reaction since leak/);
  });

  it('tells of scenarios that are new, and of those that did not run', () => {
    expect(said(before, run('b'), run('c'))).toEqual(['  c: scenario: not there → green', '! a: scenario: green → not run']);
  });

  it('refuses a file that is none, and says what it wants', () => {
    const file = join(folder, 'other.json');
    writeFileSync(file, '{"startedIso":"x"}');
    expect(() => readBaseline(file)).toThrow('other.json is no result of a suite (scenarios');
    writeFileSync(file, 'nothing');
    expect(() => readBaseline(file)).toThrow('give the result.json of an earlier "liquidus hil run"');
    expect(() => readBaseline(join(folder, 'gone.json'))).toThrow('cannot be read');
  });
});
