import { describe, expect } from 'vitest';
import { Bench } from '../../hil/scenario/bench.js';
import { builtBundle } from '../../hil/scenario/bundle-file.js';
import { targetFactory } from '../../hil/scenario/targets.js';
import { itOnInterpreter } from '../hil/target/interpreter-tests.js';

describe('characters that come one by one, as an idle processor gets them', () => {
  itOnInterpreter('are answered by the real interpreter as whole frames are', () => {
    const target = targetFactory('espruino', builtBundle('pico'))();
    const bench = new Bench(target, { plant: { temperature: 40 }, stepMs: 50, grain: 'each' });
    bench.power(true);
    while (bench.nowMs < 4000) bench.step();
    const { requests, replies } = bench.master.counters;
    const errors = target.events().filter(({ kind }) => kind === 'error');
    target.close();
    expect(errors).toEqual([]);
    expect(requests).toBeGreaterThan(5);
    expect(replies).toBeGreaterThanOrEqual(requests - 1);
  });
});
