import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Agreement, agreementLine, compareTargets } from '../../../hil/scenario/agreement.js';
import { builtBundle, type BundleUnderTest, bundleOf } from '../../../hil/scenario/bundle-file.js';
import { Emulator } from '../../../hil/target/emulator/emulator.js';
import type { Transmission } from '../../../hil/target/line-settings.js';
import type { Target } from '../../../hil/target/target.js';
import type { BoardInputs } from '../../../hil/target/wires.js';
import { touchyBundle } from './other-bundle.js';

/** Time that a board is behind the bench: half a tick of the controller. */
const LATE_MS = 50;

/** A board whose ticks fall at other moments than those of the emulator, with the console in between; only what is asked of it is there. */
class LateBoard extends Emulator {
  // The runner asks for the name of the target alone.
  override readonly name = 'board' as unknown as 'emulator';
  readonly pacing = { steps: 1, overruns: 0, worstMs: 1 };

  override present(nowMs: number, inputs: BoardInputs): void {
    super.present(Math.max(nowMs - LATE_MS, 0), inputs);
  }
  override runTo(nowMs: number): void {
    super.runTo(Math.max(nowMs - LATE_MS, 0));
  }
  override receive(nowMs: number, bytes: Uint8Array): void {
    super.receive(Math.max(nowMs - LATE_MS, 0), bytes);
  }
  override transmissions(): readonly Transmission[] {
    return super.transmissions().map(({ startMs, bytes }) => ({ startMs: startMs + LATE_MS, bytes }));
  }
}

const folder = mkdtempSync(join(tmpdir(), 'liquidus-agreement-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A leak between the limit of the shipped bundle and that of the other one; whatever it does is green. */
const BETWEEN = `id: between
title: Between two limits
step: 10 ms
plant: { temperature: 20 °C, ambient: 20 °C }
start: cold
steps:
  - command: start
  - expect: state is warmUp and out.heaterEnable == 1
    within: 5 s
  - inject: nakTray.leak
    with: { resistance: 22.5 kΩ }
    as: damp
  - wait: 5 s
outcome: { tripped: [], latched: [], mayTrip: [P30], mayLatch: [P30] }
`;
const file = join(folder, 'between.yaml');
writeFileSync(file, BETWEEN);

const SHIPPED = builtBundle('pico');
let touchy: BundleUnderTest;
beforeAll(async () => {
  touchy = bundleOf(Buffer.from(await touchyBundle(), 'latin1'), 'pico');
});

function compared(files: readonly string[], against: BundleUnderTest): Agreement[] {
  const hardware = ({ text, board }: BundleUnderTest): Target => new LateBoard({ bundle: text, board });
  return compareTargets({ files, targets: ['emulator', 'board'], bundle: SHIPPED, against, hardware });
}

describe('a comparison with a target in real time', () => {
  it('takes a board whose ticks fall at other moments for the same', () => {
    const all = compared([file, 'test/hil/target/real-time/leak-in-warm-up.yaml'], SHIPPED);
    expect(all.map(({ id, verdicts, traces }) => [id, ...verdicts, traces.first])).toEqual([
      ['between', 'green', 'green', undefined],
      ['leak-in-real-time', 'green', 'green', undefined],
    ]);
    expect(agreementLine(all[0] as Agreement)).toMatch(
      /^between: both green, \d+ samples compared, no difference beyond the tolerances, worst .*, 0 of 1 steps late, the worst 1.0 ms$/,
    );
  });

  it('finds another limit in the bundle where no verdict tells of it, and says the first sample', () => {
    const [between] = compared([file], touchy) as [Agreement];
    expect(between.verdicts).toEqual(['green', 'green']);
    // The leak comes some seconds after the start-up, and the emulator trips on it within half a second.
    expect(between.traces.first).toMatchObject({
      signal: expect.stringMatching(/^(out\.heaterEnable|live\.state)$/) as string,
      a: expect.anything() as number,
    });
    expect(agreementLine(between)).toMatch(
      /^between: both green, .* first difference at \d+\.\d\d s in (out\.heaterEnable: 0 and 1|live\.state: \d+ and \d+),/,
    );
  });

  it('finds it in the verdict too where the scenario holds the limit', () => {
    const [leak] = compared(['test/hil/target/real-time/leak-in-warm-up.yaml'], touchy) as [Agreement];
    expect(leak.verdicts).toEqual(['red', 'green']);
    expect(leak.traces.same).toBe(false);
  });
});
