import { describe, expect, it } from 'vitest';
import { TRACE_SIGNALS } from '../../../hil/scenario/columns.js';
import { compareInRealTime, type TimedRun } from '../../../hil/scenario/compare-real-time.js';
import { allowedMs, NOT_COMPARED, ROW_MS, TOLERANCES, toleranceOf, toleranceText, WINDOW_MS } from '../../../hil/scenario/tolerances.js';
import { Trace } from '../../../hil/scenario/trace.js';

const STEPS = [{ text: 'command start' }, { text: 'wait 10 s' }];

type Signal = (ms: number) => number;

/** A run of 20 s: start-up to 5 s, one step to 6 s, the other to 16 s; rows every second and at every change of a code. */
function run(signals: Readonly<Record<string, Signal>>, stepsEndedMs: readonly number[] = [6000, 16_000], stepsFromMs = 5000): TimedRun {
  let nowMs = 0;
  const trace = new Trace(Object.entries(signals).map(([name, at]) => ({ name, unit: '', read: () => at(nowMs) })));
  const code: Signal = (ms) => (signals['live.state']?.(ms) ?? 0) + 10 * (signals['out.contactor']?.(ms) ?? 0);
  for (; nowMs <= 20_000; nowMs += 50) trace.offer(nowMs, nowMs > 0 && code(nowMs) !== code(nowMs - 50));
  return { target: 'board', trace, stepsFromMs, stepsEndedMs, scenario: { steps: STEPS } };
}

const compared = (name: string, a: Signal, b: Signal): ReturnType<typeof compareInRealTime> =>
  compareInRealTime(run({ 'live.state': () => 1, [name]: a }), run({ 'live.state': () => 1, [name]: b }));
const jump =
  (atMs: number, from = 0, to = 1): Signal =>
  (ms) =>
    ms < atMs ? from : to;

describe('a comparison in real time', () => {
  it('takes a change within the window for the same, and one behind it for a difference, from whichever side it is seen', () => {
    // A row more on each side, because nobody saw what was between two of them.
    const far = 8000 + WINDOW_MS + 3 * ROW_MS;
    expect(compared('live.state', jump(8000), jump(8000 + WINDOW_MS)).same).toBe(true);
    expect(compared('live.state', jump(8000), jump(far)).first).toEqual({ timeMs: 8000, signal: 'live.state', a: 1, b: 0 });
    expect(compared('live.state', jump(far), jump(8000)).first).toEqual({ timeMs: 8000, signal: 'live.state', a: 0, b: 1 });
  });

  it('finds a switch that only one run shows, be it for a moment', () => {
    const blink: Signal = (ms) => (ms >= 9000 && ms < 9200 ? 1 : 0);
    expect(compared('out.contactor', () => 0, blink).first).toEqual({ timeMs: 9000, signal: 'out.contactor', a: 0, b: 1 });
    expect(compared('out.contactor', blink, () => 0).first).toEqual({ timeMs: 9000, signal: 'out.contactor', a: 1, b: 0 });
  });

  it('takes what the controller reports no longer than a read for missed, and finds what lasts longer', () => {
    const shown =
      (forMs: number): Signal =>
      (ms) =>
        ms >= 9000 && ms < 9000 + forMs ? 7 : 1;
    expect(compared('live.state', shown(ROW_MS), () => 1).same).toBe(true);
    expect(compared('live.state', () => 1, shown(2 * ROW_MS + 50)).first).toEqual({ timeMs: 9000, signal: 'live.state', a: 1, b: 7 });
  });

  it('does not take a code for shown because others on both sides of it are', () => {
    expect(compared('live.state', (ms) => (ms < 9000 ? 1 : ms < 12_000 ? 4 : 9), jump(10_500, 1, 9)).first).toEqual({
      timeMs: 9000,
      signal: 'live.state',
      a: 4,
      b: 1,
    });
  });

  it('takes values within the tolerance of the signal for the same, and passing ones too', () => {
    const limit = toleranceOf('truth.cellTemperature', 40) ?? NaN;
    const at =
      (celsius: number): Signal =>
      () =>
        celsius;
    expect(compared('truth.cellTemperature', at(40), at(40 + 0.99 * limit)).same).toBe(true);
    expect(compared('truth.cellTemperature', at(40), at(40 + 1.01 * limit))).toMatchObject({
      same: false,
      first: { timeMs: 0, signal: 'truth.cellTemperature', a: 40 },
      differences: [{ signal: 'truth.cellTemperature', atMs: 0 }],
    });
    // 5 K/s: a second later it is far beyond the tolerance, and was passed.
    const ramp =
      (lateMs: number): Signal =>
      (ms) =>
        Math.max(ms - lateMs - 5000, 0) / 200;
    expect(compared('truth.cellTemperature', ramp(0), ramp(1000)).same).toBe(true);
    expect(compared('truth.cellTemperature', ramp(0), ramp(4000)).same).toBe(false);
  });

  it('takes a share of large values where that is more', () => {
    expect(toleranceOf('truth.heaterPower', 10)).toBe(TOLERANCES.get('truth.heaterPower')?.absolute);
    expect(toleranceOf('truth.heaterPower', 1000)).toBe(1000 * (TOLERANCES.get('truth.heaterPower')?.share ?? NaN));
  });

  it('tells a value that is there from one that is not, either way', () => {
    const gone = jump(9000, 5, NaN);
    expect(compared('live.cellTemp', gone, gone).same).toBe(true);
    expect(compared('live.cellTemp', () => 5, gone).first).toMatchObject({ a: 5, b: NaN });
    expect(compared('live.cellTemp', gone, () => 5).first).toMatchObject({ timeMs: 9000, a: NaN, b: 5 });
  });

  it('counts a step that took longer once: what follows is compared behind it', () => {
    const a = run({ 'live.state': jump(12_000) });
    const b = run({ 'live.state': jump(14_000) }, [8000, 18_000]);
    // The first step took 1 s and 3 s; everything after it is 2 s later.
    expect(compareInRealTime(a, b).first).toEqual({ timeMs: 5000, signal: 'seconds that "command start" took', a: 1, b: 3 });
    const within = run({ 'live.state': jump(13_400) }, [7400, 17_400], 5000);
    expect(compareInRealTime(a, within).same).toBe(true);
    expect(compareInRealTime(a, run({ 'live.state': jump(13_400) }, [7400, 17_400], 6000)).same).toBe(true);
    expect(allowedMs(100_000)).toBeGreaterThan(allowedMs(0));
  });

  it('leaves out the start-up of a controller that may remember an earlier run', () => {
    const a = run({ 'live.state': () => 1 });
    const b = run({ 'live.state': jump(5000, 3, 1) }, [9000, 19_000], 8000);
    expect(compareInRealTime(a, b).first).toMatchObject({ timeMs: 0 });
    const stale = run({ 'live.state': jump(8000, 3, 1) }, [9000, 19_000], 8000);
    expect(compareInRealTime(a, { ...stale, target: 'bench-board' }).same).toBe(true);
    const late = run({ 'live.state': jump(13_000, 3, 1) }, [9000, 19_000], 8000);
    expect(compareInRealTime(a, { ...late, target: 'bench-board' }).first).toMatchObject({ signal: 'live.state', a: 1, b: 3 });
  });

  it('says which step never came to its end, and how long the start-up took', () => {
    const whole = run({ 'live.state': () => 1 });
    expect(compareInRealTime(whole, run({ 'live.state': () => 1 }, [6000])).first).toEqual({
      timeMs: 6000,
      signal: 'seconds that "wait 10 s" took',
      a: 10,
      b: NaN,
    });
    expect(compareInRealTime(run({ 'live.state': () => 1 }, [9000, 19_000], 8000), whole).first).toMatchObject({
      timeMs: 0,
      signal: 'seconds that the start-up took',
    });
  });
});

describe('the tolerances', () => {
  it('name every signal of a trace, or say that it is not compared, and nothing else', () => {
    expect([...TOLERANCES.keys(), ...NOT_COMPARED].sort()).toEqual([...TRACE_SIGNALS].sort());
  });

  it('are said in full', () => {
    const text = toleranceText();
    for (const signal of TRACE_SIGNALS) expect(text).toContain(signal);
    expect(text).toMatch(/ {2}equal: (?=.*live\.state)(?=.*out\.contactor)/);
  });
});
