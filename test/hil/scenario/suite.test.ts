import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { suiteTable } from '../../../hil/scenario/console.js';
import { parseScenario } from '../../../hil/scenario/parse.js';
import { runScenario } from '../../../hil/scenario/runner.js';
import { loadScenarios, runSuite, scenarioFiles } from '../../../hil/scenario/suite.js';
import { FakeController } from './fake-controller.js';

const folder = mkdtempSync(join(tmpdir(), 'liquidus-suite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const SAMPLE = 'id: one\ntitle: One\nstart: cold\nsteps:\n  - wait: 1 s\noutcome: { tripped: [] }\n';

describe('a suite', () => {
  it('takes a folder for its yaml files in order, and a file for itself', () => {
    const b = file('b.yaml', SAMPLE);
    const a = file('a.yaml', SAMPLE);
    file('notes.txt', '');
    expect(scenarioFiles([folder])).toEqual([a, b]);
    expect(scenarioFiles([b])).toEqual([b]);
  });

  it('says which path does not exist', () => {
    expect(() => scenarioFiles(['hil/scenarios/nosuch.yaml'])).toThrow('There is no file or folder "hil/scenarios/nosuch.yaml"');
  });

  it('refuses two files with one id', () => {
    const a = file('a.yaml', SAMPLE);
    const b = file('b.yaml', SAMPLE);
    expect(() => loadScenarios([a, b])).toThrow(`${b} has the id "one", which ${a} has too`);
  });

  it('refuses a scenario that does not support the target, before anything runs', () => {
    const a = file('a.yaml', SAMPLE.replace('start: cold', 'start: cold\ntargets: espruino'));
    expect(() => runSuite({ files: [a], target: 'emulator' })).toThrow('does not support target emulator (it names espruino)');
  });

  it('refuses a malformed file with its place, before anything runs', () => {
    const a = file('a.yaml', SAMPLE.replace('wait: 1 s', 'wait: 1'));
    expect(() => runSuite({ files: [a], target: 'emulator' })).toThrow(`${a}:5:11: "wait" "1" has no unit`);
  });

  it('prints a table with a line per scenario, every failure with the command that runs it again, and the sum', () => {
    const path = file('a.yaml', SAMPLE.replace('wait: 1 s', 'expect: state is ready'));
    const scenario = parseScenario(path, readFileSync(path, 'utf8'));
    const result = runScenario(scenario, new FakeController());
    const table = suiteTable([result], {
      target: 'emulator',
      again: [],
      startedIso: '',
      bundles: [{ board: 'pico', sha256: 'abc', bytes: 1 }],
      green: 0,
      red: 1,
      simSeconds: 60,
      covers: [],
      wallSeconds: 0.01,
    });
    expect(table).toMatch(/^scenario +verdict +detected after +sim s\/s\n/);
    expect(table).toMatch(/\none +red +–/);
    expect(table).toContain(`${path}:5: expect state is ready: state cold; wanted state ready now; at `);
    expect(table).toContain(`  run again: npx liquidus hil run ${path}`);
    expect(table).toContain('0 green, 1 red; 60 s simulated in 0.0 s (6,000 simulated seconds per second) on emulator');
  });
});
