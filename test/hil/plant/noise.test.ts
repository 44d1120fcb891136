import { describe, expect, it } from 'vitest';
import { Noise } from '../../../hil/plant/noise.js';

function samples(seed: number, count: number): Float64Array {
  const all = new Float64Array(count);
  new Noise(seed).fill(all);
  return all;
}

describe('noise', () => {
  it('is the sfc32 generator, written here with unsigned arithmetic on BigInt', () => {
    const mask = 0xffffffffn;
    let a = 12345n;
    let b = 3n;
    let c = 0x6c697175n;
    let d = 1n;
    const next = (): bigint => {
      const sum = (a + b + d) & mask;
      d = (d + 1n) & mask;
      a = b ^ (b >> 9n);
      b = (c + (c << 3n)) & mask;
      c = (((c << 21n) | (c >> 11n)) + sum) & mask;
      return sum;
    };
    for (let i = 0; i < 15; i++) next();
    const noise = new Noise(12345 + 3 * 2 ** 32);
    for (let i = 0; i < 100; i++) expect(BigInt(noise.next() >>> 0)).toBe(next());
  });

  it('has the moments of the normal distribution', () => {
    const all = samples(42, 200_000);
    let mean = 0;
    let variance = 0;
    let fourth = 0;
    for (const z of all) {
      mean += z / all.length;
      variance += (z * z) / all.length;
      fourth += z ** 4 / all.length;
    }
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.015);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.1);
  });

  it('has 68.3, 95.4 and 99.7 % inside one, two and three standard deviations', () => {
    const all = samples(7, 200_000);
    for (const [limit, share] of [
      [1, 0.6827],
      [2, 0.9545],
      [3, 0.9973],
    ] as const) {
      expect(Math.abs(all.filter((z) => Math.abs(z) < limit).length / all.length - share)).toBeLessThan(0.004);
    }
  });

  it('differs between neighbouring seeds from the first number on, and is uncorrelated', () => {
    const a = samples(1, 50_000);
    const b = samples(2, 50_000);
    expect(a[0]).not.toBe(b[0]);
    let product = 0;
    let shifted = 0;
    for (let i = 1; i < a.length; i++) {
      product += ((a[i] ?? 0) * (b[i] ?? 0)) / a.length;
      shifted += ((a[i] ?? 0) * (a[i - 1] ?? 0)) / a.length;
    }
    expect(Math.abs(product)).toBeLessThan(0.02);
    expect(Math.abs(shifted)).toBeLessThan(0.02);
  });
});
