/** The straight code that the build makes of the loop over the fast checks, against that loop. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleFirmware } from '../../../firmware/build/bundle.js';
import { unrollLoops } from '../../../firmware/build/unroll.js';
import { boardRow } from '../../../firmware/model/boards.js';
import { valueIndex } from '../../../firmware/sense/layout.js';
import { EXPECTED, SIGNALS } from '../oracle.js';
import { freshFirmware } from '../stub-board.js';

/** What the entry below hands out, and what the modules offer. */
interface Monitor {
  readonly X: Float64Array;
  startMonitor(): void;
  evaluateFast(dt: number, uptime: number): void;
  reset(number: number, local: boolean): number;
  acts(i: number): boolean;
  reactions(): number;
  alarmChanges(): number;
}

const ENTRY = `
  import * as m from './protect/monitor.js';
  import { X } from './sense/values.js';
  import { startCrc } from './modbus/crc.js';
  startCrc();
  show({ X, startMonitor: m.startMonitor, evaluateFast: m.evaluateFast, reset: m.reset, acts: m.acts,
    reactions: () => m.reactions, alarmChanges: () => m.alarmChanges });`;

describe('the unrolled fast checks', () => {
  let tree: string;
  let bundle: Script;
  let text: string;

  beforeAll(async () => {
    tree = mkdtempSync(join(tmpdir(), 'liquidus-unrolled-'));
    cpSync(join(import.meta.dirname, '..', '..', '..', 'firmware'), join(tree, 'firmware'), { recursive: true });
    writeFileSync(join(tree, 'firmware', 'main.ts'), ENTRY);
    ({ text } = await bundleFirmware(join(tree, 'firmware'), boardRow('pico')));
    bundle = new Script(text);
  });
  afterAll(() => rmSync(tree, { recursive: true }));

  /** The monitor as it is on the board. */
  function built(): Monitor {
    let shown: Monitor | undefined;
    (globalThis as { show?: (m: Monitor) => void }).show = (m) => void (shown = m);
    // What the bundle asks of the interpreter when it reads its tables.
    vi.stubGlobal('E', { toArrayBuffer: (characters: string) => Uint8Array.from(Buffer.from(characters, 'latin1')).buffer });
    bundle.runInThisContext();
    vi.unstubAllGlobals();
    if (!shown) throw new Error('the bundle showed nothing');
    return shown;
  }

  /** The monitor as it is written. */
  async function written(): Promise<Monitor> {
    const { monitor, values } = await freshFirmware(['monitor', 'values']);
    return { ...monitor, X: values.X, reactions: () => monitor.reactions, alarmChanges: () => monitor.alarmChanges };
  }

  const fast = EXPECTED.filter((check) => check.fast);
  const signals = [...new Set(fast.map((check) => check.signal))];
  const value = (name: string): fc.Arbitrary<number> => {
    const levels = fast.filter((c) => c.signal === name).flatMap((c) => [c.warn, c.trip].flatMap((l) => (l ? [l.at - 1, l.at, l.at + 1] : [])));
    const health = SIGNALS[name].healthy * SIGNALS[name].steps;
    return fc.oneof(
      { arbitrary: fc.constant(health), weight: 12 },
      fc.constantFrom(...levels, NaN, -9999, 9999),
      fc.double({ min: -2000, max: 6000, noNaN: true }),
    );
  };
  const step = fc.record({
    image: fc.tuple(...signals.map(value)),
    dt: fc.constantFrom(60, 100, 100, 100, 400),
    reset: fc.constantFrom(0, 0, 0, 1, 2),
  });

  it('judge any sequence of signals as the loop does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const pair = [built(), await written()];
        for (const m of pair) m.startMonitor();
        let uptime = 0;
        for (const { image, dt, reset } of steps) {
          uptime += dt;
          const outcomes = pair.map((m) => {
            signals.forEach((name, k) => (m.X[valueIndex(name)] = image[k]));
            m.evaluateFast(dt, uptime);
            const answer = reset ? m.reset(0, reset > 1) : 0;
            return { answer, acting: fast.map((c) => m.acts(c.index)), reactions: m.reactions(), changes: m.alarmChanges(), image: [...m.X] };
          });
          expect(outcomes[0]).toEqual(outcomes[1]);
        }
      }),
      { seed: 1918, numRuns: 60 },
    );
  });

  it('hold the numbers of the table and no loop over it', () => {
    // The level of P30 is written where it is compared: 20 kΩ in 0.1 kΩ; low is bad.
    expect(text).toMatch(/>200\b|\b200</);
    expect(text).toMatch(/<1050\b|1050>/);
  });
});

describe('unrollLoops', () => {
  const run = (code: string): unknown[] => {
    const out: unknown[] = [];
    new Script(`(function(show){${code}})`).runInThisContext()((...values: unknown[]) => out.push(values));
    return out;
  };
  const SAMPLE = `
    const FROM = 1, COUNT = 4, LEVEL = [5, 6, 7, 8], SIDE = [1, -1, 1, -1], x = [10, 20, 30, 40], other = [0, 1, 2, 3];
    // unroll
    for (let i = FROM; i < COUNT; i++) if (x[i] * SIDE[i] > LEVEL[i]) show(i, x[i] * SIDE[i], LEVEL[i], other[i + 0]); else show(-i);
    for (let i = 0; i < 2; i++) show('loop', i);`;

  it('keeps the meaning of a loop over columns of a table', async () => {
    const { code } = await unrollLoops(SAMPLE);
    expect(run(code)).toEqual(run(SAMPLE));
    expect(code.match(/\bfor\b/g)).toHaveLength(1);
  });

  it('leaves no multiplication by a side of 1 or −1', async () => {
    const { code } = await unrollLoops(SAMPLE);
    expect(code).not.toMatch(/\*/);
  });

  it('compares a low side without a negation, and a missing value stays neither', async () => {
    const low = (x: string): string =>
      `const LEVEL = [-5, -5], SIDE = [-1, -1], x = Float64Array.of(${x});
      // unroll
      for (let i = 0; i < 2; i++) show(x[i] * SIDE[i] < LEVEL[i]);`;
    const { code } = await unrollLoops(low('0, 1'));
    expect(code).toMatch(/x\[0\] > 5/);
    for (const x of ['4, 5', '6, NaN']) expect(run((await unrollLoops(low(x))).code)).toEqual(run(low(x)));
    expect(run(low('6, NaN'))).toEqual([[true], [false]]);
  });

  it('refuses a loop whose bounds it does not know', async () => {
    await expect(unrollLoops('let n = 3; n++;\n// unroll\nfor (let i = 0; i < n; i++) show(i);')).rejects.toThrow(
      /needs bounds that the build knows/,
    );
  });
});
