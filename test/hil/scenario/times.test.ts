import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { measureTimes } from '../../../hil/scenario/times.js';

/** P13: 100 ms of debounce, a tick of 100 ms (docs/physics.md, section 10). */
const SCENARIO = (deadline: string): string => `
id: quick
title: Over-current
about: For the test of the times.
requirements: [ELE-1]
faults: [P13]
step: 10 ms
plant: { sodium: 30 wt%, oxidised: 0.6, temperature: 40 °C, ambient: 25 °C }
start: ready
steps:
  - command: discharge 0.4 A
  - wait: 3 s
  - inject: converter.gain
    with: { factor: 1.53 }
    as: over
  - wait: 2 s
detections:
  - fault: P13
    since: over
    reaction: out.contactor == 0
    within: ${deadline}
    alarmWithin: 1.5 s
outcome: { tripped: [P13], latched: [P13] }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liquidus-times-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function measure(deadline: string, seed: number): ReturnType<typeof measureTimes> {
  const file = join(folder, 'quick.yaml');
  writeFileSync(file, SCENARIO(deadline));
  return measureTimes({ files: [file], target: 'emulator', runs: 6, seed });
}

// Each of them runs six scenarios; what is asserted are simulated times.
vi.setConfig({ testTimeout: 60_000 });

describe('detection times', () => {
  it('spreads the fault over the ticks: median and worst lie between the debounce and debounce + tick + 30 ms', () => {
    const [row, ...others] = measure('230 ms', 7);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ fault: 'P13', scenario: 'quick', timed: 'reaction', debounceMs: [100, 100], deadlineMs: 230, runs: 6, bad: 0 });
    expect(row?.medianMs).toBeGreaterThanOrEqual(100);
    expect(row?.worstMs).toBeGreaterThan(row?.medianMs ?? NaN);
    expect(row?.worstMs).toBeLessThanOrEqual(230);
  });

  it('counts runs that miss the deadline', () => {
    expect(measure('50 ms', 7)[0]).toMatchObject({ runs: 6, bad: 6 });
  });

  it('gives the same figures for the same seed, and others for another', () => {
    expect(measure('230 ms', 3)).toEqual(measure('230 ms', 3));
    expect(measure('230 ms', 3)).not.toEqual(measure('230 ms', 4));
  });
});
