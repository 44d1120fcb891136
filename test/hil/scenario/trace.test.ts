import { describe, expect, it } from 'vitest';
import { compareTraces } from '../../../hil/scenario/compare.js';
import { LaneBoard } from '../../../hil/scenario/lanes.js';
import { Trace } from '../../../hil/scenario/trace.js';

/** A trace of time in seconds and its square, with rows at the given changes, ms. */
function trace(seconds: number, changes: readonly number[] = [], twist: (t: number) => number = (t) => t * t): Trace {
  let nowMs = 0;
  const recorder = new Trace([
    { name: 'seconds', unit: 's', read: () => nowMs / 1000 },
    { name: 'square', unit: '', read: () => twist(nowMs / 1000) },
  ]);
  for (; nowMs <= seconds * 1000; nowMs += 50) recorder.offer(nowMs, changes.includes(nowMs));
  return recorder;
}

describe('a trace', () => {
  it('has a row every second and one at every change', () => {
    const recorded = trace(5, [1250, 3000, 4950]);
    expect([...recorded.time()]).toEqual([0, 1000, 1250, 2000, 3000, 4000, 4950, 5000]);
    expect([...recorded.regularRow()]).toEqual([1, 1, 0, 1, 1, 1, 0, 1]);
    expect([...recorded.column('square')]).toEqual([0, 1, 1.5625, 4, 9, 16, 24.5025, 25]);
  });

  it('stays bounded in a long run: the interval doubles, rows at changes stay', () => {
    const recorded = trace(45_000, [10_050, 44_999_950]);
    expect(recorded.rows).toBeLessThanOrEqual(20_003);
    expect(recorded.intervalMs).toBe(4000);
    expect([...recorded.time()].filter((t) => t % 4000 !== 0 && t < 20_000_000)).toEqual([10_050]);
    expect(recorded.time().at(-1)).toBe(45_000_000);
    const time = recorded.time();
    const seconds = recorded.column('seconds');
    expect(time.every((t, i) => seconds[i] === t / 1000)).toBe(true);
  });

  it('names its columns when it is asked for one that it has not', () => {
    expect(() => trace(1).column('cube')).toThrow('the trace has no column "cube"; it has: seconds, square');
  });
});

describe('two traces', () => {
  it('of the same run are the same', () => {
    expect(compareTraces(trace(20, [550]), trace(20, [550]))).toMatchObject({ same: true, rowsCompared: 22, rowsUnmatched: 0, differences: [] });
  });

  it('differ first where the first sample differs, and most where the distance is largest', () => {
    const twisted = trace(10, [], (t) => t * t + (t === 3 ? 0.5 : t === 7 ? -2 : 0));
    const found = compareTraces(trace(10), twisted);
    expect(found.first).toEqual({ timeMs: 3000, signal: 'square', a: 9, b: 9.5 });
    expect(found.differences).toEqual([{ signal: 'square', unit: '', largest: 2, atMs: 7000 }]);
  });

  it('take two unknown values for equal, and a known one against an unknown for a difference without measure', () => {
    const gap = (at: number): Trace => trace(5, [], (t) => (t === at ? NaN : t));
    expect(compareTraces(gap(2), gap(2)).same).toBe(true);
    expect(compareTraces(gap(2), gap(9)).differences[0]).toMatchObject({ largest: Infinity, atMs: 2000 });
  });

  it('count rows that only one of them has', () => {
    const found = compareTraces(trace(5, [1250, 2350]), trace(5, [1250, 2400]));
    expect(found).toMatchObject({ same: false, rowsUnmatched: 2, first: { timeMs: 2350, signal: 'time of a change' } });
  });
});

describe('lanes', () => {
  it('hold spans from when to when, one lane per kind and name, states first', () => {
    const board = new LaneBoard();
    expect(board.begin('tripped', 'P30', 5)).toBe(true);
    board.begin('state', 'state', 0, 'cold');
    board.begin('state', 'state', 10, 'ready');
    expect(board.begin('state', 'state', 12, 'ready')).toBe(false);
    board.end('tripped', 'P30', 20);
    board.end('tripped', 'P31', 20);
    board.begin('tripped', 'P30', 30);
    expect(board.finish(40)).toEqual([
      {
        name: 'state',
        kind: 'state',
        spans: [
          { fromMs: 0, toMs: 10, text: 'cold' },
          { fromMs: 10, toMs: 40, text: 'ready' },
        ],
      },
      {
        name: 'P30',
        kind: 'tripped',
        spans: [
          { fromMs: 5, toMs: 20, text: 'P30' },
          { fromMs: 30, toMs: 40, text: 'P30' },
        ],
      },
    ]);
  });
});
