/**
 * Drift test: every signal that a protection reads is driven by the plant. A protection that is added to the firmware and never wired in the plant
 * would be green for ever; here it has no line in test/oracle/drive.json, or its signal does not move.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { boardRow } from '../../firmware/model/boards.js';
import { CHECKS, checksOf } from '../../firmware/model/faults.js';
import { checkedValues, fault } from '../../hil/fault/library.js';
import { completeOptions } from '../../hil/plant/options.js';
import { Bench } from '../../hil/scenario/bench.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { startUp } from '../../hil/scenario/startup.js';
import { loadScenarios, scenarioFiles } from '../../hil/scenario/suite.js';
import { Emulator } from '../../hil/target/emulator/emulator.js';
import { ProcessImage, imageNames } from '../../hil/target/emulator/image.js';

interface Drive {
  readonly inject?: string;
  readonly with?: Readonly<Record<string, number>>;
  /** Least move of the signal, in the unit of its limit. */
  readonly moves?: number;
  readonly seconds?: number;
  readonly scenario?: string;
  readonly own?: string;
  readonly test?: string;
}

function oracle<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`../oracle/${file}`, import.meta.url), 'utf8')) as T;
}

const { signals: drives } = oracle<{ signals: Record<string, Drive> }>('drive.json');
const { signals } = oracle<{ signals: Record<string, { steps: number }> }>('signals.json');
const read = [...new Set(CHECKS.map((check) => check.signal))];

/** Board on which a signal is driven: the smaller one when it has it. */
const boardOf = (signal: string): string => (checksOf(boardRow('pico')).some((check) => check.signal === signal) ? 'pico' : 'esp32');

/** Moves one thing in the plant of a cold, commissioned cell. How far the signal went from where it was, at most. */
function moved(signal: string, drive: Drive): number {
  const board = boardOf(signal);
  const image = new ProcessImage(imageNames(board));
  const options = completeOptions({ sodiumWt: 30, oxidisedFraction: 0.6, temperature: 40, ambient: 25 });
  const bench = new Bench(new Emulator({ bundle: builtBundle(board).text, board, image }), { plant: options, stepMs: 50 });
  const plant = { preset: 'lab-cell', options } as const;
  const early = startUp(bench, { plant, parameters: [], commission: true, start: 'cold', startWithinMs: 60_000 }, () => bench.step());
  expect(early).toBeUndefined();
  const definition = fault(drive.inject ?? '');
  const before = image.read(signal);
  let most = 0;
  definition.inject(bench, checkedValues(definition, drive.with ?? {}));
  for (const until = bench.nowMs + 1000 * (drive.seconds ?? 3); bench.nowMs < until;) {
    bench.step();
    most = Math.max(most, Math.abs(image.read(signal) - before));
  }
  bench.target.close();
  return most / (signals[signal]?.steps ?? NaN);
}

describe('every signal that a protection reads', () => {
  it('has a line in drive.json, and no line is left over', () => {
    expect(Object.keys(drives).sort()).toEqual([...read].sort());
  });

  it.each(read.filter((signal) => drives[signal]?.inject).map((signal) => [signal] as const))(
    '%s follows the plant',
    { timeout: 60_000 },
    (signal) => {
      const drive = drives[signal] as Drive;
      expect(moved(signal, drive)).toBeGreaterThanOrEqual(drive.moves ?? NaN);
    },
  );

  it('is moved in the scenario that is named, which is about a fault of one of its checks', () => {
    const scenarios = loadScenarios(scenarioFiles([fileURLToPath(new URL('../../hil/scenarios', import.meta.url))]));
    for (const signal of read) {
      const name = drives[signal]?.scenario ?? drives[signal]?.own;
      if (name === undefined) continue;
      const scenario = scenarios.find((candidate) => candidate.id === name);
      const faults = CHECKS.filter((check) => check.signal === signal).map((check) => check.fault);
      const about = [...(scenario?.faults ?? []), ...(scenario?.outcome.tripped ?? [])];
      expect([signal, name, faults.some((id) => about.includes(id))]).toEqual([signal, name, true]);
    }
  });

  it('that no scenario moves is moved in the test that is named', () => {
    const tests = read.flatMap((signal) => (drives[signal]?.test === undefined ? [] : [[signal, drives[signal].test] as const]));
    expect(tests.length).toBeGreaterThan(0);
    for (const [signal, file] of tests) expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).toContain(`'${signal}'`);
  });
});
