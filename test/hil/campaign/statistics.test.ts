/** Bounds against published values. */
import { describe, expect, it } from 'vitest';
import { rateBound, shareBounds } from '../../../hil/campaign/statistics.js';

describe('the bounds of a share', () => {
  it('follow 1 − 0.05^(1/n) when nothing was seen', () => {
    for (const n of [60, 299, 2995, 30_000]) expect(shareBounds(0, n)[1]).toBeCloseTo(1 - 0.05 ** (1 / n), 9);
  });

  it('are those of Clopper and Pearson: 1 of 10 is 0.25 % … 44.5 %, 5 of 20 is 8.66 % … 49.1 %', () => {
    expect(shareBounds(1, 10)[0]).toBeCloseTo(0.0025, 4);
    expect(shareBounds(1, 10)[1]).toBeCloseTo(0.445, 3);
    expect(shareBounds(5, 20)[0]).toBeCloseTo(0.0866, 4);
    expect(shareBounds(5, 20)[1]).toBeCloseTo(0.491, 3);
  });

  it('say nothing about nothing', () => {
    expect(shareBounds(0, 0)).toEqual([0, 1]);
  });
});

describe('the bound of a rate', () => {
  it('is the upper limit of Poisson: 2.996, 4.744 and 6.296 for 0, 1 and 2 events', () => {
    expect(rateBound(0, 1)).toBeCloseTo(2.996, 3);
    expect(rateBound(1, 1)).toBeCloseTo(4.744, 3);
    expect(rateBound(2, 10)).toBeCloseTo(0.6296, 4);
  });
});
