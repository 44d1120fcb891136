/**
 * Deterministic noise: sfc32 (Chris Doty-Humphrey's "small fast counting" generator, 128 bits of state) with Gaussian samples
 * from a table of quantiles. The same seed gives the same samples in every run.
 */

/** Entries of the quantile table; the largest sample is 3.67 standard deviations. */
const QUANTILES = 4096;

/** Rounds that mix the seed into the state. */
const WARM_UP = 15;

/** Quantile of the standard normal distribution, 0 < p < 1, by Newton steps on the cumulative distribution. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  // Start: Abramowitz & Stegun 26.2.22, error below 3e-3.
  const t = Math.sqrt(-2 * Math.log(p));
  let z = -(t - (2.30753 + 0.27061 * t) / (1 + 0.99229 * t + 0.04481 * t * t));
  for (let i = 0; i < 4; i++) z -= (normalCumulative(z) - p) / (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));
  return z;
}

/** Cumulative standard normal distribution for z ≤ 0: the Taylor series of Φ about 0, 0.5 + φ(z)·Σ z^(2n+1)/(2n+1)!!. */
function normalCumulative(z: number): number {
  let term = z;
  let sum = z;
  for (let n = 3; Math.abs(term) > 1e-17 && n < 200; n += 2) {
    term *= (z * z) / n;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

function quantiles(): Float32Array {
  const table = new Float32Array(QUANTILES);
  for (let i = 0; i < QUANTILES / 2; i++) {
    const z = normalQuantile((i + 0.5) / QUANTILES);
    table[i] = z;
    table[QUANTILES - 1 - i] = -z;
  }
  return table;
}

let shared: Float32Array | undefined;

/** A stream of random numbers; two streams with the same seed are equal. */
export class Noise {
  private a: number;
  private b: number;
  private c = 0x6c697175;
  private d = 1;
  private readonly table: Float32Array;

  /** `seed` is any number; its low 32 bits and its multiple of 2³² count. */
  constructor(seed: number) {
    this.a = seed | 0;
    this.b = Math.floor(seed / 4294967296) | 0;
    this.table = shared ??= quantiles();
    for (let i = 0; i < WARM_UP; i++) this.next();
  }

  /** The next 32 bits as a signed integer. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum;
  }

  /** Fills an array with Gaussian samples, mean 0, standard deviation 1. */
  fill(samples: Float64Array): void {
    for (let i = 0; i < samples.length; i++) samples[i] = this.table[this.next() >>> 20] as number; // 12 bits: always inside the table
  }
}
