import { describe, expect, it } from 'vitest';
import { RealTime } from '../../../../hil/target/board/real-time.js';

/** Real time with a hand on the clock. */
function clocked(): { readonly time: RealTime; pass(ms: number): void } {
  let now = 5000;
  const time = new RealTime(() => now);
  return { time, pass: (ms) => void (now += ms) };
}

describe('real time', () => {
  it('ties virtual time to the clock at the moment of the start', () => {
    const { time, pass } = clocked();
    time.begin(200);
    expect([time.left(250), time.at(5000)]).toEqual([50, 200]);
    pass(30);
    expect([time.left(250), time.left(220)]).toEqual([20, -10]);
  });

  it('counts a step as an overrun when it is more than 10 ms late, and keeps the latest', () => {
    const { time, pass } = clocked();
    time.begin(0);
    time.step(0);
    pass(60);
    time.step(50);
    expect(time.pacing).toEqual({ steps: 2, overruns: 0, worstMs: 10 });
    pass(75);
    time.step(100);
    pass(15);
    time.step(150);
    expect(time.pacing).toEqual({ steps: 4, overruns: 1, worstMs: 35 });
  });
});
